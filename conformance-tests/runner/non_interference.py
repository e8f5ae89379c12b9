"""Compares what two secrets made a program say: the sets of strings must be equal.

Finds what no list of markers can: a secret that was hashed, encoded or cut. Sampling is a matter of
chance, so one name may be seen in one run and not in another. What was seen with one secret alone
is forgiven only where it is a name of a function that stands in a source file (`Vouch`); all else
that was sent is compared exactly.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from java_names import JavaNames
from messages import texts
from secrecy_run import COLLECTOR, SECRETS, Frame, Run, Testee

_RANDOM = re.compile("[0-9a-f]{16}")
_SHORT_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{1,5}(?![0-9A-Za-z])")  # ports, times, counts
OF_THE_FORMAT = frozenset(  # frames that name nothing; which are needed is a matter of chance
    {("", "<unknown>"), ("", "<truncated>"), ("asyncio", "<await>")}
)
_BUSY = re.compile(  # said where a machine is busy; masked, and nothing in it is of the program
    r"tandem: (collector https?://0\.0\.0\.0:0 (answers again after 0 s"
    r"|does not answer \((closed|DEADLINE_EXCEEDED|UNAVAILABLE)\)"
    r"(: keeping profiles|; profiles wait in memory))"
    r"|this JVM is ending: nothing is profiled)"
)


@dataclass(frozen=True, order=True)
class Said:
    """One string that was sent or logged, and where."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text!r}"


def said(run: Run) -> set[Said]:
    """Every string of a run but names of the program, which `names` gives in pairs."""
    strings = {
        Said(f"header {name}", "" if name == "grpc-timeout" else _masked(value))
        for name, value in run.headers
    }
    lines = map(_masked, run.log.splitlines())
    strings |= {Said("log", line) for line in lines if not _BUSY.fullmatch(line)}
    for message in (*run.uploads, *run.configures):
        for text in texts(message):
            if text.content != "CONTENT_NAME" and not _is_random(text.field, text.value):
                strings.add(Said(text.field, str(text.value)))
    return strings


def names(run: Run) -> set[Frame]:
    """(owner, function) of every frame, and ("", class) of every class of a heap summary."""
    found: set[Frame] = set()
    for upload in run.uploads:
        table, strings = upload.profile.frames, upload.profile.strings
        columns = zip(table.owner_indexes, table.function_indexes, strict=True)
        found |= {(strings[owner], strings[function]) for owner, function in columns}
        found |= {("", strings[index]) for index in upload.profile.heap.class_indexes}
    return found


def repeated(runs: Iterable[Run]) -> list[str]:
    """The names that a process made itself and that more than one of these runs said: not random.

    Worth most where the runs had the same secrets: what is made of them is then the same.
    """
    seen: set[str] = set()
    again: set[str] = set()
    for run in runs:
        own = {one.producer.instance for one in (*run.uploads, *run.configures)}
        own |= {upload.profile_id.hex() for upload in run.uploads}
        again |= own & seen
        seen |= own
    return [f"{name!r} is not random: said in two runs" for name in sorted(again)]


def _is_random(field: str, value: str | bytes) -> bool:
    """Whether it is one of the two texts that are random by design, and looks it."""
    if field.endswith(".profile_id"):
        return len(value) == 16
    is_instance = field.endswith(".producer.instance")
    return is_instance and isinstance(value, str) and bool(_RANDOM.fullmatch(value))


def _masked(text: str) -> str:
    return _SHORT_NUMBER.sub("0", text)


class Vouch(Protocol):
    """Knows which names are those of functions in a source file."""

    def unknown(self, frames: Collection[Frame]) -> set[Frame]:
        """Those of ``frames`` that it does not know."""


def difference(first: Iterable[Run], second: Iterable[Run], vouch: Vouch) -> list[str]:
    """What was said with one secret alone, readable; empty where nothing was."""
    first, second = list(first), list(second)
    lines = []
    for one, other, which in ((first, second, "first"), (second, first, "second")):
        alone = _all(said, one) - _all(said, other)
        lines += [f"with the {which} secret alone, {string}" for string in sorted(alone)]
        frames = _all(names, one) - _all(names, other) - OF_THE_FORMAT
        unknown = sorted(vouch.unknown(frames)) if frames else []
        lines += [f"with the {which} secret alone, frame {o}.{f}" for o, f in unknown]
    lines += repeated((*first, *second))
    return lines


def _all(strings: Any, runs: Iterable[Run]) -> set[Any]:
    return set().union(*map(strings, runs))


class PythonVouch:
    """Compiles what an interpreter would import, and looks whether the names stand there."""

    def __init__(self, python: Path, program: Path) -> None:
        lister = Path(__file__).with_name("python_names.py")
        self._command = [str(python), str(lister), str(program)]
        self._path = f"{program.parent}{os.pathsep}{SECRETS / 'python'}"

    def unknown(self, frames: Collection[Frame]) -> set[Frame]:
        done = subprocess.run(
            self._command,
            input=json.dumps(sorted(frames)),
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
            env={"PYTHONPATH": self._path, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return {(owner, function) for owner, function in json.loads(done.stdout)}


class EitherVouch:
    """Where two languages' names are sent."""

    def __init__(self, first: Vouch, second: Vouch) -> None:
        self._first, self._second = first, second

    def unknown(self, frames: Collection[Frame]) -> set[Frame]:
        left = self._first.unknown(frames)
        return self._second.unknown(left) if left else left


def vouch_for(testee: Testee, program: Path) -> Vouch:
    if testee.language == "python":
        return PythonVouch(Path(testee.home), program)
    shared = SECRETS / "java"
    sources = [*shared.glob("*.java"), *program.parent.glob("*.java")]
    if testee.language == "java":
        return JavaNames(testee.java, sources, COLLECTOR)
    environment = testee.jep.parents[3]
    python = environment / "bin" / "python"
    lib = python.resolve().parent.parent / "lib"
    beside = [testee.jep / "libjep.so", *lib.glob("libpython3*.so*")]
    beside += [*lib.glob("python3*/lib-dynload/*.so"), *environment.glob("lib/**/numpy*/**/*.so*")]
    java = JavaNames(testee.java, sources, COLLECTOR, tuple(sorted(beside)))
    return EitherVouch(java, PythonVouch(python, program))
