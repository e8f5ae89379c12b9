"""The Python half of Turns: three kinds of work, and what each of them cost.

Of the load ``python`` one of them a turn, at random. Of the load ``mixed`` all of them, one after
the other, each so long as chance has it: Python that calls Java at every few steps, and so lets go
of the GIL; numpy, and Python alone, which do not.
"""

import random
import time

import numpy as np

STEPS = 2_000
LINES = np.arange(60)


class Turns:
    """What one thread did."""

    def __init__(self, load, seed, host):
        self._random = random.Random(seed)
        self._host = host
        self._serve = {"python": self._one, "mixed": self._all}[load]
        self._nanos = {}

    def serve(self):
        self._serve()

    def _one(self):
        self._do(self._random.choices(PYTHON, (60, 30, 10))[0])

    def _all(self):
        chance = self._random.randrange
        self._do(asked, self._host, chance(60))
        self._do(numbered, chance(60))
        self._do(counted, chance(STEPS))

    def _do(self, work, *arguments):
        before = time.thread_time_ns()
        work(*arguments)
        nanos = time.thread_time_ns() - before
        self._nanos[work.__name__] = self._nanos.get(work.__name__, 0) + nanos

    def told(self):
        return "\n".join(f"truth {kind} {nanos // 1000}" for kind, nanos in self._nanos.items())

    def nanos(self):
        return time.thread_time_ns()


def asked(host, lines):
    return [host.find(line)[0].strip() for line in range(lines)]


def numbered(lines):
    total = 0
    for line in range(lines):
        amounts = np.where(line % 7 == LINES % 7, np.minimum(LINES, line) // 3, 0)
        total += int(amounts.max())
    return total


def counted(steps=STEPS):
    state = 1
    for _ in range(steps):
        state = (state * 6364136223846793005 + 1) % 2**64
    return state


def joined():
    return ",".join(str(number * number) for number in range(STEPS))


def sorted_out():
    return sorted(range(STEPS), key=lambda number: number * 7919 % STEPS)


PYTHON = (counted, joined, sorted_out)
