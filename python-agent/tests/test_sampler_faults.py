"""What programs do that is hard on a sampler: it sees what there is, and they go on as without."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from test_sampler_contract import HZ, Make, keep_on, make, sampled
from threads import PATIENCE_SECONDS, names_of, nanos_of, others, spinning

__all__ = ["make"]  # the fixture: each test runs with each sampler


def test_a_recursion_that_comes_to_its_limit_does_so_as_without(make: Make) -> None:
    reached: set[int] = set()

    def endless(depth: int) -> int:
        try:
            return endless(depth + 1)
        except RecursionError:
            return depth

    def again_and_again(again: Callable[[], bool]) -> None:
        while again():
            reached.add(endless(0))

    with spinning(again_and_again):
        wait_until(lambda: len(reached) > 0)
    (alone,) = reached
    own, sampler = others(), make(50)
    with spinning(again_and_again):
        samples = sampled(sampler, own, 200)
    assert reached == {alone}
    stacks = names_of(samples)
    assert any(stack[0] == "<truncated>" and stack.count("endless") > 40 for stack in stacks)


def wait_until(reached: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < give_up
        time.sleep(0)


@contextmanager
def parked(count: int) -> Iterator[None]:
    """So many threads that wait."""
    leave = threading.Event()

    def park() -> None:
        leave.wait(PATIENCE_SECONDS)

    before = threading.stack_size(256 * 1024)
    threads = [threading.Thread(target=park) for _ in range(count)]
    try:
        for thread in threads:
            thread.start()
        yield
    finally:
        threading.stack_size(before)
        leave.set()
        for thread in threads:
            thread.join()


def test_a_thousand_threads_all_count(make: Make) -> None:
    own, sampler = others(), make()
    with parked(1000):
        keep_on(sampler, own, lambda: sampler.take(own) == 1000)
        before = sampler._samples.taken
        keep_on(sampler, own, lambda: sampler._samples.taken >= before + 3000)
        samples = sampler.drain()
    assert {stack[3] for stack in names_of(samples) if len(stack) > 3} == {"park"}
    keep_on(sampler, own, lambda: sampler.take(own) == 0)


def test_a_long_switch_interval_starves_no_one_who_lets_go(make: Make) -> None:
    def works(again: Callable[[], bool]) -> None:
        while again():
            sum(range(10_000))
            time.sleep(0)

    own, sampler, before = others(), make(), sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        with spinning(works):
            samples = sampled(sampler, own, 100)
    finally:
        sys.setswitchinterval(before)
    assert all(stack[3] == "works" for stack in names_of(samples))


def test_threads_that_end_while_they_are_looked_at_leave_nothing_behind(make: Make) -> None:
    def body(levels: int) -> None:
        if levels:
            body(levels - 1)
        else:
            time.sleep(0.001)

    def starts_and_ends(again: Callable[[], bool]) -> None:
        while again():
            threads = [threading.Thread(target=body, args=(20,)) for _ in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    own, sampler = others(), make()
    with ExitStack() as spinners:
        for _ in range(2):
            spinners.enter_context(spinning(starts_and_ends))
        samples = sampled(sampler, own, 500)
    assert {"starts_and_ends", "body"} <= {name for stack in names_of(samples) for name in stack}
    sampler.drain()
    sampler.interval(HZ)
    keep_on(sampler, own, lambda: sampler.take(own) == 0)
    sampler.drain()
    assert sampler.drain().taken == 0


def test_a_clock_that_is_set_back_changes_no_length_of_time(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, begin, sampler = others(), time.perf_counter_ns(), make()

    def works(again: Callable[[], bool]) -> None:
        while again():
            sum(range(1000))

    with spinning(works):
        sampled(sampler, own)
        monkeypatch.setattr(time, "time", lambda: 0.0)
        monkeypatch.setattr(time, "time_ns", lambda: 0)
        samples = sampled(sampler, own, 50)
        assert 0 < nanos_of(samples) <= time.perf_counter_ns() - begin


def outcome(program: str) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", program],
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


INTERPRETERS = """
import importlib, sys, threading, time
from tandem_profiler.sampler import CurrentFramesSampler, look, obstacle, threads
name = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
interpreters = importlib.import_module(name)
busy = "def deep(n): return deep(n - 1) if n else sum(range(100))\\nfor _ in range(100): deep(30)"
made, over = [], []
def come_and_go():
    while not over:
        other = interpreters.create()
        interpreters.run_string(other, busy)
        interpreters.destroy(other)
        made.append(other)
        time.sleep(0.001)
making = threading.Thread(target=come_and_go)
sampler = CurrentFramesSampler(100)
making.start()
sys.setswitchinterval(1e-6)
hindered, looked = sys.version_info < (3, 12), 0
while making.is_alive():
    hindered |= obstacle() is not None
    looked += bool(look(threads(), 50))  # also where another has begun meanwhile
    sampler.take([])
    time.sleep(0)  # up to 3.11 nobody but ourselves makes way for another interpreter's threads
    if hindered and looked > 100 and len(made) > 100:
        over.append(True)
"""


def test_interpreters_that_come_and_go_with_a_lock_of_their_own_crash_nothing() -> None:
    assert outcome(INTERPRETERS) == (0, "", "")


THREADS_OF_C = """
import ctypes, threading
from tandem_profiler.sampler import CurrentFramesSampler, look, threads
unlocked, locked = ctypes.CDLL(None), ctypes.PyDLL(None)  # the first lets go of the GIL
address, number = ctypes.c_void_p, ctypes.c_ulong
locked.PyThreadState_New.restype = locked.PyInterpreterState_Main.restype = address
main = address(locked.PyInterpreterState_Main())
compared = ctypes.PYFUNCTYPE(ctypes.c_int, address, address)(lambda a, b: (a > b) - (a < b))
seen = []
def body(unused):
    seen.append(threading.get_ident())
begun = ctypes.CFUNCTYPE(None, address)(body)
def states():
    for _ in range(300):
        tree = address()
        for _ in range(300):
            state = address(locked.PyThreadState_New(main))
            locked.PyThreadState_Clear(state)
            locked.tsearch(state, ctypes.byref(tree), compared)
        unlocked.tdestroy(tree, unlocked.PyThreadState_Delete)  # one after another
def calls():
    for _ in range(300):
        thread = number()
        assert unlocked.pthread_create(ctypes.byref(thread), None, begun, None) == 0
        assert unlocked.pthread_join(thread, None) == 0
making = [threading.Thread(target=target) for target in (states, calls)]
sampler = CurrentFramesSampler(100)
for thread in making:
    thread.start()
own, looked = threading.get_ident(), 0
while any(thread.is_alive() for thread in making):
    looked += own in threads()  # from 3.13 on not each: one that has the lock may not get to run
    sampler.take([])
print(len(seen), looked > 100)
"""


def test_threads_of_c_that_come_and_go_without_the_gil_crash_nothing() -> None:
    """Their entries are made and freed by whoever has the list's lock, which is not the GIL."""
    assert outcome(THREADS_OF_C) == (0, "300 True\n", "")
