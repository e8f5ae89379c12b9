"""Threads, locks and queues of the system, also where gevent has put its own in their place.

A greenlet in place of the sampling thread would run only while the program does not; and the number
of a greenlet in place of a thread's, asked for its CPU clock, would crash the process. What is
imported here before gevent patches stays what it is; afterwards gevent itself is asked for it.
"""

from __future__ import annotations

import _thread
import sys
import threading
from _queue import SimpleQueue  # gevent replaces it in the module queue only
from collections.abc import Callable
from typing import Any

__all__ = ["SimpleQueue", "SystemThread", "blind_spot", "get_ident", "lock", "thread"]


def _module(name: str) -> Any:
    """A module that the application has imported, or ``None``."""
    modules = sys.modules
    return dict.get(modules, name) if issubclass(type(modules), dict) else None


def _real(name: str) -> Any:
    monkey = _module("gevent.monkey")
    patched: Any = getattr(_thread, name)
    return patched if monkey is None else monkey.get_original("_thread", name)


get_ident: Callable[[], int] = _real("get_ident")
lock: Callable[[], Any] = _real("allocate_lock")
_start: Callable[[Callable[[], None], tuple[()]], int] = _real("start_new_thread")


class SystemThread:
    """A daemon that `threading` does not know: its own threads may be greenlets."""

    def __init__(self, body: Callable[[], None]) -> None:
        self._body = body
        self._runs = lock()

    def start(self) -> None:
        """Once. Raises RuntimeError where no thread can be had."""
        self._runs.acquire()
        try:
            _start(self._run, ())
        except BaseException:
            self._runs.release()
            raise

    def join(self, seconds: float) -> None:
        """Waits so long at most until it has ended."""
        if self._runs.acquire(timeout=seconds):
            self._runs.release()

    def is_alive(self) -> bool:
        """Whether it was started and has not ended."""
        alive: bool = self._runs.locked()
        return alive

    def _run(self) -> None:
        try:
            self._body()
        finally:
            self._runs.release()


def thread(name: str, body: Callable[[], None]) -> threading.Thread | SystemThread:
    """A daemon thread, not started yet."""
    monkey = _module("gevent.monkey")
    if monkey is not None and monkey.is_module_patched("threading"):
        return SystemThread(body)
    return threading.Thread(target=body, name=name, daemon=True)


def blind_spot() -> str | None:
    """What of this process no sample shows, or ``None``."""
    if _module("greenlet") is None:
        return None
    return "greenlets: of each thread only the one that runs is seen, not those that wait"
