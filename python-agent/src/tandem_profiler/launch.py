"""Starts the agent from code and from the command line; logs what is wrong with the settings."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Mapping
from types import CodeType

from tandem_profiler import config
from tandem_profiler.agent import Handle, start_agent

_log = logging.getLogger("tandem_profiler")


def start_with(
    code: Mapping[str, object], command_line: Iterable[str], launcher: CodeType | None = None
) -> Handle:
    """Reads the settings of all sources and starts. See `start_agent` for ``launcher``."""
    _log_to_stderr()
    return start_agent(config.read(code, command_line, warn=_log.warning), launcher)


def _log_to_stderr() -> None:
    """One line a message on stderr, unless the application has its own plans for our logger."""
    if not _log.handlers and not logging.root.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("tandem: %(message)s"))
        _log.addHandler(handler)
        _log.propagate = False
