"""What the kernel says of real threads."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from tandem_profiler import kernel

PATIENCE_SECONDS = 30


def said_of(rest: Callable[[], object]) -> set[bool]:
    """What is said of a thread that rests, asked again and again while its clock stands still."""
    thread = threading.Thread(target=rest, daemon=True)
    thread.start()
    clock = time.pthread_getcpuclockid(thread.ident or 0)
    answers: list[bool] = []
    give_up = time.monotonic() + PATIENCE_SECONDS
    while len(answers) < 3 and time.monotonic() < give_up:
        before = time.clock_gettime_ns(clock)
        time.sleep(0.01)
        answer = kernel.sleeps(clock)
        if time.clock_gettime_ns(clock) == before:
            answers.append(answer)
    assert len(answers) == 3
    return set(answers)


def test_sleeps_is_said_of_a_thread_that_sleeps() -> None:
    told = Path("/proc/kallsyms").exists()  # else the kernel has no names for its places
    assert said_of(lambda: time.sleep(PATIENCE_SECONDS)) == {told}


def test_sleeps_is_not_said_of_a_thread_that_waits() -> None:
    assert said_of(threading.Event().wait) == {False}


def test_sleeps_is_not_said_of_a_thread_that_is_not_there() -> None:
    assert not kernel.sleeps(~(2**22 + 1) << 3)
