"""The runtimes under their agents, and the programs that run in them."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from expectations import SCENARIOS

ROOT = Path(__file__).resolve().parent.parent.parent
CLASSES = ROOT / "build" / "scenarios"
JAVA_AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
END_SECONDS = 30


@dataclass(frozen=True)
class Testee:
    """A runtime under its agent, as in ``java 21``; ``python 3.12-pure`` is under that sampler."""

    language: str
    version: str
    home: str

    def __str__(self) -> str:
        return f"{self.language} {self.version}"

    def command(self, cases: Sequence[str], service: str, url: str) -> list[str]:
        """Runs the scenarios under the agent."""
        if self.language == "python":
            agent = ["-m", "tandem_profiler", "run", "--set", "report_seconds=10"]
            sampler = self.version.partition("-")[2]
            agent += ["--set", f"sampler={sampler}"] if sampler else []
            settings = ["--service", service, "--collector", url]
            return [self.home, *agent, *settings, str(SCENARIOS / "host.py"), *cases]
        texts = f"service={service},collector={url},report_seconds=10,wall_hz=20"
        option = f"-javaagent:{JAVA_AGENT}={texts}"
        java = str(Path(self.home) / "bin" / "java")
        return [java, option, "-Xmx256m", "-cp", str(CLASSES), "Host", *cases]


class Program:
    """A running host of scenarios. It ends with the block: then its input does."""

    def __init__(
        self, testee: Testee, cases: Sequence[str], url: str, service: str = "scenarios"
    ) -> None:
        self._command = testee.command(cases, service, url)

    def __enter__(self) -> Self:
        self._printed, self._log = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=self._printed,
            stderr=self._log,
            env={k: v for k, v in os.environ.items() if not k.startswith("TANDEM_")},
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._printed.close()
        self._log.close()

    def runs(self) -> bool:
        return self._process.poll() is None

    def end(self) -> str | None:
        """Ends it; what is wrong with how it ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            code = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            return f"did not end within {END_SECONDS} s: {self.log()}"
        if code != 0:
            return f"exit {code}: {self.log()}"
        return f"the agent printed {printed}" if (printed := _content(self._printed)) else None

    def log(self) -> str:
        """The end of what it wrote to standard error."""
        return _content(self._log)[-3000:]


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def compile_scenarios() -> None:
    """All of them for Java 11, once: no part of them needs more."""
    CLASSES.mkdir(parents=True, exist_ok=True)
    sources = [SCENARIOS / "Host.java", *sorted(SCENARIOS.glob("*/Scenario.java"))]
    options = ["--release", "11", "-encoding", "UTF-8", "-d", str(CLASSES)]
    subprocess.run(["javac", *options, *map(str, sources)], check=True)
