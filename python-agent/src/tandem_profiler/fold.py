"""Folds what a window's samples hold in keys into a profile: names, lines, states, totals."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from types import CodeType

from tandem_profiler.call_tree import CallTree
from tandem_profiler.model import (
    AWAIT,
    TRUNCATED,
    UNKNOWN,
    EstimateReason,
    Frame,
    Language,
    Measure,
    ProcessStatistics,
    Profile,
    Scale,
    StackTrace,
    ThreadState,
    Window,
)
from tandem_profiler.names import Names
from tandem_profiler.sampler import UNKNOWN_CODE, Count, Samples, unpack
from tandem_profiler.states import state_of

_OURS = re.compile(r"tandem_profiler(\.(?!aws_lambda$)|$)")  # that one calls the application
_AWAITS = ThreadState.WAITING


_Part = list[tuple[StackTrace, int]]
_UNKNOWN = Frame(Language.OTHER, "", UNKNOWN)


class _Seen(Enum):
    """What was found out of a thread, beside its stack."""

    MOVED = auto()  # its CPU clock had
    STILL = auto()  # that had not
    ASLEEP = auto()  # nor had it left the kernel's sleep
    RUNNING = auto()  # at that instant
    GIL_WAIT = auto()


@dataclass(frozen=True, slots=True)
class Closed:
    """A window that has ended: what was sampled in it, and the clocks' readings."""

    window: Window
    samples: Samples
    awaited: Samples  # by tasks of asyncio
    wall_hz: float  # as it was, not as it was asked for
    max_depth: int
    statistics: ProcessStatistics


def to_profile(closed: Closed, names: Names, *, lines: bool) -> Profile:
    """The profile of a window.

    Wall time is what passed between visits of a thread, by state. CPU time is the clocks' total,
    spread over the samples of threads that ran at that instant. Where the sampler cannot know that,
    over those of threads whose clock had moved and that are not known to wait: an estimate, marked
    as one. Where all of these are known to wait, they share it: the process did use it, and nothing
    says who else. What tasks await is wall time that they wait, under a frame of its own.
    """
    names.refresh()
    traces = Traces(closed.samples.codes, names, lines=lines)
    tree = CallTree(closed.max_depth)
    wall_nanos: dict[ThreadState, int] = {}
    ran, may_have, moved = _Part(), _Part(), _Part()
    for seen, count, key in _counted(closed.samples):
        trace = traces.trace(key)
        state = _state_of(seen, trace)
        tree.add(trace, Measure.WALL_TIME, state, count.samples)
        wall_nanos[state] = wall_nanos.get(state, 0) + count.nanos
        part = (trace, count.samples)
        if seen is _Seen.RUNNING:
            ran.append(part)
        elif seen is _Seen.MOVED:
            moved.append(part)
            if state is ThreadState.UNSPECIFIED:
                may_have.append(part)
    awaiting = Traces(closed.awaited.codes, names, lines=lines)
    for key, count in closed.awaited.still.items():
        own = awaiting.trace(key)
        trace = StackTrace((AWAIT, *own.frames), (0, *own.lines))
        tree.add(trace, Measure.WALL_TIME, _AWAITS, count.samples)
        wall_nanos[_AWAITS] = wall_nanos.get(_AWAITS, 0) + count.nanos
    for trace, samples in ran or may_have or moved:
        tree.add(trace, Measure.CPU_TIME, ThreadState.RUNNING, samples)
    period = round(1_000_000 / closed.wall_hz)
    statistics = closed.statistics
    scales = [
        Scale(
            Measure.CPU_TIME,
            ThreadState.RUNNING,
            period,
            application_cpu_micros(statistics),
            EstimateReason.UNSPECIFIED if ran else EstimateReason.CLOCK_SPREAD,
        )
    ]
    scales += [
        Scale(Measure.WALL_TIME, state, period, nanos // 1000)
        for state, nanos in wall_nanos.items()
    ]
    return tree.to_profile(closed.window, scales, statistics)


def application_cpu_micros(statistics: ProcessStatistics) -> int:
    """What the clocks counted in the window, without the agent's own threads (R31)."""
    return max(0, statistics.cpu_micros - statistics.agent.cpu_micros)


def _counted(samples: Samples) -> Iterator[tuple[_Seen, Count, bytes]]:
    """Each stack, and how its thread was seen."""
    for seen, counts in (
        (_Seen.MOVED, samples.moved),
        (_Seen.STILL, samples.still),
        (_Seen.ASLEEP, samples.asleep),
        (_Seen.RUNNING, samples.running),
        (_Seen.GIL_WAIT, samples.gil_wait),
    ):
        for key, count in counts.items():
            yield seen, count, key


def _state_of(seen: _Seen, trace: StackTrace) -> ThreadState:
    if seen is _Seen.RUNNING:
        return ThreadState.RUNNING
    if seen is _Seen.GIL_WAIT:
        return ThreadState.GIL_WAIT
    innermost = trace.frames[-1] if trace.frames else None
    return state_of(innermost, still=seen is not _Seen.MOVED, asleep=seen is _Seen.ASLEEP)


class Traces:
    """Stack traces of keys. Each code is named once, and its lines looked up by bisection."""

    def __init__(self, codes: dict[int, CodeType], names: Names, *, lines: bool) -> None:
        self._codes = codes
        self._names = names
        self._lines = lines
        self._frames: dict[int, Frame] = {}
        self._line_tables: dict[int, tuple[list[int], list[int]]] = {}

    def trace(self, key: bytes) -> StackTrace:
        pairs, truncated = unpack(key)
        frames = [TRUNCATED] if truncated else []
        numbers = [0] if truncated else []
        for ident, instruction in pairs:
            frame = self.frame(ident)
            if _OURS.match(frame.owner):  # the application is in start or stop: ends there
                break
            frames.append(frame)
            numbers.append(self.line(ident, instruction) if self._lines else 0)
        return StackTrace(tuple(frames), tuple(numbers))

    def frame(self, ident: int) -> Frame:
        frame = self._frames.get(ident)
        if frame is None:
            known = ident != UNKNOWN_CODE
            frame = self._names.frame(self._codes[ident]) if known else _UNKNOWN
            self._frames[ident] = frame
        return frame

    def line(self, ident: int, instruction: int) -> int:
        """The line of an instruction; 0 where the compiler gave it none."""
        if ident == UNKNOWN_CODE:
            return 0
        table = self._line_tables.get(ident)
        if table is None:
            rows = list(self._codes[ident].co_lines())
            table = [start for start, _, _ in rows], [line or 0 for _, _, line in rows]
            self._line_tables[ident] = table
        starts, lines = table
        row = bisect_right(starts, max(instruction, 0)) - 1
        return lines[row] if row >= 0 else 0
