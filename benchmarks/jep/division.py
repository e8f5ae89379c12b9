"""How wrong the division of Java's time among Python functions is.

One stack of Java's enters Python for three kinds of work; their shares of CPU time in the profile,
against the clocks of the threads that did it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from audit import Path_

ENTERED = "python turns Turns.serve"
UNDIVIDED = "<python>"


def shares(stacks: Mapping[Path_, int], kinds: Mapping[str, int]) -> tuple[dict[str, float], float]:
    """Of the time under the entry that was divided, the share of each kind; and of what was not."""
    found: Counter[str] = Counter()
    undivided = 0
    for stack, micros in stacks.items():
        if ENTERED in stack:
            for frame in stack[stack.index(ENTERED) + 1 :]:
                kind = frame.removeprefix("python turns ").partition(".")[0]
                if kind in kinds:
                    found[kind] += micros
                    break
        undivided += micros if any(frame.endswith(UNDIVIDED) for frame in stack) else 0
    divided = found.total()
    of_kinds = {kind: found[kind] / divided if divided else 0.0 for kind in kinds}
    return of_kinds, undivided / (divided + undivided) if undivided else 0.0


def largest_error(of_kinds: Mapping[str, float], truth: Mapping[str, int]) -> float:
    """In points of a hundred."""
    total = sum(truth.values())
    return max(100 * abs(share - truth[kind] / total) for kind, share in of_kinds.items())
