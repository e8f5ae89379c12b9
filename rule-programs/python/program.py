"""Runs one of the two ways in which a program of this folder works: again and again.

The command line is ``trigger|near-miss [--seconds N]``: so many of CPU time, or four times as many
where the program mostly waits. Then it says so, and waits for the end of its input.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable

WAITING = 4

Way = Callable[[], object]


def run(trigger: Way, near_miss: Way, *, threads: int = 1) -> None:
    """Does the work that the command line names, on so many threads at once."""
    parser = argparse.ArgumentParser()
    parser.add_argument("case", choices=["trigger", "near-miss"])
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    way = trigger if options.case == "trigger" else near_miss
    end = time.monotonic() + WAITING * options.seconds
    arguments = (way, options.seconds, end)
    others = [threading.Thread(target=_repeat, args=arguments) for _ in range(1, threads)]
    for other in others:
        other.start()
    _repeat(*arguments)
    for other in others:
        other.join()
    print("done", flush=True)
    sys.stdin.read()


def _repeat(way: Way, cpu_seconds: float, end: float) -> None:
    while time.process_time() < cpu_seconds and time.monotonic() < end:
        pause = time.monotonic() + 0.1
        while time.monotonic() < pause:
            way()
