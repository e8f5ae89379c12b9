"""The figures of the bridge to Jep, each beside what it is compared with.

    bench.py [--quick] --cell HOME=PLACE... [FIGURE...]

HOME is a JVM's and PLACE a Python with Jep that `tools/jep` made. ``--quick`` shows within a minute
that each works, and its figures mean nothing. Asserts nothing. Run by `make bench`.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product

from audit import stacks
from boundaries import Score, score, truths
from division import largest_error, shares
from hosts import ROOT, Cell, printed, ran

LOADS = ("ordinary", "adversarial")
THREADS = "2"


def boundaries(cells: Sequence[Cell], quick: bool) -> None:
    """Mixed stacks against what the program says of its paths."""
    print(
        f"{'load':12} {'JVM x Python':12} {'right':>8} {'approximate':>12} {'undivided':>10}",
        end="",
    )
    print(f" {'wrong, unmarked':>16}   target: the last is 0")
    for load in LOADS:
        for cell in cells:
            with ran(cell, "", "Walk", load, THREADS, "3" if quick else "60", "1") as walked:
                found = score(stacks(walked.audit, "cpu_time"), truths(walked.lines))
            print(f"{load:12} {cell!s:12} {_shares(found)}", flush=True)
            for stack, why in found.examples[:3]:
                print(f"   wrong: {'; '.join(stack)}\n      but {why}")


def _shares(found: Score) -> str:
    micros, total = found.micros, found.micros.total() or 1
    approximate = micros["approximate, right"] + micros["approximate, wrong"]
    columns = [micros["right"], approximate, micros["undivided"], micros["wrong"]]
    return (
        " %".join(
            f"{100 * value / total:{width}.1f}"
            for value, width in zip(columns, (7, 11, 9, 15), strict=True)
        )
        + f" %   of {total / 1e6:.0f} s of CPU"
    )


def division(cells: Sequence[Cell], quick: bool) -> None:
    """Shares of three kinds of work under one stack of Java's."""
    print(f"{'load':8} {'JVM x Python':12} {'largest error':>14} {'undivided':>10}   {'of CPU':>7}")
    for load, cell in product(("python", "mixed"), cells):
        with ran(cell, "", "Turns", THREADS, "3" if quick else "60", load) as served:
            truth: Counter[str] = Counter()
            for line in served.lines:
                if line.startswith("truth "):
                    _, kind, micros = line.split()
                    truth[kind] += int(micros)
            of_kinds, undivided = shares(stacks(served.audit, "cpu_time"), truth)
        error = largest_error(of_kinds, truth)
        of_cpu = f"{truth.total() / 1e6:5.0f} s"
        print(
            f"{load:8} {cell!s:12} {error:7.1f} points {100 * undivided:8.1f} %   {of_cpu}",
            flush=True,
        )


def holds(cells: Sequence[Cell], quick: bool) -> None:
    """How long a look holds the GIL, with so many threads that compute in Python."""
    print(f"{'JVM x Python':12} {'threads':>7} {'p50':>8} {'p99':>9} {'worst':>9}", end="")
    print(f" {'CPU a look':>11} {'moved':>7}   target: a hold over 2,000 us halves the rate")
    cells[0].compile("**/Holds.java")
    for cell in cells:
        for threads in ("1", "2", "8"):
            lines = printed(cell, "io.tandemprofiler.bridge.Holds", threads, "4" if quick else "30")
            held, looks = ([int(n) for n in line.split()[1:]] for line in lines)
            count, stacks_, moved, cpu_micros = looks
            micros = [hold / 1000 for hold in sorted(held)]
            print(
                f"{cell!s:12} {threads:>7} {micros[len(micros) // 2]:5.0f} us"
                f" {micros[len(micros) * 99 // 100]:6.0f} us {micros[-1]:6.0f} us"
                f" {cpu_micros / count:8.0f} us {100 * moved / stacks_:5.1f} %",
                flush=True,
            )


def hurries(cells: Sequence[Cell], quick: bool) -> None:
    """Work per second of CPU while threads want the GIL in a hurry, and as a rule."""
    print(
        f"{'Python':8} {'it is held by':14} {'threads':>7} {'work per CPU in a hurry':>24}", end=""
    )
    print("   a hurry lasts 5 ms at most")
    for cell in cells:
        for kind, threads in product(("python", "c"), ("2", "9")):
            seconds = "4" if quick else "30"
            lines = cell.plain("hurry.py", kind, threads, seconds, _hurry_micros())
            usual, hurried = (int(work) / int(cpu) for _, work, cpu in map(str.split, lines))
            print(
                f"{str(cell).split(' x ')[1]:8} {kind:14} {threads:>7}"
                f" {100 * (hurried / usual - 1):+22.1f} %",
                flush=True,
            )


def _hurry_micros() -> str:
    source = ROOT / "jep-bridge/src/main/java/io/tandemprofiler/bridge/Gil.java"
    return source.read_text().split("HURRY_MICROS = ")[1].split(";")[0]


def throughput(cells: Sequence[Cell], quick: bool) -> None:
    """Work per second of CPU with the bridge and without, in pairs, and of two without."""
    pairs, seconds = (1, "3") if quick else (8, "15")
    print(f"{'JVM x Python':12} {'compared':18} {'work per CPU, median':>21} {'least … most':>16}")
    for cell in cells:
        found: dict[str, list[float]] = {"on": [], "off, again": []}
        for _ in range(pairs):
            order = random.sample(["on", "off", "off, again"], 3)
            done = {way: _done(cell, f"jep={way[:3].rstrip(',')}", seconds) for way in order}
            for way, ratios in found.items():
                ratios.append(done[way] / done["off"])
        for way, ratios in found.items():
            more = [100 * (ratio - 1) for ratio in ratios]
            print(
                f"{cell!s:12} {f'{way} / off':18} {statistics.median(more):+19.1f} %"
                f" {min(more):+7.1f} … {max(more):+.1f} %",
                flush=True,
            )


def _done(cell: Cell, settings: str, seconds: str) -> float:
    with ran(cell, settings, "Turns", THREADS, seconds, "python") as served:
        turns, micros = served.numbers("done")
        return turns / micros


FIGURES: dict[str, Callable[[Sequence[Cell], bool], None]] = {
    "boundaries": boundaries,
    "division": division,
    "holds": holds,
    "hurries": hurries,
    "throughput": throughput,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--cell", action="append", required=True, type=Cell.of)
    parser.add_argument("figure", nargs="*", choices=[*FIGURES, []], metavar="FIGURE")
    options = parser.parse_args()
    options.cell[0].compile()
    for name in options.figure or FIGURES:
        began = time.monotonic()
        print(f"-- {name} (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)", flush=True)
        FIGURES[name](options.cell, options.quick)
        print(f"   took {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
