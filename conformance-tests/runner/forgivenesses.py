"""Shows what is forgiven in live runs, and that no more is: a pair of either for each forgiveness.

A pair of the normaliser's is two stacks, which become equal paths, or do not. A pair of the judge's
is what arrived twice, of which the judge finds no fault in either, or in the second alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from expectations import SCENARIOS, load, marks
from judge import judge
from normalise import FORGIVENESSES, Words
from results import Results
from rules import rules
from stacks import Frame, LineHit, Stack

Json = dict[str, Any]
FOLDER = Path(__file__).resolve().parent.parent / "forgivenesses"


def run(results: Results) -> None:
    """Adds a case for each pair of each forgiveness of SPEC.md."""
    for number in [rule.number for rule in rules("F")]:
        for kind in ("equal", "apart"):
            results.add(
                case=f"{number} {kind}",
                testee="normaliser" if number in FORGIVENESSES else "judge",
                fault=_fault(number, kind),
                quiet=True,
            )


def unused(used: Mapping[str, int]) -> list[str]:
    """Forgivenesses of the normaliser's that no scenario needed: they are to be deleted."""
    return [number for number in FORGIVENESSES if not used.get(number)]


def _fault(number: str, kind: str) -> str | None:
    pair = json.loads((FOLDER / number / f"{kind}.json").read_text(encoding="utf-8"))
    return (_normalised if number in FORGIVENESSES else _judged)(number, kind, pair)


def _normalised(number: str, kind: str, pair: Json) -> str | None:
    used: dict[str, int] = {}
    left, right = (_normal(pair["case"], pair[side], used) for side in ("left", "right"))
    if (left == right) != (kind == "equal"):
        return f"{' > '.join(left)} and {' > '.join(right)} are to be {kind}: {pair['why']}"
    if kind == "equal" and not used.get(number):
        return f"the pair does not need {number}"
    return None


def _judged(number: str, kind: str, pair: Json) -> str | None:
    left, right = (_verdict(pair["case"], pair[side]) for side in ("left", "right"))
    if left or bool(right) != (kind == "apart"):
        return f"{number}: left {left or 'passes'}, right {right or 'passes'}: {pair['why']}"
    return None


def _verdict(case: str, arrived_by_language: Json) -> str:
    """The judge's word on what arrived of a case; empty where it finds no fault."""
    ((language, arrived),) = arrived_by_language.items()
    words = Words(language, arrived.get("sampler", ""))
    scenario = load(SCENARIOS / case)
    marked, estimated = marks(scenario, language), words.table.get("estimated", "")
    stacks = [
        Stack(tuple(map(_frame, frames)), _measure(*measure), state, samples, "i-1", estimated)
        for samples, state, frames, *measure in arrived["stacks"]
    ]
    host = Stack((Frame(*words.table["host"]),), "wall_time", "waiting", 1, "i-1")
    hits = [
        LineHit(_frame(frame), "wall_time", min(marked[word]) + beside, samples)
        for samples, frame, word, beside in arrived["lines"]
    ]
    return judge([scenario], words, ([host, *stacks], hits)).get(case, "")


def _measure(measure: str = "wall_time") -> str:
    return measure


def _normal(
    case: str, stack_by_language: Mapping[str, list[str]], used: dict[str, int]
) -> tuple[str, ...]:
    ((language, lines),) = stack_by_language.items()
    words = Words(language)
    path = words.path(case, [_frame(line) for line in lines])
    for number, count in words.used.items():
        used[number] = used.get(number, 0) + count
    return path


def _frame(line: str) -> Frame:
    """``java java.lang.Thread run``; an owner that is not there is a dash."""
    language, owner, function = line.split(" ")
    return Frame(language, "" if owner == "-" else owner, function)
