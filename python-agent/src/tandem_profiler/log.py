"""Says what a person should know, one line at a time, and never fails at it."""

from __future__ import annotations

import logging
import os
from contextlib import suppress

_log = logging.getLogger("tandem_profiler")
_OURS = os.path.dirname(__file__) + os.sep


def warn(line: str) -> None:
    """Logs a line as the application logs; without a plan of its own, to stderr. Never raises."""
    with suppress(Exception):  # of a handler of the application's
        _log.warning("tandem: %s", line)


def told(error: BaseException) -> str:
    """An error's kind and the innermost line of ours; never its message, which may hold data."""
    place = "an unknown line"
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(_OURS):
            place = f"{file[len(_OURS) :]}:{trace.tb_lineno}"
        trace = trace.tb_next
    kind = type(error)
    return f"{kind.__name__ if kind.__module__ == 'builtins' else 'an error'} at {place}"
