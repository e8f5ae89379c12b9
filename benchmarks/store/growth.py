"""What a profile costs the store as stacks, agents and days grow: a table, and a plot of it.

    python benchmarks/store/growth.py [--quick] [--plot build/bench/growth.svg]

Each point is a `StoreBench` of its own, which differs from the others in one thing.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot

ROOT = Path(__file__).resolve().parent.parent.parent
COLLECTOR = ROOT / "collector" / "target"
BENCH = "io.tandemprofiler.collector.store.StoreBench"
FIGURES = (
    "append, ms CPU a profile",
    "close, ms CPU a profile",
    "stored, bytes a profile",
    "all of it by profile, ms CPU",
    "all of it by hour, ms CPU",
    "all of it by day, ms CPU",
)


@dataclass(frozen=True)
class Growth:
    """What grows, the option that says so, and its values."""

    what: str
    option: str
    values: tuple[int, ...]
    unit: int = 1  # of the option, for one of the values
    fixed: tuple[str, ...] = ()


FULL = (
    Growth("distinct stacks", "--stacks", (1_000, 5_000, 20_000, 60_000), fixed=("--hours", "6")),
    Growth("agents", "--agents", (5, 20, 80), fixed=("--hours", "6")),
    Growth("days", "--hours", (1, 3, 10, 30), 24, ("--agents", "5")),
)
QUICK = (
    Growth("distinct stacks", "--stacks", (500, 1_000), fixed=("--hours", "1", "--agents", "2")),
    Growth("agents", "--agents", (1, 2), fixed=("--hours", "1", "--stacks", "500")),
    Growth("days", "--hours", (1, 2), 24, ("--agents", "1", "--stacks", "500")),
)


def figures(growth: Growth, value: int) -> list[float]:
    """Of one run, in the order of `FIGURES`."""
    path = f"{COLLECTOR / 'tandem-collector.jar'}:{COLLECTOR / 'test-classes'}"
    command = ["java", "-Xmx2g", "-cp", path, BENCH, "--row", *growth.fixed]
    command += [growth.option, str(value * growth.unit)]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=None, text=True, check=True
        )
    return [float(word) for word in done.stdout.split()]


def plot(measured: dict[Growth, list[list[float]]], file: Path) -> None:
    """A row for each figure, a column for each that grows; both axes by powers of ten."""
    _, axes = pyplot.subplots(
        len(FIGURES), len(measured), figsize=(4 * len(measured), 2.2 * len(FIGURES))
    )
    for column, (growth, rows) in enumerate(measured.items()):
        for row, figure in enumerate(FIGURES):
            axis = axes[row][column]
            axis.loglog(growth.values, [max(one[row], 0.001) for one in rows], marker="o")
            axis.set_title(figure, fontsize=8)
            axis.set_xlabel(growth.what, fontsize=8)
            axis.grid(visible=True, which="both", alpha=0.2)
    pyplot.tight_layout()
    file.parent.mkdir(parents=True, exist_ok=True)
    pyplot.savefig(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only shows that it works")
    parser.add_argument("--plot", type=Path, default=ROOT / "build" / "bench" / "growth.svg")
    options = parser.parse_args()
    measured: dict[Growth, list[list[float]]] = {}
    for growth in QUICK if options.quick else FULL:
        print(f"{growth.what}; {', '.join(FIGURES)}", flush=True)
        for value in growth.values:
            measured.setdefault(growth, []).append(figures(growth, value))
            print(f"{value:8,}  " + "  ".join(f"{one:10,.2f}" for one in measured[growth][-1]))
            sys.stdout.flush()
    plot(measured, options.plot)
    print(f"plotted in {options.plot}")


if __name__ == "__main__":
    main()
