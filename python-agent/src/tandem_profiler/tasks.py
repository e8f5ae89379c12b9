"""Takes what asyncio's tasks await: of each suspended task the coroutines that wait for each other.

It reads where each coroutine stands and nothing more: no name, result, context or callback of a
task. What a coroutine awaits may be anybody's object: its exact type, told by identity, decides
whether it is asked, and it is asked through the interpreter's own types only. As of a thread's
frames (`sampler.look`) no line of Python ever holds a task, a coroutine or a frame: between two
looks there are weak references, and a look is one call of C, in which nothing can end while it is
held. What stands behind an awaitable of another kind, as an asynchronous generator, is not seen.
"""

from __future__ import annotations

import random
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import repeat, tee
from operator import attrgetter, call
from types import (
    CodeType,
    CoroutineType,
    FrameType,
    GeneratorType,
    MethodDescriptorType,
    ModuleType,
)
from typing import Any
from weakref import ReferenceType, WeakSet

from tandem_profiler.sampler import LOOK_NANOS, MAX_KEY_BYTES, Count, Samples, not_collecting

LAST_VERSION = (3, 13)  # of which it is known where asyncio lists its tasks
LOOK_AGAIN_NANOS = 1_000_000_000  # how often tasks are looked at
MOST_TASKS = 200  # of one look; where there are more, drawn by lot
AT_ONCE = 16  # tasks of one call of C, which nothing interrupts
DEPTHS = (8, 64)  # coroutines of a chain; what is deeper than the first is looked at by the next

_Table = dict[int, Any]  # by the id of an exact type; types of the application may define ``==``
_Row = tuple[object, ...]
_Known = tuple[Any, Any]  # the class of tasks, and all tasks
_SUSPENDED: _Table = {
    id(CoroutineType): attrgetter("cr_suspended"),
    id(GeneratorType): attrgetter("gi_suspended"),
}
_FRAME: _Table = {
    id(CoroutineType): attrgetter("cr_frame"),
    id(GeneratorType): attrgetter("gi_frame"),
}
_AWAITED: _Table = {
    id(CoroutineType): attrgetter("cr_await"),
    id(GeneratorType): attrgetter("gi_yieldfrom"),
}
_PLACE: _Table = {id(FrameType): attrgetter("f_code", "f_lasti")}
_DICTIONARY: Any = vars(ModuleType)["__dict__"].__get__


class TaskSampler:
    """Looks once a second. One thread alone calls it."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self._warn = warn
        self._warned = False
        self._random = random.Random()  # noqa: S311 -- the shared one is the application's
        self._known: _Known | None = None
        self._samples = Samples()
        self._ticks = 0
        self._looked = time.perf_counter_ns()

    def tick(self, ticks: int = 1) -> None:
        """Threads were sampled so often; a look at tasks counts for each time since the last."""
        self._ticks += ticks
        now = time.perf_counter_ns()
        if self._ticks and now - self._looked >= LOOK_AGAIN_NANOS:
            self._take(now)
            self._ticks, self._looked = 0, now

    def drain(self) -> Samples:
        """What was seen since the last call, and a new start."""
        drained, self._samples = self._samples, Samples()
        return drained

    def forget_time(self) -> None:
        """Leaves the time since the last look out of the account: after a pause, or a fork."""
        self._ticks, self._looked = 0, time.perf_counter_ns()

    def _take(self, now: int) -> None:
        if self._known is None:
            self._known = _known()
        if self._known is None:
            return
        if sys.version_info[:2] > LAST_VERSION:
            self._say_that_none_are_seen()
            return
        task, tasks = self._known
        references = drawn = _references(tasks)
        if len(references) > MOST_TASKS:
            drawn = self._random.sample(references, MOST_TASKS)
            self._samples.over_limit += len(references) - MOST_TASKS
        with not_collecting():
            self._look_at_all(drawn, task, now)

    def _say_that_none_are_seen(self) -> None:
        if not self._warned:
            self._warned = True
            self._warn("tasks of asyncio are not seen: this version of Python lists them elsewhere")

    def _look_at_all(self, references: list[Any], task: Any, now: int) -> None:
        begin = time.perf_counter_ns()
        for first in range(0, len(references), AT_ONCE):
            if time.perf_counter_ns() - begin > LOOK_NANOS:
                self._samples.over_limit += len(references) - first
                return
            waiting = references[first : first + AT_ONCE]
            for depth in DEPTHS:
                rows = look(waiting, task, depth)
                waiting = [
                    reference
                    for reference, row in zip(waiting, rows, strict=True)
                    if not self._counted(row, now)
                ]
            self._samples.over_limit += len(waiting)

    def _counted(self, row: _Row, now: int) -> bool:
        """Adds a task that is suspended; false where there is more of it than was looked at."""
        suspended, *places = row
        if suspended is not True:
            return True
        if isinstance(places[-1], tuple):
            return False
        chain = [place for place in reversed(places) if isinstance(place, tuple)]
        if chain:
            self._add(chain, now)
        return True

    def _add(self, places: list[tuple[CodeType, int]], now: int) -> None:
        samples = self._samples
        codes, instructions = zip(*places)  # noqa: B905 -- pairs
        key = array("q", (*map(id, codes), *instructions)).tobytes()
        count = samples.still.get(key)
        if count is None:
            if samples.key_bytes + len(key) > MAX_KEY_BYTES:
                samples.over_limit += 1
                return
            samples.key_bytes += len(key)
            samples.codes.update(zip(map(id, codes), codes, strict=True))
            count = samples.still[key] = Count()
        count.samples += self._ticks
        count.nanos += now - self._looked
        samples.taken += 1


def look(references: list[Any], task: Any, depth: int) -> list[_Row]:
    """Of each task whether it is suspended, and the places of its coroutines, outermost first.

    ``depth`` + 1 of them: (code, index of instruction), or a number where there is no more. For
    what is no ``task`` any more, numbers alone. All that is lazy runs, and ends, inside ``list``.
    """
    return list(_rows(references, task, depth))


def _rows(references: list[Any], task: Any, depth: int) -> Iterator[_Row]:
    first, rest = tee(_coroutines(map(call, references), task))
    columns: list[Iterator[Any]] = [_asked(_SUSPENDED, first)]
    for _ in range(depth + 1):
        here, rest = tee(rest)
        columns.append(_asked(_PLACE, _asked(_FRAME, here)))
        rest = _asked(_AWAITED, rest)
    return zip(*columns, strict=True)


def _coroutines(tasks: Iterator[Any], task: Any) -> Iterator[Any]:
    """What each task runs, also one of a subclass; of what is no task, a number."""
    typed, tasks = tee(tasks)
    is_task = map(issubclass, map(type, typed), repeat(task))
    return map(call, map((id, task.get_coro).__getitem__, is_task), tasks)


def _asked(table: _Table, objects: Iterator[Any]) -> Iterator[Any]:
    """What the table reads of each object by its exact type; of any other, a number."""
    typed, objects = tee(objects)
    return map(call, map(table.get, map(id, map(type, typed)), repeat(id)), objects)


def _references(tasks: Any) -> list[Any]:
    """Weak references to all tasks but those that run their first step eagerly."""
    data = tasks.data
    if type(data) is not set:
        return []
    return [one for one in list(data) if type(one) is ReferenceType]


def _known() -> _Known | None:
    """What the C half of asyncio holds, once the application has imported it."""
    modules = sys.modules
    if not issubclass(type(modules), dict):
        return None
    for name, module in list(dict.items(modules)):
        if type(name) is str and name == "_asyncio" and type(module) is ModuleType:
            return _known_to(_DICTIONARY(module))
    return None


def _known_to(module: dict[object, Any]) -> _Known | None:
    held = {name: value for name, value in list(module.items()) if type(name) is str}
    task = held.get("Task")
    tasks = held.get("_scheduled_tasks", held.get("_all_tasks"))  # from 3.12 on, and before
    if type(task) is not type or type(tasks) is not WeakSet:
        return None
    return (task, tasks) if type(vars(task).get("get_coro")) is MethodDescriptorType else None
