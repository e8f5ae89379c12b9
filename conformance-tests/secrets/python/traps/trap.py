"""Notes code of the application that a foreign thread runs."""

from __future__ import annotations

import os
import sys
import threading

_OWN: set[int] = set()
EXECUTED: set[str] = set()


def own_thread() -> None:
    """The calling thread is one of the application's."""
    _OWN.add(threading.get_ident())


def trap(name: str) -> None:
    """Called by each trap, on whichever thread runs it."""
    if threading.get_ident() not in _OWN and not _imports():
        EXECUTED.add(name)
        os.write(2, f"!executed {name}\n".encode())  # also where nobody asks any more


def _imports() -> bool:
    """Whether it is an import that runs the trap: the table of modules is the interpreter's way."""
    frame = sys._getframe()
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
    return False
