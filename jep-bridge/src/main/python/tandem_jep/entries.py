"""Tells which Python frames C called: there, and there alone, Java can stand between two frames.

Reads two numbers of the interpreter's own structures, at places that are known for some versions.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from itertools import repeat
from operator import add, attrgetter, eq
from typing import Any

_FRAME = 24  # in PyFrameObject: the interpreter's frame
_PREVIOUS = 8  # in that: the one that called it, from 3.12 on
_IS_ENTRY = 68  # in that, 3.11: whether C called it
_OWNER = 70  # in that, from 3.12 on: who owns it
_OWNED_BY_C = 3
_VERSION = sys.version_info[:2]
_HEAD = 16  # of an object: it has more in an interpreter that traces references or has no GIL
KNOWN = _VERSION in ((3, 11), (3, 12), (3, 13)) and object.__basicsize__ == _HEAD

_VALUE: Any = attrgetter("value")
_pointer_at: Any = ctypes.c_uint64.from_address
_byte_at: Any = ctypes.c_uint8.from_address


def _each(function: Any, *columns: Any) -> Any:
    """Of each stack a column. Lazy, and of C alone."""
    return map(map, repeat(function), *columns)


def _read(at: Any, offset: int, addresses: Any) -> Any:
    return _each(_VALUE, _each(at, _each(add, addresses, repeat(repeat(offset)))))


def entries(stacks: Iterator[list[Any]]) -> Iterator[list[bool]]:
    """Of each frame whether C called it; nothing of a stack where that is not known.

    Lazy, and of C alone: see ``sampler.look``, in which frames cannot end meanwhile.
    """
    if not KNOWN:
        return map(list, map(map, repeat(bool), map(zip, repeat(()), stacks)))
    frames = _read(_pointer_at, _FRAME, _each(id, stacks))
    if _VERSION == (3, 11):
        flags = _each(bool, _read(_byte_at, _IS_ENTRY, frames))
    else:
        owners = _read(_byte_at, _OWNER, _read(_pointer_at, _PREVIOUS, frames))
        flags = _each(eq, owners, repeat(repeat(_OWNED_BY_C)))
    return map(list, flags)
