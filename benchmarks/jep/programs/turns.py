"""The Python half of Turns: three kinds of work in random order, and what each of them cost."""

import random
import time

KINDS = ("counted", "joined", "sorted_out")
WEIGHTS = (60, 30, 10)
STEPS = 2_000


class Turns:
    """What one thread did."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self._nanos = dict.fromkeys(KINDS, 0)

    def serve(self):
        kind = self._random.choices(KINDS, WEIGHTS)[0]
        before = time.thread_time_ns()
        WORK[kind]()
        self._nanos[kind] += time.thread_time_ns() - before

    def told(self):
        return "\n".join(f"truth {kind} {nanos // 1000}" for kind, nanos in self._nanos.items())

    def nanos(self):
        return time.thread_time_ns()


def counted():
    state = 1
    for _ in range(STEPS):
        state = (state * 6364136223846793005 + 1) % 2**64
    return state


def joined():
    return ",".join(str(number * number) for number in range(STEPS))


def sorted_out():
    return sorted(range(STEPS), key=lambda number: number * 7919 % STEPS)


WORK = {"counted": counted, "joined": joined, "sorted_out": sorted_out}
