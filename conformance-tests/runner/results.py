"""What one tier found: lines on the terminal, a file for the report, JUnit XML for the sum."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / "build"


@dataclass(frozen=True)
class Result:
    """One case of one testee. ``fault`` is ``None`` where it passed, else what is wrong."""

    tier: str
    case: str
    testee: str
    rules: tuple[str, ...] = ()  # rules of SPEC.md that the case shows to hold
    breaks: tuple[str, ...] = ()  # rules that the case breaks on purpose, and that must be noticed
    fault: str | None = None


class Results:
    """Collects the results of a tier. Not thread-safe."""

    def __init__(self, tier: str) -> None:
        self.tier = tier
        self.results: list[Result] = []

    def add(
        self,
        *,
        case: str,
        testee: str,
        rules: Sequence[str] = (),
        breaks: Sequence[str] = (),
        fault: str | None = None,
        quiet: bool = False,
    ) -> None:
        """Notes one case. Prints it, unless ``quiet`` and passed."""
        result = Result(self.tier, case, testee, tuple(rules), tuple(breaks), fault)
        self.results.append(result)
        if fault is not None:
            print(f"FAILED  {testee:14} {case}  {' '.join((*rules, *breaks))}", flush=True)
            print("        " + fault.replace("\n", "\n        "), flush=True)
        elif not quiet:
            print(f"ok      {testee:14} {case}", flush=True)

    @property
    def failed(self) -> int:
        return sum(result.fault is not None for result in self.results)

    def write(self, junit: Path | None = None) -> int:
        """Writes ``build/results/TIER.json``, and JUnit XML to ``junit``; the exit status, 0 or 1.

        No case at all is a failure: a tier that ran nothing has shown nothing.
        """
        file = BUILD / "results" / f"{self.tier}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            json.dumps([asdict(result) for result in self.results], indent=1), encoding="utf-8"
        )
        if junit is not None:
            self._write_junit(junit)
        print(f"{self.tier}: {len(self.results) - self.failed} passed, {self.failed} failed")
        return 1 if self.failed or not self.results else 0

    def _write_junit(self, file: Path) -> None:
        suite = ElementTree.Element("testsuite", name=self.tier)
        for result in self.results:
            case = ElementTree.SubElement(
                suite, "testcase", classname=f"{self.tier}.{result.testee}", name=result.case
            )
            if result.fault is not None:
                printable = "".join(c if c.isprintable() else repr(c)[1:-1] for c in result.fault)
                ElementTree.SubElement(case, "failure", message=printable)
        file.parent.mkdir(parents=True, exist_ok=True)
        ElementTree.ElementTree(suite).write(file, encoding="utf-8")
