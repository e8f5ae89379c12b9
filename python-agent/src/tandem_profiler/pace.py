"""Decides when: when the next sample is taken, and when a window ends."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable

from tandem_profiler import process
from tandem_profiler.config import Settings
from tandem_profiler.model import MAX_WINDOW_SECONDS

FIRST_WINDOW_SECONDS = 10
_COST_SECONDS = 5.0
_LEAST_HZ = 1
_LONGEST_DELAY_SECONDS = 10.0
_CLOCK_SET_NANOS = 1_000_000_000


def first_window_end(start_millis: int, report_seconds: int) -> int:
    """Of the first: soon, so that whoever just started the program sees something."""
    return start_millis + min(FIRST_WINDOW_SECONDS, report_seconds) * 1000


def next_window_end(start_millis: int, report_seconds: int) -> int:
    """Of the others: a multiple of the period since the epoch (R30).

    The next but one where the next is less than a fifth of a period away, and R11 allows it.
    """
    period = report_seconds * 1000
    end = (start_millis // period + 1) * period
    late = end + period
    soon = end - start_millis < period / 5
    return late if soon and late - start_millis <= MAX_WINDOW_SECONDS * 1000 else end


def upload_delay(report_seconds: int) -> float:
    """Seconds to wait before an upload: all windows end at the same instant, uploads need not.

    Up to a tenth of the period, and 10 s at most.
    """
    return spread(min(_LONGEST_DELAY_SECONDS, report_seconds / 10))


def spread(longest: float) -> float:
    """Seconds to wait, at random, so that many that began at once do not go on at once."""
    return secrets.randbelow(1000) / 1000 * longest


class WindowClock:
    """The time of day, which does not jump while a window is open. One thread alone uses it."""

    def __init__(self) -> None:
        self._offset = self._read_offset()

    def now_millis(self) -> int:
        """Milliseconds since the epoch. Never goes back between two calls of ``follow``."""
        return (time.monotonic_ns() + self._offset) // 1_000_000

    def follow(self) -> bool:
        """Between windows: takes over a time of day that was set. Whether it was, by a second."""
        offset = self._read_offset()
        was_set = abs(offset - self._offset) > _CLOCK_SET_NANOS
        if was_set:
            self._offset = offset
        return was_set

    @staticmethod
    def _read_offset() -> int:
        return time.time_ns() - time.monotonic_ns()


class Pace:
    """How long to wait between samples: jittered, and slower where sampling costs too much.

    The sampling thread alone uses it.
    """

    def __init__(self, own_nanos: Callable[[], int] = process.thread_cpu_nanos) -> None:
        """``own_nanos``: CPU time of what samples, so far."""
        self._own_nanos = own_nanos
        self._random = random.Random()  # noqa: S311 -- the shared one is the application's
        self._slowdown = 1
        self._checked = time.monotonic()
        self._cpu = process.cpu_micros()
        self._own = self._own_nanos() // 1000

    def hz(self, settings: Settings) -> float:
        """Samples a second, now."""
        return max(_LEAST_HZ, settings.wall_hz / self._slowdown)

    def pause(self, seconds: float) -> float:
        """So long, within a quarter: against aliasing."""
        return self._random.uniform(0.75, 1.25) * seconds

    def adapt(self, settings: Settings) -> None:
        """Every 5 s: weighs what sampling cost, and changes the rate for it."""
        now = time.monotonic()
        if now - self._checked < _COST_SECONDS:
            return
        cpu, own = process.cpu_micros(), self._own_nanos() // 1000
        spent = own - self._own if own >= self._own else own  # another thread took over
        self.weigh(settings, now - self._checked, cpu - self._cpu, spent)
        self._checked, self._cpu, self._own = now, cpu, own

    def weigh(self, settings: Settings, seconds: float, cpu_micros: int, own_micros: int) -> None:
        """Halves the rate above the limit of cost, doubles it well below.

        The limit is a share of one core, or half that share of the process's CPU time, if more.
        """
        limit = settings.overhead_percent / 100 * max(seconds * 1e6, cpu_micros / 2)
        if own_micros > limit:
            self._slowdown = min(self._slowdown * 2, settings.wall_hz)
        elif own_micros < limit / 4 and self._slowdown > 1:
            self._slowdown //= 2
