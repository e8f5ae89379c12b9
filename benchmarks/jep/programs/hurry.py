"""What it costs that threads want the interpreter's lock in a hurry, in turns with its usual one.

    hurry.py python|c THREADS SECONDS MICROS

Threads compute in Python and let go of the lock when they are asked; or all but the first do, which
computes in C and keeps it. Prints two lines, ``usual`` and ``hurried``: the work that was done,
turns of Python or the microseconds of the first thread's CPU, and the microseconds of the
process's.
"""

import itertools
import sys
import threading
import time
from collections.abc import Callable

TURN_SECONDS = 1
NUMBERS = range(1_000_000)


def in_python() -> None:
    number = 1.0
    for _ in range(1000):
        number = (number * 1.0001 + 1.5) % 1000.0


def in_c() -> None:
    sorted(NUMBERS, key=(-1).__mul__)


def repeat(work: Callable[[], None], done: list[int], own: int) -> None:
    while True:
        work()
        done[own] += 1


def main() -> None:
    kind, threads, seconds, micros = sys.argv[1], *map(float, sys.argv[2:])
    done = [0] * int(threads)
    first = 0
    for own in range(len(done)):
        work = in_c if kind == "c" and own == 0 else in_python
        thread = threading.Thread(target=repeat, args=(work, done, own), daemon=True)
        thread.start()
        first = first or time.pthread_getcpuclockid(thread.ident or 0)

    def measured() -> tuple[int, int]:
        work = time.clock_gettime_ns(first) // 1000 if kind == "c" else sum(done)
        return work, time.process_time_ns() // 1000

    intervals = {"usual": sys.getswitchinterval(), "hurried": micros / 1e6}
    found = dict.fromkeys(intervals, (0, 0))
    end = time.monotonic() + seconds
    for name in itertools.cycle(intervals):
        if time.monotonic() > end and all(found["hurried"]):
            break
        sys.setswitchinterval(intervals[name])
        work, cpu = measured()
        time.sleep(TURN_SECONDS)
        more_work, more_cpu = measured()
        found[name] = (found[name][0] + more_work - work, found[name][1] + more_cpu - cpu)
    for name, numbers in found.items():
        print(name, *numbers)


if __name__ == "__main__":
    main()
