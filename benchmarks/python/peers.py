"""What each Python profiler costs a program, and how wrong its shares are, side by side in one run.

    python3 benchmarks/python/peers.py PYTHON [--quick]

PYTHON is an interpreter that has this project's agent and the peers of `peers.txt` installed. The
processes stand next to each other and take turns of as many works each, in a new random order each
round: whatever else the machine does meets all of them alike. One has no profiler, and a second
has none either: what that shows is what this benchmark cannot tell from nothing. A process is a
little faster or slower for as long as it lives, so a set of them is one observation, and the
interval is over sets. The second column is what a profiler that is a process of its own spends
beside the program, between its turns, too. Memory is read when the load ends.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from loads import LOADS

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "java"))
import intervals  # noqa: E402

TURNS = HERE / "programs" / "turns.py"
PATIENCE_SECONDS = 60.0
HEAVY = "60/30/10 in Python"


@dataclass(frozen=True)
class Plan:
    """How much each program does."""

    sets: int
    rounds: int
    turn_millis: int  # of work, about
    warm_seconds: float = 0.0  # at least


COST, SHARES = Plan(6, 20, 100, 12.0), Plan(1, 80, 100)  # several upload first after 10 s
QUICK = Plan(1, 2, 10)
STARTS = 10


@dataclass(frozen=True)
class Variant:
    """A way to run the program, and how to count its samples once it has ended."""

    name: str
    command: tuple[str, ...]  # what stands before the program and its arguments
    shares: Callable[[frozenset[str]], Counter[str]] | None = None
    beside: tuple[str, ...] = ()  # a profiler that is told the program's process
    imports: str = ""  # what a program imports to be profiled


def variants(python: str, folder: Path, address: str) -> list[Variant]:
    """Everything that is compared, without first."""
    bin_ = Path(python).parent

    def tandem(name: str, *settings: str) -> Variant:
        audit = folder / f"{re.sub('[^a-z0-9]+', '-', name)}.txt"
        sets = [f"audit_file={audit}", f"collector={address}", *settings]
        run = (python, "-m", "tandem_profiler", "run", *(f"--set={one}" for one in sets))
        return Variant(name, run, lambda names: in_audit(audit, names), (), "tandem_profiler")

    spy, austin, tree = folder / "spy.txt", folder / "austin.txt", folder / "tree.json"
    return [
        Variant("none", (python,)),
        Variant("none, again", (python,)),
        tandem("tandem"),
        tandem("tandem, 100 Hz", "wall_hz=100"),
        tandem("tandem, 100 Hz, pure", "wall_hz=100", "sampler=pure"),
        Variant(
            "py-spy, 100 Hz",
            (python,),
            lambda names: in_collapsed(spy, names),
            (
                str(bin_ / "py-spy"),
                "record",
                "-r",
                "100",
                "-f",
                "raw",
                "-i",
                "-o",
                str(spy),
                "--pid",
            ),
        ),
        Variant(
            "austin, 100 Hz",
            (python,),
            lambda names: in_collapsed(austin, names),
            (str(bin_ / "austin"), "-i", "10ms", "-o", str(austin), "-p"),
        ),
        Variant(
            "pyinstrument, 100 Hz",
            (python, "-m", "pyinstrument", "-i", "0.01", "-r", "json", "-o", str(tree)),
            lambda names: in_tree(tree, names),
            (),
            "pyinstrument",
        ),
        Variant(
            "pyroscope-io, 100 Hz",
            (python, str(HERE / "programs" / "with_pyroscope.py"), address),
            None,
            (),
            "pyroscope",
        ),
        Variant(
            "codeguru, 1 Hz",
            (python, "-m", "codeguru_profiler_agent", "-p", "bench", "-r", "us-west-2"),
            None,
            (),
            "codeguru_profiler_agent",
        ),
    ]


@dataclass
class Program:
    """One that runs, and the profiler beside it."""

    process: subprocess.Popen[str]
    beside: subprocess.Popen[bytes] | None

    def turn(self, works: int) -> int:
        """CPU nanoseconds of the process for so many works."""
        assert self.process.stdin
        self.process.stdin.write(f"{works}\n")
        self.process.stdin.flush()
        return int(self.answer("done"))

    def nanos_of_a_work(self) -> int:
        """How long one takes, about."""
        began = time.monotonic_ns()
        self.turn(10)
        return (time.monotonic_ns() - began) // 10

    def answer(self, word: str) -> str:
        """The rest of the next line that begins with ``word``."""
        assert self.process.stdout
        for line in self.process.stdout:
            first, _, rest = line.strip().partition(" ")
            if first == word:
                return rest
        raise RuntimeError(f"ended: {self.process.args}")

    def beside_seconds(self) -> float:
        """What the profiler beside it executed so far."""
        return time.clock_gettime((~self.beside.pid << 3) | 2) if self.beside else 0.0

    def end(self) -> dict[str, Any]:
        """Ends the profiler beside it, then the program; what it says at its end."""
        if self.beside:
            self.beside.send_signal(signal.SIGINT)
            self.beside.wait(PATIENCE_SECONDS)
        assert self.process.stdin
        self.process.stdin.close()
        told: dict[str, Any] = json.loads(self.answer("end"))
        self.process.wait(PATIENCE_SECONDS)
        return told


@contextmanager
def program(variant: Variant, load: str, folder: Path, address: str) -> Iterator[Program]:
    """Runs the program and, where there is one, the profiler beside it; kills what is left."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TANDEM_", "AWS_"))}
    nowhere = {
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_ENDPOINT_URL": address,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with open(folder / "stderr", "a") as errors:
        started = subprocess.Popen(
            [*variant.command, str(TURNS), load],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=environment | nowhere,
            text=True,
        )
        running = Program(started, None)
        try:
            running.answer("ready")
            if variant.beside:
                running.beside = subprocess.Popen(
                    [*variant.beside, str(started.pid)], stdout=errors, stderr=errors, cwd=folder
                )
            yield running
        finally:
            for one in (running.beside, started):
                if one:
                    one.kill()
                    one.wait()


def in_audit(file: Path, names: frozenset[str]) -> Counter[str]:
    """Samples of wall time by the innermost of these functions, in the text of our profiles."""
    seen: Counter[str] = Counter()
    path: list[str] = []
    for line in file.read_text().splitlines() if file.exists() else ():
        node = re.match(r"\s+(\d+)\s+(?:python (\S+) (\S+))?", line)
        if not node:
            continue
        del path[int(node[1]) :]
        path += [""] * (int(node[1]) - len(path)) + [node[3] or ""]
        for count in re.findall(r"\| wall_time \w+ (\d+)", line):
            seen[innermost(reversed(path), names)] += int(count)
    return seen


def in_collapsed(file: Path, names: frozenset[str]) -> Counter[str]:
    """The same of stacks in lines, outermost first, with a number at the end."""
    seen: Counter[str] = Counter()
    for line in file.read_text().splitlines() if file.exists() else ():
        stack, _, number = line.rpartition(" ")
        if number.isdigit():
            words = re.split(r"[;:( ]", stack)
            seen[innermost(reversed(words), names)] += int(number)
    return seen


def in_tree(file: Path, names: frozenset[str]) -> Counter[str]:
    """The same of pyinstrument's tree; milliseconds instead of samples."""
    seen: Counter[str] = Counter()
    waiting = [(json.loads(file.read_text())["root_frame"], "")] if file.exists() else []
    while waiting:
        frame, above = waiting.pop()
        name = frame["function"] if frame["function"] in names else above
        children = frame.get("children", [])
        own = frame["time"] - sum(child["time"] for child in children)
        seen[name] += round(1000 * own)
        waiting += [(child, name) for child in children]
    return seen


def innermost(innermost_first: Iterable[str], names: frozenset[str]) -> str:
    """The first of these names; empty where there is none."""
    return next((name for name in innermost_first if name in names), "")


@dataclass
class Seen:
    """What one variant showed under one load, over all sets."""

    more: list[float] = field(default_factory=list)  # percent of CPU per work, of each set
    beside: list[float] = field(default_factory=list)  # percent of a core, of each set
    megabytes: list[float] = field(default_factory=list)
    nanos: Counter[str] = field(default_factory=Counter)
    samples: Counter[str] = field(default_factory=Counter)


def measure(python: str, load: str, plan: Plan, address: str) -> dict[str, Seen]:
    """All variants under one load, taking turns, in each set anew."""
    found: dict[str, Seen] = {}
    for _ in range(plan.sets):
        with tempfile.TemporaryDirectory() as name:
            compared = variants(python, Path(name), address)
            _add_set(found, compared, load, plan, Path(name), address)
    return found


def _add_set(
    found: dict[str, Seen],
    compared: list[Variant],
    load: str,
    plan: Plan,
    folder: Path,
    address: str,
) -> None:
    with ExitStack() as stack:
        running = {v.name: stack.enter_context(program(v, load, folder, address)) for v in compared}
        began = time.monotonic()
        works = max(1, plan.turn_millis * 10**6 // running["none"].nanos_of_a_work())
        for one in running.values():
            one.turn(works)
        time.sleep(max(0.0, plan.warm_seconds - (time.monotonic() - began)))
        began, before = time.monotonic(), {n: one.beside_seconds() for n, one in running.items()}
        rounds = [_round(running, works) for _ in range(plan.rounds)]
        elapsed = time.monotonic() - began
        for variant in compared:
            one, seen = running[variant.name], found.setdefault(variant.name, Seen())
            logs = [math.log(spent[variant.name] / spent["none"]) for spent in rounds]
            seen.more.append(100 * statistics.median(logs))
            seen.beside.append(100 * (one.beside_seconds() - before[variant.name]) / elapsed)
            told = one.end()
            seen.megabytes.append(told["kilobytes"] / 1024)
            seen.nanos.update(told["nanos"])
            if variant.shares:
                seen.samples.update(variant.shares(frozenset(told["nanos"])))


def _round(running: dict[str, Program], works: int) -> dict[str, int]:
    """CPU nanoseconds of each for so many works, in turns."""
    return {name: running[name].turn(works) for name in random.sample(list(running), len(running))}


def import_millis(python: str, module: str, times: int) -> float:
    """CPU time that a start with this import takes more than one without, median."""

    def start(code: str) -> float:
        before = children_seconds()
        subprocess.run([python, "-c", code], check=True, stderr=subprocess.DEVNULL)
        return 1000 * (children_seconds() - before)

    return statistics.median(start(f"import {module}") - start("pass") for _ in range(times))


def children_seconds() -> float:
    """CPU time of the processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def accepting() -> Iterator[str]:
    """A server on the loopback that accepts whatever a peer uploads, and no gRPC; its address."""

    class Accepts(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Accepts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def error(seen: Seen) -> str:
    """In points, the greatest difference of a share."""
    told, true = sum(seen.samples[name] for name in seen.nanos), seen.nanos.total()
    if not told:
        return "-"
    worst = max(abs(seen.samples[n] / told - nanos / true) for n, nanos in seen.nanos.items())
    return f"{100 * worst:.1f}"


def main() -> None:
    """Prints one row for each profiler."""
    python, quick = sys.argv[1], "--quick" in sys.argv
    with accepting() as address:
        found = {
            load: measure(
                python, load, QUICK if quick else COST if load == HEAVY else SHARES, address
            )
            for load in LOADS
        }
    print(
        f"  {'':22} {'CPU per work':>16} {'beside it':>10} {'memory':>10} {'import':>8}"
        f"   share error in points: {' | '.join(LOADS)}"
    )
    costs = found[HEAVY]
    for variant in variants(python, Path(), ""):
        seen = costs[variant.name]
        pairs = zip(seen.megabytes, costs["none"].megabytes, strict=True)
        megabytes = statistics.median(its - bare for its, bare in pairs)
        imports = variant.imports and import_millis(python, variant.imports, 1 if quick else STARTS)
        print(
            f"  {variant.name:22} {intervals.text(seen.more, ' %'):>16}"
            f" {statistics.median(seen.beside):>8.1f} % {megabytes:>+7.1f} MB"
            f" {f'{imports:.0f} ms' if imports else '-':>8}   "
            + " | ".join(error(found[load][variant.name]) for load in LOADS),
            flush=True,
        )


if __name__ == "__main__":
    main()
