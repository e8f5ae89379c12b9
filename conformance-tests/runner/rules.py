"""The rules of SPEC.md, and whether each was seen to hold and seen to be noticed when broken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from results import Result

SPEC = Path(__file__).resolve().parent.parent / "SPEC.md"
ROW = re.compile(r"^\| *([REF]\d+) *\| *(.+?) *\|", re.MULTILINE)
WITNESSES = re.compile(r"^\| *([a-z, ]+?) *\| *([a-z, ]+?) *\| *(R[R\d, ]+?) *\|", re.MULTILINE)
LANGUAGES = ("java", "python")
OTHERS = {*LANGUAGES, "collector", "jep", "schema"}  # who may be named instead


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


@dataclass(frozen=True)
class Witnesses:
    """Whose cases must show a rule to hold, and whose that a breach of it is noticed."""

    holding: tuple[str, ...] = LANGUAGES
    noticing: tuple[str, ...] = LANGUAGES


def witnesses() -> dict[str, Witnesses]:
    """Of every rule, by number: both languages', unless SPEC.md's table of them says otherwise.

    Raises ValueError where that table names what is no rule or nobody, or a rule twice.
    """
    of_rule = {rule.number: Witnesses() for rule in rules()}
    listed = [
        (number, Witnesses(tuple(_words(holding)), tuple(_words(noticing))))
        for holding, noticing, numbers in WITNESSES.findall(SPEC.read_text(encoding="utf-8"))
        for number in _words(numbers)
    ]
    for number, witness in listed:
        if of_rule.get(number) != Witnesses() or {*witness.holding, *witness.noticing} - OTHERS:
            raise ValueError(f"SPEC.md's witnesses of {number} are no exception: {witness}")
        of_rule[number] = witness
    return of_rule


def parties(testee: str) -> list[str]:
    """For whom a testee speaks: ``java 17`` for Java, ``java=python`` for both."""
    return testee.partition(" ")[0].split("=")


def concerning(testee: str, numbers: Iterable[str]) -> list[str]:
    """Those of the rules that speak of the testee: a scenario is the same in every language."""
    of_rule = witnesses()
    return [one for one in numbers if set(parties(testee)) & {*of_rule[one].holding}]


def gaps(results: Iterable[Result], of_rule: Mapping[str, Witnesses]) -> list[str]:
    """What is missing: witnesses of rules, exceptions that are none, rules that SPEC.md lacks."""
    results = list(results)
    held = {(party, n) for one in results for n in one.rules for party in parties(one.testee)}
    noticed = {(party, n) for one in results for n in one.breaks for party in parties(one.testee)}
    missing: dict[str, list[str]] = defaultdict(list)
    for number, witness in of_rule.items():
        for party in witness.holding:
            if (party, number) not in held:
                missing[f"no case of {party} shows that they hold"].append(number)
        for party in witness.noticing:
            if (party, number) not in noticed:
                missing[f"no case of {party} shows that a breach is noticed"].append(number)
        for party in LANGUAGES:
            holds = party not in witness.holding and (party, number) in held
            if holds or (party not in witness.noticing and (party, number) in noticed):
                missing[f"SPEC.md excuses {party}, of which there are cases"].append(number)
    unknown = {number for _, number in held | noticed} - of_rule.keys()
    missing["named by a case, not in SPEC.md"] += sorted(unknown)
    return [f"{what}: {' '.join(which)}" for what, which in missing.items() if which]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
