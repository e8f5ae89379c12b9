"""Threads, locks and queues of the system, also where gevent has put its own in their place.

A greenlet in place of the sampling thread would run only while the program does not; and the number
of a greenlet in place of a thread's, asked for its CPU clock, would crash the process. What is
imported here before gevent patches stays what it is; afterwards gevent itself is asked for it.
"""

from __future__ import annotations

import _thread
import sys
from _queue import SimpleQueue  # gevent replaces it in the module queue only
from collections.abc import Callable
from typing import Any

__all__ = [
    "SimpleQueue",
    "Thread",
    "ThreadIds",
    "blind_spot",
    "get_ident",
    "lock",
    "may_be_replaced",
    "this_thread",
]

ThreadIds = tuple[int, int]  # Python's number of a thread, and the system's


def _module(name: str) -> Any:
    """A module that the application has imported, or ``None``."""
    modules = sys.modules
    return dict.get(modules, name) if issubclass(type(modules), dict) else None


def _real(name: str) -> Any:
    monkey = _module("gevent.monkey")
    patched: Any = getattr(_thread, name)
    return patched if monkey is None else monkey.get_original("_thread", name)


get_ident: Callable[[], int] = _real("get_ident")
_get_native_id: Callable[[], int] = _thread.get_native_id
lock: Callable[[], Any] = _real("allocate_lock")
_start: Callable[[Callable[[], None], tuple[()]], int] = _real("start_new_thread")


def this_thread() -> ThreadIds:
    """The calling thread's numbers; the system's is asked for, not remembered."""
    return get_ident(), _get_native_id()


class Thread:
    """A daemon that `threading` does not know, whose own threads may be, or become, greenlets.

    So no program meets it among its threads, nor traces it.
    """

    def __init__(self, name: str, body: Callable[[], None]) -> None:
        self.name = name
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
        """Waits so long at most until it has ended; not at all where it was not started."""
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
            _forget_stand_in()
            self._runs.release()


def _forget_stand_in() -> None:
    """What `threading` has put down for the calling thread, as grpcio asked for the current one.

    From 3.13 on it goes with the thread; before, the program would meet it for ever.
    """
    active = getattr(_module("threading"), "_active", {})
    active.pop(get_ident(), None)


def may_be_replaced() -> bool:
    """Whether gevent is there and has not patched yet: meanwhile an import can hang for ever."""
    monkey = _module("gevent.monkey")
    patched = monkey is not None and monkey.is_module_patched("threading")
    return _module("gevent") is not None and not patched


def blind_spot() -> str | None:
    """What of this process no sample shows, or ``None``."""
    if _module("gevent.hub") is None and _module("eventlet.hubs") is None:
        return None
    return "greenlets that wait are not seen: of each thread only the one that runs"
