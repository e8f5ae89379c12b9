"""Folds stack traces into a call tree, and the tree into a profile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tandem_profiler.model import (
    MAX_TREE_DEPTH,
    TRUNCATED,
    Frame,
    HeapSummary,
    LineHits,
    Measure,
    ProcessStatistics,
    Profile,
    Scale,
    Series,
    StackTrace,
    ThreadState,
    Window,
)
from tandem_profiler.quoting import quoted

_SeriesKey = tuple[Measure, ThreadState]
_Line = tuple[Frame, int]
_MAX_INDENT = 40


class CallTree:
    """How often each call path was seen. Not thread-safe. Nodes are numbers; 0 is the root.

    No node is an object that the cyclic collector would have to look at: there may be 100,000.
    """

    def __init__(self, max_depth: int = 1000) -> None:
        if not 1 <= max_depth <= MAX_TREE_DEPTH:
            raise ValueError(f"max_depth {max_depth} is not in 1 ... {MAX_TREE_DEPTH}")
        self._max_depth = max_depth
        self._frames: dict[Frame, int] = {}  # numbered as they come
        self._children: dict[int, int] = {}  # by node << 32 | number of frame
        self._frame_of, self._first_child, self._next_sibling = [-1], [0], [0]  # by node; 0: none
        self._counts: dict[_SeriesKey, dict[int, list[int]]] = {}
        self._lines: dict[Measure, dict[_Line, list[int]]] = {}

    def add(
        self,
        trace: StackTrace,
        measure: Measure,
        state: ThreadState,
        samples: int,
        value: int = 0,
    ) -> None:
        """Adds stacks that ended in the same place. An empty stack counts for the root alone.

        A stack deeper than ``max_depth`` keeps its innermost frames (R16).
        """
        if samples <= 0:
            raise ValueError(f"{samples} samples of {measure.name}")
        frames, lines = trace.frames, trace.lines
        if len(frames) > self._max_depth:
            cut = len(frames) - self._max_depth + 1
            frames, lines = (TRUNCATED, *frames[cut:]), (0, *lines[cut:])
        count = self._counts.setdefault((measure, state), {}).setdefault(self._node(frames), [0, 0])
        count[0] += samples
        count[1] += value
        self._add_lines(frames, lines, measure, samples)

    def to_profile(
        self,
        window: Window,
        scales: Iterable[Scale] = (),
        statistics: ProcessStatistics | None = None,
        heap: HeapSummary | None = None,
    ) -> Profile:
        """The tree as columns, the same whatever the order of ``add``.

        Every series that was added needs its scale; scales of series without a sample are left out.
        Where samples carry values, their sum is the total.
        """
        numbers, frames, ascents, frame_indexes = self._preorder()
        return Profile(
            window,
            tuple(frames),
            tuple(ascents),
            tuple(frame_indexes),
            self._series(numbers, scales),
            self._line_hits(frames),
            statistics or ProcessStatistics(),
            heap,
        )

    def __str__(self) -> str:
        """The tree as text for people: a line for each node and for each line that was hit."""
        lines = []
        frames = list(self._frames)
        waiting: list[tuple[int, Frame | None, int]] = [(0, None, 0)]
        while waiting:
            depth, frame, node = waiting.pop()
            name = _word(frame) if frame else "root"
            indent = "  " * min(depth, _MAX_INDENT)
            lines.append(f"{depth:5} {indent}{name}{self._counts_of(node)}")
            waiting += self._siblings(frames, node, depth + 1)
        for measure, hits in sorted(self._lines.items()):
            for (frame, line), (own, total) in sorted(hits.items()):
                name = f"{measure.name.lower()} {_word(frame)} {line}"
                lines.append(f"line {name} self {own} total {total}")
        return "".join(f"{line}\n" for line in lines)

    def _counts_of(self, node: int) -> str:
        text = ""
        for (measure, state), counts in sorted(self._counts.items()):
            if node in counts:
                samples, value = counts[node]
                text += f" | {measure.name.lower()} {state.name.lower()} {samples}"
                text += f" value {value}" if measure.has_values else ""
        return text

    def _node(self, frames: tuple[Frame, ...]) -> int:
        numbers, children, node = self._frames, self._children, 0
        for frame in frames:
            number = numbers.setdefault(frame, len(numbers))
            child = children.get(node << 32 | number)
            node = self._new_child(node, number) if child is None else child
        return node

    def _new_child(self, node: int, number: int) -> int:
        child = self._children[node << 32 | number] = len(self._frame_of)
        self._frame_of.append(number)
        self._first_child.append(0)
        self._next_sibling.append(self._first_child[node])
        self._first_child[node] = child
        return child

    def _add_lines(
        self, frames: tuple[Frame, ...], lines: tuple[int, ...], measure: Measure, samples: int
    ) -> None:
        if not any(lines):
            return
        hits = self._lines.setdefault(measure, {})
        for line in set(zip(frames, lines, strict=True)):
            if line[1]:
                hits.setdefault(line, [0, 0])[1] += samples
        if lines[-1]:
            hits[frames[-1], lines[-1]][0] += samples

    def _preorder(self) -> tuple[list[int], list[Frame], list[int], list[int]]:
        """Final number by node, then the frame table and the two columns of the tree."""
        numbers = [0] * len(self._frame_of)
        frames = list(self._frames)
        indexes: dict[Frame, int] = {}
        ascents: list[int] = []
        frame_indexes: list[int] = []
        depth = 0
        waiting = self._siblings(frames, 0, 1)
        while waiting:
            level, frame, node = waiting.pop()
            ascents.append(depth + 1 - level)
            frame_indexes.append(indexes.setdefault(frame, len(indexes)))
            numbers[node] = len(ascents)
            depth = level
            waiting += self._siblings(frames, node, level + 1)
        return numbers, list(indexes), ascents, frame_indexes

    def _siblings(self, frames: list[Frame], node: int, level: int) -> list[tuple[int, Frame, int]]:
        """The children of a node, last one first, so that ``pop`` takes them in order (R15).

        Python compares texts by code point, which is the order of their UTF-8 bytes.
        """
        children = []
        child = self._first_child[node]
        while child:
            children.append((level, frames[self._frame_of[child]], child))
            child = self._next_sibling[child]
        return sorted(children, reverse=True)

    def _series(self, numbers: list[int], scales: Iterable[Scale]) -> tuple[Series, ...]:
        by_key = {(scale.measure, scale.state): scale for scale in scales}
        series = []
        for key, counts in sorted(self._counts.items()):
            if key not in by_key:
                raise ValueError(f"samples of {key} without a scale")
            rows = sorted((numbers[node], *count) for node, count in counts.items())
            nodes, samples, values = zip(*rows, strict=True)
            scale, kept_values = by_key[key], ()
            if key[0].has_values:
                scale, kept_values = replace(scale, total_value=sum(values)), values
            series.append(Series(scale, nodes, samples, kept_values))
        return tuple(series)

    def _line_hits(self, frames: list[Frame]) -> tuple[LineHits, ...]:
        indexes = {frame: index for index, frame in enumerate(frames)}
        hits = []
        for measure, counts in sorted(self._lines.items()):
            rows = sorted((indexes[frame], line, *count) for (frame, line), count in counts.items())
            hits.append(LineHits(measure, *zip(*rows, strict=True)))
        return tuple(hits)


def _word(frame: Frame) -> str:
    return f"{frame.language.name.lower()} {quoted(frame.owner)} {quoted(frame.function)}"
