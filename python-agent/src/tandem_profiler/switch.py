"""Whether to sample. One who says off is enough, and nobody overrules another."""

from __future__ import annotations

import enum
import os
import queue
import time
from collections.abc import Callable
from contextlib import suppress

from tandem_profiler import threads

_LOOK_SECONDS = 1.0


class Hand(enum.Enum):
    """Who can switch off. Whoever did must switch on again."""

    COLLECTOR = enum.auto()
    PROGRAM = enum.auto()
    FILE = enum.auto()


class Switch:
    """Thread-safe. A signal handler may call `close`, which takes no lock."""

    def __init__(self) -> None:
        self._lock = threads.lock()
        self._off: frozenset[Hand] = frozenset()
        self._closed = False
        self._wakes: threads.SimpleQueue[None] = threads.SimpleQueue()

    def set(self, hand: Hand, on: bool) -> bool:
        """Whether this changed what this hand said. Never waits."""
        with self._lock:
            before = self._off
            self._off = before - {hand} if on else before | {hand}
            changed = self._off != before
        if changed:
            self.wake()
        return changed

    def is_on(self) -> bool:
        """Whether samples are wanted."""
        return not self._off and not self._closed

    def is_off_by(self, hand: Hand) -> bool:
        """Whether this hand said off."""
        return hand in self._off

    def close(self) -> None:
        """Off for good."""
        self._closed = True
        self.wake()

    def is_closed(self) -> bool:
        """Whether it is off for good."""
        return self._closed

    def wake(self) -> None:
        """Ends one wait, now or to come."""
        self._wakes.put(None)

    def wait(self, seconds: float) -> None:
        """Waits so long, or until something is switched or closed."""
        with suppress(queue.Empty):
            self._wakes.get(timeout=max(0.0, seconds))


class OffFile:
    """A file that switches off as long as it is there. One thread alone calls it."""

    def __init__(self, path: str, power: Switch, log: Callable[[str], None]) -> None:
        self._path = path
        self._power = power
        self._log = log
        self._next_look = 0.0

    def look(self) -> None:
        """Looks, once a second, whether it is there; where that cannot be told, it is."""
        if not self._path or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _LOOK_SECONDS
        on = _is_missing(self._path)
        if self._power.set(Hand.FILE, on):
            self._log(
                "off_file is gone: sampling again" if on else "off_file is there: sampling nothing"
            )


def _is_missing(path: str) -> bool:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
