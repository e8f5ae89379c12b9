"""The runtimes under their agents, and the programs that run in them."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from expectations import SCENARIOS

ROOT = Path(__file__).resolve().parent.parent.parent
CLASSES = ROOT / "build" / "scenarios"
JAVA_AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
END_SECONDS = 30


@dataclass(frozen=True)
class Testee:
    """A runtime under its agent, as in ``java 21``."""

    language: str
    version: str
    home: str

    def __str__(self) -> str:
        return f"{self.language} {self.version}"

    def command(self, cases: Sequence[str], service: str, url: str) -> list[str]:
        if self.language == "python":
            run = [
                self.home,
                "-m",
                "tandem_profiler",
                "run",
                "--set",
                "report_seconds=10",
            ]
            run += ["--service", service, "--collector", url]
            return [*run, str(SCENARIOS / "host.py"), *cases]
        settings = f"service={service},collector={url},report_seconds=10,wall_hz=20"
        java = str(Path(self.home) / "bin" / "java")
        agent = f"-javaagent:{JAVA_AGENT}={settings}"
        return [java, agent, "-Xmx256m", "-cp", str(CLASSES), "Host", *cases]


class Program:
    """A running host of scenarios. It ends with the block: then its input does."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command

    def __enter__(self) -> Program:
        self._output: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TANDEM_")}
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=self._output,
            env=environment,
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._output.close()

    def runs(self) -> bool:
        return self._process.poll() is None

    def end(self) -> str | None:
        """Ends it; what is wrong with how it ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            code = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            return f"did not end within {END_SECONDS} s: {self.output()}"
        return None if code == 0 else f"exit {code}: {self.output()}"

    def output(self) -> str:
        self._output.seek(0)
        return self._output.read()[-3000:]


def compile_scenarios() -> None:
    """All of them for Java 11, once: no part of them needs more."""
    CLASSES.mkdir(parents=True, exist_ok=True)
    sources = [SCENARIOS / "Host.java", *sorted(SCENARIOS.glob("*/Scenario.java"))]
    command = [
        "javac",
        "--release",
        "11",
        "-encoding",
        "UTF-8",
        "-d",
        CLASSES,
        *sources,
    ]
    subprocess.run(command, check=True)
