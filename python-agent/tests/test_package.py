"""What `pip install` brings, and what `pip uninstall` takes away again."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from wheels import ROOT, built_of, environment_with, packages, pip

PACKAGE = ROOT / "src" / "tandem_profiler"
TYPED = """
import tandem_profiler

with tandem_profiler.start(service="shop", labels={"env": "prod"}, wall_hz=10) as profiling:
    profiling.pause()
    profiling.resume()
"""
WRONG = "import tandem_profiler\ntandem_profiler.start().halt()\n"


def sources() -> set[str]:
    return {f"tandem_profiler/{file.name}" for file in PACKAGE.glob("*.py")}


def test_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    told = {name for name in names if ".dist-info/" in name}
    native = {name for name in names if name.startswith("tandem_profiler/_native.")}
    assert len(native) == 1
    expected = sources() | native | {"tandem_profiler/py.typed", "tandem_profiler.pth"}
    assert names - told == expected
    assert any(name.endswith("/licenses/LICENSE") for name in told)


def test_wheel_says_what_it_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        said = archive.read(name).decode().partition("\n\n")[0].splitlines()
    needs = [line for line in said if line.startswith("Requires-Dist:") and "extra" not in line]
    assert needs == ["Requires-Dist: grpcio>=1.60"]
    assert "License-Expression: Apache-2.0" in said
    assert "Requires-Python: >=3.11" in said


def test_source_archive_holds_what_the_wheel_is_built_of(wheel: Path) -> None:
    (archive,) = wheel.parent.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {f"src/{name}" for name in sources()} <= names
    assert {f"src/native/{file.name}" for file in (ROOT / "src" / "native").glob("*.[ch]")} <= names
    assert {"LICENSE", "README.md", "src/tandem_profiler.pth"} <= names
    assert not any(name.startswith("tests") for name in names)


def test_types_are_those_of_the_installed_package(wheel: Path, tmp_path: Path) -> None:
    python = environment_with(wheel, tmp_path / "venv")
    assert checked(python, tmp_path, TYPED).startswith("Success")
    assert "[attr-defined]" in checked(python, tmp_path, WRONG)


def checked(python: Path, folder: Path, program: str) -> str:
    (folder / "program.py").write_text(program)
    strict = ["--strict", "--cache-dir", str(folder / "cache"), "--python-executable", str(python)]
    return subprocess.run(
        [sys.executable, "-m", "mypy", *strict, "program.py"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    ).stdout


def test_uninstall_leaves_nothing(wheel: Path, tmp_path: Path) -> None:
    python = environment_with(wheel, tmp_path / "venv")
    assert (python.parent / "tandem").exists()
    pip(python, "uninstall", "-y", "tandem-profiler")
    assert not (python.parent / "tandem").exists()
    assert [file.name for file in packages(python).iterdir() if "tandem" in file.name] == []


def test_a_source_that_cannot_be_compiled_installs_the_pure_sampler(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive,) = wheel.parent.glob("*.tar.gz")
    monkeypatch.setenv("CC", "no-such-compiler")
    python = environment_with(built_of(archive, tmp_path), tmp_path / "venv")
    found = subprocess.run(
        [str(python), "-c", "import tandem_profiler.native as n; n.NativeSampler(10)"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "NotBuiltError" in found.stderr.splitlines()[-1]
