"""Starts and stops the one agent of this process: from code, the command line, and after a fork."""

from __future__ import annotations

import atexit
import os
import secrets
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from types import CodeType

from tandem_profiler import config
from tandem_profiler.agent import Agent
from tandem_profiler.audit import AuditFile
from tandem_profiler.config import Settings
from tandem_profiler.log import warn
from tandem_profiler.sampler import refusal

_NAMED_BYTES = 400  # kept of an instance's name in a child: R5 leaves it no more than 512
_LAST_OF_ALL = -1000  # priority among multiprocessing's finalizers


class Handle:
    """The agent of this process, as `start` returns it. Also a context manager that stops it."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    def stop(self) -> None:
        """Ends the window, uploads it, and returns within 2 s. Idempotent. Thread-safe."""
        _stop(self._agent)

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


_lock = threading.Lock()
_running: Agent | None = None
_abandoned: list[Agent] = []  # of the parent's process: their channels must not be closed here
_hooked = False


def start_with(
    code: Mapping[str, object],
    command_line: Iterable[str],
    launcher: CodeType | None = None,
    show: str | None = None,
) -> Handle:
    """Reads the settings of all sources and starts; a second start is told so, changes nothing.

    Frames from the outermost to that of ``launcher`` are left out of every stack. With ``show``,
    the path of a file or "" for stderr, uploads are written there as text and nothing is sent.
    """
    settings = config.read(code, command_line, warn=warn)
    return _start(settings, launcher, None if show is None else AuditFile(show, warn))


def _start(settings: Settings, launcher: CodeType | None, show: AuditFile | None = None) -> Handle:
    global _running  # noqa: PLW0603 -- one agent a process
    with _lock:
        if _running is not None:
            warn("already started; the settings of the first start hold")
            return Handle(_running)
        agent = Agent(settings, launcher, show)
        reason = refusal()
        if not settings.enabled:
            pass
        elif reason is not None:
            warn(f"not started: {reason}")
        elif _begun(agent):
            _running = agent
            _hook()
    return Handle(agent)


def _begun(agent: Agent) -> bool:
    try:
        agent.start()
    except RuntimeError as error:  # no more threads, or the interpreter is shutting down
        warn(f"not started: {error}")
        return False
    return True


def _hook() -> None:
    global _hooked  # noqa: PLW0603
    if not _hooked:
        _hooked = True
        atexit.register(_stop_at_exit)
        os.register_at_fork(
            before=_before_fork, after_in_parent=_after_fork, after_in_child=_restart_in_child
        )


def _stop(agent: Agent) -> None:
    global _running  # noqa: PLW0603
    with _lock:
        if _running is not agent:
            return
        _running = None
    agent.stop()


def _stop_at_exit() -> None:
    agent = _running
    if agent is None:
        return
    try:
        _stop(agent)
    except KeyboardInterrupt:  # whoever waits for the program to end waits no longer
        agent.abort()
    if getattr(sys, "last_type", None) is KeyboardInterrupt:
        _end_by_signal()


def _end_by_signal() -> None:
    """Lets an interrupted process end by SIGINT, as it would without us.

    The interpreter remembers an interrupt that nobody caught until the next ``exec`` of a text, and
    importing grpcio is full of these.
    """
    with suppress(KeyboardInterrupt):
        exec("raise KeyboardInterrupt")  # noqa: S102


_forking: Agent | None = None


def _before_fork() -> None:
    global _forking  # noqa: PLW0603
    _forking = _running
    if _forking is not None:
        _forking.before_fork()


def _after_fork() -> None:
    if _forking is not None:
        _forking.after_fork()


def _restart_in_child() -> None:
    """A fork leaves the agent's threads behind: starts anew, as another instance.

    One that was named here keeps its name, with something random behind it.
    """
    global _running, _lock  # noqa: PLW0603
    _lock = threading.Lock()
    agent, _running = _running, None
    if agent is None:
        return
    _abandoned.append(agent)
    settings = agent.started_with
    instance = secrets.token_hex(8)
    if "instance" in settings.local:
        named = settings.instance.encode()[:_NAMED_BYTES].decode(errors="ignore")
        instance = f"{named}-{instance}"
    _start(replace(settings, instance=instance), agent.launcher, agent.show)
    multiprocessing = sys.modules.get("multiprocessing.util")
    if _running is not None and multiprocessing is not None:
        multiprocessing.register_after_fork(_running, _stop_with_multiprocessing)


def _stop_with_multiprocessing(_: Agent) -> None:
    """Its children end by ``os._exit``, without atexit: its own finalizers are what they run."""
    finalize = sys.modules["multiprocessing.util"].Finalize
    finalize(None, _stop_at_exit, exitpriority=_LAST_OF_ALL)
