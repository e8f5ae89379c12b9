"""Asks the kernel about threads of this process. Linux; elsewhere it is never known."""

from __future__ import annotations

import os

_SLEEP = b"hrtimer_nanosleep"  # where every form of nanosleep waits, and nothing else
_MOST_BYTES = 64

_open, _read, _close, _listdir = (
    os.open,
    os.read,
    os.close,
    os.listdir,
)  # whatever the application puts there later


def sleeps(clock: int) -> bool:
    """Whether the thread of this CPU clock is in the kernel's sleep now. Releases the GIL.

    Linux numbers a thread's clock by the thread: ``MAKE_THREAD_CPUCLOCK``. What cannot be read,
    as of a thread that has ended, is not known to sleep.
    """
    thread = ~(clock >> 3)
    try:
        place = _open(f"/proc/self/task/{thread}/wchan", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return _read(place, _MOST_BYTES) == _SLEEP
    except OSError:
        return False
    finally:
        _close(place)


def threads() -> frozenset[str]:
    """The numbers of this process's threads, of all languages."""
    try:
        return frozenset(_listdir("/proc/self/task"))
    except OSError:
        return frozenset()
