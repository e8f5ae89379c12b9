"""Folds what a window's samples hold in keys into a profile: names, lines, states, totals."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from tandem_profiler.call_tree import CallTree
from tandem_profiler.model import (
    AWAIT,
    TRUNCATED,
    EstimateReason,
    Frame,
    Measure,
    ProcessStatistics,
    Profile,
    Scale,
    StackTrace,
    ThreadState,
    Window,
)
from tandem_profiler.names import Names
from tandem_profiler.sampler import Count, Samples, unpack
from tandem_profiler.states import state_of

_OURS = re.compile(r"tandem_profiler(\.(?!aws_lambda$)|$)")  # that one calls the application
_AWAITS = ThreadState.WAITING


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
    spread over the samples of threads whose clock had moved and that are not known to wait: an
    estimate, marked as one. Where all of these are known to wait, they share it: the process did
    use it, and nothing says who else. What tasks await is wall time that they wait, under a frame
    of its own.
    """
    names.refresh()
    traces = _Traces(closed.samples.codes, names, lines=lines)
    tree = CallTree(closed.max_depth)
    wall_nanos: dict[ThreadState, int] = {}
    moving: dict[bool, list[tuple[StackTrace, int]]] = {True: [], False: []}  # by: may have run
    for count, trace, moved, asleep in _counted(closed.samples, traces):
        innermost = trace.frames[-1] if trace.frames else None
        state = state_of(innermost, still=not moved, asleep=asleep)
        tree.add(trace, Measure.WALL_TIME, state, count.samples)
        wall_nanos[state] = wall_nanos.get(state, 0) + count.nanos
        if moved:
            moving[state is ThreadState.UNSPECIFIED].append((trace, count.samples))
    awaiting = _Traces(closed.awaited.codes, names, lines=lines)
    for key, count in closed.awaited.still.items():
        own = awaiting.trace(key)
        trace = StackTrace((AWAIT, *own.frames), (0, *own.lines))
        tree.add(trace, Measure.WALL_TIME, _AWAITS, count.samples)
        wall_nanos[_AWAITS] = wall_nanos.get(_AWAITS, 0) + count.nanos
    for trace, samples in moving[True] or moving[False]:
        tree.add(trace, Measure.CPU_TIME, ThreadState.RUNNING, samples)
    period = round(1_000_000 / closed.wall_hz)
    statistics = closed.statistics
    scales = [
        Scale(
            Measure.CPU_TIME,
            ThreadState.RUNNING,
            period,
            application_cpu_micros(statistics),
            EstimateReason.CLOCK_SPREAD,
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


def _counted(samples: Samples, traces: _Traces) -> Iterator[tuple[Count, StackTrace, bool, bool]]:
    """Each stack with whether its thread had moved, and whether it was in the kernel's sleep."""
    for moved, asleep, counts in (
        (True, False, samples.moved),
        (False, False, samples.still),
        (False, True, samples.asleep),
    ):
        for key, count in counts.items():
            yield count, traces.trace(key), moved, asleep


class _Traces:
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
            frame = self._frame(ident)
            if _OURS.match(frame.owner):  # the application is in start or stop: ends there
                break
            frames.append(frame)
            numbers.append(self._line(ident, instruction) if self._lines else 0)
        return StackTrace(tuple(frames), tuple(numbers))

    def _frame(self, ident: int) -> Frame:
        frame = self._frames.get(ident)
        if frame is None:
            frame = self._frames[ident] = self._names.frame(self._codes[ident])
        return frame

    def _line(self, ident: int, instruction: int) -> int:
        """The line of an instruction; 0 where the compiler gave it none."""
        table = self._line_tables.get(ident)
        if table is None:
            rows = list(self._codes[ident].co_lines())
            table = [start for start, _, _ in rows], [line or 0 for _, _, line in rows]
            self._line_tables[ident] = table
        starts, lines = table
        row = bisect_right(starts, max(instruction, 0)) - 1
        return lines[row] if row >= 0 else 0
