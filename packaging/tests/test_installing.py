"""Installs what dist/ holds into places with nothing in them, and profiles programs with it."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest
from conftest import ROOT, Collector, wait_for

PYTHON_PROGRAM = """
import time

def burn_in_python(until):
    while time.monotonic() < until:
        sum(range(1000))

burn_in_python(time.monotonic() + 3)
"""
JAVA_PROGRAM = """
public class Burning {
  static double burnInJava(long until) {
    double sum = 0;
    while (System.nanoTime() < until) sum += Math.sqrt(sum + 1);
    return sum;
  }
  public static void main(String[] args) {
    System.out.println(burnInJava(System.nanoTime() + 3_000_000_000L));
  }
}
"""


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_python_agent_is_installed_and_profiles(
    kind: str, dist: Path, collector: Collector, tmp_path: Path
) -> None:
    version = f"cp{sys.version_info.major}{sys.version_info.minor}"
    [artefact] = dist.glob(
        f"*-{version}-{version}-*.whl" if kind == "wheel" else "tandem_profiler-*.tar.gz"
    )
    place = tmp_path / "venv"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    subprocess.run(
        [
            *(python, "-m", "pip", "install", "-q", "--disable-pip-version-check"),
            *("-c", ROOT / "python-agent" / "requirements-dev.txt", artefact),
        ],
        check=True,
        cwd=tmp_path,
    )
    native = "import tandem_profiler._native as native; print(native.__file__)"
    found = subprocess.run(
        [python, "-c", native], check=True, cwd=tmp_path, capture_output=True, text=True
    )
    assert found.stdout.startswith(str(place)), "the extension is in the installation"

    program = tmp_path / "program.py"
    program.write_text(PYTHON_PROGRAM, encoding="utf-8")
    subprocess.run(
        [
            *(place / "bin" / "tandem", "run", "--service", f"python-{kind}"),
            *("--set", f"collector={collector.url}", "--set", "exit_seconds=300", program),
        ],
        check=True,
        cwd=tmp_path,
    )

    wait_for(
        lambda: "burn_in_python" in collector.functions(f"python-{kind}"),
        "the program's function is in its profile",
    )


def test_java_agent_is_one_file_and_profiles(
    dist: Path, collector: Collector, tmp_path: Path
) -> None:
    agent = tmp_path / "agent.jar"
    agent.write_bytes((dist / "tandem-java-agent.jar").read_bytes())
    program = tmp_path / "Burning.java"
    program.write_text(JAVA_PROGRAM, encoding="utf-8")
    subprocess.run(["javac", "-d", tmp_path, program], check=True)
    subprocess.run(
        [
            "java",
            f"-javaagent:{agent}=service=java,collector={collector.url},wall_hz=20,exit_seconds=300",
            *("-cp", tmp_path, "Burning"),
        ],
        check=True,
        cwd=tmp_path,
    )

    wait_for(
        lambda: any("burnInJava" in name for name in collector.functions("java")),
        "the program's method is in its profile",
    )
