"""Works whose true shares are known, done in random order: what samplers are judged by."""

from __future__ import annotations

import json
import os
import random
import time
import zlib
from collections.abc import Callable

BYTES = os.urandom(1 << 20)
TABLE = {str(number): list(range(20)) for number in range(500)}
NUMBERS = [random.random() for _ in range(20_000)]

Work = Callable[[], object]


def packs() -> None:
    zlib.compress(BYTES, 1)  # lets the GIL go


def dumps() -> None:
    json.dumps(TABLE)  # holds it


def sorts() -> None:
    sorted(NUMBERS)  # holds it


def naps() -> None:
    time.sleep(0.004)


def loops() -> None:
    for _ in range(20_000):
        pass


def sixty() -> None:
    spin(600)


def thirty() -> None:
    spin(300)


def ten() -> None:
    spin(100)


def spin(times: int) -> int:
    total = 0
    for number in range(times * 20):
        total += number * number
    return total


LOADS: dict[str, tuple[Work, ...]] = {
    "60/30/10 in Python": (sixty, thirty, ten),
    "zlib, json, sort": (packs, dumps, sorts, sorts),
    "sleep, json, loop": (naps, dumps, loops),
}


class Doing:
    """Does the works of one load in random order, on the caller's thread, and measures each."""

    def __init__(self, works: tuple[Work, ...]) -> None:
        self._works = works
        self._dice = random.Random(1)
        self.nanos = dict.fromkeys((work.__name__ for work in works), 0)

    def one(self) -> None:
        """Does one work and adds the wall time that it took."""
        work = self._dice.choice(self._works)
        before = time.perf_counter_ns()
        work()
        self.nanos[work.__name__] += time.perf_counter_ns() - before
