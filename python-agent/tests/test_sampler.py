"""What the sampler sees of real threads, and that looking runs and keeps nothing of theirs."""

import _thread
import gc
import importlib
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
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
    obstacle,
    unpack,
)

PATIENCE_SECONDS = 30


class Worker:
    """A thread that enters ``body`` with a function to wait in, until the test lets it go."""

    def __init__(self, body: Callable[[Callable[[], None]], object]) -> None:
        self._inside, self._leave = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=body, args=(self._wait,), daemon=True)

    def _wait(self) -> None:
        self._inside.set()
        self._leave.wait(PATIENCE_SECONDS)

    def end(self) -> None:
        self._leave.set()
        self.thread.join(PATIENCE_SECONDS)

    def __enter__(self) -> "Worker":
        self.thread.start()
        assert self._inside.wait(PATIENCE_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


@contextmanager
def spinning(body: Callable[[Callable[[], bool]], object]) -> Iterator[threading.Thread]:
    """A thread in ``body``, which runs for as long as its argument says so."""
    running, go_on = threading.Event(), [True]

    def again() -> bool:
        running.set()
        return go_on[0]

    thread = threading.Thread(target=body, args=(again,), daemon=True)
    thread.start()
    assert running.wait(PATIENCE_SECONDS)
    try:
        yield thread
    finally:
        go_on[0] = False
        thread.join(PATIENCE_SECONDS)


def here() -> list[int]:
    return [threading.get_ident()]


def others() -> list[int]:
    """The threads of whoever else runs in this process, so that a test sees only its own."""
    return list(sys._current_frames())


def names_of(samples: Samples) -> list[list[str]]:
    """Each stack that was seen, outermost function first."""
    stacks = []
    for key in (*samples.moved, *samples.still):
        pairs, truncated = unpack(key)
        names = [samples.codes[ident].co_name for ident, _ in pairs]
        stacks.append(["<truncated>"] * truncated + names)
    return stacks


class Shop:
    def spin(self, again: Callable[[], bool]) -> None:
        while again():
            sum(range(1000))


def test_take_sees_a_busy_method() -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    with spinning(Shop().spin):
        while sum(count.samples for count in sampler._samples.moved.values()) < 3:
            assert sampler.take(own) == 1
    samples = sampler.drain()
    assert samples.taken >= 3
    for stack in names_of(samples):
        assert stack[:4] == ["_bootstrap", "_bootstrap_inner", "run", "spin"]


def test_take_sees_a_thread_that_threading_does_not_know() -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    inside, leave = threading.Event(), threading.Event()

    def unknown() -> None:
        inside.set()
        leave.wait(PATIENCE_SECONDS)

    _thread.start_new_thread(unknown, ())
    assert inside.wait(PATIENCE_SECONDS)
    sampler.take(own)
    leave.set()
    (stack,) = names_of(sampler.drain())
    assert stack[0] == "unknown"


def test_take_leaves_out_the_threads_it_is_told() -> None:
    before, sampler = others(), CurrentFramesSampler(100)
    with Worker(lambda wait: wait()) as worker:
        assert worker.thread.ident is not None
        assert sampler.take([*before, worker.thread.ident]) == 0
    assert names_of(sampler.drain()) == []


def test_take_counts_a_thread_that_stood_still_without_a_walk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    looked: list[list[int]] = []

    def counting(idents: list[int], depth: int) -> Any:
        looked.append(idents)
        return look(idents, depth)

    monkeypatch.setattr(sampler_module, "look", counting)
    monkeypatch.setattr(sampler_module, "_cpu", lambda ident, visit: (1, 1))
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

    monkeypatch.setattr(sampler_module, "_cpu", lambda ident, visit: (7, next(clocks)))
    monkeypatch.setattr(kernel, "sleeps", sleeps)
    with Worker(lambda wait: wait()):
        for _ in range(8):
            sampler.take(own)
    samples = sampler.drain()
    assert asked == [7, 7]
    assert [count.samples for count in samples.moved.values()] == [2]
    assert [count.samples for count in samples.still.values()] == [4]
    assert [count.samples for count in samples.asleep.values()] == [2]


def test_take_asks_the_kernel_about_a_few_threads_a_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    asked: list[int] = []

    def sleeps(clock: int) -> bool:
        asked.append(clock)
        return False

    monkeypatch.setattr(sampler_module, "_cpu", lambda ident, visit: (ident, 1))
    monkeypatch.setattr(kernel, "sleeps", sleeps)
    with ExitStack() as workers:
        for _ in range(LOOKS + 2):
            workers.enter_context(Worker(lambda wait: wait()))
        sampler.take(own)
        sampler.take(own)
        assert len(asked) == LOOKS
        sampler.take(own)
        sampler.take(own)
    assert len(asked) == len(set(asked)) == LOOKS + 2


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


def test_take_walks_a_still_thread_again_in_a_new_window() -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    with Worker(lambda wait: wait()):
        sampler.take(own)
        first = names_of(sampler.drain())
        sampler.take(own)
        second = sampler.drain()
    assert names_of(second) == first
    assert second.codes


def test_take_cuts_a_deep_stack_at_its_outer_end() -> None:
    def deep(levels: int, wait: Callable[[], None]) -> None:
        if levels:
            deep(levels - 1, wait)
        else:
            wait()

    own, sampler = others(), CurrentFramesSampler(10)
    with Worker(lambda wait: deep(500, wait)):
        sampler.take(own)
    (stack,) = names_of(sampler.drain())
    assert len(stack) == 10
    assert stack[0] == "<truncated>"
    assert stack[1:7] == ["deep"] * 6


def test_take_leaves_a_stack_of_exactly_the_limit() -> None:
    own = others()
    with Worker(lambda wait: wait()):
        whole = CurrentFramesSampler(100)
        whole.take(own)
        (stack,) = names_of(whole.drain())
        exact = CurrentFramesSampler(len(stack))
        exact.take(own)
        assert names_of(exact.drain()) == [stack]


def test_take_starts_below_the_launcher() -> None:
    def program(wait: Callable[[], None]) -> None:
        wait()

    def launcher(wait: Callable[[], None]) -> None:
        program(wait)

    own, sampler = others(), CurrentFramesSampler(100, launcher.__code__)
    with Worker(launcher):
        sampler.take(own)
    (stack,) = names_of(sampler.drain())
    assert stack[0] == "program"


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
    assert sampler._visits == {}


def test_take_counts_a_thread_whose_clock_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(ident: int, visit: object) -> tuple[int, int]:
        raise OSError

    monkeypatch.setattr(sampler_module, "_cpu", gone)
    own, sampler = others(), CurrentFramesSampler(100)
    with Worker(lambda wait: wait()):
        sampler.take(own)
    assert sampler.drain().unreadable == 1


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


@pytest.mark.parametrize("enabled", [True, False])
def test_take_leaves_the_cyclic_collector_as_it_was(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        CurrentFramesSampler(100).take(here())
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_take_keeps_no_frame_and_no_local_alive() -> None:
    class Local:
        pass

    seen: list[weakref.ref[Local]] = []

    def holding(wait: Callable[[], None]) -> None:
        local = Local()
        seen.append(weakref.ref(local))
        wait()

    own, sampler = others(), CurrentFramesSampler(100)
    with Worker(holding):
        sampler.take(own)
    assert seen[0]() is None
    assert sampler.drain().taken == 1


def test_drain_holds_code_for_as_long_as_its_id_is_a_key() -> None:
    own, sampler = others(), CurrentFramesSampler(100)
    namespace: dict[str, Any] = {}
    exec("def made_at_run_time(wait): wait()", namespace)
    with Worker(namespace["made_at_run_time"]):
        sampler.take(own)
    namespace.clear()
    gc.collect()
    samples = sampler.drain()
    assert "made_at_run_time" in {code.co_name for code in samples.codes.values()}
    assert {ident for key in samples.moved for ident, _ in unpack(key)[0]} == set(samples.codes)
    assert sampler.drain().codes == {}


def test_take_runs_nothing_of_the_objects_on_the_stack() -> None:
    ran: list[int] = []

    class Hostile:
        def _run(self, *_: object) -> Any:
            ran.append(threading.get_ident())

        __class__ = property(_run)
        __getattr__ = __repr__ = __hash__ = __eq__ = __bool__ = __len__ = _run
        __del__ = _run

    def holding(wait: Callable[[], None]) -> None:
        hostile, keyed = Hostile(), [Hostile() for _ in range(3)]
        wait()
        del hostile, keyed

    def ending(again: Callable[[], bool]) -> None:
        while again():
            Hostile.__new__(Hostile)

    own, sampler = others(), CurrentFramesSampler(100)
    with Worker(holding), spinning(ending):
        for _ in range(500):
            sampler.take(own)
        assert threading.get_ident() not in ran
    assert threading.get_ident() not in ran
    assert ran  # on their own threads
    assert sampler.drain().taken >= 500


def test_look_reads_nothing_of_a_frame_but_code_instruction_and_caller() -> None:
    assert repr(sampler_module._PLACE) == "operator.attrgetter('f_code', 'f_lasti')"
    texts = {constant for constant in look.__code__.co_consts if type(constant) is str}
    assert texts - {look.__doc__} == {"get", "f_back"}


def test_look_at_a_thread_that_ended_is_empty() -> None:
    with Worker(lambda wait: wait()) as worker:
        ident = worker.thread.ident
        assert ident is not None
        (there,) = look([ident], 2)
        assert len(there) == 2
    assert look([ident, *here()], 1)[0] == []


def test_take_lets_nothing_go_where_threads_interrupt_it_all_the_time() -> None:
    ran: set[int] = set()

    class Local:
        def __del__(self) -> None:
            ran.add(threading.get_ident())

    def nested(local: Local, levels: int) -> None:
        if levels:
            nested(Local(), levels - 1)

    def ending(again: Callable[[], bool]) -> None:
        while again():
            nested(Local(), 30)

    own, sampler, before = others(), CurrentFramesSampler(100), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with spinning(ending), spinning(ending):
            for _ in range(2000):
                sampler.take(own)
    finally:
        sys.setswitchinterval(before)
    assert len(ran) == 2  # on their own threads


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
        let_go(samples)
        assert reference() is None
    finally:
        gc.enable()
