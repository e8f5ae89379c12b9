"""The runtimes under their agents, and the programs that run in them."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from expectations import SCENARIOS

ROOT = Path(__file__).resolve().parent.parent.parent
CLASSES = ROOT / "build" / "scenarios"
JAVA_AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
JEP_BRIDGE = ROOT / "jep-bridge" / "target" / "tandem-jep-bridge.jar"
PATIENCE_SECONDS = 300  # with a machine, not with an agent
EXIT_SECONDS = "120"  # for the last upload: no case is about how fast a machine is


@dataclass(frozen=True)
class Testee:
    """A runtime under its agent, as in ``java 21``; ``python 3.12-pure`` is under that sampler.

    In ``jep 21x3.12`` Python runs inside the JVM, by Jep; its home are two, with a comma between.
    """

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
        java = str(Path(self.home.partition(",")[0]) / "bin" / "java")
        if self.language == "jep":
            option += ",jep_hz=50"
            jep = self._jep()
            path = f"{CLASSES}:{jep_jar(jep)}:{JEP_BRIDGE}"
            options = [f"-Djava.library.path={jep}", "--enable-native-access=ALL-UNNAMED"]
            return [java, option, *options, "-Xmx256m", "-cp", path, "JepHost", *cases]
        return [java, option, "-Xmx256m", "-cp", str(CLASSES), "Host", *cases]

    def environment(self) -> dict[str, str]:
        """This process's, without settings of the agents' but for their patience."""
        own = {k: v for k, v in os.environ.items() if not k.startswith("TANDEM_")}
        own["TANDEM_EXIT_SECONDS"] = EXIT_SECONDS
        if self.language == "jep":
            own["PYTHONPATH"] = f"{self._jep().parent}:{SCENARIOS}"
        return own

    def _jep(self) -> Path:
        return jep_of(Path(self.home.partition(",")[2]))


class Program:
    """A running host of scenarios. It ends with the block: then its input does."""

    def __init__(
        self, testee: Testee, cases: Sequence[str], url: str, service: str = "scenarios"
    ) -> None:
        self._command = testee.command(cases, service, url)
        self._environment = testee.environment()

    def __enter__(self) -> Self:
        self._printed, self._log = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=self._printed,
            stderr=self._log,
            env=self._environment,
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
            code = self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            return f"did not end within {PATIENCE_SECONDS} s: {self.log()}"
        if code != 0:
            return f"exit {code}: {self.log()}"
        return f"the agent printed {printed}" if (printed := _content(self._printed)) else None

    def log(self) -> str:
        """The end of what it wrote to standard error."""
        return _content(self._log)[-3000:]


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


def jep_of(environment: Path) -> Path:
    """The package of Jep's in a Python that `tools/jep` made."""
    return next(environment.glob("lib/python*/site-packages/jep"))


def jep_jar(package: Path) -> Path:
    """Its Java half."""
    return next(package.glob("jep-*.jar"))


def compile_scenarios(testees: Iterable[Testee]) -> None:
    """All that these can run for Java 11, once: no part of them needs more."""
    CLASSES.mkdir(parents=True, exist_ok=True)
    sources = [SCENARIOS / "Host.java", *sorted(SCENARIOS.glob("*/Scenario.java"))]
    options = ["--release", "11", "-encoding", "UTF-8", "-d", str(CLASSES)]
    with_jep = next((one for one in testees if one.language == "jep"), None)
    if with_jep is not None:
        sources += [SCENARIOS / "JepHost.java", *sorted(SCENARIOS.glob("*/Mixed.java"))]
        options += ["-cp", str(jep_jar(jep_of(Path(with_jep.home.partition(",")[2]))))]
    subprocess.run(["javac", *options, *map(str, sources)], check=True)
