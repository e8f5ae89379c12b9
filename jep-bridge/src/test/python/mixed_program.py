"""What the tests' program runs in Python, in a module of its own."""

import sys
import threading
import time
from typing import Any


def outer(back: Any, seconds: float) -> float:
    """Calls Java, which calls Python again."""
    return back.again(seconds)


def inner(seconds: float) -> float:
    """Computes for so long, of this thread's own CPU time."""
    until = time.thread_time() + seconds
    total = 0.0
    while time.thread_time() < until:
        for _ in range(100):
            total += crunched(total)
    return total


def yielding(seconds: float) -> None:
    """As `inner`, and lets others have the GIL, which they do not get of a subinterpreter else."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        crunched(1.0)
        time.sleep(0)


def crunched(number: float) -> float:
    """Work that stays in Python."""
    for _ in range(1000):
        number = (number * 1.0001 + 1.5) % 1000.0
    return number


def hoarding(seconds: float) -> int:
    """As long, in calls that keep the GIL for a while."""
    until = time.thread_time() + seconds
    count = 0
    while time.thread_time() < until:
        count += len(sorted(range(300_000), key=(-1).__mul__))
    return count


def keeping(back: Any) -> str:
    """Lets go of the GIL where it calls Java, and nowhere else unless somebody is in a hurry."""
    sys.setswitchinterval(3600)
    while not back.done():
        inner(0.1)
    return f"interval {sys.getswitchinterval()}"


def beside(seconds: float) -> None:
    """Work on a thread that Python starts."""
    thread = threading.Thread(target=inner, args=(seconds,))
    thread.start()
    thread.join()


def foreign(back: Any) -> None:
    """Calls Java on so many threads at once that nobody keeps their memory when they end."""
    together = threading.Barrier(30)

    def call() -> None:
        back.called()
        together.wait()

    threads = [threading.Thread(target=call) for _ in range(together.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
