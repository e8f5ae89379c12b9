"""The rules of SPEC.md, and whether each was seen to hold and seen to be noticed when broken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from results import Result

SPEC = Path(__file__).resolve().parent.parent / "SPEC.md"
ROW = re.compile(r"^\| *([REF]\d+) *\| *(.+?) *\|", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """A line of SPEC.md: R is a rule, F a forgiveness, E an exception."""

    number: str
    sentence: str


def rules(kind: str = "R") -> list[Rule]:
    """Those of one kind, by number. Raises ValueError for a number that is used twice."""
    found = [Rule(*row) for row in ROW.findall(SPEC.read_text(encoding="utf-8"))]
    twice = [number for number, count in Counter(r.number for r in found).items() if count > 1]
    if twice:
        raise ValueError(f"SPEC.md uses {', '.join(twice)} twice")
    of_kind = [rule for rule in found if rule.number.startswith(kind)]
    return sorted(of_kind, key=lambda rule: int(rule.number[1:]))


def gaps(results: Iterable[Result], known: Iterable[Rule]) -> list[str]:
    """What is missing: rules no case shows, rules no case breaks, rules that SPEC.md lacks."""
    results = list(results)
    held = {number for result in results for number in result.rules}
    broken = {number for result in results for number in result.breaks}
    numbers = [rule.number for rule in known]
    missing = {
        "no case shows that they hold": [n for n in numbers if n not in held],
        "no case shows that a breach is noticed": [n for n in numbers if n not in broken],
        "named by a case, not in SPEC.md": sorted((held | broken) - set(numbers)),
    }
    return [f"{what}: {' '.join(which)}" for what, which in missing.items() if which]
