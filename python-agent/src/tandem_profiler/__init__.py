"""Tandem's agent for Python: samples stack traces and sends them, and nothing else, to a collector.

import tandem_profiler

tandem_profiler.start(service="shop")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem_profiler.launch import Handle

__version__ = "0.1.0"
__all__ = ["__version__", "start"]


def start(**settings: object) -> Handle:
    """Profiles this process from now on; returns at once, with a handle whose ``stop`` ends it.

    Settings are those of ``tandem settings``, by name, as in ``start(labels={"env": "prod"})``. One
    that is wrong is logged and left out; environment variables win over what is given here. The
    last window is uploaded at exit, within `exit_seconds`. A second start changes nothing.
    Thread-safe.
    """
    from tandem_profiler.launch import start_with  # noqa: PLC0415 -- importing has no effect

    return start_with(settings, ())
