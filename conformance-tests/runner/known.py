"""Known differences: listed by exact name and reason, still run, and a fault once they pass."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "known-differences.json"

_Key = tuple[str, str]


class KnownDifferences:
    """Those of one tier, as ``known-differences.json`` lists them."""

    def __init__(self, reasons: Mapping[_Key, str]) -> None:
        self._reasons = dict(reasons)
        self._unseen = set(self._reasons)

    @classmethod
    def of(cls, tier: str, file: Path = FILE) -> KnownDifferences:
        """Reads ``[{"tier", "case", "testee", "reason"}]``; each must give its reason."""
        entries = json.loads(file.read_text(encoding="utf-8"))
        mine = [entry for entry in entries if entry["tier"] == tier]
        unexplained = [entry for entry in mine if not entry["reason"].strip()]
        if unexplained:
            raise ValueError(f"known differences without a reason: {unexplained}")
        return cls({(entry["case"], entry["testee"]): entry["reason"] for entry in mine})

    def lists(self, case: str, testee: str) -> bool:
        """Whether a case is on the list."""
        return (case, testee) in self._reasons

    def judge(self, case: str, testee: str, fault: str | None) -> str | None:
        """The fault to report: none for a listed one, and one for a listed case that passes."""
        reason = self._reasons.get((case, testee))
        self._unseen.discard((case, testee))
        if reason is None:
            return fault
        if fault is None:
            return f"is listed as a known difference ({reason}) and passes: take it off the list"
        print(f"known   {testee:14} {case}: {reason}", flush=True)
        return None

    def never_run(self) -> list[_Key]:
        """Listed cases that no one judged: they do not exist any more, and that is a fault too."""
        return sorted(self._unseen)
