"""Reads numbers about this process: clocks, memory, threads. Reads no text about it or its host."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Collection

from tandem_profiler import threads
from tandem_profiler.model import AgentCost, Gauge, ProcessStatistics, Sampler, SamplerReason

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_READING_SECONDS = 1.0
_LOOK_SECONDS = 0.0002
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


class ThreadClocks:
    """CPU clocks of the agent's own threads, also of those that have ended. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threads.lock()
        self._clocks: dict[int, int] = {}  # by ident; replaced, never changed
        self._ended_nanos = 0
        self._ending: list[int] = []  # clocks of threads that were removed

    def add_this_thread(self) -> None:
        """The calling thread is one of the agent's."""
        ident = threads.get_ident()
        self.add(ident, time.pthread_getcpuclockid(ident))

    def add(self, ident: int, clock: int) -> None:
        """Another thread is one of the agent's, and this its CPU clock."""
        with self._lock:
            self._clocks = {**self._clocks, ident: clock}

    def remove_this_thread(self) -> None:
        """The calling thread, which was added, is about to end."""
        with self._lock:
            gone = threads.get_ident()
            self._ending.append(self._clocks[gone])
            self._clocks = {one: clock for one, clock in self._clocks.items() if one != gone}
            self._ended_nanos += thread_cpu_nanos()

    def await_ends(self, seconds: float) -> None:
        """Waits so long at most until the kernel has forgotten the threads that were removed."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with self._lock:
                self._ending = [clock for clock in self._ending if _ticks(clock)]
                if not self._ending:
                    return
            time.sleep(_LOOK_SECONDS)

    def idents(self) -> Collection[int]:
        """The threads that were added, and have not ended."""
        return self._clocks.keys()

    def nanos(self) -> int:
        """CPU time of all of them so far."""
        with self._lock:
            return self._ended_nanos + sum(map(time.clock_gettime_ns, self._clocks.values()))


class Account:
    """Reads the process's numbers while a window is open. The sampling thread alone calls it."""

    def __init__(
        self, own_nanos: Callable[[], int], sampler: Sampler, reason: SamplerReason
    ) -> None:
        self._sampler, self._reason = sampler, reason
        self._resident = Readings(memory_limit())
        self._threads = Readings()
        self._cpu = Meter(cpu_micros)
        self._own = Meter(lambda: own_nanos() // 1000)
        self._collections = Meter(collections)
        self._next_reading = 0.0

    def read(self, threads: int) -> None:
        """Takes the cheap readings now, and the others once a second."""
        self._threads.add(threads)
        now = time.monotonic()
        if now >= self._next_reading:
            self._next_reading = now + _READING_SECONDS
            self._resident.add(resident_bytes())

    def drain(self, samples: int) -> ProcessStatistics:
        """The statistics since the last call; drops are not part of them yet."""
        return ProcessStatistics(
            cpu_micros=self._cpu.drain(),
            resident_bytes=self._resident.drain(),
            threads=self._threads.drain(),
            gc_count=self._collections.drain(),
            agent=AgentCost(cpu_micros=self._own.drain(), samples=samples),
            sampler=self._sampler,
            sampler_reason=self._reason,
        )


def _ticks(clock: int) -> bool:
    """Whether a thread has this clock."""
    try:
        time.clock_gettime_ns(clock)
    except OSError:
        return False
    return True


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
