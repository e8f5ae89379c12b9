"""Chooses when threads go on after a fork, in the parent.

CPython counts threads at a fork, and warns of more than one: up to 3.12 before the hooks run that
bring ours back, from 3.13 on after them. There they wait until the fork has returned: the extension
has the main thread bring them back before its next instruction. Where the application has a hook
in Python behind ours, that is in it, and CPython may warn.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

COUNTED_LAST = (3, 13)  # from this version on
_native: Any = None  # where it is needed, and there


def register() -> None:
    """Must be called when the hooks that call `when_returned` have been registered, once."""
    global _native  # noqa: PLW0603
    if sys.version_info < COUNTED_LAST:
        return
    try:
        _native = import_module("tandem_profiler._native")
    except ImportError:
        return
    os.register_at_fork(after_in_parent=_native.after_fork)


def when_returned(go_on: Callable[[], None]) -> None:
    """Calls ``go_on`` as soon as the fork returns, in whose hook the caller is.

    That is on the main thread, where a signal's handler would run. At once where that cannot be
    had, nor is needed: a program that forks on another thread has two, and is warned of anyway.
    """
    if _native is None or not _native.call_after_fork(go_on):
        go_on()
