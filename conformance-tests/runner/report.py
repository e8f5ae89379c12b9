"""Joins what every tier found into one page that an auditor can file: build/report.html.

    python conformance-tests/runner/report.py [--report FILE]

Fails where a tier failed, where a tier is missing, and where a rule of SPEC.md was not both seen to
hold and seen to be noticed when broken. The table of rules and testees is also build/report.txt.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from results import BUILD, Result, Results
from rules import LANGUAGES, Rule, gaps, parties, rules, witnesses

ROOT = Path(__file__).resolve().parent.parent.parent
PARTIES = ("java", "python", "others")  # who notices a breach
TIERS = ("vectors", "fuzz", "scenarios", "secrets", "audit")
STYLE = """
body { font: 14px/1.45 system-ui, sans-serif; color: #1b1f24; margin: 2rem auto; max-width: 90rem;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
p { max-width: 46rem; } .verdict { font-size: 1.1rem; font-weight: 600; }
.green { color: #116329; } .red { color: #a40e26; } .muted { color: #57606a; }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid #d0d7de;
  padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { position: sticky; top: 0; background: #fff; font-weight: 600; vertical-align: bottom; }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
table.rules td.n, table.rules th.n { width: 2.2rem; padding: .25rem; }
th.n span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
td.bad { background: #ffebe9; color: #a40e26; font-weight: 600; } pre { background: #f6f8fa;
  padding: .5rem; overflow-x: auto; white-space: pre-wrap; } code { font-size: .95em; }
@media print { th { position: static; } body { margin: 0; max-width: none; font-size: 9pt; } }
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--report", type=Path, metavar="FILE")
    options = parser.parse_args()
    results = read_results()
    known = rules()
    own = Results("report")
    for tier in TIERS:
        ran = any(result.tier == tier for result in results)
        own.add(case=f"tier {tier}", testee="suite", fault=None if ran else "it did not run")
    missing = gaps(results, witnesses())
    own.add(case="every rule", testee="suite", fault="\n".join(missing) or None)
    failed = [result for result in [*results, *own.results] if result.fault is not None]
    BUILD.mkdir(exist_ok=True)
    page = BUILD / "report.html"
    page.write_text(html(results, failed, known), encoding="utf-8")
    page.with_suffix(".txt").write_text(table(results, known), encoding="utf-8")
    own.write(options.report)
    print(f"{len(results)} cases, {len(failed)} failed; report: {page.relative_to(ROOT)}")
    return 1 if failed else 0


def read_results() -> list[Result]:
    """What the tiers wrote since the last clean start, tier by tier."""
    results = []
    for tier in TIERS:
        file = BUILD / "results" / f"{tier}.json"
        if file.exists():
            for one in json.loads(file.read_text(encoding="utf-8")):
                one |= {"rules": tuple(one["rules"]), "breaks": tuple(one["breaks"])}
                results.append(Result(**one))
    return results


def testees(results: Iterable[Result]) -> list[str]:
    return sorted({result.testee for result in results if result.rules})


def cell(results: Iterable[Result], rule: str, testee: str) -> tuple[int, int]:
    """Cases of the testee that show the rule: passed, failed."""
    shown = [r for r in results if r.testee == testee and rule in r.rules]
    failed = sum(result.fault is not None for result in shown)
    return len(shown) - failed, failed


def noticed(results: Iterable[Result], rule: str, party: str) -> tuple[int, int]:
    """Breaches of the rule that were noticed, and that were not: a language's, or ``others``."""
    broken = [one for one in results if rule in one.breaks and party in _noticing(one.testee)]
    failed = sum(result.fault is not None for result in broken)
    return len(broken) - failed, failed


def _noticing(testee: str) -> list[str]:
    return [one for one in parties(testee) if one in LANGUAGES] or ["others"]


def shown(counts: tuple[int, int]) -> str:
    passed, failed = counts
    if failed:
        return f"{failed} of {passed + failed} FAILED"
    return str(passed) if passed else "-"


def table(results: Sequence[Result], known: Iterable[Rule]) -> str:
    """Rules by testees as lines of text."""
    columns = testees(results)
    heads = [*(f"noticed {party}" for party in PARTIES), *columns]
    widths = [max(len(head), 4) for head in heads]
    lines = ["rule  " + "  ".join(f"{head:>{n}}" for head, n in zip(heads, widths, strict=True))]
    for rule in known:
        counts = [noticed(results, rule.number, party) for party in PARTIES]
        counts += [cell(results, rule.number, column) for column in columns]
        cells = (f"{shown(one):>{n}}" for one, n in zip(counts, widths, strict=True))
        lines.append(f"{rule.number:<4}  {'  '.join(cells)}")
    return "\n".join(lines) + "\n"


def html(results: Sequence[Result], failed: Sequence[Result], known: Sequence[Rule]) -> str:
    verdict = (
        f'<span class="red">{len(failed)} failed</span>'
        if failed
        else f'<span class="green">all {len(results)} cases passed</span>'
    )
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    version = (ROOT / "VERSION").read_text().strip()
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width'>",
        f"<title>Tandem {version}: conformance</title><style>{STYLE}</style>",
        f"<h1>Tandem {version}: conformance</h1>",
        f"<p class=muted>{when} · {escape(commit())} · {escape(platform.platform())}</p>",
        f"<p class=verdict>{verdict}</p>",
        "<p>Whether only stack traces and, if asked for, heap summaries leave a process, and "
        "whether every agent says the same of the same behaviour. Run again with "
        "<code>make conformance</code>.</p>",
        tiers_table(results),
        failures(failed),
        rules_table(results, known),
        list_of("Exceptions: what may carry an operator's or an author's own words", rules("E")),
        list_of("Forgivenesses: what the live scenarios do not compare", rules("F")),
        differences(),
        "</html>",
    ]
    return "\n".join(part for part in parts if part)


def commit() -> str:
    """The commit that was tested, and whether files differ from it."""
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True)
    changed = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True)
    if head.returncode != 0:
        return "not a git checkout"
    return f"commit {head.stdout.strip()}" + (", with local changes" if changed.stdout else "")


def tiers_table(results: Sequence[Result]) -> str:
    rows = []
    for tier in TIERS:
        of_tier = [result for result in results if result.tier == tier]
        bad = sum(result.fault is not None for result in of_tier)
        names = ", ".join(sorted({result.testee for result in of_tier})) or "did not run"
        rows.append(
            f"<tr><td>{tier}<td class=n>{len(of_tier) - bad}"
            f"<td class='n{' bad' if bad else ''}'>{bad}<td>{escape(names)}"
        )
    head = "<tr><th>tier<th>passed<th>failed<th>testees"
    return f"<table>{head}{''.join(rows)}</table>"


def failures(failed: Sequence[Result]) -> str:
    if not failed:
        return ""
    texts = [
        f"<p><b>{escape(r.tier)} · {escape(r.testee)} · {escape(r.case)}</b> "
        f"{' '.join((*r.rules, *r.breaks))}</p><pre>{escape(r.fault or '')}</pre>"
        for r in failed
    ]
    return "<h2>What failed</h2>" + "".join(texts)


def rules_table(results: Sequence[Result], known: Iterable[Rule]) -> str:
    columns = testees(results)
    head = "<tr><th>rule<th>what must hold"
    heads = [*(f"noticed {party}" for party in PARTIES), *columns]
    head += "".join(f"<th class=n><span>{escape(one)}</span>" for one in heads)
    rows = []
    for rule in known:
        counts = [noticed(results, rule.number, party) for party in PARTIES]
        counts += [cell(results, rule.number, column) for column in columns]
        cells = "".join(f"<td class='n{' bad' if c[1] else ''}'>{shown(c)}" for c in counts)
        rows.append(f"<tr><td>{rule.number}<td>{prose(rule.sentence)}{cells}")
    note = (
        "<p class=muted>How many breaches of a rule were made and noticed, of whom, and how many "
    )
    note += "cases of each testee show it to hold.</p>"
    table = f"<table class=rules>{head}</tr>{''.join(rows)}</table>"
    return f"<h2>Rules</h2>{note}{table}"


def prose(markdown: str) -> str:
    """SPEC.md's words as HTML: code and emphasis."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(markdown))
    return re.sub(r"\*([^*]+)\*", r"<i>\1</i>", text)


def list_of(title: str, lines: Iterable[Rule]) -> str:
    items = "".join(f"<tr><td>{one.number}<td>{prose(one.sentence)}" for one in lines)
    return f"<h2>{title}</h2><table>{items}</table>" if items else ""


def differences() -> str:
    file = ROOT / "conformance-tests" / "known-differences.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    title = "<h2>Known differences</h2>"
    if not known:
        return f"{title}<p>None.</p>"
    rows = "".join(
        f"<tr><td>{escape(one['testee'])}<td>{escape(one['case'])}<td>{escape(one['reason'])}"
        for one in known
    )
    return f"{title}<table>{rows}</table>"


if __name__ == "__main__":
    sys.exit(main())
