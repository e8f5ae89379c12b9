"""Reads what an agent wrote to ``audit_file``: the text of its uploads."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

_NODE = re.compile(
    r""" *(\d+) +(root|\w+ \S+ (?:"[^"]*"|\S+))((?: \| \w+ \w+ \d+(?: value \d+)?)*)"""
)
_SERIES = re.compile(r"series (\w+ \w+) samples (\d+) total_value (\d+)")

Path_ = tuple[str, ...]
"""The frames of a stack as the text has them, ``java java.lang.Thread run``, outermost first."""


def stacks(file: Path, measure: str) -> Counter[Path_]:
    """What each stack cost in all windows: microseconds of ``cpu_time`` or ``wall_time``."""
    values: Counter[Path_] = Counter()
    each: dict[str, float] = {}  # of one sample of a series
    path: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("upload "):
            each = {}
        elif series := _SERIES.match(line):
            each[series[1]] = int(series[3]) / int(series[2])
        elif node := _NODE.fullmatch(line):
            depth = int(node[1])
            if depth:
                path[depth - 1 :] = [node[2]]
            for counted in node[3].split(" | ")[1:]:
                of, state, samples, *_ = counted.split()
                if of == measure:
                    values[tuple(path[:depth])] += round(int(samples) * each[f"{of} {state}"])
    return values
