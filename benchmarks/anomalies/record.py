"""Records metrics of the example shops under a load that has days, for what is found anomalous.

    python benchmarks/anomalies/record.py --java JDK_HOME --python PYTHON [--to FOLDER]

The shops of examples/ must be built. A window of ten seconds stands for an hour: 24 of them are a
day, busy at noon and quiet at night. ``SHOP.csv`` has a line for each window that the shop's agent
sent, with the metrics that the collector watches, as it computes them; empty where not known.
"""

from __future__ import annotations

import argparse
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "conformance-tests" / "runner"))
from messages import module  # noqa: E402
from recorder import Recorder  # noqa: E402

EXAMPLES = ROOT / "examples"
AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
PLACE = "collector/src/test/resources/io/tandemprofiler/collector/analysis/anomaly"
HOUR_SECONDS = 10
DAY = 24
PATIENCE_SECONDS = 180
CUSTOMERS = 6
THINK_MILLIS = 400
PORTS = {"shop-java": 18091, "shop-python": 18092}
COLUMNS = ("cpu_time", "wall_time", "heap_used", "gc_share", "samples")


def commands(options: argparse.Namespace, url: str) -> dict[str, list[str]]:
    """What starts each shop under its agent."""
    settings = f"service=shop-java,collector={url},report_seconds={HOUR_SECONDS}"
    java = [
        str(options.java / "bin" / "java"),
        "-Xmx64m",
        f"-javaagent:{AGENT}={settings}",
    ]
    python = [
        str(options.python),
        "-m",
        "tandem_profiler",
        "run",
        "--service",
        "shop-python",
    ]
    python += ["--collector", url, "--set", f"report_seconds={HOUR_SECONDS}"]
    found = {
        "shop-java": [*java, "-jar", f"{EXAMPLES}/shop-java/target/shop-java.jar"],
        "shop-python": [*python, f"{EXAMPLES}/shop-python/serve.py"],
    }
    return {shop: [*words, "--port", str(PORTS[shop])] for shop, words in found.items()}


def busy(hour: int) -> float:
    """How much is asked in an hour, as a factor: three times as much at noon as at midnight."""
    return 1 - 0.5 * math.cos(hour % DAY * 2 * math.pi / DAY)


def drive(hours: int) -> None:
    """Asks the shops for so many hours."""
    urls = [f"http://127.0.0.1:{port}" for port in PORTS.values()]
    began = time.monotonic()
    for hour in range(hours):
        left = began + (hour + 1) * HOUR_SECONDS - time.monotonic()
        think = THINK_MILLIS / busy(hour)
        load = [sys.executable, f"{EXAMPLES}/load/load.py", "--for", f"{left:.2f}"]
        load += ["--customers", str(CUSTOMERS), "--think-millis", f"{think:.0f}"]
        subprocess.run([*load, "--seed", str(hour), *urls], check=True, capture_output=True)


def await_shop(port: int) -> None:
    """Until the shop at this port answers."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def metrics(profile: Any) -> dict[str, float | None]:
    """What the collector would say of an hour that is this window alone."""
    proto = module("profile")
    seconds = profile.duration_millis / 1000
    idle = (proto.THREAD_STATE_WAITING, proto.THREAD_STATE_SLEEPING)
    said = profile.statistics
    cpu = sum(one.total_value for one in profile.series if one.measure == proto.MEASURE_CPU_TIME)
    wall = sum(
        one.total_value
        for one in profile.series
        if one.measure == proto.MEASURE_WALL_TIME and one.state not in idle
    )
    has_heap = said.HasField("heap_bytes")
    return {
        "cpu_time": cpu / seconds,
        "wall_time": wall / seconds,
        "heap_used": said.heap_bytes.mean if has_heap else None,
        "gc_share": said.gc_micros / 1e6 / seconds if has_heap else None,
        "samples": said.agent.samples / seconds,
    }


def table(profiles: list[Any]) -> str:
    """One line for each, the first with the names of the columns."""
    lines = [",".join(COLUMNS)]
    for profile in profiles:
        found = metrics(profile)
        values = [found[column] for column in COLUMNS]
        lines.append(",".join("" if one is None else f"{one:.6g}" for one in values))
    return "\n".join([*lines, ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--java", type=Path, required=True, help="home of a JDK")
    parser.add_argument("--python", type=Path, required=True, help="with the agent")
    parser.add_argument("--hours", type=int, default=5 * DAY, help="windows to record")
    parser.add_argument("--to", type=Path, default=ROOT / PLACE, metavar="FOLDER")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    own = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
    with (
        Recorder() as recorder,
        tempfile.TemporaryFile() as log,
        ExitStack() as running,
    ):
        for words in commands(options, recorder.url).values():
            shop = subprocess.Popen(words, env=own, stdout=log, stderr=log)
            running.callback(shop.wait)
            running.callback(shop.kill)
        for port in PORTS.values():
            await_shop(port)
        before = len(recorder.uploads())
        drive(options.hours)
        wanted = before + len(PORTS) * options.hours
        recorder.wait_for(lambda one: len(one.requests("Upload")) >= wanted, PATIENCE_SECONDS)
        uploads = recorder.uploads()[before:]
    for shop in PORTS:
        profiles = [one.profile for one in uploads if one.producer.service == shop]
        (options.to / f"{shop}.csv").write_text(table(profiles), encoding="utf-8")
        print(f"{shop}: {len(profiles)} windows", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
