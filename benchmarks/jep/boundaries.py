"""Whether mixed stacks are put together rightly: what was sampled, against what each path says.

A program wanders between Java and Python and says of each of its paths which functions it is made
of (`programs/Walk.java`). A stack in which a path's number is spelled out must be exactly that
path; one on the way must be the beginning of a path.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audit import Path_

OWN = re.compile(r"java Walk\$(Walker|Host|Digits) |python walk |python <generated> <generated>$")
SPELLED = re.compile(r"(?:java Walk\$Digits|python walk) d(\d)$")
WORKS = ("java Walk$Digits work", "python walk work")
ASIDE = re.compile(  # calls that end before a path goes on
    r"java Walk\$Host (refuse|arrived)$|python walk (refuse|named|Named\.__init__|proxy|begin)$"
)
UNDIVIDED = 'python "" <python>'
APPROXIMATE = 'other "" <approximate>'
GIL_HOLDER = 'other "" <gil-holder>'  # what follows is another thread's


@dataclass(frozen=True)
class Score:
    """Microseconds of stacks by what they are.

    ``approximate, right`` and ``approximate, wrong`` are marked so. ``undivided`` has the Java
    frames and says that Python ran. ``another's`` is rightly put together, and divided wrongly: it
    ends in Java that was called on another path. ``wrong`` is wrong, and nothing says so.
    """

    micros: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[Path_, str]] = field(default_factory=list)  # of what is wrong, and why


def score(stacks: Mapping[Path_, int], truths: Mapping[str, Path_]) -> Score:
    """Judges each stack that has Python in it."""
    found = Score()
    beginnings = {path[:end] for path in truths.values() for end in range(len(path) + 1)}
    for stack, micros in stacks.items():
        verdict, why = _verdict(stack, truths, beginnings)
        found.micros[verdict] += micros
        if why:
            found.examples.append((stack, why))
    del found.micros["elsewhere"]
    return found


def truths(lines: Sequence[str]) -> dict[str, Path_]:
    """Of a program's lines ``path NUMBER FRAMES``."""
    said = (line.split(" ", 2) for line in lines if line.startswith("path "))
    return {number: tuple(frames.split(";")) for _, number, frames in said}


def _verdict(stack: Path_, truths: Mapping[str, Path_], beginnings: set[Path_]) -> tuple[str, str]:
    stack = stack[: stack.index(GIL_HOLDER)] if GIL_HOLDER in stack else stack
    own = tuple(filter(OWN.match, stack))
    if not own or "python walk <module>" in own:
        return "elsewhere", ""
    if UNDIVIDED in stack:
        return "undivided", ""
    if not any(frame.startswith("python ") for frame in own) and own in beginnings:
        return "elsewhere", ""
    why = _why_wrong(own, truths, beginnings)
    if APPROXIMATE in stack:
        return ("approximate, wrong" if why else "approximate, right"), ""
    if why and _into_java(own) in beginnings:
        return "another's", ""
    return ("wrong", why) if why else ("right", "")


def _into_java(own: Path_) -> Path_:
    """Up to the first Java that the last Python called; nothing where Python is innermost."""
    calls = [at for at, (a, b) in enumerate(pairwise(own)) if a[:4] == "pyth" and b[:4] == "java"]
    return own[: calls[-1] + 2] if calls and own[-1].startswith("java") else (own[0],) * 2


def _why_wrong(own: Path_, truths: Mapping[str, Path_], beginnings: set[Path_]) -> str:
    ends = [at for at, frame in enumerate(own) if frame in WORKS]
    if ends:
        number = "".join(m[1] for frame in own if (m := SPELLED.match(frame)))
        wanted = truths.get(number, ())
        return "" if own[: ends[0] + 1] == wanted else f"path {number} is {'; '.join(wanted)}"
    while own and ASIDE.match(own[-1]):
        own = own[:-1]
    return "" if own in beginnings else "no path begins so"
