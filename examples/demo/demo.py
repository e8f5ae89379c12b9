"""Profiles real services and judges what the profiler says by what they know of themselves.

``python demo.py`` starts the collector, the shops with their agents, and the load, until Ctrl-C.
``python demo.py --for 90`` stops by itself after 90 s, prints for each shop the profiled shares of
its hot spots beside the true ones, writes the flame graphs, and exits 0 only if they agree.
"""

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

import web
from children import Child, ChildFailed
from report import lines_of
from shares import judge

ROOT = Path(__file__).resolve().parents[2]
COLLECTOR = ROOT / "collector/target/tandem-collector.jar"
JAVA_AGENT = ROOT / "java-agent/target/tandem-java-agent.jar"
SHOP_JAVA = ROOT / "examples/shop-java/target/shop-java.jar"
SHOP_PYTHON = ROOT / "examples/shop-python/serve.py"
SHOP_JEP = ROOT / "examples/shop-jep/target/shop-jep.jar"
PRICING = ROOT / "examples/shop-jep/src/main/python"
JEP_BRIDGE = ROOT / "jep-bridge/target/tandem-jep-bridge.jar"
LOAD = ROOT / "examples/load/load.py"

REPORT_SECONDS = 10
START_SECONDS = 60
POLL_SECONDS = 0.2
OWN_PREFIXES = {
    "shop-java": ("io.tandemprofiler.examples.shop.",),
    "shop-python": ("shop.",),
    "shop-jep": ("io.tandemprofiler.examples.shop.", "pricing"),
}
TOLERANCE_POINTS = {  # where both languages share a stack, few looks divide it
    "shop-java": 8,
    "shop-python": 8,
    "shop-jep": 12,
}


@dataclass(frozen=True, slots=True)
class Stage:
    """All that runs. The load is first to end, the collector last."""

    collector: str
    shops: dict[str, str]  # by service, its address
    running: dict[str, Child]  # by name, in order of start
    started_millis: int

    def must_run(self) -> None:
        for child in self.running.values():
            child.must_run()

    def wait_for(self, condition: Callable[[], bool], what: str, seconds: float) -> None:
        """Polls. Raises ChildFailed where a program ends or the time is up first."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.must_run()
            if time.monotonic() > deadline:
                raise ChildFailed(f"{what}: not within {seconds:g} s")
            time.sleep(POLL_SECONDS)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    missing = [
        path
        for path in (COLLECTOR, JAVA_AGENT, SHOP_JAVA, SHOP_JEP, options.python)
        if not path.exists()
    ]
    if missing:
        print(f"demo: {missing[0]} is missing: run make build", file=sys.stderr)
        return 2

    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    deadline = time.monotonic() + options.seconds if options.seconds else float("inf")
    try:
        with _stage(options.python) as stage:
            _show_until(stage, deadline)
            problems = _judge(stage, options.output)
    except KeyboardInterrupt:
        print("demo: ended", flush=True)
        return 1 if options.seconds else 0
    except (ChildFailed, web.Unreachable) as error:
        problems = [str(error)]
    for problem in problems:
        print(f"demo: {problem}", file=sys.stderr)
    if not problems:
        print("demo: the profiles agree with the truth")
    return 1 if problems else 0


def jep_packages() -> Path | None:
    """Of the newest Python that `tools/jep` made; None where there is none, or no bridge to it."""
    made = sorted((ROOT / "build/jep").glob("*/ready"))
    if not made or not JEP_BRIDGE.exists():
        return None
    return next((made[-1].parent / "lib").glob("python*")) / "site-packages"


def services() -> list[str]:
    """What can be shown here."""
    return [service for service in OWN_PREFIXES if service != "shop-jep" or jep_packages()]


@contextmanager
def _stage(python: Path) -> Iterator[Stage]:
    """Everything started and answering; at the end everything ended, and its files removed."""
    port = web.free_port(4747)
    collector = f"http://127.0.0.1:{port}"
    jep = jep_packages()
    shop_ports = {service: web.free_port(8081 + i) for i, service in enumerate(services())}
    shops = {service: f"http://127.0.0.1:{shop}" for service, shop in shop_ports.items()}

    def agent(service: str) -> str:
        settings = f"service={service},collector={collector},report_seconds={REPORT_SECONDS}"
        return f"-javaagent:{JAVA_AGENT}={settings}"

    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="tandem-demo-")))
        stage = Stage(collector, shops, {}, _now_millis())

        def start(name: str, *command: str | Path, **environment: str) -> None:
            stage.running[name] = Child(name, command, folder / f"{name}.log", environment)

        cleanup.callback(_end_all, stage)
        start(
            "collector", "java", "-jar", COLLECTOR, "--port", str(port), "--data", folder / "data"
        )
        stage.wait_for(lambda: web.answers(collector + "/health"), "collector", START_SECONDS)
        print(f"Flame graphs: {collector}/", flush=True)

        start(
            "shop-java",
            *("java", agent("shop-java"), "-jar", SHOP_JAVA),
            *("--port", str(shop_ports["shop-java"])),
        )
        start(
            "shop-python",
            *(python, "-m", "tandem_profiler", "run", "--service", "shop-python"),
            *("--collector", collector, SHOP_PYTHON, "--port", str(shop_ports["shop-python"])),
            TANDEM_REPORT_SECONDS=str(REPORT_SECONDS),
        )
        if jep:
            [jar] = (jep / "jep").glob("jep-*.jar")
            start(
                "shop-jep",
                *("java", agent("shop-jep"), f"-Djava.library.path={jep / 'jep'}"),
                *("-cp", f"{SHOP_JEP}:{jar}:{JEP_BRIDGE}"),
                *("io.tandemprofiler.examples.shop.JepShop", "--port", str(shop_ports["shop-jep"])),
                PYTHONPATH=f"{jep}:{PRICING}",
            )
        for service, url in shops.items():
            stage.wait_for(partial(web.answers, url + "/size"), service, START_SECONDS)
        start("load", sys.executable, LOAD, *shops.values())
        yield stage


def _end_all(stage: Stage) -> None:
    """What has ended before has been judged before."""
    for child in filter(Child.is_running, reversed(stage.running.values())):
        try:
            child.end()
        except ChildFailed as failure:
            print(f"demo: {failure}", file=sys.stderr)


def _show_until(stage: Stage, deadline: float) -> None:
    """Until then, or without end; says when all services are on the page."""
    shown = False
    while time.monotonic() < deadline:
        stage.must_run()
        if not shown and web.services(stage.collector) >= stage.shops.keys():
            seconds = (_now_millis() - stage.started_millis) / 1000
            print(f"All services are on the page, {seconds:.0f} s after the start", flush=True)
            shown = True
        time.sleep(POLL_SECONDS)


def _judge(stage: Stage, output: Path) -> list[str]:
    """Ends load and shops, so that all is uploaded, and compares. What is wrong, in words."""
    stage.running["load"].end()
    truths = {service: web.truth(url) for service, url in stage.shops.items()}
    for service in stage.shops:
        stage.running[service].end()

    problems = []
    output.mkdir(parents=True, exist_ok=True)
    window = (stage.started_millis, _now_millis() + 1)
    listed = web.services(stage.collector)
    for service, truth in truths.items():
        if service not in listed:
            problems.append(f"{service}: the collector has no profile of it")
            continue
        flamegraph = web.flamegraph(stage.collector, service, *window)
        html = web.flamegraph_html(stage.collector, service, *window)
        (output / f"{service}.html").write_bytes(html)
        (output / f"{service}.truth.json").write_text(json.dumps(truth))
        (output / f"{service}.flamegraph.json").write_text(json.dumps(flamegraph))

        verdict = judge(
            truth,
            flamegraph,
            own_prefix=OWN_PREFIXES[service],
            tolerance_points=TOLERANCE_POINTS[service],
        )
        print("", *lines_of(verdict), f"  {output / service}.html", sep="\n", flush=True)
        problems += verdict.problems
    return problems


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Two services, their flame graphs, their truth.")
    parser.add_argument("--for", dest="seconds", type=float, help="stop after so long, and judge")
    parser.add_argument(
        "--python",
        type=Path,
        default=ROOT / "python-agent/.venv/bin/python",
        help="an interpreter that has the agent installed",
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "build/demo", help="where flame graphs are written"
    )
    return parser.parse_args(arguments)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Ends the demo once; whoever is impatient does not keep it from cleaning up."""
    for again in (signal.SIGTERM, signal.SIGINT):
        signal.signal(again, signal.SIG_IGN)
    raise KeyboardInterrupt


def _now_millis() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    sys.exit(main())
