"""What is seen of asyncio's tasks, and that looking runs and keeps nothing of theirs."""

import asyncio
import gc
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from types import ModuleType, coroutine
from typing import Any

import pytest

from collector_stand_in import CollectorStandIn
from programs import TANDEM, outcome, run, written
from tandem_profiler import tasks as tasks_module
from tandem_profiler.model import Measure, ThreadState
from tandem_profiler.sampler import Samples, unpack
from tandem_profiler.tasks import DEPTHS, MOST_TASKS, TaskSampler

PATIENCE_SECONDS = 30


@contextmanager
def looping(*mains: Callable[[asyncio.Event], Coroutine[Any, Any, object]]) -> Iterator[None]:
    """A loop in a thread of its own that has started a task of each; they end by an event."""
    started, over = threading.Event(), threading.Event()
    thread = threading.Thread(target=asyncio.run, args=(_all(mains, started, over),), daemon=True)
    thread.start()
    assert started.wait(PATIENCE_SECONDS)
    try:
        yield
    finally:
        over.set()
        thread.join(PATIENCE_SECONDS)


async def _all(mains: Any, started: threading.Event, over: threading.Event) -> None:
    end = asyncio.Event()
    running = [asyncio.create_task(main(end)) for main in mains]
    for _ in range(3):
        await asyncio.sleep(0)
    started.set()
    while not over.is_set():
        await asyncio.sleep(0.001)
    end.set()
    await asyncio.gather(*running)


@pytest.fixture
def sampler(monkeypatch: pytest.MonkeyPatch, warned: list[str]) -> TaskSampler:
    """Looks at each tick, for as long as it takes on a busy machine."""
    monkeypatch.setattr(tasks_module, "LOOK_AGAIN_NANOS", 0)
    monkeypatch.setattr(tasks_module, "LOOK_NANOS", PATIENCE_SECONDS * 10**9)
    return TaskSampler(warned.append)


@pytest.fixture
def warned() -> list[str]:
    """What was said."""
    return []


def chains(samples: Samples) -> list[list[str]]:
    """Those of this file's coroutines that were seen to wait, outermost first; sorted."""
    found = []
    for key in samples.still:
        codes = [samples.codes[ident] for ident, _ in unpack(key)[0]]
        if any(code.co_filename == __file__ for code in codes) and codes[0].co_name != "_all":
            found.append([code.co_name for code in codes])
    return sorted(found)


async def outer(end: asyncio.Event) -> None:
    await inner(end)


async def inner(end: asyncio.Event) -> None:
    await end.wait()


def test_tick_sees_the_coroutines_that_wait_for_each_other(sampler: TaskSampler) -> None:
    with looping(outer):
        sampler.tick()
    samples = sampler.drain()
    assert chains(samples) == [["outer", "inner", "wait"]]
    (key,) = (key for key in samples.still if len(unpack(key)[0]) == 3)
    for ident, instruction in unpack(key)[0][:2]:
        code = samples.codes[ident]
        lines = [line for start, end, line in code.co_lines() if start <= instruction < end]
        assert lines == [code.co_firstlineno + 1]


def test_tick_follows_generators(sampler: TaskSampler) -> None:
    class Awaitable:
        def __init__(self, end: asyncio.Event) -> None:
            self._end = end

        def __await__(self) -> Generator[Any, Any, None]:
            yield from old_style(self._end)

    @coroutine
    def old_style(end: asyncio.Event) -> Generator[Any, Any, None]:
        yield from inner(end)

    async def main(end: asyncio.Event) -> None:
        await Awaitable(end)

    with looping(main):
        sampler.tick()
    assert chains(sampler.drain()) == [["main", "__await__", "old_style", "inner", "wait"]]


def test_tick_leaves_out_what_runs_and_what_has_not_begun(sampler: TaskSampler) -> None:
    async def main() -> list[list[str]]:
        end = asyncio.Event()
        unbegun = asyncio.create_task(outer(end))
        sampler.tick()
        end.set()
        await unbegun
        return chains(sampler.drain())

    assert asyncio.run(main()) == []


def test_tick_sees_the_task_of_a_subclass_and_an_eager_one(sampler: TaskSampler) -> None:
    class Task(asyncio.Task):  # type: ignore[type-arg]
        pass

    async def main(end: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        running = [Task(outer(end), loop=loop)]
        if sys.version_info >= (3, 12):
            running.append(Task(inner(end), loop=loop, eager_start=True))
        await asyncio.gather(*running)

    with looping(main):
        sampler.tick()
    eager = [["inner", "wait"]] if sys.version_info >= (3, 12) else []
    assert chains(sampler.drain()) == [*eager, ["main"], ["outer", "inner", "wait"]]


def test_tick_counts_a_task_for_the_ticks_since_the_last_look(
    sampler: TaskSampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    with looping(outer):
        monkeypatch.setattr(tasks_module, "LOOK_AGAIN_NANOS", 1 << 62)
        for _ in range(2):
            sampler.tick()
        sampler.tick(2)
        assert sampler.drain().still == {}
        monkeypatch.setattr(tasks_module, "LOOK_AGAIN_NANOS", 0)
        before = sampler._looked
        sampler.tick()
    (count,) = (c for k, c in sampler.drain().still.items() if len(unpack(k)[0]) == 3)
    assert (count.samples, count.nanos) == (5, sampler._looked - before)


def test_tick_waits_for_a_sample_of_threads_to_count_for(sampler: TaskSampler) -> None:
    with looping(outer):
        sampler.tick(0)
        assert sampler.drain().still == {}
        sampler.tick(3)
    assert {count.samples for count in sampler.drain().still.values()} == {3}


def test_tick_says_once_where_it_does_not_know_how_tasks_are_listed(
    sampler: TaskSampler, warned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_module, "LAST_VERSION", (3, 10))
    with looping(outer):
        sampler.tick()
        sampler.tick()
    assert sampler.drain().taken == 0
    assert warned == ["tasks of asyncio are not seen: this version of Python lists them elsewhere"]


async def nested(end: asyncio.Event, levels: int) -> None:
    await (nested(end, levels - 1) if levels > 1 else end.wait())


@pytest.mark.parametrize("depth", [DEPTHS[0] - 1, DEPTHS[0], DEPTHS[1] - 1])
def test_tick_sees_a_chain_to_its_end(sampler: TaskSampler, depth: int) -> None:
    with looping(lambda end: nested(end, depth)):
        sampler.tick()
    assert chains(sampler.drain()) == [["nested"] * depth + ["wait"]]


def test_tick_counts_a_chain_that_is_too_deep(sampler: TaskSampler) -> None:
    with looping(lambda end: nested(end, DEPTHS[1])):
        sampler.tick()
    samples = sampler.drain()
    assert chains(samples) == []
    assert samples.over_limit == 1


def test_tick_draws_lots_where_there_are_too_many(sampler: TaskSampler) -> None:
    with looping(*[outer] * MOST_TASKS):
        sampler.tick()
    samples = sampler.drain()
    assert samples.taken == MOST_TASKS
    assert samples.over_limit > 0


def test_tick_leaves_the_rest_where_a_look_takes_too_long(
    sampler: TaskSampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks_module, "LOOK_NANOS", -1)
    with looping(outer):
        sampler.tick()
    samples = sampler.drain()
    assert samples.taken == 0
    assert samples.over_limit > 0


RAN: list[tuple[int, str]] = []


def trap(self: object, *_: object) -> Any:
    RAN.append((threading.get_ident(), "a trap"))


class Meta(type):
    def __getattribute__(cls, name: str) -> Any:
        trap(cls)
        return super().__getattribute__(name)

    def __eq__(cls, other: object) -> bool:
        trap(cls)
        return cls is other

    def __hash__(cls) -> int:
        trap(cls)
        return 1


class Hostile(metaclass=Meta):
    """Is awaited, and has every attribute that somebody could look for."""

    def __init__(self, steps: Iterator[Any]) -> None:
        self._steps = steps

    def __await__(self) -> Any:
        return self

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        return next(self._steps)

    cr_await = cr_frame = gi_yieldfrom = gi_frame = cr_suspended = property(trap)
    __class__ = property(trap)
    __repr__ = __hash__ = trap


class HostileTask(asyncio.Task):  # type: ignore[type-arg]
    get_name = __repr__ = trap

    def get_coro(self) -> Any:
        trap(self)
        return super().get_coro()


def test_tick_runs_nothing_of_what_is_awaited(sampler: TaskSampler) -> None:
    async def main(end: asyncio.Event) -> None:
        async def hostile() -> None:
            await Hostile(inner(end).__await__())

        await asyncio.wait([HostileTask(hostile(), loop=asyncio.get_running_loop())])

    with looping(main):
        RAN.clear()
        sampler.tick()
        assert threading.get_ident() not in dict(RAN)
    assert chains(sampler.drain()) == [["hostile"], ["main", "wait", "_wait"]]


def test_tick_lets_nothing_go_where_threads_interrupt_it_all_the_time(
    sampler: TaskSampler,
) -> None:
    ended: set[int] = set()

    class Ending(asyncio.Task):  # type: ignore[type-arg]
        def __del__(self) -> None:
            ended.add(threading.get_ident())

    class Awaited:
        def __await__(self) -> Any:
            return asyncio.sleep(0).__await__()

        def __del__(self) -> None:
            ended.add(threading.get_ident())

    async def waits(levels: int) -> None:
        await (waits(levels - 1) if levels else Awaited())

    async def main(end: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        while not end.is_set():
            await asyncio.gather(*[Ending(waits(3), loop=loop) for _ in range(20)])

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with looping(main):
            for _ in range(15):
                sampler.tick()
    finally:
        sys.setswitchinterval(before)
    assert threading.get_ident() not in ended
    assert len(ended) == 1
    assert chains(sampler.drain())


def test_tick_keeps_no_task_alive(sampler: TaskSampler) -> None:
    tasks: list[weakref.ref[Any]] = []

    async def main(end: asyncio.Event) -> None:
        task = asyncio.create_task(outer(end))
        tasks.append(weakref.ref(task))
        await task

    gc.disable()
    try:
        with looping(main):
            sampler.tick()
        assert tasks[0]() is None
    finally:
        gc.enable()
    assert sampler.drain().taken >= 2


def test_tick_without_asyncio_sees_nothing(
    sampler: TaskSampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = {name: module for name, module in sys.modules.items() if name != "_asyncio"}
    monkeypatch.setattr(sys, "modules", hidden)
    with looping(outer):
        sampler.tick()
        hidden["_asyncio"] = ModuleType("_asyncio")  # as while it is being imported
        sampler.tick()
    assert sampler.drain().taken == 0


def test_forget_time_leaves_out_what_passed(sampler: TaskSampler) -> None:
    with looping(outer):
        sampler._ticks = 100
        sampler._looked = 0
        sampler.forget_time()
        sampler.tick()
    counts = sampler.drain().still.values()
    assert {count.samples for count in counts} == {1}
    assert all(count.nanos < PATIENCE_SECONDS * 10**9 for count in counts)


AWAITING = """
import asyncio, threading, time

async def outer(end):
    await inner(end)

async def inner(end):
    await end.wait()

async def main():
    end = asyncio.Event()
    task = asyncio.create_task(outer(end))
    await asyncio.sleep(3)
    end.set()
    await task

over = threading.Event()
thread = threading.Thread(target=over.wait)
thread.start()
asyncio.run(main())
over.set()
thread.join()
"""


@pytest.mark.parametrize("kind", ["pure", "native"])
def test_a_task_that_waits_counts_as_a_thread_that_waits(tmp_path: Path, kind: str) -> None:
    """Tasks are looked at once a second, and threads more often by the one sampler or the other."""
    written(tmp_path, AWAITING)
    with CollectorStandIn() as collector:
        done = run([*TANDEM, "app.py"], collector.url, tmp_path, TANDEM_SAMPLER=kind)
        assert outcome(done) == (0, "", "")
        upload = collector.upload()
    samples = waiting(upload)
    assert 0.25 * samples["Event.wait"] < samples["outer"] < 1.25 * samples["Event.wait"]


def waiting(upload: Any) -> Counter[str]:
    """Samples of threads and tasks that wait, below each function, in the upload of a program."""
    profile = upload.profile
    names = [profile.strings[index] for index in profile.frames.function_indexes]
    path: list[str] = []
    paths: list[list[str]] = [[]]
    for ascent, frame in zip(profile.tree.ascents, profile.tree.frame_indexes, strict=True):
        path = [*path[: len(path) - ascent], names[frame]]
        paths.append(path)
    found: Counter[str] = Counter()
    for series in profile.series:
        if (series.measure, series.state) == (Measure.WALL_TIME, ThreadState.WAITING):
            for node, samples in zip(accumulate(series.node_deltas), series.samples, strict=True):
                found.update(dict.fromkeys(paths[node], samples))
    return found
