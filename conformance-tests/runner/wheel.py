"""Checks what a user installs: the wheel of the Python agent is Python, and one extension."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import extension

ROOT = Path(__file__).resolve().parent.parent.parent
_EXPECTED = re.compile(
    r"tandem_profiler/(\w+\.py|py\.typed)|"
    r"tandem_profiler/_native\.cpython-\d+-[\w-]+\.so|tandem_profiler\.pth|"
    r"tandem_profiler-[\d.]+\.dist-info/"
    r"(METADATA|WHEEL|RECORD|entry_points\.txt|top_level\.txt|licenses/LICENSE)"
)
_EXTENSION = re.compile(r"tandem_profiler/_native\.[\w.-]+\.so")
NATIVE = {"ctypes", "_ctypes", "cffi", "_cffi_backend", "mmap", "cython"}
START_UP = (  # the only line that runs by itself: nothing, where the variable is off
    b'import os; os.environ.get("TANDEM_START", "").lower() in ("on", "true", "1") and '
    b'__import__("tandem_profiler.zero_touch", fromlist=["begin"]).begin()\n'
)
PLANTED = {
    "library": ("tandem_profiler/_helper.so", b"\x7fELF"),
    "library under a name of Python's": ("tandem_profiler/helper.py", b"\x7fELF\x02\x01"),
    "start-up hook": ("tandem_start.pth", START_UP),
    "other start-up line": ("tandem_profiler.pth", b"import tandem_profiler\n"),
    "way into native code": ("tandem_profiler/helper.py", b"import ctypes\n"),
    "late way into native code": (
        "tandem_profiler/helper.py",
        b"def f():\n    from ctypes import CDLL\n",
    ),
}


def faults(folder: Path) -> list[str]:
    """What is wrong with the wheel that is built from this tree."""
    return _faults_of(_built(folder))


def faults_of_planted(folder: Path, name: str) -> list[str]:
    """What is wrong with it after one more file was put in."""
    copy = folder / "planted.whl"
    shutil.copy(_built(folder), copy)
    with zipfile.ZipFile(copy, "a") as wheel:
        wheel.writestr(*PLANTED[name])
    return _faults_of(copy)


@cache
def _built(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-index", "--no-build-isolation", "-w", str(folder)]
    done = subprocess.run(
        [*command, str(ROOT / "python-agent")], capture_output=True, text=True, timeout=300
    )
    if done.returncode != 0:
        raise RuntimeError(f"the wheel cannot be built: {done.stderr[-2000:]}")
    (file,) = folder.glob("tandem_profiler-*.whl")
    return file


def _faults_of(file: Path) -> list[str]:
    found = []
    with zipfile.ZipFile(file) as wheel:
        names = wheel.namelist()
        found += [f"holds {name}" for name in names if not _EXPECTED.fullmatch(name)]
        for name in names:
            if name.endswith(".py"):
                found += _faults_of_source(name, wheel.read(name))
            elif _EXTENSION.fullmatch(name):
                found += extension.faults_of_imports(wheel.read(name))
            elif name.endswith(".pth") and wheel.read(name) != START_UP:
                found.append(f"{name} is not the start-up line")
        (meta,) = (name for name in names if name.endswith("/WHEEL"))
        lines = wheel.read(meta).decode().splitlines()
    if not any(_EXTENSION.fullmatch(name) for name in names):
        found.append("has no extension: the compiler or Python's headers are missing here")
    if "Root-Is-Purelib: false" not in lines:
        found.append(f"is not a wheel for one interpreter: {lines}")
    return found


def _faults_of_source(name: str, source: bytes) -> list[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, UnicodeDecodeError):
        return [f"{name} is no Python"]
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    return [f"{name} imports {native}" for native in sorted(imported & NATIVE)]
