"""Known differences: listed by name, fault and reason, still run, and a fault once they pass."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "known-differences.json"

_Key = tuple[str, str]


@dataclass(frozen=True)
class _Difference:
    begins: str  # every line of its fault
    reason: str


class KnownDifferences:
    """Those of one tier, as ``known-differences.json`` lists them."""

    def __init__(self, differences: Mapping[_Key, _Difference]) -> None:
        self._differences = dict(differences)
        self._unseen = set(self._differences)

    @classmethod
    def of(cls, tier: str, file: Path = FILE) -> KnownDifferences:
        """Reads ``[{"tier", "case", "testee", "fault", "reason"}]``; nothing may be empty."""
        entries = json.loads(file.read_text(encoding="utf-8"))
        mine = [entry for entry in entries if entry["tier"] == tier]
        unexplained = [one for one in mine if not (one["reason"].strip() and one["fault"].strip())]
        if unexplained:
            raise ValueError(f"known differences without a fault or a reason: {unexplained}")
        return cls(
            {(one["case"], one["testee"]): _Difference(one["fault"], one["reason"]) for one in mine}
        )

    def lists(self, case: str, testee: str) -> bool:
        """Whether a case is on the list."""
        return (case, testee) in self._differences

    def judge(self, case: str, testee: str, fault: str | None) -> str | None:
        """The fault to report: none for the listed one, another, or that a listed case passes."""
        self._unseen.discard((case, testee))
        beyond = self.beyond(case, testee, fault)
        if beyond is None and (known := self._differences.get((case, testee))):
            print(f"known   {testee:14} {case}: {known.reason}", flush=True)
        return beyond

    def beyond(self, case: str, testee: str, fault: str | None) -> str | None:
        """As `judge`, of a case that is not over."""
        known = self._differences.get((case, testee))
        if known is None:
            return fault
        if fault is None:
            return f"is a known difference ({known.reason}) and passes: take it off the list"
        if not all(line.startswith(known.begins) for line in fault.splitlines()):
            return f"{fault}\n(known is only {known.begins!r})"
        return None

    def never_run(self) -> list[_Key]:
        """Listed cases that no one judged: they do not exist any more, and that is a fault too."""
        return sorted(self._unseen)
