"""What a scenario must leave behind: its expected.json, and the lines that its source marks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
SOURCES = {
    "java": ("Scenario.java",),
    "python": ("scenario.py",),
    "jep": ("scenario.py", "Mixed.java"),  # the second where Java takes part
}


@dataclass(frozen=True)
class Trace:
    """One path that must be seen. A word with a star stands for one call of it or more."""

    path: tuple[str, ...]
    measure: str
    state: str
    depth: int | None  # of the whole stack
    in_child: bool  # in another process than the one that the runner started
    not_for: Mapping[str, str] = field(default_factory=dict)  # language -> why it is not seen there

    def matches(self, path: Sequence[str]) -> bool:
        return _pattern(self.path).fullmatch(_line(path)) is not None

    def begins_with(self, path: Sequence[str]) -> bool:
        """Whether a thread that is on its way there can be in ``path``."""
        cuts = range(len(self.path) + 1)
        return any(_pattern(self.path[:cut]).fullmatch(_line(path)) for cut in cuts)

    def __str__(self) -> str:
        return f"{' > '.join(self.path)} | {self.measure} {self.state}"


@dataclass(frozen=True)
class Scenario:
    """One case: what it shows, the rules it is for, and its traces."""

    name: str
    shows: str
    rules: tuple[str, ...]
    traces: tuple[Trace, ...]
    not_for: Mapping[str, Any]  # language -> {"reason": ..., "below": version}

    def why_not(self, language: str, version: str) -> str | None:
        """Why a runtime cannot run this; ``None`` where it can."""
        if all(language in trace.not_for for trace in self.traces):
            return self.traces[0].not_for[language]
        rule = self.not_for.get(language)
        if rule is None or ("below" in rule and float(version.partition("-")[0]) >= rule["below"]):
            return None
        return str(rule["reason"])


def load(folder: Path) -> Scenario:
    """Reads ``expected.json``."""
    text = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    traces = tuple(
        Trace(
            tuple(one["path"].split(" > ")),
            one.get("measure", "wall_time"),
            one["state"],
            one.get("depth"),
            one.get("process") == "child",
            one.get("not_for", {}),
        )
        for one in text["traces"]
    )
    rules, not_for = tuple(text["rules"]), text.get("not_for", {})
    return Scenario(folder.name, text["shows"], rules, traces, not_for)


def marks(scenario: Scenario, language: str) -> dict[str, set[int]]:
    """The lines of its sources that say ``here: WORD``, by word."""
    sources = (SCENARIOS / scenario.name / name for name in SOURCES[language])
    found: dict[str, set[int]] = {}
    for source in filter(Path.exists, sources):
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
            match = re.search(r"(?:#|//) here: (\S+)$", line)
            if match:
                found.setdefault(match[1], set()).add(number)
    return found


def _line(path: Sequence[str]) -> str:
    return "".join(word + "\n" for word in path)


def _pattern(path: Sequence[str]) -> re.Pattern[str]:
    parts = [
        f"(?:{re.escape(word[:-1])}\n)+" if word.endswith("*") else re.escape(word) + "\n"
        for word in path
    ]
    return re.compile("".join(parts))
