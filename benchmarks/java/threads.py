"""What an agent costs per second in a JVM with many threads that all wait, 30 frames deep.

Such a JVM does nothing by itself: what it executes is what the agent costs it.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass

from jvms import Servers, Variant, flight_recorder, jvm

DEPTH = 30
AT_ONCE = 3  # JVMs


@dataclass(frozen=True)
class Plan:
    """How many threads, how long each JVM is left alone first, and how long it is watched."""

    threads: tuple[int, ...]
    settling_seconds: float
    seconds: float


FULL = Plan((1, 100, 1_000, 5_000), settling_seconds=14, seconds=20)
QUICK = Plan((1, 100), settling_seconds=1, seconds=2)


def measure(home: str, servers: Servers, plan: Plan) -> None:
    """Prints one row for each agent, one column for each number of threads."""
    variants = [
        Variant("none"),
        servers.tandem(),
        servers.tandem(",sampler=jfr", "tandem, jfr"),
        servers.tandem(",sampler=thread-dump", "tandem, dumps"),
        servers.pyroscope("wall", "pyroscope, wall"),
        flight_recorder("profile"),
    ]
    columns = "".join(f"{n:>10,}" for n in plan.threads)
    print(f"CPU, ms per second; threads{columns}   (target at 100 threads: 2 ms for wall samples)")
    cost: dict[str, list[float]] = {v.name: [] for v in variants}
    for threads in plan.threads:
        for i in range(0, len(variants), AT_ONCE):
            for name, millis in _millis(home, variants[i : i + AT_ONCE], threads, plan).items():
                cost[name].append(millis)
    for name, per_second in cost.items():
        print(f"{name:26} " + "".join(f"{millis:>10.2f}" for millis in per_second), flush=True)


def _millis(home: str, variants: list[Variant], threads: int, plan: Plan) -> dict[str, float]:
    """CPU milliseconds per second of each, while all of them run."""
    with contextlib.ExitStack() as stack:
        arguments = (str(threads), str(DEPTH))
        running = {
            v.name: stack.enter_context(jvm(home, v, "Parked", *arguments)) for v in variants
        }
        for one in running.values():
            one.answer("ready")
        time.sleep(plan.settling_seconds)
        before = {name: (one.cpu_seconds(), time.monotonic()) for name, one in running.items()}
        time.sleep(plan.seconds)
        return {
            name: 1000
            * (one.cpu_seconds() - before[name][0])
            / (time.monotonic() - before[name][1])
            for name, one in running.items()
        }
