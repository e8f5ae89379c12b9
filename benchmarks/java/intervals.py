"""Means with 95 % intervals, by Student's t. Pure functions."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

# two-sided 95 % points of Student's t, by degrees of freedom (any statistics table)
T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13)
T_MANY = 2.10


def mean_and_half_width(values: Sequence[float]) -> tuple[float, float]:
    """The mean and how far its interval reaches; infinitely far for a single value."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return mean, math.inf
    freedom = len(values) - 1
    t = T[freedom - 1] if freedom <= len(T) else T_MANY
    return mean, t * statistics.stdev(values) / math.sqrt(len(values))


def text(values: Sequence[float], unit: str = "", digits: int = 1) -> str:
    """As in ``+1.2 ± 0.8 %``."""
    mean, half = mean_and_half_width(values)
    return f"{mean:+.{digits}f} ± {half:.{digits}f}{unit}"
