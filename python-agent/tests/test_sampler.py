"""What is peculiar to the pure sampler; what it sees of threads is in test_sampler_contract."""

import gc
import importlib
import sys
import time
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from itertools import pairwise
from operator import attrgetter
from types import FrameType
from typing import Any

import pytest

from tandem_profiler import kernel
from tandem_profiler import sampler as sampler_module
from tandem_profiler.sampler import (
    LOOKS,
    CurrentFramesSampler,
    Samples,
    let_go,
    look,
    not_collecting,
    obstacle,
    walks,
)
from threads import PATIENCE_SECONDS, Worker, here, names_of, others

GETTER = type(attrgetter("a"))


def test_take_counts_a_thread_that_stood_still_without_a_walk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    looked: list[list[int]] = []

    def counting(idents: list[int], depth: int) -> Any:
        looked.append(idents)
        return look(idents, depth)

    monkeypatch.setattr(sampler_module, "look", counting)
    monkeypatch.setattr(sampler_module, "_read", lambda clocks: [1] * len(clocks))
    with Worker(lambda wait: wait()):
        for _ in range(5):
            sampler.take(own)
    samples = sampler.drain()
    assert [len(idents) for idents in looked] == [1]
    assert [count.samples for count in samples.still.values()] == [4]
    assert [count.samples for count in samples.moved.values()] == [1]
    assert samples.taken == 5


def test_take_asks_the_kernel_once_for_as_long_as_a_thread_stands_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    clocks = iter([1, 1, 1, 1, 2, 2, 2, 2])
    asked: list[int] = []

    def sleeps(clock: int) -> bool:
        asked.append(clock)
        return len(asked) == 2

    monkeypatch.setattr(sampler_module, "_read", lambda _: [next(clocks)])
    monkeypatch.setattr(kernel, "sleeps", sleeps)
    with Worker(lambda wait: wait()) as worker:
        for _ in range(8):
            sampler.take(own)
        clock = time.pthread_getcpuclockid(worker.thread.ident or 0)
    samples = sampler.drain()
    assert asked == [clock, clock]
    assert [count.samples for count in samples.moved.values()] == [2]
    assert [count.samples for count in samples.still.values()] == [4]
    assert [count.samples for count in samples.asleep.values()] == [2]


def test_take_asks_the_kernel_about_a_few_threads_a_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    asked: list[int] = []

    def sleeps(clock: int) -> bool:
        asked.append(clock)
        return False

    monkeypatch.setattr(sampler_module, "_read", lambda clocks: [1] * len(clocks))
    monkeypatch.setattr(kernel, "sleeps", sleeps)
    with ExitStack() as workers:
        standing = [
            time.pthread_getcpuclockid(
                workers.enter_context(Worker(lambda wait: wait())).thread.ident or 0
            )
            for _ in range(LOOKS + 2)
        ]
        for _ in range(100):  # a busy machine's ticks are full before each thread had its turn
            before = len(asked)
            sampler.take(own)
            assert len(asked) - before <= LOOKS
    assert set(standing) <= set(asked)  # which may hold a thread that another test left


def test_take_gives_a_still_thread_the_time_between_ticks() -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    with Worker(lambda wait: wait()):
        first = sampler._last_tick
        for _ in range(5):
            sampler.take(own)
        last = sampler._last_tick
    samples = sampler.drain()
    counts = (*samples.moved.values(), *samples.still.values())
    assert sum(count.nanos for count in counts) == last - first


def test_threads_take_turns_where_a_tick_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler_module, "LOOK_NANOS", -1)  # full after the first
    monkeypatch.setattr(sampler_module, "AT_ONCE", 1)
    own, sampler = others(), CurrentFramesSampler(100)

    def first(wait: Callable[[], None]) -> None:
        wait()

    def second(wait: Callable[[], None]) -> None:
        wait()

    def third(wait: Callable[[], None]) -> None:
        wait()

    with Worker(first), Worker(second), Worker(third):
        for _ in range(3):
            assert sampler.take(own) == 3
    samples = sampler.drain()
    assert samples.taken == 3
    assert samples.over_limit == 6
    seen = {name for stack in names_of(samples) for name in stack}
    assert {"first", "second", "third"} <= seen


def test_take_forgets_a_thread_that_ended() -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    with Worker(lambda wait: wait()):
        assert sampler.take(own) == 1
        assert len(sampler._visits) == 1
    assert sampler.take(own) == 0
    assert sampler._visits == []
    assert sampler._restless == {}


def test_take_counts_a_thread_whose_clock_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    own, sampler = others(), CurrentFramesSampler(100)

    def gone(clocks: list[int]) -> list[int]:
        raise OSError

    with Worker(lambda wait: wait()):
        sampler.take(own)
        with monkeypatch.context() as patched:
            patched.setattr(sampler_module, "_read", gone)
            sampler.take(own)
        sampler.take(own)
    samples = sampler.drain()
    assert (samples.taken, samples.unreadable) == (2, 1)


def test_take_sees_a_thread_that_has_the_number_of_one_that_ended() -> None:
    """Nothing but its clock tells it from that one."""

    def second(wait: Callable[[], None]) -> None:
        wait()

    own, sampler = others(), CurrentFramesSampler(100)
    give_up, listed = time.monotonic() + PATIENCE_SECONDS, [0]
    while listed != sampler._listed:
        assert time.monotonic() < give_up
        with Worker(lambda wait: wait()):
            sampler.take(own)
            listed = sampler._listed
        sampler.drain()
        with Worker(second):
            sampler.take(own)
    samples = sampler.drain()
    assert {"second"} <= {name for stack in names_of(samples) for name in stack}
    assert (samples.taken, samples.unreadable) == (1, 0)


def test_take_holds_no_more_than_the_limit_of_distinct_stacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def elsewhere(wait: Callable[[], None]) -> None:
        wait()

    own, sampler = others(), CurrentFramesSampler(100)
    with Worker(lambda wait: wait()):
        sampler.take(own)
        monkeypatch.setattr(sampler_module, "MAX_KEY_BYTES", sampler.drain().key_bytes)
        with Worker(elsewhere):
            sampler.take(own)
    samples = sampler.drain()
    assert (samples.taken, samples.over_limit) == (1, 1)


def test_look_reads_nothing_of_a_frame_but_code_instruction_and_caller() -> None:
    assert [repr(getter) for getter in vars(sampler_module).values() if type(getter) is GETTER] == [
        "operator.attrgetter('f_code', 'f_lasti')",
        "operator.attrgetter('f_code')",
        "operator.attrgetter('f_lasti')",
        "operator.attrgetter('f_back')",
    ]
    texts = {
        constant
        for function in (look, sampler_module.stacks, walks, sampler_module._columns)
        for constant in function.__code__.co_consts
        if type(constant) is str and constant != function.__doc__
    }
    assert texts == {"get"}


def test_look_at_a_thread_that_ended_is_empty() -> None:
    with Worker(lambda wait: wait()) as worker:
        ident = worker.thread.ident
        assert ident is not None
        ((codes, instructions),) = look([ident], 2)
        assert (len(codes), len(instructions)) == (2, 2)
    assert look([ident, *here()], 1)[0] == ([], [])


def test_look_goes_no_deeper_than_it_is_told() -> None:
    with Worker(lambda wait: wait()) as worker:
        ident = worker.thread.ident
        assert ident is not None
        ((whole, _),) = look([ident], 100)
        assert [codes for depth in (1, 3) for codes, _ in look([ident], depth)] == [
            whole[:1],
            whole[:3],
        ]


def test_walks_lead_from_each_frame_to_the_outermost() -> None:
    def inner() -> FrameType:
        return sys._getframe()

    def outer() -> FrameType:
        return inner()

    frame = outer()
    whole, none = walks([frame, None])
    assert [one.f_code.co_name for one in whole[:2]] == ["inner", "outer"]
    assert all(one.f_back is caller for one, caller in pairwise([*whole, None]))
    assert none == []
    assert list(walks([frame], 2)) == [whole[:2]]


def test_obstacle_is_another_interpreter_where_it_may_have_its_own_lock() -> None:
    name = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    interpreters = importlib.import_module(name)
    assert obstacle() is None
    other = interpreters.create()
    try:
        assert (obstacle() is not None) is (sys.version_info >= (3, 12))
    finally:
        interpreters.destroy(other)
    assert obstacle() is None


def test_let_go_leaves_the_end_of_a_code_to_the_collector() -> None:
    ended: list[str] = []
    code = compile("4711", "nowhere", "eval")
    reference = weakref.ref(code, lambda _: ended.append("ended"))
    samples = Samples(codes={id(code): code})
    del code
    gc.disable()
    try:
        gc.collect()
        gc.enable()
        let_go(samples)
        gc.disable()
        assert samples.codes == {}
        assert ended == []
        gc.collect()
    finally:
        gc.enable()
    assert ended == ["ended"]
    assert reference() is None


def test_let_go_keeps_nothing_where_nothing_is_collected() -> None:
    code = compile("4711", "nowhere", "eval")
    reference = weakref.ref(code)
    samples = Samples(codes={id(code): code})
    del code
    gc.disable()
    try:
        with not_collecting():  # as the sampler sees it at its next look
            pass
        let_go(samples)
        assert reference() is None
    finally:
        gc.enable()


def test_let_go_while_the_sampler_looks_leaves_the_end_to_the_collector() -> None:
    """Another thread encodes a window meanwhile, and the collector is off for that look alone."""
    code = compile("4711", "nowhere", "eval")
    reference = weakref.ref(code)
    samples = Samples(codes={id(code): code})
    del code
    with not_collecting():
        assert not gc.isenabled()
        let_go(samples)
        assert reference() is not None
    gc.collect()
    assert reference() is None
