"""What the tests of a release share: the folder dist/, and a collector that runs out of it."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
PATIENCE_SECONDS = 300


class Collector:
    """One that listens on loopback."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=PATIENCE_SECONDS) as answer:
            return json.loads(answer.read())

    def functions(self, service: str) -> list[str]:
        """Names of the most expensive functions by wall time."""
        answer = self.ask(f"/api/v1/functions?service={service}&measure=wall_time")
        return [answer["strings"][i] for i in answer["frames"]["function_indexes"]]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@pytest.fixture(scope="session")
def dist() -> Path:
    assert (DIST / "SHA256SUMS").exists(), "make dist comes first"
    return DIST


@pytest.fixture(scope="session")
def collector(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collector]:
    """The jar in an empty folder, by a file of settings."""
    folder = tmp_path_factory.mktemp("collector")
    jar = folder / "tandem-collector.jar"
    jar.write_bytes((dist / jar.name).read_bytes())
    settings = folder / "collector.yaml"
    settings.write_text("port: 0\ndata: data\n", encoding="utf-8")
    command = ["java", "-jar", str(jar)]
    subprocess.run([*command, "check-config", str(settings)], check=True, cwd=folder)
    with (folder / "errors").open("w") as errors:
        running = subprocess.Popen(
            [*command, "--config", str(settings)],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert running.stdout is not None
    line = running.stdout.readline()
    assert " at http://" in line, (folder / "errors").read_text()
    yield Collector(line.split(" at ")[1].split(",")[0])
    running.terminate()
    assert running.wait(timeout=PATIENCE_SECONDS) == 0
    running.stdout.close()
