"""What every sampler sees of real threads, and that looking runs and keeps nothing of theirs."""

import _thread
import gc
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from types import CodeType, FrameType
from typing import Any

import pytest

from tandem_profiler.native import NativeSampler
from tandem_profiler.sampler import CurrentFramesSampler, Samples, unpack
from threads import PATIENCE_SECONDS, Worker, here, names_of, nanos_of, others, seen_of, spinning

HZ = 500
Sampler = CurrentFramesSampler | NativeSampler
Make = Callable[..., Sampler]


@pytest.fixture(params=[CurrentFramesSampler, NativeSampler], ids=["pure", "native"])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    """Makes samplers, one at a time."""
    made: list[Sampler] = []

    def new(max_depth: int = 100, launcher: CodeType | None = None) -> Sampler:
        for sampler in made:
            sampler.close()
        made.append(request.param(max_depth, launcher))
        return made[-1]

    yield new
    for sampler in made:
        sampler.close()


def sampled(sampler: Sampler, own: Iterable[int], times: int = 1) -> Samples:
    """What it saw of the threads that are not its own, at least so often all in all."""
    keep_on(sampler, own, lambda: sampler._samples.taken >= times)
    return sampler.drain()


def keep_on(sampler: Sampler, own: Iterable[int], enough: Callable[[], bool]) -> None:
    own, give_up = list(own), time.monotonic() + PATIENCE_SECONDS
    sampler.take(own)
    sampler.interval(HZ)
    while not enough():
        assert time.monotonic() < give_up
        time.sleep(0)
        sampler.take(own)


class Shop:
    def spin(self, again: Callable[[], bool]) -> None:
        while again():
            sum(range(1000))


def test_take_sees_a_busy_method(make: Make) -> None:
    own, sampler = others(), make()
    with spinning(Shop().spin):
        samples = sampled(sampler, own, 20)
    seen = [stack[:4] for stack in names_of(samples)]
    assert seen.count(["_bootstrap", "_bootstrap_inner", "run", "spin"]) == len(seen)


def test_take_sees_a_thread_that_threading_does_not_know(make: Make) -> None:
    own, sampler = others(), make()
    leave = _thread.allocate_lock()
    leave.acquire()
    inside = threading.Event()

    def unknown() -> None:
        inside.set()
        leave.acquire()

    ident = _thread.start_new_thread(unknown, ())
    assert inside.wait(PATIENCE_SECONDS)
    samples = sampled(sampler, own)
    leave.release()
    give_up = time.monotonic() + PATIENCE_SECONDS
    while ident in sys._current_frames() and time.monotonic() < give_up:
        time.sleep(0)  # else the next test sees it
    assert {stack[0] for stack in names_of(samples)} == {"unknown"}


def test_take_leaves_out_the_threads_it_is_told(make: Make) -> None:
    before, sampler = others(), make()
    with Worker(lambda wait: wait()) as left_out, spinning(Shop().spin):
        assert left_out.thread.ident is not None
        samples = sampled(sampler, [*before, left_out.thread.ident], 10)
    assert all("spin" in stack for stack in names_of(samples))


def test_take_counts_the_threads(make: Make) -> None:
    before, sampler = others(), make()
    with Worker(lambda wait: wait()), Worker(lambda wait: wait()):
        keep_on(sampler, before, lambda: sampler.take(before) == 2)


def test_take_says_how_often_it_sampled_each_thread(make: Make) -> None:
    own, sampler = others(), make()
    ticks: list[int] = []
    with Worker(lambda wait: wait()):
        sampled(sampler, own)
        while sum(ticks) < 50:
            sampler.interval(HZ)
            sampler.take(own)
            ticks.append(sampler.ticks)
            seen = sampler._samples.taken
    assert seen == sum(ticks)


def test_take_cuts_a_deep_stack_at_its_outer_end(make: Make) -> None:
    def deep(levels: int, wait: Callable[[], None]) -> None:
        if levels:
            deep(levels - 1, wait)
        else:
            wait()

    own, sampler = others(), make(10)
    with Worker(lambda wait: deep(500, wait)):
        (stack,) = names_of(sampled(sampler, own))
    assert len(stack) == 10
    assert stack[0] == "<truncated>"
    assert stack[1:7] == ["deep"] * 6


def test_take_leaves_a_stack_of_exactly_the_limit(make: Make) -> None:
    own = others()
    with Worker(lambda wait: wait()):
        (stack,) = names_of(sampled(make(), own))
        assert names_of(sampled(make(len(stack)), own)) == [stack]


def test_take_starts_below_the_launcher(make: Make) -> None:
    def program(wait: Callable[[], None]) -> None:
        wait()

    def launcher(wait: Callable[[], None]) -> None:
        program(wait)

    own, sampler = others(), make(launcher=launcher.__code__)
    with Worker(launcher):
        (stack,) = names_of(sampled(sampler, own))
    assert stack[0] == "program"


def test_take_follows_generators_and_calls_from_c(make: Make) -> None:
    def items(wait: Callable[[], None]) -> Iterator[None]:
        wait()
        yield

    def from_c(wait: Callable[[], None]) -> None:
        list(map(next, [items(wait)]))

    own, sampler = others(), make()
    with Worker(from_c):
        (stack,) = names_of(sampled(sampler, own))
    assert stack[3:7] == ["from_c", "items", "_wait", "wait"]


def test_take_shows_a_constructor_as_one_call(make: Make) -> None:
    """From 3.13 on the interpreter puts a frame of its own around it, once it was called often."""

    class Made:
        def __init__(self, wait: Callable[[], None]) -> None:
            wait()

    def constructing(wait: Callable[[], None]) -> None:
        for number in range(100):
            Made(wait if number == 99 else lambda: None)

    own, sampler = others(), make()
    with Worker(constructing):
        (stack,) = names_of(sampled(sampler, own))
    assert stack[3:7] == ["constructing", "__init__", "_wait", "wait"]


def test_take_stands_where_a_frame_says_it_stands(make: Make) -> None:
    own, sampler = others(), make()
    with Worker(lambda wait: wait()) as worker:
        samples = sampled(sampler, own)
        assert worker.thread.ident is not None
        expected: list[tuple[int, int]] = []
        frame: FrameType | None = sys._current_frames()[worker.thread.ident]
        while frame is not None:
            expected.append((id(frame.f_code), frame.f_lasti))
            frame = frame.f_back
    (key,) = seen_of(samples)
    assert unpack(key) == (expected[::-1], False)


def test_drain_gives_a_still_thread_the_time_that_passed(make: Make) -> None:
    """Never more, and in the long run all but what has passed since the last sample."""
    own, begin, total = others(), time.perf_counter_ns(), 0
    sampler, give_up = make(), time.monotonic() + PATIENCE_SECONDS

    def passed() -> int:
        return time.perf_counter_ns() - begin

    with Worker(lambda wait: wait()):
        while total <= 0.75 * passed():
            assert time.monotonic() < give_up
            samples = sampled(sampler, own, 20)
            assert samples.taken >= 20
            total += nanos_of(samples)
            assert total <= passed()


def test_drain_sees_a_still_thread_again_in_a_new_window(make: Make) -> None:
    own, sampler = others(), make()
    with Worker(lambda wait: wait()):
        first = names_of(sampled(sampler, own))
        second = sampled(sampler, own)
    assert names_of(second) == first
    assert second.codes


def test_drain_holds_code_for_as_long_as_its_id_is_a_key(make: Make) -> None:
    own, sampler = others(), make()
    namespace: dict[str, Any] = {}
    exec("def made_at_run_time(wait): wait()", namespace)
    with Worker(namespace["made_at_run_time"]):
        keep_on(sampler, own, lambda: sampler._samples.taken > 0)
    namespace.clear()
    gc.collect()
    samples = sampler.drain()
    assert "made_at_run_time" in {code.co_name for code in samples.codes.values()}
    idents = {ident for key in seen_of(samples) for ident, _ in unpack(key)[0]}
    assert idents <= set(samples.codes)


def test_rest_and_halt_are_nothing_to_a_sampler_that_is_closed(make: Make) -> None:
    sampler = make(100)
    sampler.close()
    sampler.rest()
    sampler.halt()


def test_take_forgets_time_that_was_left_out(make: Make) -> None:
    own, sampler = others(), make()
    with Worker(lambda wait: wait()):
        sampled(sampler, own)
        time.sleep(0.2)
        begin = time.perf_counter_ns()
        sampler.forget_time()
        samples = sampled(sampler, own)
        assert nanos_of(samples) <= time.perf_counter_ns() - begin


@pytest.mark.parametrize("enabled", [True, False])
def test_take_leaves_the_cyclic_collector_as_it_was(make: Make, enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        make().take(here())
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_take_keeps_no_frame_and_no_local_alive(make: Make) -> None:
    class Local:
        pass

    seen: list[weakref.ref[Local]] = []

    def holding(wait: Callable[[], None]) -> None:
        local = Local()
        seen.append(weakref.ref(local))
        wait()

    own, sampler = others(), make()
    with Worker(holding):
        keep_on(sampler, own, lambda: sampler._samples.taken > 0)
    assert seen[0]() is None
    assert sampler.drain().taken >= 1


def test_take_runs_nothing_of_the_objects_on_the_stack(make: Make) -> None:
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

    own, sampler = others(), make()
    with Worker(holding), spinning(ending):
        samples = sampled(sampler, own, 500)
        assert threading.get_ident() not in ran
    assert threading.get_ident() not in ran
    assert ran  # on their own threads
    assert samples.taken >= 500


def test_take_lets_nothing_go_where_threads_interrupt_it_all_the_time(make: Make) -> None:
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

    own, sampler, before = others(), make(), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with spinning(ending), spinning(ending):
            sampled(sampler, own, 1000)
    finally:
        sys.setswitchinterval(before)
    assert len(ran) == 2  # on their own threads
