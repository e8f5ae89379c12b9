"""Shows what the normaliser forgives, and that it forgives no more: a pair of either for each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from normalise import Words
from results import Results
from rules import rules
from stacks import Frame

FOLDER = Path(__file__).resolve().parent.parent / "forgivenesses"


def run(results: Results) -> None:
    """Adds a case for each pair of each forgiveness of SPEC.md."""
    for number in [rule.number for rule in rules("F")]:
        for kind in ("equal", "apart"):
            results.add(
                case=f"{number} {kind}",
                testee="normaliser",
                fault=_fault(number, kind),
                quiet=True,
            )


def unused(used: Mapping[str, int]) -> list[str]:
    """Forgivenesses that no scenario needed: they are to be deleted."""
    return [rule.number for rule in rules("F") if not used.get(rule.number)]


def _fault(number: str, kind: str) -> str | None:
    pair = json.loads((FOLDER / number / f"{kind}.json").read_text(encoding="utf-8"))
    used: dict[str, int] = {}
    left, right = (_normal(pair["case"], pair[side], used) for side in ("left", "right"))
    if (left == right) != (kind == "equal"):
        return f"{' > '.join(left)} and {' > '.join(right)} are to be {kind}: {pair['why']}"
    if kind == "equal" and not used.get(number):
        return f"the pair does not need {number}"
    return None


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
