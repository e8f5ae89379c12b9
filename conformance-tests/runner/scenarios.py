"""Runs every scenario under the real agents and judges what they sent.

    python runner/scenarios.py --python 3.12=PATH... --java 21=HOME... [--smoke "java 21"...]

Of each runtime one process runs all scenarios, each on threads of its own, under the agent, which
sends to a recorder. What arrived is judged after each upload, until every expected trace was seen
or a deadline has passed; then it is falsified, and the judge must notice. Another process runs one
scenario against the real collector and asks for its flame graph; with ``--smoke`` a runtime does
only that. Prints a line a case and a table scenario x testee. Exit 1 where a case failed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import end_to_end
import forgivenesses
import tampering
from expectations import SCENARIOS, Scenario, collect, faults, load
from known import KnownDifferences
from normalise import Words
from programs import Program, Testee, compile_scenarios
from recorder import Recorder
from results import Results
from stacks import line_hits_of, stacks_of
from tampering import Arrived

TIER = "scenarios"
DEADLINE_SECONDS = 75
AT_ONCE = 2  # programs: they wait more than they compute


@dataclass
class Outcome:
    """What one process of a runtime showed: what is wrong, by case, and what arrived."""

    words: Words
    faults: dict[str, str] = field(default_factory=dict)
    arrived: Arrived = ((), ())


def outcome_of(testee: Testee, scenarios: Sequence[Scenario], known: KnownDifferences) -> Outcome:
    """Runs ``scenarios`` in one process until all were seen but those that never will be."""
    outcome = Outcome(Words(testee.language))
    names = [one.name for one in scenarios]
    with Recorder() as recorder, Program(testee.command(names, TIER, recorder.url)) as program:
        deadline, judged = time.monotonic() + DEADLINE_SECONDS, 0
        while time.monotonic() < deadline and program.runs():
            if not recorder.wait_for(lambda one, n=judged: len(one.requests("Upload")) > n, 1):
                continue
            uploads = recorder.uploads()
            judged = len(uploads)
            outcome.arrived = (
                [stack for upload in uploads for stack in stacks_of(upload)],
                [hit for upload in uploads for hit in line_hits_of(upload)],
            )
            outcome.faults = judge(scenarios, outcome.words, outcome.arrived)
            if all(known.lists(name, str(testee)) for name in outcome.faults):
                break
        ended_badly = program.end()
        if ended_badly is not None or not judged:
            outcome.faults = dict.fromkeys(names, ended_badly or "no upload arrived")
    return outcome


def judge(scenarios: Iterable[Scenario], words: Words, arrived: Arrived) -> dict[str, str]:
    """What is wrong, by case."""
    seen = collect(words, *arrived)
    wrong = {one.name: "\n".join(faults(one, seen[one.name])) for one in scenarios}
    return {name: fault for name, fault in wrong.items() if fault}


def add_tampered(
    results: Results, testee: Testee, scenarios: Sequence[Scenario], outcome: Outcome
) -> None:
    """Falsifies what arrived, of each case that passed: the judge must notice."""
    for fault in tampering.faults():
        scenario = next((one for one in scenarios if one.name == fault.case), None)
        if scenario is not None and fault.case not in outcome.faults:
            falsified = fault.applied(*outcome.arrived)
            noticed = judge([scenario], outcome.words, falsified)
            results.add(
                case=f"{fault.case}: {fault.name}",
                testee=str(testee),
                breaks=fault.breaks,
                fault=None if noticed else "was not noticed",
                quiet=True,
            )


def run(
    testees: Mapping[Testee, Sequence[Scenario]], known: KnownDifferences, results: Results
) -> dict[str, int]:
    """Runs what each runtime runs, some at once. Returns how often what was forgiven."""
    used: dict[str, int] = {}
    ends: dict[Testee, Future[str | None]] = {}
    outcomes: dict[Testee, Future[Outcome]] = {}
    with end_to_end.running_collector() as url, ThreadPoolExecutor(AT_ONCE) as pool:
        for testee, scenarios in testees.items():
            if scenarios:
                outcomes[testee] = pool.submit(outcome_of, testee, scenarios, known)
            ends[testee] = pool.submit(end_to_end.fault_of, testee, url)
        for testee, scenarios in testees.items():
            name = str(testee)
            results.add(case=end_to_end.NAME, testee=name, fault=ends[testee].result())
            if not scenarios:
                continue
            outcome = outcomes[testee].result()
            for one in scenarios:
                fault = known.judge(one.name, name, outcome.faults.get(one.name))
                results.add(case=one.name, testee=name, rules=one.rules, fault=fault)
            add_tampered(results, testee, scenarios, outcome)
            for number, count in outcome.words.used.items():
                used[number] = used.get(number, 0) + count
    return used


def table(
    results: Results,
    known: KnownDifferences,
    scenarios: Sequence[Scenario],
    testees: Sequence[Testee],
) -> str:
    """Scenario x testee. What a runtime cannot run is a number; the reasons follow."""
    outcomes = {(r.case, r.testee): "ok" if r.fault is None else "FAILED" for r in results.results}
    reasons: dict[str, int] = {}

    def cell(one: Scenario, testee: Testee) -> str:
        why = one.why_not(testee.language, testee.version)
        if why is None:
            outcome = outcomes.get((one.name, str(testee)), "-")
            return (
                "known"
                if (outcome, known.lists(one.name, str(testee))) == ("ok", True)
                else outcome
            )
        return f"({reasons.setdefault(why, len(reasons) + 1)})"

    ends = [outcomes[end_to_end.NAME, str(testee)] for testee in testees]
    rows = [["scenario", *map(str, testees)], [end_to_end.NAME, *ends]]
    rows += [[one.name, *(cell(one, testee) for testee in testees)] for one in scenarios]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([*lines, *(f"({number}) {why}" for why, number in reasons.items())])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="VERSION=PATH")
    parser.add_argument("--java", action="append", default=[], metavar="VERSION=HOME")
    parser.add_argument("--smoke", action="append", default=[], metavar="TESTEE")
    parser.add_argument("--only", action="append", default=[], metavar="SCENARIO")
    parser.add_argument("--report", type=Path, metavar="FILE", help="where JUnit XML is written")
    options = parser.parse_args()
    testees = [Testee("python", *cell.split("=", 1)) for cell in options.python]
    testees += [Testee("java", *cell.split("=", 1)) for cell in options.java]
    folders = sorted(path.parent for path in SCENARIOS.glob("*/expected.json"))
    scenarios = [load(one) for one in folders if one.name in (options.only or [one.name])]
    compile_scenarios()

    results, known = Results(TIER), KnownDifferences.of(TIER)
    forgivenesses.run(results)
    used = run({one: _cases(one, scenarios, options.smoke) for one in testees}, known, results)
    if {one.language for one in testees if str(one) not in options.smoke} == {"java", "python"}:
        for number in [] if options.only else forgivenesses.unused(used):
            results.add(case=number, testee="normaliser", fault="is needed by no scenario")
    print(table(results, known, scenarios, testees))
    return results.write(options.report)


def _cases(testee: Testee, scenarios: Sequence[Scenario], smoke: Sequence[str]) -> list[Scenario]:
    """What a runtime runs."""
    runs_all = str(testee) not in smoke
    return [
        one
        for one in scenarios
        if runs_all and one.why_not(testee.language, testee.version) is None
    ]


if __name__ == "__main__":
    sys.exit(main())
