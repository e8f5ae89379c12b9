"""Runs programs that embed Python by Jep, under the agent with the bridge or without."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = ROOT / "benchmarks" / "jep" / "programs"
CLASSES = ROOT / "build" / "bench" / "jep"
AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
BRIDGE = ROOT / "jep-bridge" / "target" / "tandem-jep-bridge.jar"
PATIENCE_SECONDS = 600
END_SECONDS = 1200  # more than a program waits that looks for one of its threads to stand still
NOBODY = "none"  # nothing is sent: what is read is `audit_file`, window by window


@dataclass(frozen=True)
class Cell:
    """A JVM and a Python with Jep in it, as `tools/jep` makes it."""

    java: str  # home
    python: Path  # environment

    @classmethod
    def of(cls, text: str) -> Self:
        """Of ``HOME=PLACE``."""
        java, python = text.split("=", 1)
        return cls(java, Path(python))

    def __str__(self) -> str:
        release = (Path(self.java) / "release").read_text()
        version = release.split('JAVA_VERSION="')[1].split(".")[0].split('"')[0]
        return f"{version} x {self.packages.parent.name.removeprefix('python')}"

    @property
    def packages(self) -> Path:
        return next((self.python / "lib").glob("python*")) / "site-packages"

    @property
    def jar(self) -> Path:
        return next((self.packages / "jep").glob("jep-*.jar"))

    def compile(self, sources: str = "*.java") -> None:
        """Programs, for Java 11: those that use nothing of the bridge's, or these."""
        CLASSES.mkdir(parents=True, exist_ok=True)
        javac = [f"{self.java}/bin/javac", "--release", "11", "-nowarn", "-d", str(CLASSES)]
        files = map(str, sorted(PROGRAMS.glob(sources)))
        path = f"{self.jar}:{BRIDGE}:{AGENT}"
        subprocess.run([*javac, "-cp", path, *files], check=True)

    def command(
        self, options: Sequence[str], program: str, *words: str, beside: Sequence[Path] = ()
    ) -> list[str]:
        """Runs it with the bridge on the class path, and what is to lie beside it."""
        path = ":".join(map(str, (CLASSES, self.jar, BRIDGE, *beside)))
        where = f"-Djava.library.path={self.packages / 'jep'}"
        native = "--enable-native-access=ALL-UNNAMED"
        java = [f"{self.java}/bin/java", "-Xmx512m", native, where, *options]
        return [*java, "-cp", path, program, *words]

    def plain(self, program: str, *words: str) -> list[str]:
        """The lines of a program of Python's, without a JVM."""
        command = [self.python / "bin" / "python", PROGRAMS / program, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def environment(self) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith("TANDEM_")}
        return {**own, "PYTHONPATH": f"{self.packages}{os.pathsep}{PROGRAMS}"}


@dataclass(frozen=True)
class Ran:
    """A program that has ended: the lines that it printed, its log, and what was sampled."""

    lines: list[str]
    log: str
    audit: Path

    def numbers(self, word: str) -> list[int]:
        """Those of the line that begins with ``word``."""
        return next(
            [int(n) for n in line.split()[1:]] for line in self.lines if line.startswith(word + " ")
        )


def printed(cell: Cell, program: str, *words: str) -> list[str]:
    """The lines of one that runs to its end by itself, with the bridge's classes but no agent."""
    done = subprocess.run(
        cell.command([], program, *words, beside=[AGENT]),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=cell.environment(),
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr[-3000:]}")
    return done.stdout.splitlines()


@contextmanager
def ran(
    cell: Cell,
    settings: str,
    program: str,
    *words: str,
    until: Callable[[Path], bool] | None = None,
) -> Iterator[Ran]:
    """Runs it to its end under the agent; ``settings`` as in the agent's argument.

    Its input ends at once, or when the file of what was sampled is as wanted, or nobody can wait
    any longer. Raises RuntimeError with its last words where it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        audit = Path(folder) / "audit.txt"
        argument = f"service=bench,collector={NOBODY},audit_file={audit}"
        argument += f",{settings}" if settings else ""
        command = cell.command([f"-javaagent:{AGENT}={argument}"], program, *words)
        with (Path(folder) / "out").open("w+") as out, (Path(folder) / "log").open("w+") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=log,
                env=cell.environment(),
                cwd=folder,
            )
            try:
                if until is not None:
                    _await(process, audit, until)
                process.communicate(timeout=END_SECONDS + _seconds(words))
            finally:
                process.kill()
                process.wait()
        printed, said = ((Path(folder) / name).read_text() for name in ("out", "log"))
        if process.returncode != 0:
            raise RuntimeError(f"{program} ended with {process.returncode}: {said[-3000:]}")
        yield Ran(printed.splitlines(), said, audit)


def _await(process: subprocess.Popen[bytes], audit: Path, until: Callable[[Path], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    read = -1
    while time.monotonic() < deadline and process.poll() is None:
        size = audit.stat().st_size if audit.exists() else -1
        if size != read and until(audit):
            return
        read = size
        time.sleep(0.5)


def _seconds(words: Sequence[str]) -> float:
    """The longest that a program may be told to run."""
    return max((float(word) for word in words if word.replace(".", "").isdigit()), default=0)
