"""Uploads that break one rule, and what the collector must answer; results that must be noticed.

A case is a folder with ``case.json`` and one of three kinds of fault:

- ``set``, ``add`` and ``clear`` change ``vectors-invalid/good.txtpb``, field by field;
- ``wire.hex`` holds the bytes, where no message can say it; ``zeros`` how many there are;
- ``input.json`` holds what was sampled and ``stage`` names the stage whose expected result, here a
  wrong one, the runner's comparison must notice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from collector import Collector, Outcome
from differences import first_difference
from google.protobuf import json_format, text_format
from messages import module
from testee import Testee

GOOD = Path(__file__).resolve().parents[1] / "vectors-invalid" / "good.txtpb"
_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_FILES = {"tree": "tree.txt", "profile": "profile.txt", "wire": "wire.hex"}

Check = Callable[[], str | None]


@dataclass(frozen=True)
class Case:
    """One fault."""

    folder: Path
    document: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def breaks(self) -> list[str]:
        breaks: list[str] = self.document["breaks"]
        return breaks

    def input(self) -> dict[str, Any] | None:
        file = self.folder / "input.json"
        document: dict[str, Any] | None = json.loads(file.read_text()) if file.exists() else None
        return document


def cases(folder: Path) -> list[Case]:
    """All, by topic and name."""
    return [
        Case(file.parent, json.loads(file.read_text(encoding="utf-8")))
        for file in sorted(folder.glob("*/*/case.json"))
    ]


def accepted(case: Case, java: Testee) -> str | None:
    """The fault where what is just within the limits is refused."""
    outcome = answer(case, java)
    return None if outcome.status == "OK" else f"answered {outcome}"


def checks(case: Case, java: Testee, python: Testee) -> Iterator[tuple[str, Check]]:
    """By testee, how to find out whether the fault is noticed."""
    document = case.input()
    if document is None:
        yield "collector", partial(refusal, case, java)
        return
    for testee in (java, python):
        if document.get("observed_by", testee.name) == testee.name:
            yield testee.name, partial(notice, case, document, testee)


def notice(case: Case, document: dict[str, Any], testee: Testee) -> str | None:
    """The fault where the wrong result is not told from the testee's, or for another reason."""
    stage = case.document["stage"]
    wrong = (case.folder / _FILES[stage]).read_text(encoding="utf-8")
    if stage == "wire":
        wrong = "".join(wrong.split())
    right = testee.ask({"input": document})[stage]
    difference = first_difference(stage, wrong, right)
    if difference is None:
        return f"{stage}: nobody noticed that {case.document['shows']}"
    expected = case.document["message"]
    return None if expected in difference else f"noticed {difference!r}, not {expected!r}"


def refusal(case: Case, java: Testee) -> str | None:
    """The fault where the collector answers otherwise than the case says."""
    expected = Outcome(case.document["status"], case.document["message"])
    outcome = answer(case, java)
    return None if outcome == expected else f"expected {expected}\ngot      {outcome}"


def takes_the_good(java: Testee) -> str | None:
    """The fault where the upload that all others differ from is itself refused."""
    good_case = Case(GOOD.parent / "good" / "itself", {})
    outcome = answer(good_case, java)
    return None if outcome.status == "OK" else f"the good upload was answered {outcome}"


def answer(case: Case, java: Testee) -> Outcome:
    """What a collector says to the case's bytes."""
    now = case.document.get("now_millis", good().profile.start_millis)
    client = Collector(java.ask({"collector": {"now_millis": now}})["url"])
    try:
        if "zeros" in case.document:
            compressed = case.document["compressed"]
            return client.request(bytes(case.document["zeros"]), compressed=compressed)
        return client.upload(wire(case))
    finally:
        client.close()


def update(case: Case, java: Testee) -> None:
    """Writes down the answer; ValueError where it does not refuse for the rule that is broken."""
    if case.input() is not None:
        return
    outcome = answer(case, java)
    if not outcome.message.startswith(f"{case.breaks[0]}: "):
        raise ValueError(f"{case.name}: {outcome} does not cite {case.breaks[0]}")
    document = {**case.document, "status": outcome.status, "message": outcome.message}
    lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in document.items())
    (case.folder / "case.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def wire(case: Case) -> bytes:
    """The bytes of the case's upload."""
    file = case.folder / "wire.hex"
    if file.exists():
        return bytes.fromhex(file.read_text())
    message = changed(good(), case.document)
    data: bytes = message.SerializeToString(deterministic=True)
    return data


@cache
def _good_text() -> str:
    return GOOD.read_text(encoding="utf-8")


def good() -> Any:
    """The upload that breaks no rule."""
    return text_format.Parse(_good_text(), module("profile").Upload())


def changed(message: Any, document: dict[str, Any]) -> Any:
    """The message after ``clear``, ``set`` and ``add`` of paths as ``profile.series[0].state``."""
    for path in document.get("clear", []):
        parent, field, _ = _at(message, path)
        parent.ClearField(field)
    for path, value in document.get("set", {}).items():
        _set(*_at(message, path), value)
    for path, values in document.get("add", {}).items():
        parent, field, _ = _at(message, path)
        _add(getattr(parent, field), values)
    return message


def _at(message: Any, path: str) -> tuple[Any, str, int | None]:
    """The message that a path ends in, the field there, and the index of its entry."""
    *before, last = (_STEP.fullmatch(step) for step in path.split("."))
    for step in before:
        assert step is not None, path
        message = getattr(message, step[1])
        message = message if step[2] is None else message[int(step[2])]
    assert last is not None, path
    return message, last[1], None if last[2] is None else int(last[2])


def _set(parent: Any, field: str, index: int | None, value: Any) -> None:
    value = _value(value)
    if index is not None:
        getattr(parent, field)[index] = value
    elif isinstance(value, dict):
        json_format.ParseDict(value, getattr(parent, field))
    else:
        setattr(parent, field, value)


def _add(column: Any, values: list[Any]) -> None:
    for value in map(_value, _value(values)):
        if isinstance(value, dict):
            json_format.ParseDict(value, column.add())
        else:
            column.append(value)


def _value(value: Any) -> Any:
    """A long text or list for ``repeat``, ``range``, ``numbered``; bytes for ``hex``; or itself."""
    if isinstance(value, dict) and set(value) == {"repeat"}:
        text, times = value["repeat"]
        return text * times
    if isinstance(value, dict) and set(value) == {"numbered"}:
        text, times = value["numbered"]
        return [f"{text}{number}" for number in range(times)]
    if isinstance(value, dict) and set(value) == {"range"}:
        return list(range(*value["range"]))
    if isinstance(value, dict) and set(value) == {"hex"}:
        return bytes.fromhex(value["hex"])
    return value
