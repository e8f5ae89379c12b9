"""Starts the agent where nobody calls it: with ``TANDEM_START=on``, in every process.

``tandem_profiler.pth``, a line that the interpreter runs when it begins, calls this, and imports
nothing where the variable is off.
"""

from __future__ import annotations


def begin() -> None:
    """Starts the agent with the settings of the environment. Never raises."""
    from tandem_profiler.log import told, warn  # noqa: PLC0415 -- importing has no effect

    try:
        from tandem_profiler.launch import start_unasked  # noqa: PLC0415

        start_unasked()
    except Exception as error:  # noqa: BLE001 -- the program begins without us
        warn(f"not started: {told(error)}")
