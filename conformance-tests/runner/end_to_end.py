"""One scenario through everything: the agent, the real collector, its flame graph by REST."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import IO, Any

from collector import Collector
from expectations import SCENARIOS, Trace, load
from normalise import Words
from programs import PATIENCE_SECONDS, ROOT, Program, Testee
from stacks import Stack, stacks_of_graph

JAR = ROOT / "collector" / "target" / "tandem-collector.jar"
NAME = "end_to_end"
CASE = "cpu_bound"


def fault_of(testee: Testee, url: str) -> str | None:
    """Runs one scenario against the collector at ``url`` until its flame graph shows the trace."""
    words, scenario = Words(testee.language), load(SCENARIOS / CASE)
    service = f"{testee.language}-{testee.version}"
    share = 0.0
    with Program(testee, [CASE], url, service) as program:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and program.runs():
            time.sleep(0.5)
            share = share_of(scenario.traces[0], stacks_of_graph(flame_graph(url, service)), words)
            if share > 0.5:
                return program.end()
        return f"{scenario.traces[0]} has {share:.0%} of the flame graph: {program.log()}"


def flame_graph(url: str, service: str) -> Mapping[str, Any]:
    """The CPU time of a service in the last hour."""
    now = int(time.time() * 1000)
    window = {"from_millis": now - 3_600_000, "to_millis": now + 60_000}
    with closing(Collector(url)) as asked:
        return asked.flame_graph(service=service, measure="cpu_time", **window)


@contextmanager
def running_collector() -> Iterator[str]:
    """The address of a collector that ends with the block."""
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryFile("w+") as log:
        options = ["--port", "0", "--data", f"{data}/data"]
        command = ["java", f"-Djava.io.tmpdir={data}", "-jar", str(JAR), *options]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_SECONDS)


def _address(process: subprocess.Popen[bytes], log: IO[str]) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        log.seek(0)
        match = re.search(r"http://127\.0\.0\.1:\d+", log.read())
        if match:
            return match[0]
        time.sleep(0.1)
    raise RuntimeError(f"the collector did not say its address within {PATIENCE_SECONDS} s")


def share_of(trace: Trace, stacks: Sequence[Stack], words: Words) -> float:
    """Share of the samples that are in a trace."""
    total = sum(stack.samples for stack in stacks)
    found = sum(s.samples for s in stacks if trace.matches(words.path(CASE, s.frames)))
    return found / total if total else 0.0
