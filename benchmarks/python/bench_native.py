"""How wrong each sampler's shares are, and what it costs in place: figure | target | compared with.

Run by `make bench`, with the interpreter that the agent is installed in; ``--quick`` only shows
that it works. Asserts nothing. The loads are those of which the pure sampler is known to be wrong:
C code that holds the GIL and is shorter than the switch interval, and waits.
"""

from __future__ import annotations

import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench_sampler import parked, row
from loads import LOADS, Doing, Work
from tandem_profiler.native import NativeSampler, UnavailableError
from tandem_profiler.sampler import UNKNOWN_CODE, CurrentFramesSampler, Samples, unpack

HZ = 97
SHARE_SECONDS, COST_SECONDS = 10.0, 5.0
QUICK_SECONDS = 0.5
POINTS, NATIVE_PERCENT = 3, {1: 0.03, 20: 0.1, 50: 0.15, 100: 0.2}
GRID = [(threads, depth) for depth in (20, 100) for threads in (1, 10, 100)]
FIRST = 8  # threads that only wait, beside the one that computes

Sampler = CurrentFramesSampler | NativeSampler


class Load:
    """Does the works on a thread of its own."""

    def __init__(self, works: tuple[Work, ...]) -> None:
        self._doing = Doing(works)
        self._over = threading.Event()
        self.nanos = self._doing.nanos
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._over.is_set():
            self._doing.one()

    def __enter__(self) -> Load:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.thread.join()


def sampled(sampler: Sampler, seconds: float, hz: float) -> Samples:
    """What it sees of all threads but this, for so long; it is closed."""
    end, own = time.monotonic() + seconds, [threading.get_ident()]
    sampler.take(own)
    sampler.drain()
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, sampler.interval(hz) * random.uniform(0.75, 1.25)))
        sampler.take(own)
    samples = sampler.drain()
    sampler.close()
    return samples


def worst_error(sampler: Sampler, works: tuple[Work, ...], seconds: float) -> float:
    """The greatest difference between a work's share as it was sampled and as it was, in points."""
    with Load(works) as load:
        samples = sampled(sampler, seconds, HZ)
    seen = dict.fromkeys(load.nanos, 0)
    for counts in (
        samples.running,
        samples.gil_wait,
        samples.asleep,
        samples.still,
        samples.moved,
    ):
        for key, count in counts.items():
            for ident, _ in unpack(key)[0]:
                name = "" if ident == UNKNOWN_CODE else samples.codes[ident].co_name
                if name in seen:
                    seen[name] += count.nanos
                    break
    true, told = sum(load.nanos.values()), max(1, sum(seen.values()))
    return max(abs(100 * seen[name] / told - 100 * load.nanos[name] / true) for name in seen)


def percent_of_a_core(make: Callable[[int], Sampler], hz: float, seconds: float) -> float:
    """CPU time of what samples ten threads, of which one computes."""
    with parked(FIRST, 20), Load(LOADS["60/30/10 in Python"]):
        sampler = make(1000)
        before, began = time.thread_time_ns(), time.monotonic_ns()
        spent: list[int] = []
        closing, sampler.close = sampler.close, lambda: spent.append(sampler.timer_nanos())  # type: ignore[method-assign]
        sampled(sampler, seconds, hz)
        nanos = time.thread_time_ns() - before + spent[0]
        passed = time.monotonic_ns() - began
        closing()
    return 100 * nanos / passed


def percent_to_wake(hz: float, seconds: float) -> float:
    """CPU time of a thread that wakes up as often and does nothing. No sampler can cost less."""
    before, began = time.thread_time_ns(), time.monotonic_ns()
    while (passed := time.monotonic_ns() - began) < seconds * 1e9:
        time.sleep(random.uniform(0.75, 1.25) / hz)
    return 100 * (time.thread_time_ns() - before) / passed


@contextmanager
def waking(threads: int, depth: int) -> Iterator[None]:
    """Threads that stand ``depth`` frames deep and wake up between any two looks at them."""
    over = threading.Event()

    def descend(levels: int) -> None:
        if levels:
            descend(levels - 1)
        else:
            while not over.wait(1 / HZ / 2):
                pass

    started = [threading.Thread(target=descend, args=(depth - 5,)) for _ in range(threads)]
    for thread in started:
        thread.start()
    yield
    over.set()
    for thread in started:
        thread.join()


def micros_of_a_look(make: Callable[[int], Sampler], seconds: float) -> float:
    """CPU time for one thread at one instant; all threads but this are sampled.

    In place: its share of the sampler's own waking up, with cold caches, and of asking the kernel
    where the thread rests. Beside the GIL, bare work is what `bench_sampler` measures.
    """
    sampler = make(1000)
    spent: list[int] = []
    closing, sampler.close = sampler.close, lambda: spent.append(sampler.timer_nanos())  # type: ignore[method-assign]
    before = time.thread_time_ns()
    samples = sampled(sampler, seconds, HZ)
    nanos = spent[0] + (
        time.thread_time_ns() - before if isinstance(sampler, CurrentFramesSampler) else 0
    )
    closing()
    return nanos / max(1, samples.taken) / 1000


def main() -> None:
    """Prints one row a figure."""
    quick = "--quick" in sys.argv[1:]
    shares, cost = (QUICK_SECONDS,) * 2 if quick else (SHARE_SECONDS, COST_SECONDS)
    try:
        NativeSampler(1000).close()
    except UnavailableError as why:
        print(f"no native sampler here: {why}")
        return
    times = 1 if quick else 3
    for name, works in LOADS.items():
        errors = [
            statistics.median(worst_error(make(1000), works, shares) for _ in range(times))
            for make in (NativeSampler, CurrentFramesSampler)
        ]
        row(
            f"share error, native: {name}",
            f"{errors[0]:.1f} points",
            f"{POINTS} points",
            f"pure {errors[1]:.1f} points",
        )
    for threads, depth in GRID:
        figures = {}
        for what, load in (("woken", waking), ("idle", parked)):
            with load(threads, depth):
                figures[what] = [
                    f"{micros_of_a_look(make, cost):.2f} µs"
                    for make in (NativeSampler, CurrentFramesSampler)
                ]
        row(
            f"in place, one of {threads}, depth {depth}",
            figures["woken"][0],
            "-",
            f"pure {figures['woken'][1]}; idle {figures['idle'][0]}, pure {figures['idle'][1]}",
        )
    for hz, target in NATIVE_PERCENT.items():
        native, pure = (
            percent_of_a_core(make, hz, cost) for make in (NativeSampler, CurrentFramesSampler)
        )
        row(
            f"native in place, {hz} Hz, {FIRST + 2} threads",
            f"{native:.3f} % of a core",
            f"{target} %",
            f"pure {pure:.3f} %; only to wake up {percent_to_wake(hz, cost):.3f} %",
        )


if __name__ == "__main__":
    main()
