"""Sums JUnit XML reports: which cases failed and why, then one line ``N passed, N failed``.

Exit 1 where one failed or none ran. Of Maven's it also names what passed at its second try alone.

    python3 tools/summary.py SINCE FILE_OR_FOLDER...

Reports older than the file SINCE are left out: they are of an earlier run.
"""

from __future__ import annotations

import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree
from pathlib import Path

FLAKY = ("flakyFailure", "flakyError")  # of a first try, where the second passed
# which no second try makes good: a signal, its number as an exit code, a program that stood still
CRASH = re.compile(r"hs_err|SIG(SEGV|ABRT|BUS|ILL)|\b(132|134|135|139)\b|still running")
REASON = 1500  # characters of why a case failed: of its beginning and its end


def counts(report: Path) -> tuple[int, int]:
    """How many cases of a report passed and failed. A skipped one has failed: there are none."""
    passed = failed = 0
    for case in ElementTree.parse(report).iter("testcase"):
        why, first = reason(case, "failure", "error", "skipped"), reason(case, *FLAKY)
        has_failed = why is not None or CRASH.search(first or "") is not None
        failed, passed = failed + has_failed, passed + (not has_failed)
        if why is not None or first is not None:
            verdict = "failed" if has_failed else "passed at its second try"
            print(f"{verdict}: {case.get('classname')} {case.get('name')}")
            print(textwrap.indent(cut(why or first or ""), "    "))
    return passed, failed


def reason(case: ElementTree.Element, *tags: str) -> str | None:
    """What the case says under one of these tags: its message, or its text where that says more."""
    said = [one for one in map(case.find, tags) if one is not None]
    if not said:
        return None
    texts = [part for one in said for part in (one.get("message"), one.text)]
    return max((text.strip() for text in texts if text), key=len, default="no reason is given")


def cut(text: str) -> str:
    half = REASON // 2
    return text if len(text) <= REASON else f"{text[:half]}\n...\n{text[-half:]}"


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
