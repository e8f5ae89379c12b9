"""Judges what arrived of the scenarios by what they must leave behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from expectations import SOURCES, Scenario, Trace, marks
from normalise import SELF_SPEAKING, Words
from stacks import LineHit, Stack

# Shares of samples that are forgiven, by the numbers of SPEC.md.
STRAY = 0.1  # F7: on paths that nobody expects
LOST = 0.02  # F8: on paths that lost a name
ON_THE_WAY = 0.5  # F9: running, or in no state that is known
IN_OTHER_STATES = 0.1  # F10
BESIDE = 0.2  # F11: on other lines than those that say so
UNSEEN = 0.5  # F13: on paths of which it was not looked what ran there
Arrived = tuple[Sequence[Stack], Sequence[LineHit]]


@dataclass
class Seen:
    """What arrived of one scenario of one testee."""

    words: Words
    samples: Counter[tuple[tuple[str, ...], str, str, int, bool]] = field(default_factory=Counter)
    unseen: Counter[str] = field(default_factory=Counter)  # samples, by measure
    lines: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    unmarked: set[tuple[str, str]] = field(
        default_factory=set
    )  # series, where they are to be marked


def judge(scenarios: Iterable[Scenario], words: Words, arrived: Arrived) -> dict[str, str]:
    """What is wrong, by case."""
    seen = collect(words, *arrived)
    wrong = {one.name: "\n".join(faults(one, seen[one.name])) for one in scenarios}
    return {name: fault for name, fault in wrong.items() if fault}


def collect(words: Words, stacks: Sequence[Stack], hits: Iterable[LineHit]) -> dict[str, Seen]:
    """What was seen, by scenario."""
    found: dict[str, Seen] = defaultdict(lambda: Seen(words))
    parents = {stack.instance for stack in stacks if words.is_of_host(stack.frames)}
    for stack in stacks:
        case = words.case_of(stack.frames)
        if case is not None:
            path, in_child = words.path(case, stack.frames), stack.instance not in parents
            if words.is_unseen(path):
                found[case].unseen[stack.measure] += stack.samples
                continue
            key = (path, stack.measure, words.state(stack.state), len(stack.frames), in_child)
            found[case].samples[key] += stack.samples
            if stack.estimated != words.table.get("estimated", stack.estimated):
                found[case].unmarked.add((stack.measure, stack.state))
    for hit in hits:
        case = words.case_of([hit.frame])
        word = None if case is None else words.word(case, hit.frame)
        if case is not None and word is not None:
            found[case].lines[word, hit.measure, hit.line] += hit.samples
    return found


def faults(scenario: Scenario, seen: Seen) -> Iterator[str]:
    """What is wrong, most telling first."""
    for trace in scenario.traces:
        if seen.words.language not in trace.not_for:
            yield from _faults_of(trace, seen)
    if seen.unmarked:
        yield f"not marked as {seen.words.table['estimated']}: {sorted(seen.unmarked)}"
    yield from _strays(scenario, seen)
    yield from _unseen(seen)
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
    if by_state[wanted] < (1 - ON_THE_WAY) * total or others > IN_OTHER_STATES * total:
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
    lost = Counter({path: n for path, n in strays.items() if "<unknown>" in path})
    for found, share in ((strays, STRAY), (lost, LOST)):
        if found.total() > share * total:
            for path, samples in found.most_common(3):
                yield f"not expected: {' > '.join(_runs(path))}, {samples} of {total} samples"
            return


def _unseen(seen: Seen) -> Iterator[str]:
    for measure, unseen in seen.unseen.items():
        total = unseen + sum(n for (_, m, _, _, _), n in seen.samples.items() if m == measure)
        if unseen > UNSEEN * total:
            yield f"not looked at: {unseen} of {total} samples of {measure}"


def _wrong_lines(scenario: Scenario, seen: Seen) -> Iterator[str]:
    marked = marks(scenario, seen.words.language)
    traces = (one for one in scenario.traces if seen.words.language not in one.not_for)
    words = {word.rstrip("*") for trace in traces for word in trace.path}
    for word in sorted(words - set(SELF_SPEAKING.values())):
        if word not in marked:
            yield f"no line of {' or '.join(SOURCES[seen.words.language])} says here: {word}"
            continue
        hits = Counter({line: n for (w, _, line), n in seen.lines.items() if w == word})
        there = sum(samples for line, samples in hits.items() if line in marked[word])
        if not hits or there < (1 - BESIDE) * hits.total():
            yield f"{word} is at lines {sorted(marked[word])}, not at {dict(hits)}"


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
    for word, run in groupby(path):
        times = len(list(run))
        shown += [word] * times if times <= 4 else [f"{word} x {times}"]
    return shown
