"""Uploads the last window where SIGTERM ends the process, if ``on_sigterm=upload`` says so."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType

from tandem_profiler import threads


class SigtermUpload:
    """A handler that calls ``stop`` and then lets the process die as it would have without it.

    One that was called while its own thread was already in ``stop`` waits until that is over.
    """

    def __init__(self, stop: Callable[[], None], log: Callable[[str], None]) -> None:
        self._stop = stop
        self._log = log
        self._stopping_in = 0
        self._late = False
        self._own: Callable[[int, FrameType | None], None] = self._handle  # one object, to compare

    def install(self) -> None:
        """Never raises: a line says why it is not possible."""
        before = signal.getsignal(signal.SIGTERM)
        if before is self._own:  # from before a fork
            return
        if before is not signal.SIG_DFL:
            self._log("on_sigterm is left alone: the program handles SIGTERM itself")
            return
        try:
            signal.signal(signal.SIGTERM, self._own)
        except ValueError:
            self._log(
                "on_sigterm cannot be set: only the main thread may, and the start was elsewhere"
            )

    def remove(self) -> None:
        """Where it is still there, and this is the main thread; it does no harm where it stays."""
        if signal.getsignal(signal.SIGTERM) is self._own:
            try:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
            except ValueError:
                return

    def stop(self, stop: Callable[[], None]) -> None:
        """Calls it; a signal that comes meanwhile waits for it."""
        self._stopping_in = threads.get_ident()
        try:
            stop()
        finally:
            self._stopping_in = 0
        if self._late:
            _die()

    def _handle(self, _signal: int, _frame: FrameType | None) -> None:
        if self._stopping_in == threads.get_ident():
            self._late = True
            return
        try:
            self._stop()
        finally:
            _die()


def _die() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.raise_signal(signal.SIGTERM)
