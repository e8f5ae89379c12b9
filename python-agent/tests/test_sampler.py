"""The sampler on real threads. Ticks are taken by the test itself: its thread is the agent's."""

import _thread
import gc
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from tandem_profiler import sampler as sampler_module
from tandem_profiler.sampler import CurrentFramesSampler, Samples, refusal, unpack

HERE = threading.get_ident
PATIENCE_SECONDS = 60


class Busy:
    """A thread that computes until it is left."""

    def __init__(self, work: Callable[[threading.Event], None] | None = None) -> None:
        self.leave = threading.Event()
        self.entered = threading.Event()
        self._work = work or self.spin
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        self.entered.set()
        self._work(self.leave)

    @staticmethod
    def spin(leave: threading.Event) -> None:
        while not leave.is_set():
            sum(range(50))

    def __enter__(self) -> "Busy":
        self.thread.start()
        assert self.entered.wait(PATIENCE_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self.leave.set()
        self.thread.join(PATIENCE_SECONDS)


@contextmanager
def waiting_thread() -> Iterator[int]:
    """A thread that waits in C until the block is left; gives its ident."""
    gate = _thread.allocate_lock()
    gate.acquire()
    inside = threading.Event()
    ident: list[int] = []

    def stand_still() -> None:
        ident.append(HERE())
        inside.set()
        gate.acquire()

    thread = threading.Thread(target=stand_still)
    thread.start()
    assert inside.wait(PATIENCE_SECONDS)
    until(lambda: threading_state_is_still(ident[0]))
    yield ident[0]
    gate.release()
    thread.join(PATIENCE_SECONDS)


def threading_state_is_still(ident: int) -> bool:
    clock = time.pthread_getcpuclockid(ident)
    before = time.clock_gettime_ns(clock)
    time.sleep(0)
    return before == time.clock_gettime_ns(clock)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came true"


def functions(samples: Samples) -> set[str]:
    return {code.co_qualname for code in samples.codes.values()}


def stacks(samples: Samples) -> list[tuple[list[str], bool]]:
    found = []
    for key in [*samples.moved, *samples.still]:
        pairs, truncated = unpack(key)
        found.append(([samples.codes[ident].co_name for ident, _ in pairs], truncated))
    return found


def others() -> list[int]:
    """Every thread there is: a test adds its own afterwards."""
    return list(sys._current_frames())


def test_take_sees_a_busy_function() -> None:
    sampler = CurrentFramesSampler(1000)
    with Busy():
        until(lambda: sampler.take([HERE()]) > 0 and "Busy.spin" in functions(sampler._samples))
    samples = sampler.drain()
    assert any("spin" in stack and not truncated for stack, truncated in stacks(samples))
    assert sum(count.samples for count in samples.moved.values()) > 0


def test_take_sees_a_thread_that_threading_does_not_know() -> None:
    leave, ended = threading.Event(), threading.Event()

    def raw_thread_body() -> None:
        while not leave.is_set():
            sum(range(50))
        ended.set()

    sampler = CurrentFramesSampler(1000)
    _thread.start_new_thread(raw_thread_body, ())

    def seen() -> bool:
        sampler.take([HERE()])
        return any("raw_thread_body" in name for name in functions(sampler._samples))

    until(seen)
    leave.set()
    assert ended.wait(PATIENCE_SECONDS)


def test_take_leaves_own_threads_out() -> None:
    own = others()
    sampler = CurrentFramesSampler(1000)
    assert sampler.take(own) == 0
    with Busy() as busy:
        assert busy.thread.ident is not None
        assert sampler.take([*own, busy.thread.ident]) == 0
        assert sampler.take(own) == 1
    assert sampler.drain().taken == 1


def test_take_counts_a_still_thread_without_walking_it(monkeypatch: pytest.MonkeyPatch) -> None:
    own = others()
    sampler = CurrentFramesSampler(1000)
    with waiting_thread():
        sampler.take(own)
        codes = dict(sampler._samples.codes)
        monkeypatch.setattr(sampler, "_walk", _never)
        for _ in range(5):
            assert sampler.take(own) == 1
        samples = sampler.drain()
    assert [count.samples for count in samples.moved.values()] == [1]
    assert [count.samples for count in samples.still.values()] == [5]
    assert list(samples.moved) == list(samples.still)
    assert samples.codes == codes


def _never(*_: object) -> Any:
    raise AssertionError("walked")


def test_drain_makes_a_still_thread_be_walked_again() -> None:
    own = others()
    sampler = CurrentFramesSampler(1000)
    with waiting_thread():
        sampler.take(own)
        first = sampler.drain()
        sampler.take(own)
        second = sampler.drain()
    assert "stand_still" in {code.co_name for code in second.codes.values()}
    assert list(first.moved) == list(second.still)


def test_take_accounts_for_all_the_time_between_visits() -> None:
    own = others()
    sampler = CurrentFramesSampler(1000)
    with waiting_thread() as ident:
        began = sampler._last_tick
        for _ in range(10):
            sampler.take(own)
        ended = sampler._visits[ident].wall_nanos
    samples = sampler.drain()
    counts = [*samples.moved.values(), *samples.still.values()]
    assert sum(count.nanos for count in counts) == ended - began


def test_recursion_beyond_the_limit_is_cut_at_the_outer_end() -> None:
    inside, leave = threading.Event(), threading.Event()

    def descend(left: int) -> None:
        if left:
            descend(left - 1)
        else:
            inside.set()
            leave.wait()

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(3000)
    thread = threading.Thread(target=descend, args=(1500,))
    own = others()
    sampler = CurrentFramesSampler(1000)
    try:
        thread.start()
        assert inside.wait(PATIENCE_SECONDS)
        sampler.take(own)
    finally:
        leave.set()
        thread.join(PATIENCE_SECONDS)
        sys.setrecursionlimit(limit)
    ((stack, truncated),) = stacks(sampler.drain())
    assert truncated
    assert len(stack) == 999
    assert stack[0] == "descend"
    assert "wait" in stack[-1] or stack[-1] == "descend"


def test_a_stack_of_exactly_the_limit_is_whole() -> None:
    own = others()
    with waiting_thread():
        whole = CurrentFramesSampler(1000)
        whole.take(own)
        ((stack, _),) = stacks(whole.drain())
        exact = CurrentFramesSampler(len(stack))
        exact.take(own)
        assert stacks(exact.drain()) == [(stack, False)]
        cut = CurrentFramesSampler(len(stack) - 1)
        cut.take(own)
        assert stacks(cut.drain()) == [(stack[2:], True)]


def test_frames_from_the_launcher_outwards_are_no_part_of_a_stack() -> None:
    own = others()
    with waiting_thread():
        probe = CurrentFramesSampler(1000)
        probe.take(own)
        codes = {code.co_name: code for code in probe.drain().codes.values()}
        sampler = CurrentFramesSampler(1000, launcher=codes["run"])
        sampler.take(own)
        short = CurrentFramesSampler(1, launcher=codes["run"])
        short.take(own)
    assert stacks(sampler.drain()) == [(["stand_still"], False)]
    assert stacks(short.drain()) == [(["stand_still"], False)]


def test_threads_take_turns_under_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler_module, "WALK_NANOS", 0)
    own = others()
    sampler = CurrentFramesSampler(1000)
    with waiting_thread(), waiting_thread(), waiting_thread():
        seen: list[int] = []
        for tick in range(1, 4):
            assert sampler.take(own) == 3
            seen.append(len(sampler._visits))
            assert sampler._samples.over_limit == 2 * tick
    assert seen == [1, 2, 3]
    assert sampler.drain().taken == 3


def test_stacks_beyond_the_limit_of_memory_are_counted_as_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sampler_module, "MAX_STACKS", 0)
    own = others()
    sampler = CurrentFramesSampler(1000)
    with waiting_thread():
        sampler.take(own)
    samples = sampler.drain()
    assert (samples.taken, samples.over_limit) == (0, 1)


def test_a_thread_that_ended_is_forgotten() -> None:
    own = others()
    sampler = CurrentFramesSampler(1000)
    with waiting_thread() as ident:
        sampler.take(own)
        assert list(sampler._visits) == [ident]
    sampler.take(own)
    assert sampler._visits == {}


def test_a_thread_whose_clock_is_gone_is_counted_as_unreadable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(*_: object) -> tuple[int, int]:
        raise OSError

    own = others()
    sampler = CurrentFramesSampler(1000)
    with waiting_thread():
        monkeypatch.setattr(sampler_module, "_cpu", gone)
        sampler.take(own)
    samples = sampler.drain()
    assert (samples.taken, samples.unreadable) == (0, 1)


@pytest.mark.parametrize("enabled", [True, False])
def test_take_leaves_the_collector_of_cycles_as_it_was(enabled: bool) -> None:
    was = gc.isenabled()
    seen: list[bool] = []

    class Observing(CurrentFramesSampler):
        def _take(self, own: Any) -> int:
            seen.append(gc.isenabled())
            return super()._take(own)

    try:
        (gc.enable if enabled else gc.disable)()
        Observing(1000).take([HERE()])
        assert gc.isenabled() is enabled
        assert seen == [False]
    finally:
        (gc.enable if was else gc.disable)()


def test_no_value_of_a_frame_is_kept_alive() -> None:
    class Secret:
        pass

    inside, leave = threading.Event(), threading.Event()
    references: list[weakref.ref[Secret]] = []

    def hold() -> None:
        secret = Secret()
        references.append(weakref.ref(secret))
        inside.set()
        leave.wait()

    thread = threading.Thread(target=hold)
    own = others()
    sampler = CurrentFramesSampler(1000)
    thread.start()
    assert inside.wait(PATIENCE_SECONDS)
    sampler.take(own)
    leave.set()
    thread.join(PATIENCE_SECONDS)
    assert sampler.drain().taken == 1
    assert references[0]() is None


def test_no_destructor_runs_on_the_samplers_thread() -> None:
    destroyed_on: set[int] = set()

    class Mourned:
        def __del__(self) -> None:
            destroyed_on.add(HERE())

    def call() -> None:
        held = Mourned()
        assert held

    def churn(leave: threading.Event) -> None:
        while not leave.is_set():
            call()

    sampler = CurrentFramesSampler(1000)
    ticks: list[int] = []

    def sample(leave: threading.Event) -> None:
        own = [HERE()]
        while not leave.wait(0.0005) and len(ticks) < 500:
            ticks.append(sampler.take(own))

    with Busy(churn), Busy(sample) as sampling:
        until(lambda: len(ticks) >= 500)
    assert sampler.drain().taken > 0
    assert destroyed_on
    assert sampling.thread.ident not in destroyed_on


class Mined:
    """An object that no one may look at."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"{name} was read")

    def __eq__(self, _: object) -> bool:
        raise AssertionError("was compared")

    def __hash__(self) -> int:
        raise AssertionError("was hashed")


def test_nothing_of_the_application_is_executed() -> None:
    source = "def stand_among_mines(mine):\n inside.set()\n leave.wait()"
    inside, leave = threading.Event(), threading.Event()
    mined: dict[str, Any] = {"inside": inside, "leave": leave, "__name__": Mined()}
    exec(compile(source, "<mined>", "exec"), mined)
    thread = threading.Thread(target=mined["stand_among_mines"], args=(Mined(),))
    own = others()
    sampler = CurrentFramesSampler(1000)
    thread.start()
    assert inside.wait(PATIENCE_SECONDS)
    sampler.take(own)
    leave.set()
    thread.join(PATIENCE_SECONDS)
    assert "stand_among_mines" in functions(sampler.drain())


def test_refusal_is_none_on_an_ordinary_interpreter() -> None:
    assert refusal() is None


def test_refusal_names_a_free_threaded_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    assert "free-threaded" in str(refusal())


def test_refusal_names_subinterpreters(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_interpreters", "_xxsubinterpreters"):
        module = SimpleNamespace(list_all=lambda: [0, 1])
        monkeypatch.setitem(sys.modules, name, module)
    assert "subinterpreters" in str(refusal())
