"""The real thing: collector, agents, shops and load, all built before. Takes some minutes."""

import copy
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo import OWN_PREFIXES, services
from shares import judge

DEMO = Path(__file__).with_name("demo.py")
PATIENCE_SECONDS = 120
UNLIKE = {  # hot spots whose shares are far apart
    "shop-java": ("pricing", "search"),
    "shop-python": ("pricing", "search"),
    "shop-jep": ("pricing", "repository"),
}
SWAPPED_POINTS = {"shop-java": 8, "shop-python": 8, "shop-jep": 5}  # that a swap must exceed


@dataclass(frozen=True)
class Ran:
    """A demo that has ended by itself."""

    code: int
    output: str
    folder: Path

    def recorded(self, service: str) -> tuple[dict[str, Any], dict[str, Any]]:
        truth = json.loads((self.folder / f"{service}.truth.json").read_text())
        return truth, json.loads((self.folder / f"{service}.flamegraph.json").read_text())


def run_demo(folder: Path, *, seconds: int, **environment: str) -> Ran:
    command = [sys.executable, str(DEMO), "--for", str(seconds), "--output", str(folder)]
    ended = subprocess.run(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds + PATIENCE_SECONDS,
        check=False,
    )
    return Ran(ended.returncode, ended.stdout, folder)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run_demo(tmp_path_factory.mktemp("demo"), seconds=90)


@pytest.mark.parametrize("service", services())
def test_demo_agrees_with_the_truth(ran: Ran, service: str) -> None:
    assert ran.code == 0, ran.output
    assert "All services are on the page" in ran.output
    assert f"{service}: its dearest own functions by total CPU time" in ran.output
    html = (ran.folder / f"{service}.html").read_text()
    assert service in html


@pytest.mark.parametrize("service", services())
def test_check_fails_with_two_names_swapped(ran: Ran, service: str) -> None:
    truth, flamegraph = ran.recorded(service)
    spots = {spot["name"]: (spot["owner"], spot["function"]) for spot in truth["hot_spots"]}
    one, other = UNLIKE[service]
    swapped = with_names_swapped(flamegraph, spots[one], spots[other])
    verdict = judge(
        truth,
        swapped,
        own_prefix=OWN_PREFIXES[service],
        tolerance_points=SWAPPED_POINTS[service],
    )
    assert {problem.split(" has ")[0] for problem in verdict.problems} == {
        f"{service}: {one}",
        f"{service}: {other}",
    }


def test_demo_fails_with_the_java_agent_off(tmp_path: Path) -> None:
    ran = run_demo(tmp_path, seconds=25, JAVA_TOOL_OPTIONS="-Dtandem.enabled=false")
    assert ran.code == 1
    assert "demo: shop-java: the collector has no profile of it" in ran.output
    assert "shop-python: the collector has no profile of it" not in ran.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_demo_leaves_no_process_behind(tmp_path: Path, number: signal.Signals) -> None:
    mark = uuid.uuid4().hex
    with started_demo(tmp_path, mark) as demo:
        own = len(services()) + 2  # collector and load
        wait_until(lambda: len(marked_processes(mark)) == 1 + own)
        demo.send_signal(number)
        code = demo.wait(PATIENCE_SECONDS)
        wait_until(lambda: not marked_processes(mark))
    if number != signal.SIGKILL:
        assert (code, list(tmp_path.iterdir())) == (0, [])


@contextmanager
def started_demo(folder: Path, mark: str) -> Iterator[subprocess.Popen[bytes]]:
    """One without end, whose temporary files lie in the folder."""
    environment = {**os.environ, "TMPDIR": str(folder), "TANDEM_DEMO_MARK": mark}
    demo = subprocess.Popen([sys.executable, DEMO], env=environment)
    try:
        yield demo
    finally:
        demo.kill()
        demo.wait()


def with_names_swapped(
    flamegraph: Mapping[str, Any], one: tuple[str, str], other: tuple[str, str]
) -> dict[str, Any]:
    swapped = copy.deepcopy(dict(flamegraph))
    frames, strings = swapped["frames"], swapped["strings"]
    new_names = {one: other, other: one}
    for i, indexes in enumerate(
        zip(frames["owner_indexes"], frames["function_indexes"], strict=True)
    ):
        owner, function = (strings[index] for index in indexes)
        if (owner, function) in new_names:
            owner, function = new_names[owner, function]
            frames["owner_indexes"][i] = strings.index(owner)
            frames["function_indexes"][i] = strings.index(function)
    return swapped


def marked_processes(mark: str) -> list[int]:
    """Of this machine, those that inherited the mark and have not ended."""
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and mark.encode() in environment_of(folder)
    ]


def environment_of(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""  # it has just ended, or is not ours


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
