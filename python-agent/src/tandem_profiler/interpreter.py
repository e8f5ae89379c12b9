"""Knows in which kind of interpreter nothing may be sampled."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import Any


def refusal() -> str | None:
    """Why this interpreter must never be sampled, or ``None``."""
    with suppress(AttributeError):  # up to 3.12
        if not sys._is_gil_enabled():  # type: ignore[attr-defined]
            return "a free-threaded interpreter: reading frames of running threads would crash it"
    if _is_sub():
        return "a subinterpreter: a thread of ours in one could abort the process when it ends"
    return None


def _is_sub() -> bool:
    for name in ("_interpreters", "_xxsubinterpreters"):
        with suppress(ImportError):
            module: Any = import_module(name)
            return bool(module.get_current() != module.get_main())
    return False
