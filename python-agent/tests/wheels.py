"""The wheel and the source archive that users install, and environments that have it."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACE = Path(sys.prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
PIP = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
ARCHIVE = "import sys; from setuptools import build_meta as m; print(m.build_sdist(sys.argv[1]))"


def wheel(folder: Path) -> Path:
    """Built in an empty folder, of the source archive, which stays beside it."""
    made = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ARCHIVE, str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return built_of(folder / made.stdout.splitlines()[-1], folder)


def built_of(archive: Path, folder: Path) -> Path:
    """The wheel of a source archive, as pip makes it."""
    build = ["wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(archive)]
    subprocess.run([*PIP, *build], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def pip(python: Path, *words: str) -> None:
    """Runs this interpreter's pip for another."""
    subprocess.run([*PIP, "--python", str(python), *words], check=True, capture_output=True)


def environment_with(built: Path, folder: Path) -> Path:
    """The interpreter of a new environment with the wheel; it finds grpcio where the tests do."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip(python, "install", "--no-deps", "--no-index", str(built))
    for name in ("grpc", "typing_extensions.py"):
        (packages(python) / name).symlink_to(PLACE / "site-packages" / name)
    return python


def packages(python: Path) -> Path:
    """Where an environment keeps its packages."""
    (found,) = (python.parents[1] / "lib").glob("python3*/site-packages")
    return found
