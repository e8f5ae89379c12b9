"""What a mutation's judge takes for noticed, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mutations
import pytest
from mutations import Failure, Mutation, judge

MUTATION = Mutation("m", "shows", "a.py", "old", "new", ("R15",), "vectors", (), "")
NOTICED = Failure("tree/order", frozenset({"R15", "R4"}), "line 3 differs")


def test_judge_takes_a_failure_that_names_the_rule() -> None:
    assert judge(MUTATION, [NOTICED]) == (None, "tree/order")
    assert judge(MUTATION, [NOTICED, NOTICED]) == (None, "tree/order and 1 more")


def test_judge_takes_no_failure_of_another_rule() -> None:
    fault, noticed = judge(MUTATION, [replace(NOTICED, rules=frozenset({"R16"}))])
    assert (fault, noticed) == (
        "no case failed that names R15: tree/order: line 3 differs",
        "nobody",
    )
    assert judge(MUTATION, [])[0] == "no case failed that names R15: nothing failed"


def test_judge_wants_every_rule_that_is_broken() -> None:
    fault, _ = judge(replace(MUTATION, breaks=("R15", "R16")), [NOTICED])
    assert fault is not None
    assert fault.startswith("no case failed that names R16")


def test_judge_wants_what_the_fault_must_say() -> None:
    assert judge(replace(MUTATION, says="line . differs"), [NOTICED])[0] is None
    fault, noticed = judge(replace(MUTATION, says="byte"), [NOTICED])
    assert (fault, noticed) == ("no fault says 'byte': line 3 differs", "nobody")


@pytest.mark.parametrize("file", sorted(mutations.MUTATIONS.glob("*.json")), ids=lambda f: f.stem)
def test_a_mutation_changes_one_place(file: Path) -> None:
    mutation = Mutation.read(file)
    text = (mutations.ROOT / mutation.file).read_text(encoding="utf-8")
    assert text.count(mutation.old) == 1
    assert mutation.old != mutation.new
    assert mutation.tier in mutations.COMMANDS
    assert mutation.breaks
