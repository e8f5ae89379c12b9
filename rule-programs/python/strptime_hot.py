"""Times read by ``strptime``, which is in Python; or by ``fromisoformat``, which is in C."""

from datetime import datetime

import program

TIMES = [f"2026-11-30T12:{minute:02}:{second:02}" for minute in range(60) for second in range(60)]


def trigger() -> object:
    return [datetime.strptime(time, "%Y-%m-%dT%H:%M:%S") for time in TIMES]


def near_miss() -> object:
    return [datetime.fromisoformat(time) for time in TIMES]


if __name__ == "__main__":
    program.run(trigger, near_miss)
