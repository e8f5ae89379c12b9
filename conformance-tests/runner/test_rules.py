"""Which gaps of the coverage of SPEC.md's rules are found, and which table of witnesses is none."""

from __future__ import annotations

from pathlib import Path

import pytest
import rules
from results import Result
from rules import Witnesses, concerning, gaps, witnesses

BOTH = {"R1": Witnesses()}


def _shown(testee: str, number: str = "R1") -> list[Result]:
    return [
        Result("vectors", "holds", testee, rules=(number,)),
        Result("vectors", "broken", testee, breaks=(number,)),
    ]


def test_gaps_are_none_where_both_languages_show_a_rule() -> None:
    assert gaps([*_shown("java 17"), *_shown("python 3.11")], BOTH) == []
    assert gaps(_shown("java=python"), BOTH) == []


def test_gaps_of_one_language_are_not_filled_by_the_other() -> None:
    assert gaps([*_shown("java 17"), *_shown("java 21")], BOTH) == [
        "no case of python shows that they hold: R1",
        "no case of python shows that a breach is noticed: R1",
    ]


def test_gaps_of_the_agents_are_not_filled_by_the_collector() -> None:
    assert len(gaps(_shown("collector"), BOTH)) == 4


def test_gaps_name_an_exception_that_is_none() -> None:
    excused = {"R1": Witnesses(("java",), ("java",))}
    assert gaps(_shown("java"), excused) == []
    assert gaps(_shown("java=python"), excused) == [
        "SPEC.md excuses python, of which there are cases: R1"
    ]


def test_gaps_name_a_rule_that_nobody_wrote_down() -> None:
    assert gaps([*_shown("java=python"), *_shown("java", "R999")], BOTH) == [
        "named by a case, not in SPEC.md: R999"
    ]


@pytest.mark.parametrize(
    "row",
    ["| java | java | R999 | x |", "| nobody | java | R2 | x |", "| java | java | R1, R1 | x |"],
)
def test_witnesses_refuses_a_row_that_is_no_exception(
    row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "SPEC.md"
    spec.write_text(f"| R1 | a |\n| R2 | b |\n{row}\n", encoding="utf-8")
    monkeypatch.setattr(rules, "SPEC", spec)
    with pytest.raises(ValueError, match="no exception"):
        witnesses()


def test_concerning_leaves_out_rules_of_other_languages() -> None:
    assert concerning("python 3.11", ["R27", "R28", "R50"]) == ["R28", "R50"]
