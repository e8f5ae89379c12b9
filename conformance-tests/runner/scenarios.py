"""Runs every scenario under the real agents and judges what they sent.

    python runner/scenarios.py --python 3.12=PATH... --java 21=HOME... [--smoke TESTEE...]
    python runner/scenarios.py --jep 21x3.12=HOME,ENVIRONMENT

Of each runtime one process runs all scenarios, each on threads of its own, under the agent, which
sends to a recorder. What arrived is judged after each upload, until every expected trace was seen
or a deadline has passed; then it is falsified, and the judge must notice. Another process runs one
scenario against the real collector and asks for its flame graph, a third under ``show``; with
``--smoke "java 21"`` that runtime does only the second. Prints a line a case and a table scenario x
testee. Exit 1 where a case failed. With ``--only SCENARIO`` just these, as for trying out a fault.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import end_to_end
import forgivenesses
import shown
import tampering
from expectations import SCENARIOS, Scenario, load
from judge import Arrived, judge
from known import KnownDifferences
from messages import NotStrictError
from normalise import Words
from programs import Program, Testee, compile_scenarios
from recorder import Recorder
from results import Results
from rules import concerning
from stacks import line_hits_of, sampler_of, stacks_of

TIER = "scenarios"
AT_ONCE = 2  # programs: they wait more than they compute


@dataclass(frozen=True)
class Plan:
    """What a runtime runs."""

    testee: Testee
    scenarios: tuple[Scenario, ...]
    end_to_end: bool
    show: bool

    @property
    def name(self) -> str:
        return str(self.testee)


@dataclass
class Outcome:
    """What one process of a runtime showed: what is wrong, by case, and what arrived."""

    words: Words
    faults: dict[str, str] = field(default_factory=dict)
    arrived: Arrived = ((), ())


class Run:
    """One run of the tier."""

    def __init__(self, plans: Sequence[Plan], seconds: float) -> None:
        self.results = Results(TIER)
        self.known = KnownDifferences.of(TIER)
        self.forgiven: Counter[str] = Counter()
        self._plans = plans
        self._seconds = seconds

    def run(self) -> None:
        """Runs all plans, some at once, and adds what is wrong."""
        ends: dict[Testee, Future[str | None]] = {}
        shows: dict[Testee, Future[str | None]] = {}
        outcomes: dict[Testee, Future[Outcome]] = {}
        needs_collector = any(plan.end_to_end for plan in self._plans)
        with (
            end_to_end.running_collector() if needs_collector else nullcontext("") as url,
            ThreadPoolExecutor(AT_ONCE) as pool,
        ):
            for plan in self._plans:
                if plan.scenarios:
                    outcomes[plan.testee] = pool.submit(self._outcome_of, plan)
                if plan.end_to_end:
                    ends[plan.testee] = pool.submit(end_to_end.fault_of, plan.testee, url)
                if plan.show:
                    shows[plan.testee] = pool.submit(shown.fault_of, plan.testee)
            for plan in self._plans:
                if plan.end_to_end:
                    fault = ends[plan.testee].result()
                    self.results.add(case=end_to_end.NAME, testee=plan.name, fault=fault)
                if plan.show:
                    fault = shows[plan.testee].result()
                    self.results.add(case=shown.NAME, testee=plan.name, rules=["R74"], fault=fault)
                if plan.scenarios:
                    self._add(plan, outcomes[plan.testee].result())

    def _outcome_of(self, plan: Plan) -> Outcome:
        """Runs one process until all was seen but what is known to be never."""
        outcome = Outcome(Words(plan.testee.language))
        names = [one.name for one in plan.scenarios]
        try:
            with Recorder() as recorder, Program(plan.testee, names, recorder.url) as program:
                arrived = self._watch(plan, outcome, recorder, program)
                nothing = None if arrived else f"no upload arrived: {program.log()}"
                fault = program.end() or nothing
        except (NotStrictError, OSError) as error:
            fault = str(error)
        if fault is not None:
            outcome.faults = dict.fromkeys(names, fault)
        return outcome

    def _watch(self, plan: Plan, outcome: Outcome, recorder: Recorder, program: Program) -> int:
        """Judges until nothing is wrong or time is up. Returns how many uploads there were."""
        deadline, judged = time.monotonic() + self._seconds, 0
        while time.monotonic() < deadline and program.runs():
            more = partial(_has_uploads, more_than=judged)
            if not recorder.wait_for(more, 1):
                continue
            uploads = recorder.uploads()
            judged = len(uploads)
            outcome.words.sampler = sampler_of(uploads[0])
            outcome.arrived = (
                [stack for upload in uploads for stack in stacks_of(upload)],
                [hit for upload in uploads for hit in line_hits_of(upload)],
            )
            outcome.faults = judge(plan.scenarios, outcome.words, outcome.arrived)
            if self._is_as_known(plan, outcome):
                break
        return judged

    def _is_as_known(self, plan: Plan, outcome: Outcome) -> bool:
        """Whether nothing is wrong but what is known to be, and all of that: it may take longer."""
        return all(
            self.known.beyond(one.name, plan.name, outcome.faults.get(one.name)) is None
            for one in plan.scenarios
        )

    def _add(self, plan: Plan, outcome: Outcome) -> None:
        for one in plan.scenarios:
            fault = self.known.judge(one.name, plan.name, outcome.faults.get(one.name))
            self.results.add(
                case=one.name,
                testee=plan.name,
                rules=concerning(plan.name, one.rules),
                fault=fault,
            )
        for case, breaks, noticed in falsified(plan.scenarios, outcome):
            fault = None if noticed else "was not noticed"
            self.results.add(case=case, testee=plan.name, breaks=breaks, fault=fault, quiet=True)
        self.forgiven.update(outcome.words.used)

    def table(self, scenarios: Sequence[Scenario]) -> str:
        """Scenario x testee. What a runtime cannot run is a number; the reasons follow."""
        reasons: dict[str, int] = {}
        rows = [["scenario", *(plan.name for plan in self._plans)]]
        for name in (end_to_end.NAME, shown.NAME):
            rows.append([name, *(self._word(name, plan) for plan in self._plans)])
        for one in scenarios:
            row = [one.name]
            for plan in self._plans:
                why = one.why_not(plan.testee.language, plan.testee.version)
                number = why and reasons.setdefault(why, len(reasons) + 1)
                row.append(f"({number})" if number else self._word(one.name, plan))
            rows.append(row)
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, *(f"({number}) {why}" for why, number in reasons.items())])

    def _word(self, case: str, plan: Plan) -> str:
        of_case = [r for r in self.results.results if (r.case, r.testee) == (case, plan.name)]
        if not of_case:
            return "-"
        if of_case[0].fault is not None:
            return "FAILED"
        return "known" if self.known.lists(case, plan.name) else "ok"


def _has_uploads(recorder: Recorder, more_than: int) -> bool:
    return len(recorder.requests("Upload")) > more_than


def falsified(
    scenarios: Sequence[Scenario], outcome: Outcome
) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """What arrived of each case that passed, with one fault: its name, the rules, if noticed."""
    by_name = {one.name: one for one in scenarios if one.name not in outcome.faults}
    for fault in tampering.faults():
        if fault.case in by_name:
            arrived = fault.applied(*outcome.arrived)
            words = Words(outcome.words.language, outcome.words.sampler)
            noticed = judge([by_name[fault.case]], words, arrived)
            yield f"{fault.case}: {fault.name}", fault.breaks, bool(noticed)


def main() -> int:
    options = _options()
    folders = sorted(path.parent for path in SCENARIOS.glob("*/expected.json"))
    only = options.only or [end_to_end.NAME, shown.NAME, *(folder.name for folder in folders)]
    scenarios = [load(folder) for folder in folders if folder.name in only]
    testees = [Testee("python", *cell.split("=", 1)) for cell in options.python]
    testees += [Testee("java", *cell.split("=", 1)) for cell in options.java]
    testees += [Testee("jep", *cell.split("=", 1)) for cell in options.jep]
    plans = [
        Plan(
            testee,
            () if str(testee) in options.smoke else _that_run_on(testee, scenarios),
            end_to_end.NAME in only,
            shown.NAME in only and testee.language != "jep" and str(testee) not in options.smoke,
        )
        for testee in testees
    ]
    compile_scenarios(testees)
    run = Run(plans, options.deadline)
    forgivenesses.run(run.results)
    run.run()
    if not options.only and {p.testee.language for p in plans if p.scenarios} >= {"java", "python"}:
        for number in forgivenesses.unused(run.forgiven):
            run.results.add(case=number, testee="normaliser", fault="is needed by no scenario")
    for case, testee in run.known.never_run():
        if case not in [folder.name for folder in folders]:
            run.results.add(case=case, testee=testee, fault="is a known difference of no scenario")
    print(run.table(scenarios))
    return run.results.write(options.report)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="VERSION=PATH")
    parser.add_argument("--java", action="append", default=[], metavar="VERSION=HOME")
    parser.add_argument("--jep", action="append", default=[], metavar="VERSION=HOME,ENVIRONMENT")
    parser.add_argument("--smoke", action="append", default=[], metavar="TESTEE")
    parser.add_argument("--only", action="append", default=[], metavar="SCENARIO")
    parser.add_argument("--deadline", type=float, default=300, metavar="SECONDS")
    parser.add_argument("--report", type=Path, metavar="FILE", help="where JUnit XML is written")
    return parser.parse_args()


def _that_run_on(testee: Testee, scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
    return tuple(one for one in scenarios if one.why_not(testee.language, testee.version) is None)


if __name__ == "__main__":
    sys.exit(main())
