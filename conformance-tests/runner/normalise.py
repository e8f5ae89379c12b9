"""Says a stack in a scenario's words, forgiving what SPEC.md's section "Forgivenesses" lists.

What is left is the path of the scenario's own calls. A platform differs from version to version in
what stands around them; they themselves must agree in every language, level by level.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stacks import Frame

TESTEES = Path(__file__).resolve().parent.parent / "testees"
FORGIVENESSES = ("F1", "F2", "F3", "F4", "F5", "F6")  # those of SPEC.md that are used here
UNSEEN = "<python>"
SELF_SPEAKING = {  # frames of no function that are forgiven nothing
    Frame("unspecified", "", "<truncated>"): "<truncated>",
    Frame("other", "", "<unknown>"): "<unknown>",
    Frame("python", "asyncio", "<await>"): "<await>",
    Frame("python", "", "<python>"): UNSEEN,
    Frame("other", "", "<approximate>"): "<approximate>",
    Frame("other", "", "<gil-holder>"): "<gil-holder>",
    Frame("other", "", "<sub-interpreter>"): "<sub-interpreter>",
}


@dataclass(frozen=True)
class Side:
    """A language of a testee's: who owns a scenario's functions, with CASE for the scenario."""

    language: str
    owner: str
    prefix: str = ""  # of its words

    def nested(self, case: str, frame: Frame) -> str | None:
        """What the owner is called inside the scenario's; ``None`` where it is another's."""
        own = self.owner.replace("CASE", case)
        name = frame.owner.removeprefix(own)
        inside = frame.owner.startswith(own) and name[:1] in ("", "$")
        return name if inside and frame.language == self.language else None


class Words:
    """The words of one testee, under one of its samplers. Counts which forgivenesses it used."""

    def __init__(self, language: str, sampler: str = "") -> None:
        self.language = language
        self.sampler = sampler  # as `ProcessStatistics.sampler` has it; empty: not known yet
        text = (TESTEES / language / "words.json").read_text(encoding="utf-8")
        self.table: dict[str, Any] = json.loads(text)
        self._sides = [Side(*side) for side in self.table["owners"]]
        self.used: Counter[str] = Counter()

    def cannot_know(self, state: str) -> bool:
        """Whether this language cannot tell a state, here."""
        missing = [one for one in self.table["cannot_know_without"] if not Path(one).exists()]
        without = [self.table["cannot_know_without"][one] for one in missing]
        by_sampler = self.table["cannot_know_by"].get(self.sampler, {})
        return any(state in one for one in (self.table["cannot_know"], by_sampler, *without))

    def state(self, state: str) -> str:
        """A state in the scenario's words: who waits for the GIL would run."""
        if state != "gil_wait":
            return state
        self.used["F12"] += 1
        return "running"

    def is_unseen(self, path: Sequence[str]) -> bool:
        """Whether it was not looked what ran there."""
        unseen = UNSEEN in path
        self.used["F13"] += unseen
        return unseen

    def is_of_host(self, frames: Sequence[Frame]) -> bool:
        """Whether this is the thread that started the scenarios."""
        return Frame(*self.table["host"]) in frames

    def case_of(self, frames: Sequence[Frame]) -> str | None:
        """The scenario that a stack belongs to; ``None`` where none."""
        for frame in frames:
            case = frame.owner.partition(".")[0]
            if any(side.nested(case, frame) is not None for side in self._sides):
                return case
        return None

    def path(self, case: str, frames: Sequence[Frame]) -> tuple[str, ...]:
        """The scenario's own calls, outermost first."""
        words = [self.word(case, frame) for frame in frames]
        own = [at for at, word in enumerate(words) if word is not None]
        if own:
            self.used["F1"] += words[: own[0]].count(None)
            self.used["F2"] += words[own[-1] :].count(None)
            self.used["F3"] += words[own[0] : own[-1]].count(None)
        return tuple(word for word in words if word is not None)

    def word(self, case: str, frame: Frame) -> str | None:
        """A frame in the scenario's words; ``None`` where it is the platform's."""
        if frame in SELF_SPEAKING:
            return SELF_SPEAKING[frame]
        for side in self._sides:
            nested = side.nested(case, frame)
            if nested == "$$Lambda":
                self.used["F4"] += 1
            elif nested is not None:
                name = ".".join([*filter(None, nested.split("$")), frame.function])
                return side.prefix + self._named(name)
        return None

    def _named(self, name: str) -> str:
        lambdas = re.sub(r"(^|\.)lambda\$(\w+)\$\d+$", r"\1\2.<lambda>", name)
        lambdas = lambdas.replace(".<locals>.<lambda>", ".<lambda>")
        self.used["F5"] += lambdas != name
        local = re.sub(r"(^|\.)\d+(?=\w)", r"\1", lambdas)
        local = re.sub(r"[^.]+\.<locals>\.", "", local)
        self.used["F6"] += local != lambdas
        owner, dot, function = local.rpartition(".")
        return f"{owner}{dot}{self.table['functions'].get(function, function)}"
