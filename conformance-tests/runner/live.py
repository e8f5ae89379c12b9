"""Runs every scenario under the real agents and asks the real collector what arrived.

    python3 conformance-tests/runner/live.py --python 3.12=PATH... --java 21=HOME... --report FILE

One collector serves the whole run, on loopback and with data in a temporary folder. A scenario's
program is run for a few seconds; where its expected trace was not seen, again and longer. Prints
one line a case and writes JUnit XML. Exit 1 where a case failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SCENARIOS = ROOT / "conformance-tests" / "scenarios"
COLLECTOR = ROOT / "collector" / "target" / "tandem-collector.jar"
JAVA_AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
SECONDS = (4, 12, 30)  # how long a program runs, try by try


@dataclass(frozen=True)
class Testee:
    """A runtime under its agent, as in ``java 21``."""

    language: str
    version: str
    home: str

    def command(self, scenario: Path, service: str, url: str, seconds: int) -> list[str]:
        if self.language == "python":
            run = [self.home, "-m", "tandem_profiler", "run"]
            run += ["--service", service, "--collector", url]
            return [*run, str(scenario / "scenario.py"), str(seconds)]
        classes = ROOT / "build" / "scenarios" / scenario.name
        agent = f"-javaagent:{JAVA_AGENT}=service={service},collector={url},wall_hz=20"
        java = str(Path(self.home) / "bin" / "java")
        return [java, agent, "-cp", str(classes), "Scenario", str(seconds)]


def compile_scenario(scenario: Path) -> None:
    classes = ROOT / "build" / "scenarios" / scenario.name
    classes.mkdir(parents=True, exist_ok=True)
    source = scenario / "Scenario.java"
    subprocess.run(["javac", "--release", "11", "-d", classes, source], check=True)


@contextmanager
def collector() -> Iterator[str]:
    """The address of a collector that ends with the block."""
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryFile("w+") as log:
        command = ["java", "-jar", str(COLLECTOR), "--port", "0", "--data", data]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _address(process: subprocess.Popen[bytes], log: object) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        log.seek(0)  # type: ignore[attr-defined]
        match = re.search(r"http://127\.0\.0\.1:\d+", log.read())  # type: ignore[attr-defined]
        if match:
            return match[0]
        time.sleep(0.1)
    raise RuntimeError("the collector did not say its address within 60 s")


def share_of(tree: dict[str, object], wanted: list[list[str]]) -> float:
    """Share of the total in paths that hold ``wanted`` as consecutive frames, outermost first."""
    strings, frames, columns = tree["strings"], tree["frames"], tree["tree"]
    path: list[tuple[str, str]] = []
    wanted_path = [tuple(frame) for frame in wanted]
    found = 0.0
    for number, (ascent, frame) in enumerate(
        zip(columns["ascents"], columns["frame_indexes"], strict=True), start=1
    ):
        del path[len(path) - ascent :]
        path.append(
            (strings[frames["owner_indexes"][frame]], strings[frames["function_indexes"][frame]])
        )
        starts = range(len(path) - len(wanted_path) + 1)
        if any(path[i : i + len(wanted_path)] == wanted_path for i in starts):
            found += columns["self"][number]
    return found / tree["total"] if tree["total"] else 0.0


def flame_graph(url: str, service: str, measure: str, state: str) -> dict[str, object]:
    now = int(time.time() * 1000)
    query = {
        "service": service,
        "measure": measure,
        "from_millis": now - 3_600_000,
        "to_millis": now + 60_000,
    }
    address = f"{url}/api/v1/flamegraph?{urllib.parse.urlencode(query)}"
    whole = _get(address)
    part = _get(f"{address}&state={state}")
    return {**part, "total": whole["total"]}


def _get(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return json.load(answer)


def judge(testee: Testee, scenario: Path, url: str) -> str | None:
    """``None`` where the expected trace was seen, else what is wrong."""
    expected = json.loads((scenario / "expected.json").read_text(encoding="utf-8"))
    state = expected["state"]
    if isinstance(state, dict):
        state = state[testee.language]
    fault = "not run"
    for seconds in SECONDS:
        service = f"{scenario.name}-{testee.language}-{testee.version}-{seconds}"
        command = testee.command(scenario, service, url, seconds)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TANDEM_")}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds + 120, env=environment
        )
        if done.returncode != 0 or done.stdout:
            return f"exit {done.returncode}, wrote {done.stdout!r}: {done.stderr[-2000:]}"
        tree = flame_graph(url, service, expected["measure"], state)
        share = share_of(tree, expected["trace"][testee.language])
        if share >= expected["at_least"]:
            return None
        fault = (
            f"{expected['trace'][testee.language]} has {share:.0%} of {expected['measure']} in "
            f"state {state} of {tree['profiles']} profiles, below {expected['at_least']:.0%}: "
            f"{done.stderr}"
        )
    return fault


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="VERSION=PATH")
    parser.add_argument("--java", action="append", default=[], metavar="VERSION=HOME")
    parser.add_argument("--report", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()
    testees = [Testee("python", *cell.split("=", 1)) for cell in options.python]
    testees += [Testee("java", *cell.split("=", 1)) for cell in options.java]
    scenarios = sorted(path.parent for path in SCENARIOS.glob("*/expected.json"))
    suite = ElementTree.Element("testsuite", name="scenarios")
    failed = 0
    for scenario in scenarios:
        compile_scenario(scenario)
    with collector() as url:
        for testee in testees:
            for scenario in scenarios:
                fault = judge(testee, scenario, url)
                name = f"{testee.language} {testee.version}"
                outcome = "ok" if fault is None else "FAILED"
                print(f"{outcome}  {name:12} {scenario.name}", flush=True)
                case = ElementTree.SubElement(
                    suite, "testcase", classname=f"scenarios.{scenario.name}", name=name
                )
                if fault is not None:
                    failed += 1
                    print(f"    {fault}", flush=True)
                    ElementTree.SubElement(case, "failure", message=fault)
    options.report.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(suite).write(options.report, encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
