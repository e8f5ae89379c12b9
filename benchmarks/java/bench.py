"""The figures of the Java agent, each beside its target and what it is compared with.

    bench.py [--quick] [--java HOME]... [FIGURE...]

``--quick`` shows within a minute that each works, and its figures mean nothing. Asserts nothing.
Run by `make bench`, after the jars are built; javac and java are taken from the first HOME.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Callable

import overhead
import shares
import stall
import start
import threads
from jvms import CLASS_PATH, CLASSES, Servers, servers

SOURCES = CLASSES.parent.parent.parent / "benchmarks" / "java" / "programs"


def figures(quick: bool) -> dict[str, Callable[[list[str], Servers], None]]:
    """Every figure by its name; each gets the homes of the JVMs."""
    return {
        "overhead": lambda homes, to: overhead.measure(
            homes[0], to, overhead.QUICK if quick else overhead.FULL
        ),
        "shares": lambda homes, to: shares.measure(
            homes, to, shares.QUICK if quick else shares.FULL
        ),
        "start": lambda homes, to: start.measure(homes, to, start.QUICK if quick else start.FULL),
        "threads": lambda homes, to: threads.measure(
            homes[0], to, threads.QUICK if quick else threads.FULL
        ),
        "stall": lambda homes, to: stall.measure(homes, to, stall.QUICK if quick else stall.FULL),
    }


def main() -> None:
    known = figures(quick=False)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--java", action="append", required=True, metavar="HOME")
    parser.add_argument(
        "figure", nargs="*", choices=[*known, []], metavar="FIGURE", help=", ".join(known)
    )
    options = parser.parse_args()
    compile_programs(options.java[0])
    for name in options.figure or known:
        began = time.monotonic()
        print(f"-- {name} (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True)
        with servers() as to:
            figures(options.quick)[name](options.java, to)
        print(
            f"   took {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True
        )


def compile_programs(home: str) -> None:
    CLASSES.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            f"{home}/bin/javac",
            "--release",
            "11",
            "-nowarn",
            "-cp",
            CLASS_PATH,
            "-d",
            str(CLASSES),
            *map(str, sorted(SOURCES.glob("*.java"))),
        ],
        check=True,
    )


if __name__ == "__main__":
    main()
