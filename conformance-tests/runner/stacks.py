"""Reads a parsed ``Upload`` as stacks and line hits. Shares no code with the agents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messages import word

LANGUAGES = ("unspecified", "java", "python", "native", "kernel", "other")  # by number


@dataclass(frozen=True)
class Frame:
    """One call, in the words of the upload."""

    language: str
    owner: str
    function: str


@dataclass(frozen=True)
class Stack:
    """How often one stack was seen, outermost frame first."""

    frames: tuple[Frame, ...]
    measure: str
    state: str
    samples: int
    instance: str
    estimated: str = ""  # why, in the word of the schema


@dataclass(frozen=True)
class LineHit:
    """How often one line stood on a stack."""

    frame: Frame
    measure: str
    line: int
    samples: int


def sampler_of(upload: Any) -> str:
    """What took the samples."""
    return word(upload.profile.statistics, "sampler")


def stacks_of(upload: Any) -> Iterator[Stack]:
    """Every entry of every series."""
    profile, instance = upload.profile, upload.producer.instance
    paths = _paths(profile)
    for series in profile.series:
        node, estimated = 0, word(series, "estimated")
        for delta, samples in zip(series.node_deltas, series.samples, strict=True):
            node += delta
            measure, state = word(series, "measure"), word(series, "state")
            yield Stack(paths[node], measure, state, samples, instance, estimated)


def line_hits_of(upload: Any) -> Iterator[LineHit]:
    """Every line hit, by its total."""
    frames = _frames(upload.profile)
    for hits in upload.profile.line_hits:
        index = 0
        columns = zip(hits.frame_deltas, hits.lines, hits.total_samples, strict=True)
        for delta, line, samples in columns:
            index += delta
            yield LineHit(frames[index], word(hits, "measure"), line, samples)


def stacks_of_graph(graph: Mapping[str, Any]) -> list[Stack]:
    """The entries of a flame graph as the collector's REST interface gives it."""
    frames = _frames_of(graph["strings"], *_columns(graph["frames"]))
    tree = graph["tree"]
    paths = _paths_of(frames, tree["ascents"], tree["frame_indexes"])
    entries = zip(paths, tree["samples"], strict=True)
    return [Stack(path, graph["measure"], "", n, "") for path, n in entries if n]


def _frames(profile: Any) -> list[Frame]:
    table = profile.frames
    columns = (table.languages, table.owner_indexes, table.function_indexes)
    return _frames_of(profile.strings, *columns)


def _columns(table: Mapping[str, list[int]]) -> tuple[list[int], list[int], list[int]]:
    return table["languages"], table["owner_indexes"], table["function_indexes"]


def _frames_of(
    strings: Sequence[str],
    languages: Sequence[int],
    owner_indexes: Sequence[int],
    function_indexes: Sequence[int],
) -> list[Frame]:
    columns = zip(languages, owner_indexes, function_indexes, strict=True)
    return [
        Frame(LANGUAGES[language], strings[owner], strings[function])
        for language, owner, function in columns
    ]


def _paths(profile: Any) -> list[tuple[Frame, ...]]:
    tree = profile.tree
    return _paths_of(_frames(profile), tree.ascents, tree.frame_indexes)


def _paths_of(
    frames: Sequence[Frame], ascents: Sequence[int], frame_indexes: Sequence[int]
) -> list[tuple[Frame, ...]]:
    """The path of each node; that of the root is empty."""
    paths: list[tuple[Frame, ...]] = [()]
    path: list[Frame] = []
    for ascent, index in zip(ascents, frame_indexes, strict=True):
        del path[len(path) - ascent :]
        path.append(frames[index])
        paths.append(tuple(path))
    return paths
