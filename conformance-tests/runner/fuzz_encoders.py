"""Random inputs into the encoders of both languages: what one makes of them the other makes too.

A difference is shrunk to the smallest input that shows it and printed as the ``input.json`` of a
vector, to be committed once it is known who is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import testee as testees
from differences import first_difference
from fuzz_inputs import lawful_inputs, odd_inputs
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from messages import module
from results import Results
from testee import Testee, TesteeError

Json = dict[str, Any]
STAGES = ("tree", "profile", "wire")
# How a model says that its values are wrong. Anything else that it throws is a defect.
REFUSALS = re.compile(
    r"ValueError:|java\.lang\.IllegalArgumentException|java\.lang\.ArithmeticException"
)
RULES_OF_LAWFUL = [
    *("R2", "R3", "R4", "R5", "R6", "R7", "R9", "R10", "R12", "R13", "R14", "R15", "R16"),
    *("R17", "R18", "R19", "R20", "R21", "R22", "R23", "R24", "R25", "R26", "R29"),
]


class DifferenceError(Exception):
    """What testees make of an input is not the same, or not what SPEC.md says."""


@dataclass
class Comparison:
    """Both testees, and what was seen of them."""

    java: Testee
    python: Testee
    inputs: int = 0
    encoded: int = 0
    last: Json | None = None  # the input under way; after shrinking the smallest that differs

    def lawful(self, document: Json) -> None:
        """Every testee encodes it, every reader reads it back."""
        answer = self._agreed(document)
        if answer is None:
            raise DifferenceError("both testees refuse what breaks no rule")
        read = self.java.ask({"wire": answer["wire"]})
        if "refused" in read:
            raise DifferenceError(f"the reader refuses what was written: {read['message']}")
        for stage in STAGES:
            if stage in read:
                _require_same("java's reader", stage, answer[stage], read[stage])
        upload = module("profile").Upload.FromString(bytes.fromhex(answer["wire"]))
        again = upload.SerializeToString(deterministic=True).hex()
        _require_same("protobuf's classes", "wire", answer["wire"], again)

    def odd(self, document: Json) -> None:
        """All testees encode it alike, or all refuse it."""
        self._agreed(document)

    def _agreed(self, document: Json) -> Json | None:
        """What both testees answer; None where both refuse."""
        self.inputs += 1
        self.last = document
        java, python = (_asked(one, document) for one in (self.java, self.python))
        if isinstance(java, dict) and isinstance(python, dict):
            self.encoded += 1
            for stage in STAGES:
                _require_same("python", stage, java.get(stage, ""), python.get(stage, ""))
            return java
        if isinstance(java, str) and isinstance(python, str):
            return None
        raise DifferenceError(
            f"one testee refuses:\njava: {_brief(java)}\npython: {_brief(python)}"
        )


def _asked(testee: Testee, document: Json) -> Json | str:
    """The stages, or why the testee refuses. DifferenceError where it crashed, hung or failed."""
    try:
        return testee.ask({"input": document})
    except TesteeError as error:
        if REFUSALS.match(str(error)):
            return str(error)
        raise DifferenceError(f"{testee.name} failed: {error}") from error


def _brief(answer: Json | str) -> str:
    return answer if isinstance(answer, str) else f"{len(answer['wire']) // 2} bytes"


def _require_same(testee: str, stage: str, java: str, other: str) -> None:
    difference = first_difference(stage, java, other)
    if difference is not None:
        raise DifferenceError(f"java (expected) and {testee} (got) differ: {difference}")


def compare(number: int, cases: int, results: Results) -> None:
    """``cases`` inputs out of the seed ``number``: of six one is odd."""
    with testees.java() as java, testees.python() as python:
        for name, strategy, share in (("lawful", lawful_inputs(), 5), ("odd", odd_inputs(), 1)):
            comparison = Comparison(java, python)
            check = comparison.lawful if name == "lawful" else comparison.odd
            fault = _search(check, strategy, number, cases * share // 6, comparison)
            case = f"{name} inputs: {comparison.inputs}, encoded {comparison.encoded}"
            rules = RULES_OF_LAWFUL if name == "lawful" else ["R5", "R6"]
            results.add(case=case, testee="java=python", rules=rules, fault=fault)


def _search(
    check: Callable[[Json], None],
    inputs: SearchStrategy[Json],
    number: int,
    cases: int,
    comparison: Comparison,
) -> str | None:
    """The difference of the smallest input that shows one."""

    @seed(number)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(inputs)
    def run(document: Json) -> None:
        check(document)

    try:
        run()
    except DifferenceError as difference:
        return f"{difference}\n{_as_vector(comparison.last or {})}"
    if comparison.inputs < cases:
        return f"only {comparison.inputs} of {cases} inputs were made"
    return None


def _as_vector(document: Json) -> str:
    """The input as ``vectors/TOPIC/CASE/input.json`` holds it."""
    shows = {"shows": "say what it shows", "rules": ["name its rules"]}
    fields = [
        f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in {**shows, **document}.items()
    ]
    return "conformance-tests/vectors/TOPIC/CASE/input.json:\n{\n" + ",\n".join(fields) + "\n}"
