"""What could make the JVM hang or crash, and what must come out the same with the bridge there."""

import os
import shutil
import subprocess
from pathlib import Path

from audit import stacks
from hosts import AGENT, NOBODY, PROGRAMS, Cell, ran
from storm import KINDS

SECONDS = "10"
SETTINGS = "report_seconds=10,jep_hz=50"


def is_mixed(audit: Path) -> bool:
    """Whether somewhere Python stands under the Java that called it."""
    java, python = "java Storm$Host down", "python storm down"
    return any(
        java in stack and python in stack[stack.index(java) :]
        for stack in stacks(audit, "cpu_time")
    )


def is_isolated(audit: Path) -> bool:
    return any(
        stack[-1] == 'python "" <python>' and any("isolated" in frame for frame in stack)
        for stack in stacks(audit, "cpu_time") + stacks(audit, "wall_time")
    )


def has_pandas(audit: Path) -> bool:
    return any("pandas" in frame for stack in stacks(audit, "cpu_time") for frame in stack)


def test_storm_stops_nobody(cell: Cell) -> None:
    """The GIL, the JVM's safepoints, Java's locks and the agent's against each other."""
    with ran(cell, SETTINGS, "Storm", SECONDS, *KINDS, until=is_mixed) as stormed:
        assert [line.split()[1] for line in stormed.lines] == list(KINDS)
        assert is_mixed(stormed.audit), stormed.log


def test_sub_interpreters_have_java_stacks_alone(cell: Cell) -> None:
    with ran(cell, SETTINGS, "Storm", SECONDS, "isolated", until=is_isolated) as stormed:
        assert "SubInterpreters" in stormed.log
        assert is_isolated(stormed.audit), stormed.log


def times(lines: list[str], once: list[str]) -> int:
    """How often a script ran that prints so many lines: at least once."""
    return max(1, len(lines) // len(once))


def test_script_gives_what_it_gives_without(cell: Cell) -> None:
    """Of numpy and pandas: under plain CPython, under Jep, and under Jep with the bridge."""
    script = str(PROGRAMS / "analysis.py")
    python = [str(cell.python / "bin" / "python"), script]
    plain = subprocess.run(python, capture_output=True, text=True, check=True).stdout.splitlines()
    with ran(cell, "jep=off", "Script", script) as alone:
        assert alone.lines == plain * times(alone.lines, plain)
    with ran(cell, SETTINGS, "Script", script, until=has_pandas) as profiled:
        assert profiled.lines == plain * times(profiled.lines, plain)
        assert has_pandas(profiled.audit), profiled.log


def test_jeps_own_tests_end_as_without(cell: Cell, tmp_path: Path) -> None:
    """Those of its package, in their own JVM and in many that they start."""
    without = own_tests(cell, tmp_path / "without", {})
    agent = f"-javaagent:{AGENT}=service=jep,collector={NOBODY}"
    assert own_tests(cell, tmp_path / "with", {"JAVA_TOOL_OPTIONS": agent}) == without


def own_tests(cell: Cell, folder: Path, environment: dict[str, str]) -> list[str]:
    """The verdict on each, as unittest words it."""
    shutil.copytree(cell.python / "source" / "src", folder / "src")
    (folder / "build").mkdir()
    classes = folder / "classes"
    sources = map(str, (folder / "src/test/java").glob("**/*.java"))
    javac = [f"{cell.java}/bin/javac", "-nowarn", "-d", str(classes), "-cp", str(cell.jar)]
    subprocess.run([*javac, *sources], check=True, capture_output=True)
    libraries = sorted((folder / "src/test/python/lib").glob("*.jar"))
    program = ["jep.Run", str(PROGRAMS / "own_tests.py")]
    command = cell.command([], *program, beside=[classes, *libraries])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**cell.environment(), **environment, "PATH": path_of(cell)},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = [line for line in done.stdout.splitlines() if line.startswith("test ")]
    assert verdicts, done.stderr[-3000:]
    return [*verdicts, f"exit {done.returncode}"]


def path_of(cell: Cell) -> str:
    """The tests start programs of either's."""
    return f"{cell.java}/bin:{cell.python / 'bin'}:{os.environ['PATH']}"
