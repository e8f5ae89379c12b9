"""What an agent costs a service that works: CPU per order more than without, side by side.

Some JVMs that run the same program, each with another agent, stand next to each other and take
turns of as many orders each, in a new random order each round: whatever else the machine does
meets all of them alike. One has no agent, and a second has none either: what it shows is what this
benchmark cannot tell from nothing. A set of JVMs is one observation, since a JVM compiles a little
differently each time; the interval is over sets.
"""

from __future__ import annotations

import math
import random
import re
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import intervals
from jvms import Jvm, Servers, Variant, flight_recorder, jvm

NONE = Variant("none")
NULL = Variant("none, again")
# what every JVM has: the program's own threads, the compiler's, the collector's and the VM's
USUAL = re.compile(
    r"java$|main$|pool-|waiting-|C[12] Compiler|G1 |GC Thread|VM |Reference Handl|Finalizer"
    r"|Signal Dispatch|Service Thread|Monitor Deflat|Notification Th|Common-Cleaner|Attach List"
    r"|Sweeper|Concurrent"
)


@dataclass(frozen=True)
class Plan:
    """How much each set of JVMs does; orders are per thread."""

    sets: int
    rounds: int
    turn_orders: int
    warm_orders: int
    warm_seconds: float  # at least: a first profile is uploaded after 10 s


FULL = Plan(sets=8, rounds=6, turn_orders=2_000, warm_orders=12_000, warm_seconds=13)
QUICK = Plan(sets=2, rounds=2, turn_orders=200, warm_orders=500, warm_seconds=0)


@dataclass(frozen=True)
class Observation:
    """Of one JVM of one set: percent more CPU than without, and of a core for its own threads."""

    more_percent: float
    threads_percent: float


def variants(servers: Servers) -> list[Variant]:
    """Everything that is compared, without first."""
    return [
        NONE,
        NULL,
        servers.tandem(),
        servers.tandem(",sampler=jfr", "tandem, sampler=jfr"),
        servers.tandem(",sampler=thread-dump", "tandem, thread-dump"),
        servers.pyroscope(),
        flight_recorder("default"),
        flight_recorder("profile"),
    ]


def measure(home: str, servers: Servers, plan: Plan) -> None:
    """Prints one row for each variant."""
    compared = variants(servers)
    found: dict[str, list[Observation]] = {v.name: [] for v in compared}
    for _ in range(plan.sets):
        for name, observation in _set(home, compared, plan).items():
            found[name].append(observation)
    print(f"{'agent':22} {'CPU per order, more by':>24} {'its own threads':>26}   target")
    for name, seen in found.items():
        more = intervals.text([o.more_percent for o in seen], " %") if name != NONE.name else "-"
        own = statistics.median(o.threads_percent for o in seen)
        target = "0.1 % a busy core + 0.2 % of one" if name.startswith("tandem") else ""
        print(f"{name:22} {more:>24} {own:>17.2f} % of a core   {target}")


def _set(home: str, compared: Sequence[Variant], plan: Plan) -> dict[str, Observation]:
    with ExitStack() as stack:
        jvms = {v.name: stack.enter_context(jvm(home, v, "Orders")) for v in compared}
        for one in jvms.values():
            one.answer("ready")
        _warm_up(list(jvms.values()), plan)
        began = time.monotonic()
        before = {name: one.thread_seconds(USUAL) for name, one in jvms.items()}
        costs = [_round(jvms, plan.turn_orders) for _ in range(plan.rounds)]
        elapsed = time.monotonic() - began
        return {
            name: Observation(
                100 * statistics.median(math.log(c[name] / c[NONE.name]) for c in costs),
                100 * (one.thread_seconds(USUAL) - before[name]) / elapsed,
            )
            for name, one in jvms.items()
        }


def _warm_up(jvms: Sequence[Jvm], plan: Plan) -> None:
    """All at once, until methods are compiled and each agent has uploaded its first profile."""
    began = time.monotonic()
    for one in jvms:
        one.tell(str(plan.warm_orders))
    for one in jvms:
        one.answer("done")
    time.sleep(max(0.0, plan.warm_seconds - (time.monotonic() - began)))


def _round(jvms: dict[str, Jvm], orders: int) -> dict[str, float]:
    """CPU seconds per order of each, in turns."""
    order = random.sample(list(jvms), len(jvms))
    return {name: _turn(jvms[name], orders) for name in order}


def _turn(one: Jvm, orders: int) -> float:
    before = one.cpu_seconds()
    one.tell(str(orders))
    one.answer("done")
    return (one.cpu_seconds() - before) / orders
