"""Sums JUnit XML reports: which cases failed and why, then one line ``N passed, N failed``.

Exit 1 where one failed or none ran.

    python3 tools/summary.py SINCE FILE_OR_FOLDER...

Reports older than the file SINCE are left out: they are of an earlier run.
"""

from __future__ import annotations

import sys
import textwrap
import xml.etree.ElementTree as ElementTree
from pathlib import Path


REASON = 1500  # characters of why a case failed, from its beginning


def counts(report: Path) -> tuple[int, int]:
    """How many cases of a report passed and failed. A skipped one has failed: there are none."""
    passed = failed = 0
    for case in ElementTree.parse(report).iter("testcase"):
        if any(case.find(tag) is not None for tag in ("failure", "error", "skipped")):
            failed += 1
            print(f"failed: {case.get('classname')} {case.get('name')}")
            print(textwrap.indent(reason(case), "    "))
        else:
            passed += 1
    return passed, failed


def reason(case: ElementTree.Element) -> str:
    """What the case says of its failure: its message, and its text where that says more."""
    said = [case.find(tag) for tag in ("failure", "error", "skipped")]
    texts = [part for one in said if one is not None for part in (one.get("message"), one.text)]
    long = max((text.strip() for text in texts if text), key=len, default="no reason is given")
    return long if len(long) <= REASON else f"{long[:REASON // 2]}\n...\n{long[-REASON // 2:]}"


def reports(places: list[str]) -> list[Path]:
    found: list[Path] = []
    for place in map(Path, places):
        found += sorted(place.rglob("*.xml")) if place.is_dir() else [place]
    return [report for report in found if report.is_file()]


def main(words: list[str]) -> int:
    since = Path(words[0]).stat().st_mtime
    passed = failed = 0
    for report in reports(words[1:]):
        if report.stat().st_mtime >= since:
            more_passed, more_failed = counts(report)
            passed, failed = passed + more_passed, failed + more_failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
