"""What a scenario must leave behind, and whether what arrived says so."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from normalise import SELF_SPEAKING, Words
from stacks import LineHit, Stack

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
SOURCES = {"java": "Scenario.java", "python": "scenario.py"}
MOSTLY = 0.8  # of samples: the rest is a thread on its way there
STRAY = 0.1  # of samples: above it, what is not expected is a fault
LOST = 0.02  # of samples: above it, names that were lost are one, too


@dataclass(frozen=True)
class Trace:
    """One path that must be seen. A word with a star stands for one call of it or more."""

    path: tuple[str, ...]
    measure: str
    state: str
    depth: int | None  # of the whole stack
    in_child: bool  # in another process than the one that the runner started

    def matches(self, path: Sequence[str]) -> bool:
        return _pattern(self.path).fullmatch(_line(path)) is not None

    def begins_with(self, path: Sequence[str]) -> bool:
        """Whether a thread that is on its way there can be in ``path``."""
        cuts = range(len(self.path) + 1)
        return any(_pattern(self.path[:cut]).fullmatch(_line(path)) for cut in cuts)

    def __str__(self) -> str:
        return f"{' > '.join(self.path)} | {self.measure} {self.state}"


@dataclass(frozen=True)
class Scenario:
    """One case: what it shows, the rules it is for, and its traces."""

    name: str
    shows: str
    rules: tuple[str, ...]
    traces: tuple[Trace, ...]
    not_for: Mapping[str, Any]  # language -> {"reason": ..., "below": version}

    def why_not(self, language: str, version: str) -> str | None:
        """Why a runtime cannot run this; ``None`` where it can."""
        rule = self.not_for.get(language)
        if rule is None or ("below" in rule and float(version) >= rule["below"]):
            return None
        return str(rule["reason"])


@dataclass
class Seen:
    """What arrived of one scenario of one testee."""

    words: Words
    samples: Counter[tuple[tuple[str, ...], str, str, int, bool]] = field(default_factory=Counter)
    lines: Counter[tuple[str, str, int]] = field(default_factory=Counter)


def load(folder: Path) -> Scenario:
    """Reads ``expected.json``."""
    text = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    traces = tuple(
        Trace(
            tuple(one["path"].split(" > ")),
            one.get("measure", "wall_time"),
            one["state"],
            one.get("depth"),
            one.get("process") == "child",
        )
        for one in text["traces"]
    )
    rules, not_for = tuple(text["rules"]), text.get("not_for", {})
    return Scenario(folder.name, text["shows"], rules, traces, not_for)


def marks(scenario: Scenario, language: str) -> dict[str, set[int]]:
    """The lines of a source that say ``here: WORD``, by word."""
    source = SCENARIOS / scenario.name / SOURCES[language]
    found: dict[str, set[int]] = {}
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        match = re.search(r"(?:#|//) here: (\S+)$", line)
        if match:
            found.setdefault(match[1], set()).add(number)
    return found


def faults(scenario: Scenario, seen: Seen) -> Iterator[str]:
    """What is wrong, most telling first."""
    for trace in scenario.traces:
        yield from _faults_of(trace, seen)
    yield from _strays(scenario, seen)
    yield from _wrong_lines(scenario, seen)


def _faults_of(trace: Trace, seen: Seen) -> Iterator[str]:
    by_state: Counter[str] = Counter()
    depths: set[int] = set()
    for (path, measure, state, depth, in_child), samples in seen.samples.items():
        if measure == trace.measure and in_child == trace.in_child and trace.matches(path):
            by_state[state] += samples
            depths.add(depth)
    if not by_state:
        yield f"not seen: {trace}\n{_shown(seen, trace.measure)}"
        return
    wanted = trace.state
    if trace.measure == "wall_time" and seen.words.cannot_know(wanted):
        wanted = "unspecified"
    total = by_state.total()
    others = total - sum(by_state[state] for state in {wanted, "running", "unspecified"})
    if by_state[wanted] < total / 2 or others > STRAY * total:
        yield f"{trace}: not {wanted} but {dict(by_state)}"
    if trace.depth is not None and depths != {trace.depth}:
        yield f"{trace}: {sorted(depths)} levels deep, not {trace.depth}"


def _strays(scenario: Scenario, seen: Seen) -> Iterator[str]:
    """Paths of the scenario's that nobody expects."""
    strays: Counter[tuple[str, ...]] = Counter()
    total = 0
    for (path, measure, _, _, _), samples in seen.samples.items():
        if measure == "wall_time":
            total += samples
            if not any(trace.begins_with(path) for trace in scenario.traces):
                strays[path] += samples
    for path, samples in strays.most_common(3):
        if samples > (LOST if "<unknown>" in path else STRAY) * total:
            yield f"not expected: {' > '.join(_runs(path))}, {samples} of {total} samples"


def _wrong_lines(scenario: Scenario, seen: Seen) -> Iterator[str]:
    marked = marks(scenario, seen.words.language)
    words = {word.rstrip("*") for trace in scenario.traces for word in trace.path}
    for word in sorted(words - set(SELF_SPEAKING.values())):
        if word not in marked:
            yield f"no line of {SOURCES[seen.words.language]} says here: {word}"
            continue
        hits = Counter({line: n for (w, _, line), n in seen.lines.items() if w == word})
        there = sum(samples for line, samples in hits.items() if line in marked[word])
        if not hits or there < MOSTLY * hits.total():
            yield f"{word} is at lines {sorted(marked[word])}, not at {dict(hits)}"


def collect(words: Words, stacks: Sequence[Stack], hits: Iterable[LineHit]) -> dict[str, Seen]:
    """What was seen, by scenario."""
    found: dict[str, Seen] = defaultdict(lambda: Seen(words))
    parents = {stack.instance for stack in stacks if words.is_of_host(stack.frames)}
    for stack in stacks:
        case = words.case_of(stack.frames)
        if case is not None:
            path, in_child = words.path(case, stack.frames), stack.instance not in parents
            key = (path, stack.measure, stack.state, len(stack.frames), in_child)
            found[case].samples[key] += stack.samples
    for hit in hits:
        case = words.case_of([hit.frame])
        word = None if case is None else words.word(case, hit.frame)
        if case is not None and word is not None:
            found[case].lines[word, hit.measure, hit.line] += hit.samples
    return found


def _shown(seen: Seen, measure: str) -> str:
    lines = [
        f"  seen: {' > '.join(_runs(path))} | {measure} {state} {samples}, {depth} levels"
        + (", in a child" if in_child else "")
        for (path, m, state, depth, in_child), samples in seen.samples.most_common(8)
        if m == measure
    ]
    return "\n".join(lines) or f"  seen: nothing of {measure}"


def _runs(path: Sequence[str]) -> list[str]:
    """A path in which a word that comes more than four times in a row is counted."""
    shown: list[str] = []
    at = 0
    while at < len(path):
        end = at
        while end < len(path) and path[end] == path[at]:
            end += 1
        shown += [path[at]] * (end - at) if end - at <= 4 else [f"{path[at]} x {end - at}"]
        at = end
    return shown


def _line(path: Sequence[str]) -> str:
    return "".join(word + "\n" for word in path)


def _pattern(path: Sequence[str]) -> re.Pattern[str]:
    parts = [
        f"(?:{re.escape(word[:-1])}\n)+" if word.endswith("*") else re.escape(word) + "\n"
        for word in path
    ]
    return re.compile("".join(parts))
