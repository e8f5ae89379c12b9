"""One Java compiler for all programs of a run: the second costs a tenth of the first."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

_SOURCE = Path(__file__).with_name("Compiler.java")


class CompilerError(Exception):
    """What the compiler said; a program of the suite is wrong."""


class Compiler:
    """Starts with its first program, and ends with this process. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def compile(self, options: Sequence[str], sources: Sequence[Path]) -> None:
        """As `javac OPTIONS SOURCES` does; no argument may hold a tab or a line's end."""
        with self._lock:
            if self._process is None:
                self._process = _started()
            assert self._process.stdin is not None and self._process.stdout is not None
            self._process.stdin.write("\t".join([*options, *map(str, sources)]) + "\n")
            self._process.stdin.flush()
            said = self._process.stdout.readline()
        if said != "\n":
            raise CompilerError(said or "the compiler ended")


def _started() -> subprocess.Popen[str]:
    """Ends when its input does: with this process at the latest."""
    return subprocess.Popen(
        ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", str(_SOURCE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
