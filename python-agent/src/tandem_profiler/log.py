"""Says what a person should know, one line at a time, and never fails at it."""

from __future__ import annotations

import logging
from contextlib import suppress

_log = logging.getLogger("tandem_profiler")


def warn(line: str) -> None:
    """Logs a line as the application logs; without a plan of its own, to stderr. Never raises."""
    with suppress(Exception):  # of a handler of the application's
        _log.warning("tandem: %s", line)
