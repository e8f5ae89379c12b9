"""Tier 1: every vector through every testee and every stage, and every broken upload refused.

``--update`` writes the expected results of vectors whose testees agree; a person then reads them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import gold
import invalid
import testee as testees
from collector import Collector
from differences import first_difference
from known import KnownDifferences
from messages import module, word
from results import Results
from testee import Testee, TesteeError

SUITE = Path(__file__).resolve().parent.parent
STAGES = {"tree": "tree.txt", "profile": "profile.txt", "wire": "wire.hex"}
VIEW = "view.json"
_HEX_WIDTH = 64


@dataclass(frozen=True)
class Vector:
    """A folder with what was sampled and the expected result of every stage."""

    folder: Path
    document: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def rules(self) -> list[str]:
        rules: list[str] = self.document["rules"]
        return rules

    def expected(self, stage: str) -> str:
        text = (self.folder / STAGES[stage]).read_text(encoding="utf-8")
        return "".join(text.split()) if stage == "wire" else text

    def wire(self) -> bytes:
        return bytes.fromhex(self.expected("wire"))

    def is_asked_of(self, testee: str) -> bool:
        """Whether it can answer: what an agent's sampler observes only that agent can name."""
        return bool(self.document.get("observed_by", testee) == testee)


@dataclass(frozen=True)
class Check:
    """One case of one testee, and how to find its fault."""

    case: str
    testee: str
    run: Callable[[], str | None]
    rules: Sequence[str] = ()
    breaks: Sequence[str] = ()


def vectors(folder: Path = SUITE / "vectors") -> list[Vector]:
    """All, by topic and name."""
    return [
        Vector(file.parent, json.loads(file.read_text(encoding="utf-8")))
        for file in sorted(folder.glob("*/*/input.json"))
    ]


def encode(vector: Vector, testee: Testee) -> str | None:
    """The fault of a testee that folds, closes and writes the vector's input."""
    answer = testee.ask({"input": vector.document})
    return _compare(vector, answer, tuple(STAGES))


def decode(vector: Vector, java: Testee) -> str | None:
    """The fault of the collector's reader, where it reads otherwise than was written."""
    answer = java.ask({"wire": vector.expected("wire")})
    if "refused" in answer:
        return f"refused: {answer['message']}"
    return _compare(vector, answer, ("profile", "wire"))


def generated_java(vector: Vector, java: Testee) -> str | None:
    """The fault where Java's generated classes write other bytes than they read."""
    return _compare(vector, java.ask({"generated": vector.expected("wire")}), ("wire",))


def generated_python(vector: Vector) -> str | None:
    """The fault where Python's generated classes write other bytes than they read."""
    message = module("profile").Upload.FromString(vector.wire())
    again = message.SerializeToString(deterministic=True).hex()
    return first_difference("wire", vector.expected("wire"), again)


def view(vector: Vector, java: Testee) -> str | None:
    """The fault of a collector that is sent the bytes and asked for every flame graph of them."""
    expected = (vector.folder / VIEW).read_text(encoding="utf-8")
    return first_difference("view", expected, shown(vector.wire(), java))


def shown(upload: bytes, java: Testee) -> str:
    """What an empty collector shows of one upload; TesteeError where it does not take it."""
    message = module("profile").Upload.FromString(upload)
    profile = message.profile
    end = profile.start_millis + profile.duration_millis
    client = Collector(java.ask({"collector": {"now_millis": end}})["url"])
    try:
        outcome = client.upload(upload)
        if outcome.status != "OK":
            raise TesteeError(f"the collector answered {outcome.status}: {outcome.message}")
        views = {
            name: client.flame_graph(
                service=message.producer.service,
                from_millis=profile.start_millis,
                to_millis=end,
                min_share=0,
                max_nodes=100_000,
                **parameters,
            )
            for name, parameters in _questions(profile)
        }
    finally:
        client.close()
    return _json_text(views)


def update(vector: Vector, java: Testee, python: Testee) -> None:
    """Writes what the testees agree on; ValueError where they do not."""
    answers = {
        t.name: t.ask({"input": vector.document})
        for t in (java, python)
        if vector.is_asked_of(t.name)
    }
    first, *others = answers.values()
    for stage in STAGES:
        for other in others:
            difference = first_difference(stage, first[stage], other[stage])
            if difference is not None:
                raise ValueError(f"{vector.name}: {' and '.join(answers)} differ: {difference}")
    for stage, file in STAGES.items():
        text = first[stage]
        if stage == "wire":
            text = "".join(line + "\n" for line in _folded(text))
        (vector.folder / file).write_text(text, encoding="utf-8")
    (vector.folder / VIEW).write_text(shown(vector.wire(), java), encoding="utf-8")


def main() -> int:
    options = _options()
    with ExitStack() as stack:
        java = stack.enter_context(testees.java())
        python = stack.enter_context(testees.python())
        if options.add_gold:
            name, file = options.add_gold
            upload = Path(file).read_bytes()
            gold.add(name, upload, shown(upload, java))
            return 0
        if options.update:
            return _update_all(options.only, java, python)
        return _run(options, java, python)


def _update_all(only: str, java: Testee, python: Testee) -> int:
    """Whether there is one that was not written: 0 or 1."""
    status = 0
    updates = [partial(update, vector, java, python) for vector in _chosen(only)]
    updates += [partial(invalid.update, case, java) for case in _broken(only)]
    for one in updates:
        try:
            one()
        except (TesteeError, OSError, ValueError) as problem:
            print(f"not written: {problem}", file=sys.stderr)
            status = 1
    return status


def _run(options: argparse.Namespace, java: Testee, python: Testee) -> int:
    results = Results("vectors")
    known = KnownDifferences.of("vectors")
    for check in _all_checks(options.only, java, python):
        try:
            fault = check.run()
        except (TesteeError, OSError, ValueError, KeyError) as problem:
            fault = f"{type(problem).__name__}: {problem}"
        results.add(
            case=check.case,
            testee=check.testee,
            rules=check.rules,
            breaks=check.breaks,
            fault=known.judge(check.case, check.testee, fault),
            quiet=True,
        )
    if not options.only:
        for case, name in known.never_run():
            results.add(case=case, testee=name, fault="is listed as a known difference, not run")
    return results.write(options.report)


def _all_checks(only: str, java: Testee, python: Testee) -> Iterator[Check]:
    for vector in _chosen(only):
        for name, run in _checks(vector, java, python):
            yield Check(vector.name, name, run, rules=vector.rules)
    for broken in _broken(only):
        for name, run in invalid.checks(broken, java, python):
            yield Check(f"invalid/{broken.name}", name, run, breaks=broken.breaks)
    for limit in invalid.cases(SUITE / "vectors-limits"):
        if f"limits/{limit.name}".startswith(only):
            run = partial(invalid.accepted, limit, java)
            yield Check(f"limits/{limit.name}", "collector", run, rules=limit.document["rules"])
    if not only:
        yield Check("invalid/good", "collector", partial(invalid.takes_the_good, java))
        for case, run in gold.checks(lambda upload: shown(upload, java)):
            yield Check(case, "collector", run, rules=["R7"])


def _checks(
    vector: Vector, java: Testee, python: Testee
) -> Iterator[tuple[str, Callable[[], str | None]]]:
    for testee in (java, python):
        if vector.is_asked_of(testee.name):
            yield testee.name, partial(encode, vector, testee)
    yield "reader", partial(decode, vector, java)
    yield "generated-java", partial(generated_java, vector, java)
    yield "generated-python", partial(generated_python, vector)
    yield "collector", partial(view, vector, java)


def _compare(vector: Vector, answer: dict[str, Any], stages: tuple[str, ...]) -> str | None:
    """The first stage that differs: later ones only follow from it."""
    differences = (first_difference(s, vector.expected(s), answer[s]) for s in stages)
    return next((difference for difference in differences if difference is not None), None)


def _questions(profile: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Each measure of a profile, and each of its states where there are several."""
    measures: dict[str, list[str]] = {}
    for series in profile.series:
        measures.setdefault(word(series, "measure"), []).append(word(series, "state"))
    for measure, states in measures.items() or [("cpu_time", [])]:
        yield measure, {"measure": measure}
        if len(states) > 1:
            for state in states:
                yield f"{measure} {state}", {"measure": measure, "state": state}


def _json_text(views: dict[str, Any]) -> str:
    """A line for each column and each field, so that a difference is a line."""
    lines = []
    for name, view_of in views.items():
        fields = [f"  {json.dumps(key)}: {_json_value(value)}" for key, value in view_of.items()]
        lines.append(f"{json.dumps(name)}: {{\n" + ",\n".join(fields) + "\n}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json_value(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    fields = (f"    {json.dumps(key)}: {json.dumps(one)}" for key, one in value.items())
    return "{\n" + ",\n".join(fields) + "\n  }"


def _folded(text: str) -> Iterator[str]:
    for start in range(0, len(text), _HEX_WIDTH):
        yield text[start : start + _HEX_WIDTH]


def _chosen(only: str) -> list[Vector]:
    return [vector for vector in vectors() if vector.name.startswith(only)]


def _broken(only: str) -> list[invalid.Case]:
    wanted = only.removeprefix("invalid/")
    cases = invalid.cases(SUITE / "vectors-invalid")
    return [case for case in cases if case.name.startswith(wanted)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name begins so, as depth/")
    parser.add_argument("--update", action="store_true", help="write expected results anew")
    parser.add_argument(
        "--add-gold", nargs=2, metavar=("NAME", "FILE"), help="keep an upload, as v1/java-agent"
    )
    parser.add_argument("--report", type=Path, help="JUnit XML")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
