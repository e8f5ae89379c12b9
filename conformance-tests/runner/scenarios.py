"""Runs every scenario under the real agents and judges what they sent.

    python conformance-tests/runner/scenarios.py --python 3.12=PATH... --java 21=HOME... --report FILE

Of each runtime one process runs all scenarios, each on threads of its own, under the agent, which
sends to a recorder; what arrived is judged after each upload, until every expected trace was seen or
a deadline has passed. Another process runs one scenario against the real collector and asks its
REST interface. With ``--smoke VERSION`` (of either language) a runtime does only the latter. Prints one line a
case and a table scenario x testee; writes JUnit XML. Exit 1 where a case failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import end_to_end
from expectations import SCENARIOS, Scenario, collect, faults, load
from normalise import Words
from programs import Program, Testee, compile_scenarios
from recorder import Recorder
from results import Results

DEADLINE_SECONDS = 75
SMOKE = "end_to_end"
AT_ONCE = 2  # programs: they wait more than they compute


def faults_by_case(testee: Testee, scenarios: Sequence[Scenario], words: Words) -> dict[str, str]:
    """Runs ``scenarios`` in one process until all were seen; what is wrong, by case."""
    left: dict[str, str] = {}
    with Recorder() as recorder:
        command = testee.command([one.name for one in scenarios], "scenarios", recorder.url)
        with Program(command) as program:
            deadline, judged = time.monotonic() + DEADLINE_SECONDS, 0
            while time.monotonic() < deadline and program.runs():
                recorder.wait_for(lambda one: len(one.requests("Upload")) > judged, 1)  # noqa: B023
                uploads = recorder.uploads()
                if len(uploads) > judged:
                    judged = len(uploads)
                    left = judge(scenarios, uploads, words)
                    if not left:
                        break
            end = program.end()
            if not judged:
                left = {one.name: "no upload arrived" for one in scenarios}
            if end is not None:
                left = {one.name: end for one in scenarios}
            elif left:
                output = program.output()
                left = {name: f"{fault}\n{output}" for name, fault in left.items()}
    return left


def judge(scenarios: Sequence[Scenario], uploads: Sequence[Any], words: Words) -> dict[str, str]:
    """What is wrong, by case."""
    seen = collect(words, uploads)
    wrong = {one.name: "\n".join(faults(one, seen[one.name])) for one in scenarios}
    return {name: fault for name, fault in wrong.items() if fault}


def cells(
    testees: Sequence[Testee], scenarios: Sequence[Scenario], smoke: Sequence[str]
) -> dict[Testee, list[Scenario]]:
    """Which scenarios each runtime runs."""
    return {
        testee: [
            one
            for one in scenarios
            if str(testee) not in smoke and one.why_not(testee.language, testee.version) is None
        ]
        for testee in testees
    }


def run(testees: Mapping[Testee, Sequence[Scenario]], results: Results) -> None:
    """Runs what each runtime runs, some at once, and adds what is wrong."""
    words = {language: Words(language) for language in sorted({t.language for t in testees})}
    ends: dict[Testee, Future[str | None]] = {}
    faults_of: dict[Testee, Future[dict[str, str]]] = {}
    with end_to_end.collector() as url, ThreadPoolExecutor(AT_ONCE) as pool:
        for testee, scenarios in testees.items():
            if scenarios:
                faults_of[testee] = pool.submit(
                    faults_by_case, testee, scenarios, words[testee.language]
                )
            ends[testee] = pool.submit(end_to_end.fault_of, testee, url)
        for testee, scenarios in testees.items():
            results.add(
                case=SMOKE,
                testee=str(testee),
                rules=["R31"],
                fault=ends[testee].result(),
            )
            for one in scenarios:
                fault = faults_of[testee].result().get(one.name)
                results.add(case=one.name, testee=str(testee), rules=one.rules, fault=fault)


def table(results: Results, scenarios: Sequence[Scenario], testees: Sequence[Testee]) -> str:
    """Scenario x testee. What a runtime cannot run is a number; the reasons follow."""
    outcomes = {(r.case, r.testee): "ok" if r.fault is None else "FAILED" for r in results.results}
    reasons: dict[str, int] = {}
    rows = [["scenario", *map(str, testees)]]
    for name in [SMOKE, *(one.name for one in scenarios)]:
        row = [name]
        for testee in testees:
            why = next(
                (o.why_not(testee.language, testee.version) for o in scenarios if o.name == name),
                None,
            )
            number = "" if why is None else f"({reasons.setdefault(why, len(reasons) + 1)})"
            row.append(outcomes.get((name, str(testee)), number or "smoke only"))
        rows.append(row)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([*lines, *(f"({number}) {why}" for why, number in reasons.items())])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="VERSION=PATH")
    parser.add_argument("--java", action="append", default=[], metavar="VERSION=HOME")
    parser.add_argument("--smoke", action="append", default=[], metavar='"LANGUAGE VERSION"')
    parser.add_argument("--only", action="append", default=[], metavar="SCENARIO")
    parser.add_argument("--report", type=Path, metavar="FILE")
    options = parser.parse_args()
    testees = [Testee("python", *cell.split("=", 1)) for cell in options.python]
    testees += [Testee("java", *cell.split("=", 1)) for cell in options.java]
    folders = sorted(path.parent for path in SCENARIOS.glob("*/expected.json"))
    scenarios = [load(f) for f in folders if f.name in (options.only or [f.name])]
    compile_scenarios()
    results = Results("scenarios")
    run(cells(testees, scenarios, options.smoke), results)
    print(table(results, scenarios, testees))
    return results.write(options.report)


if __name__ == "__main__":
    sys.exit(main())
