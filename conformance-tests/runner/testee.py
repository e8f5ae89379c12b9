"""Asks testees: one process each, started again after it crashed or hung."""

from __future__ import annotations

import json
import queue
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "python-agent" / ".venv" / "bin" / "python"
TESTEES = ROOT / "conformance-tests" / "testees"
SECONDS = 120.0

Answer = dict[str, Any]


class TesteeError(Exception):
    """A testee crashed, hung, or answered with a defect of its own."""


class Testee:
    """A program that answers a JSON object a line with one a line. Not thread-safe.

    ``{temporary}`` in the command is a folder that is removed with the testee, however that ends.
    """

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._temporary = tempfile.TemporaryDirectory(prefix="testee-")
        self._command = [word.replace("{temporary}", self._temporary.name) for word in command]
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by __exit__
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def ask(self, question: Answer, seconds: float = SECONDS) -> Answer:
        """The answer, unless it is a defect or there is none in time: then TesteeError."""
        process = self._running()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
            line = self._answers.get(timeout=seconds)
        except (OSError, queue.Empty) as problem:
            self.close()
            what = f"no answer in {seconds:g} s" if isinstance(problem, queue.Empty) else "crashed"
            raise TesteeError(f"{what}: {self._last_words()}") from problem
        if not line:
            status = process.wait()
            self.close()
            raise TesteeError(f"ended with {status}: {self._last_words()}")
        answer: Answer = json.loads(line)
        if "error" in answer:
            raise TesteeError(answer["error"])
        return answer

    def close(self) -> None:
        """Ends the process; the next question starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Testee:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._log.close()
        self._temporary.cleanup()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._log.seek(0)
            self._log.truncate()
            self._answers = queue.SimpleQueue()
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
            )
            reader = threading.Thread(
                target=_read, args=(self._process, self._answers), daemon=True
            )
            reader.start()
        return self._process

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "nothing on standard error"


def java() -> Testee:
    """The Java agent's codec, and collectors whose clocks stand still."""
    jar = TESTEES / "java" / "target" / "tandem-testee.jar"
    options = ["-Xmx1g", "-XX:+UseSerialGC", "-Djava.io.tmpdir={temporary}"]
    return Testee("java", ["java", *options, "-jar", str(jar)])


def python() -> Testee:
    """The Python agent's codec."""
    return Testee("python", [str(PYTHON), str(TESTEES / "python" / "testee.py")])


def _read(process: subprocess.Popen[bytes], answers: queue.SimpleQueue[bytes]) -> None:
    """Hands over each line, and an empty one at the end."""
    assert process.stdout is not None
    for line in process.stdout:
        answers.put(line)
    answers.put(b"")
