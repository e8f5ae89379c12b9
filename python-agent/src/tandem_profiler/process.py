"""Reads numbers about this process: clocks, memory, threads. Reads no text about it or its host."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable

from tandem_profiler.model import Gauge

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_NO_LIMIT = 1 << 60  # version 1 of control groups says "none" with a number near 2^63


class Readings:
    """Readings of one quantity over a window. One thread alone calls it."""

    def __init__(self, limit: int = 0) -> None:
        self._limit = limit
        self._sum = self._count = self._peak = 0

    def add(self, value: int) -> None:
        """Adds a reading."""
        self._sum += value
        self._count += 1
        self._peak = max(self._peak, value)

    def drain(self) -> Gauge:
        """The gauge of what was read since the last call; all zero where nothing was."""
        mean = self._sum // self._count if self._count else 0
        gauge = Gauge(mean, self._peak, self._limit)
        self._sum = self._count = self._peak = 0
        return gauge


class Meter:
    """How much a counter has grown since the last call of ``drain``."""

    def __init__(self, read: Callable[[], int]) -> None:
        self._read = read
        self._before = read()

    def drain(self) -> int:
        """Never negative: a counter that was set back counts from there."""
        now = self._read()
        grown, self._before = max(0, now - self._before), now
        return grown


def cpu_micros() -> int:
    """CPU time of the process so far, threads that have ended included."""
    return time.process_time_ns() // 1000


def resident_bytes() -> int:
    """Memory of the process that is in RAM."""
    try:
        with open("/proc/self/statm", "rb") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def memory_limit() -> int:
    """The control group's limit of memory; 0 where there is none."""
    for path in _LIMITS:
        try:
            with open(path, "rb") as limit:
                value = int(limit.read())
        except (OSError, ValueError):
            continue
        return value if value < _NO_LIMIT else 0
    return 0


def collections() -> int:
    """Garbage collections of all generations so far."""
    return sum(generation["collections"] for generation in gc.get_stats())


def thread_cpu_nanos() -> int:
    """CPU time of the calling thread so far."""
    return time.thread_time_ns()
