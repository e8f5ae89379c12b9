"""Everything that moves under the native sampler at once; run as ``storm.py SECONDS``.

Threads that live for a moment, generators, coroutines, exceptions, deep recursion, code that is
made and thrown away, collections, forks: while the sampler looks 1,000 times a second. Each answer
of it is checked. Prints a line and ends with 0; what matters is that the interpreter lives.
"""

import asyncio
import faulthandler
import gc
import os
import random
import sys
import threading
import time
import types
from collections.abc import Callable, Generator
from contextlib import suppress

from tandem_profiler.native import NativeSampler
from tandem_profiler.sampler import UNKNOWN_CODE, Samples, unpack

HZ = 1000
AT_ONCE = 8
CHILD_SECONDS = 0.3


def deep(levels: int) -> int:
    return deep(levels - 1) + 1 if levels else 0


def raising(levels: int) -> None:
    if not levels:
        raise ValueError(levels)
    try:
        raising(levels - 1)
    finally:
        sum(range(10))


def numbers(levels: int) -> Generator[int, None, None]:
    if levels:
        yield levels
        yield from numbers(levels - 1)


async def nested(levels: int) -> int:
    await asyncio.sleep(0)
    return await nested(levels - 1) + 1 if levels else 0


async def many() -> None:
    await asyncio.gather(*(nested(random.randrange(20)) for _ in range(20)))


def threads_of_a_moment() -> None:
    def body() -> None:
        deep(random.randrange(30))

    started = [threading.Thread(target=body) for _ in range(20)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def recursion_to_the_limit() -> None:
    def endless() -> None:
        endless()

    with suppress(RecursionError):
        endless()


def exceptions() -> None:
    with suppress(ValueError):
        raising(random.randrange(60))


def generators() -> None:
    list(numbers(random.randrange(80)))
    half = numbers(50)
    for _ in range(20):
        next(half)
    half.close()


def codes_of_a_moment() -> None:
    for number in range(30):
        namespace: dict[str, Callable[[], int]] = {}
        exec(f"def made():\n    return sum(i + {number} for i in range(50))", namespace)
        code = namespace["made"].__code__.replace(co_name=f"made_{number}")
        types.FunctionType(code, {})()
        eval("[lambda: x for x in range(3)][0]()", {"x": 1})


def callbacks() -> None:
    sorted(range(200), key=lambda number: deep(number % 7))
    list(map(deep, range(20)))


def collections() -> None:
    class Ending:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            with suppress(RecursionError):
                deep(5)

    for _ in range(50):
        Ending()
    gc.collect()


def waits() -> None:
    time.sleep(random.random() / 500)


def coroutines() -> None:
    asyncio.run(many())


WORKS = (
    threads_of_a_moment,
    recursion_to_the_limit,
    exceptions,
    generators,
    codes_of_a_moment,
    callbacks,
    collections,
    waits,
    coroutines,
)


def check(samples: Samples) -> tuple[int, int]:
    """How many samples there are, and how many have a frame that is not known."""
    total = unknown = 0
    by_state = (samples.running, samples.gil_wait, samples.asleep, samples.still, samples.moved)
    for counts in by_state:
        for key, count in counts.items():
            pairs, _ = unpack(key)
            total += count.samples
            unknown += count.samples if any(ident == UNKNOWN_CODE for ident, _ in pairs) else 0
            for ident, place in pairs:
                if ident != UNKNOWN_CODE:
                    code = samples.codes[ident]
                    assert type(code) is types.CodeType
                    assert id(code) == ident
                    assert -1 <= place < len(code.co_code)
                    assert type(code.co_qualname) is str
    return total, unknown


class Storm:
    """Threads that do all that until it ends."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.failed: list[BaseException] = []
        self.threads = [threading.Thread(target=self._blow) for _ in range(AT_ONCE)]

    def _blow(self) -> None:
        try:
            while not self.over.is_set():
                random.choice(WORKS)()
        except BaseException as error:  # noqa: BLE001 -- told at the end
            self.failed.append(error)

    def sampled(self, seconds: float, forks: bool) -> tuple[int, int, int]:
        """Samples for so long; how many samples, unknown ones and children there were."""
        sampler = NativeSampler(200)
        sampler.interval(HZ)
        for thread in self.threads:
            thread.start()
        end, total, unknown, children = time.monotonic() + seconds, 0, 0, 0
        try:
            while time.monotonic() < end and not self.failed:
                time.sleep(random.random() / 10)
                sampler.take(())
                if random.random() < 0.2:
                    seen = check(sampler.drain())
                    total, unknown = total + seen[0], unknown + seen[1]
                if random.random() < 0.03:
                    sampler.close()
                    sampler = NativeSampler(random.choice((5, 50, 1000)))
                    sampler.interval(HZ)
                if forks and random.random() < 0.03:
                    children += 1
                    child_lives()
        finally:
            self.over.set()
            for thread in self.threads:
                thread.join()
            sampler.close()
        return total, unknown, children


def child_lives() -> None:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            storm = Storm()
            storm.sampled(CHILD_SECONDS, forks=False)
            status = 1 if storm.failed else 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert ended == 0, f"a child ended with {ended}"


def main() -> None:
    faulthandler.enable()
    sys.unraisablehook = lambda _: None  # destructors at the limit of recursion
    storm = Storm()
    total, unknown, children = storm.sampled(float(sys.argv[1]), forks=True)
    if storm.failed:
        raise storm.failed[0]
    print(f"{total} samples, {unknown} with a code that had ended, {children} children")
    assert total > 0


if __name__ == "__main__":
    main()
