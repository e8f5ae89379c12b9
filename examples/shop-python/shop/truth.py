"""What the shop knows about its own CPU time, for comparison with what a profiler says."""

import threading
import time
from collections.abc import Callable
from types import FunctionType, TracebackType
from typing import Any


class HotSpot:
    """What one function truly costs, by the clock of the thread's CPU time. Thread-safe."""

    def __init__(
        self, name: str, kind: str, function: Callable[..., object], *, judged: bool, note: str
    ) -> None:
        assert isinstance(function, FunctionType)
        self.name = name
        self._about = {
            "name": name,
            "kind": kind,
            "owner": function.__module__,
            "function": function.__qualname__,
            "judged": judged,
            "note": note,
        }
        self._cpu_nanos = 0
        self._calls = 0
        self._lock = threading.Lock()

    def add(self, cpu_nanos: int) -> None:
        with self._lock:
            self._cpu_nanos += cpu_nanos
            self._calls += 1

    def measured(self) -> dict[str, Any]:
        with self._lock:
            return {**self._about, "cpu_micros": self._cpu_nanos // 1000, "calls": self._calls}


class Stopwatch:
    """Adds the CPU time of the ``with`` block to a hot spot. No frame of its own on the stack."""

    __slots__ = ("_spot", "_started")

    def __init__(self, spot: HotSpot) -> None:
        self._spot = spot

    def __enter__(self) -> None:
        self._started = time.thread_time_ns()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._spot.add(time.thread_time_ns() - self._started)


class Truth:
    """Sums since the start; a span of time is the difference of two readings."""

    def __init__(self, service: str, *hot_spots: HotSpot) -> None:
        self._service = service
        self._since_millis = time.time_ns() // 1_000_000
        self._hot_spots = hot_spots

    def reading(self) -> dict[str, Any]:
        return {
            "service": self._service,
            "since_millis": self._since_millis,
            "hot_spots": [spot.measured() for spot in self._hot_spots],
            "process_cpu_micros": time.process_time_ns() // 1000,
        }
