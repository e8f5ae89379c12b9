"""Finds the interpreter's lock in its memory, where it can be read and hurried without holding it.

It begins with the switch interval: so many microseconds a thread waits for the lock before its
holder is asked to let go of it. Behind that is which thread has it. All is found by what it holds,
and where it is not, it is not used.
"""

from __future__ import annotations

import ctypes
import os
import sys
from itertools import chain, starmap, tee
from operator import add
from threading import get_ident
from typing import Any

WORD = 8  # bytes of a number, and of an address
_STATE = 256  # bytes of a thread's state, which are less than it has
_MICRO = 1e-6
_ROUNDED_DOWN = _MICRO / 2  # the setter does
_ONCE = ((),)
_interval = sys.getswitchinterval  # whatever is put there later
_set_interval = sys.setswitchinterval
_hurried = 0  # microseconds that the interval is in a hurry
_usual = 0  # microseconds that a hurry takes the place of; 0 where none was ever in one
_image: Any = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_ssize_t)(
    ("PyBytes_FromStringAndSize", ctypes.pythonapi)
)
_own_state: Any = ctypes.PYFUNCTYPE(ctypes.c_size_t)(("PyThreadState_Get", ctypes.pythonapi))


def interval(begin: int, size: int, hurried: int) -> int:
    """Address of the interval in this memory, the interpreter's global state; 0 if not found.

    It is to be so many microseconds in a hurry. From then on a child that is forked in a hurry is
    calmed: it has no thread that would do so.
    """
    global _hurried, _usual
    _hurried = hurried
    first, second, micros = _images(begin, size)
    found = [
        at
        for at in range(0, size - WORD + 1, WORD)
        if _number(first, at) == micros + 1 and _number(second, at) == micros + 2
    ]
    if len(found) != 1:
        return 0
    if not _usual:
        os.register_at_fork(after_in_child=_calm_child)
    _usual = micros
    return begin + found[0]


def calm(micros: int) -> None:
    """Ends a hurry, and has the interval as it was; what the application has set since stays.

    Args:
        micros: what it was; 0 for no hurry.
    """
    global _usual
    if micros:
        _usual = micros
        if round(_interval() / _MICRO) == _hurried:
            _set_interval(micros * _MICRO + _ROUNDED_DOWN)


def _calm_child() -> None:
    calm(_usual)


def holder(interval: int) -> tuple[int, int]:
    """How many bytes from there tell of the holder, and where its state has the thread's ident.

    The state's address is in the second word, and in the third whether it still has the lock. Zeros
    where they are not this thread's, which has it.
    """
    state = _own_state()
    words = _image(interval, 3 * WORD)
    locked = int.from_bytes(words[2 * WORD : 2 * WORD + 4], sys.byteorder)
    own = _image(state, _STATE)
    idents = [at for at in range(0, _STATE, WORD) if _number(own, at) == get_ident()]
    if _number(words, WORD) != state or locked != 1 or len(idents) != 1:
        return 0, 0
    return len(words), idents[0]


def _number(image: bytes, at: int) -> int:
    return int.from_bytes(image[at : at + WORD], sys.byteorder)


def _images(begin: int, size: int) -> tuple[bytes, bytes, int]:
    """With an interval that is longer by one microsecond, and by two; and what it is.

    In one call of C: so nobody waits that long, and nobody sets it meanwhile.
    """
    before = _interval()
    intervals = tee(starmap(_interval, _ONCE), 4)
    longer, longest, same = (
        map(_set_interval, map(add, interval, (more * _MICRO + _ROUNDED_DOWN,)))
        for interval, more in zip(intervals[1:], (1, 2, 0), strict=True)
    )
    memory = ((begin, size),)
    steps = (longer, starmap(_image, memory), longest, starmap(_image, memory), same, intervals[0])
    try:
        _, first, _, second, _, interval = list(chain.from_iterable(steps))
    except BaseException:
        _set_interval(before + _ROUNDED_DOWN)
        raise
    return first, second, round(interval / _MICRO)
