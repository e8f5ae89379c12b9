"""How wrong shares of methods are: randomised work of 60, 30 and 10 %, and a hot inlined method.

The truth is the thread's own CPU clock, read around each call. All agents run at the same time, so
that they meet the same machine.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jvms import Servers, Variant, flight_recorder, jvm

EXACT = ("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints")
NODE = re.compile(r"\s+(\d+)\s+(?:java Shares (\w+))?")
FRAME = re.compile(r"\s+Shares\.(\w+)\(")
GZIP = b"\x1f\x8b"  # how what is compressed begins


@dataclass(frozen=True)
class Plan:
    """CPU seconds of the randomised work, and of the inlined method."""

    work_seconds: float
    inlined_seconds: float


FULL = Plan(60, 15)
QUICK = Plan(2, 2)


@dataclass(frozen=True)
class Compared:
    """A way to run the program, and how to count its samples once it has ended."""

    variant: Variant
    samples: Callable[[frozenset[str]], Counter[str]]


def measure(homes: list[str], servers: Servers, plan: Plan) -> None:
    """Prints one row for each agent and JVM."""
    print(
        f"{'agent':24} {'JVM':4} {'error of 60/30/10, at most':>26}"
        f" {'hot inlined method':>36}   target"
    )
    print(f"{'':24} {'':4} {'':>26} {'hot at once':>18} {'after 3 s':>17}")
    for home in homes:
        errors = dict(_run(home, servers, ("work", plan.work_seconds, 0), _largest_error))
        at_once = dict(_run(home, servers, ("inlined", plan.inlined_seconds, 0), _hits))
        later = dict(_run(home, servers, ("inlined", plan.inlined_seconds, 3000), _hits))
        for name, error in errors.items():
            target = "2 points, 100 %" if name == "tandem" else "-"
            print(
                f"{name:24} {_feature(home):4} {error:>26} {at_once[name]:>18}"
                f" {later[name]:>17}   {target}",
                flush=True,
            )


def _run(
    home: str,
    servers: Servers,
    work: tuple[str, float, int],
    judge: Callable[[dict[str, int], Counter[str]], str],
) -> Iterator[tuple[str, str]]:
    """The judgement of each agent over one kind of work."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers.received.clear()
        compared = _compared(home, servers, folder)
        running = [
            stack.enter_context(jvm(home, c.variant, "Shares", *map(str, work))) for c in compared
        ]
        truths = [
            {name: int(nanos) for name, nanos in (part.split("=") for part in one.answer("done"))}
            for one in running
        ]
        for one in running:
            one.end()
        for c, truth in zip(compared, truths, strict=True):
            yield c.variant.name, judge(truth, c.samples(frozenset({*truth, "caller"})))


def _compared(home: str, servers: Servers, folder: Path) -> list[Compared]:
    def tandem(name: str, settings: str, *options: str) -> Compared:
        audit = folder / f"{re.sub('[^a-z0-9]+', '-', name)}.txt"
        variant = servers.tandem(f",audit_file={audit}{settings}", name)
        variant = Variant(name, (*variant.options, *options))
        return Compared(variant, lambda names: in_audit(audit, names))

    recording = folder / "plain.jfr"
    return [
        tandem("tandem", ""),
        tandem("tandem, jfr", ",sampler=jfr"),
        tandem("tandem, jfr, exact", ",sampler=jfr", *EXACT),
        tandem("tandem, dumps at 20 Hz", ",sampler=thread-dump,wall_hz=20"),
        Compared(
            servers.pyroscope(), lambda names: in_uploads(home, servers.received, folder, names)
        ),
        Compared(
            flight_recorder("profile", recording),
            lambda names: in_recording(home, recording, names),
        ),
    ]


def in_audit(file: Path, names: frozenset[str]) -> Counter[str]:
    """Samples by the innermost of these methods: of CPU time, else of wall time, running."""
    text = file.read_text() if file.exists() else ""
    measure = "cpu_time" if "cpu_time running" in text else "wall_time"
    count = re.compile(rf"\| {measure} running (\d+)")
    seen: Counter[str] = Counter()
    path: list[str] = []
    for line in text.splitlines():
        node = NODE.match(line)
        if node:
            del path[int(node[1]) :]
            path += [""] * (int(node[1]) - len(path)) + [node[2] or ""]
            counted = count.search(line)
            if counted:
                seen[_innermost(reversed(path), names)] += int(counted[1])
    return seen


def in_recording(home: str, file: Path, names: frozenset[str]) -> Counter[str]:
    """The same of a recording of the JDK's own."""
    shown = subprocess.run(
        [
            f"{home}/bin/jfr",
            "print",
            "--events",
            "jdk.ExecutionSample",
            "--stack-depth",
            "64",
            str(file),
        ],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return Counter(
        _innermost(FRAME.findall(event), names) for event in shown.split("jdk.ExecutionSample")[1:]
    )


def in_uploads(
    home: str, bodies: Iterable[bytes], folder: Path, names: frozenset[str]
) -> Counter[str]:
    """The same of what the peer's agent uploaded: forms with a compressed recording each."""
    seen: Counter[str] = Counter()
    for body in bodies:
        begins = body.find(GZIP)
        if begins >= 0:
            file = folder / "uploaded.jfr"
            file.write_bytes(zlib.decompressobj(wbits=31).decompress(body[begins:]))
            seen += in_recording(home, file, names)
    return seen


def _innermost(innermost_first: Iterable[str], names: frozenset[str]) -> str:
    return next((name for name in innermost_first if name in names), "")


def _largest_error(truth: dict[str, int], samples: Counter[str]) -> str:
    total = sum(samples[name] for name in truth)
    if not total:
        return "no samples"
    nanos = sum(truth.values())
    error = max(abs(samples[name] / total - truth[name] / nanos) for name in truth)
    noise = (0.6 * 0.4 / total) ** 0.5
    return f"{100 * error:.1f} points (chance {100 * noise:.1f})"


def _hits(truth: dict[str, int], samples: Counter[str]) -> str:
    total = sum(samples[name] for name in (*truth, "caller"))
    return f"{100 * samples['heavy'] / total:.0f} % of {total}" if total else "no samples"


def _feature(home: str) -> str:
    release = (Path(home) / "release").read_text()
    found = re.search(r'JAVA_VERSION="(\d+)', release)
    return found[1] if found else "?"
