"""Starts and stops the one agent of this process: from code, the command line, and after a fork."""

from __future__ import annotations

import atexit
import os
import secrets
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import CodeType
from typing import Any

from tandem_profiler import config, forks
from tandem_profiler.agent import Agent
from tandem_profiler.audit import AuditFile
from tandem_profiler.config import Settings
from tandem_profiler.interpreter import refusal
from tandem_profiler.log import warn
from tandem_profiler.sigterm import SigtermUpload
from tandem_profiler.switch import Hand

_NAMED_BYTES = 400  # kept of an instance's name in a child: R5 leaves it no more than 512
_UNDO_SECONDS = 1.0  # for each thread of an agent that has only begun: the next has the same means
_LAST_OF_ALL = -1000  # priority among multiprocessing's finalizers


class Handle:
    """The agent of this process, as `start` returns it. Also a context manager that stops it.

    In a forked child it stands for the agent of the child.
    """

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    def stop(self) -> None:
        """Ends the window, uploads it, and returns within `exit_seconds`. Idempotent. Thread-safe.

        Then another may be started.
        """
        _stop(self)

    def pause(self) -> None:
        """Ends the window and takes no samples until `resume`. Idempotent. Never waits."""
        self._agent.switch.set(Hand.PROGRAM, on=False)

    def resume(self) -> None:
        """Takes samples again, unless somebody else switched off. Idempotent. Never waits."""
        self._agent.switch.set(Hand.PROGRAM, on=True)

    def freeze(self, seconds: float) -> None:
        """Before the whole process stands still: as `Agent.freeze`."""
        self._agent.freeze(seconds)

    def thaw(self) -> None:
        """After `freeze`: goes on."""
        self._agent.thaw()

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


_lock = threading.RLock()  # a handler of signals may stop what its thread is starting
_running: Handle | None = None
_pid = 0  # of the process in which it runs
_unasked: Handle | None = None
_sigterm: SigtermUpload | None = None
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
    if launcher is not None:
        _undo_unasked()
    settings = config.read(code, command_line, warn=warn)
    return _started(settings, launcher, None if show is None else AuditFile(show, warn))


def _undo_unasked() -> None:
    """Of this process, which is the command's own, there is nothing to be said yet."""
    if _unasked is not None and _unasked is _running:
        _stop(_unasked, seconds=0.0)
        _unasked._agent.await_end(_UNDO_SECONDS)


def start_unasked() -> None:
    """Starts by the environment alone, until the command line of `start_with` knows better.

    In a virtual environment the interpreter runs its start-up lines twice; once is enough.
    """
    global _unasked  # noqa: PLW0603
    if _unasked is not None:
        return
    _unasked = _started(config.read({}, (), warn=warn), one_of_many=True)


def _started(
    settings: Settings,
    launcher: CodeType | None = None,
    show: AuditFile | None = None,
    *,
    one_of_many: bool = False,
) -> Handle:
    handle = Handle(Agent(settings, launcher, show, one_of_many=one_of_many))
    if not settings.enabled:
        return handle
    reason = refusal()
    if reason is not None:
        warn(f"not started: {reason}")
        return handle
    return _start(handle)


def _start(handle: Handle) -> Handle:
    """The one that runs: the given one, unless another does."""
    global _running, _pid  # one agent a process
    with _lock:
        if _running is not None:
            warn("already started; the settings of the first start hold")
            return _running
        if _begun(handle._agent):
            _running, _pid = handle, os.getpid()
            _hook(handle._agent.started_with)
    return handle


def _begun(agent: Agent) -> bool:
    try:
        agent.start()
    except RuntimeError as error:  # no more threads, or the interpreter is shutting down
        warn(f"not started: {error}")
        return False
    return True


def _hook(settings: Settings) -> None:
    global _hooked, _sigterm  # noqa: PLW0603
    if not _hooked:
        _hooked = True
        atexit.register(_exit_hook())
        os.register_at_fork(
            before=_before_fork, after_in_parent=_after_fork, after_in_child=_restart_in_child
        )
        forks.register()
    if settings.on_sigterm == "upload":
        _sigterm = _sigterm or SigtermUpload(_stop_running, warn)
        _sigterm.install()


def _stop(handle: Handle, seconds: float | None = None) -> None:
    """Within ``seconds``, or those that are set for it."""
    global _running  # noqa: PLW0603
    if _pid != os.getpid():  # C code has forked, and told nobody: our threads are not here
        return
    with _lock:
        if _running is not handle:
            return
        _running = None
    if seconds is None:
        seconds = handle._agent.started_with.exit_seconds
    if _sigterm is None:
        handle._agent.stop(seconds)
    else:
        _sigterm.stop(lambda: handle._agent.stop(seconds))
        _sigterm.remove()


def _stop_running() -> None:
    if _running is not None:
        _running.stop()


def _exit_hook() -> Callable[[], None]:
    """What ends the agent; later calls do nothing.

    Who prints what a hook raises would print an interrupt. A function of Python can be interrupted
    before its first line, a generator that has begun only where it stands: in its ``try``.
    """
    ending = _ending()
    next(ending)
    return partial(next, ending, None)


def _ending() -> Iterator[None]:
    """An interrupt is taken up in calls alone: so each of them is in a ``try``.

    Whoever waits for the program to end, and interrupts it, waits no longer.
    """
    interrupted = False
    try:
        yield
    except KeyboardInterrupt:
        interrupted = True
    running = _running
    if running is None:
        return
    try:
        (_give_up if interrupted else _stop)(running)
    except KeyboardInterrupt:
        try:  # noqa: SIM105 -- to enter and leave `suppress` are calls
            _give_up(running)
        except KeyboardInterrupt:
            pass
    try:  # noqa: SIM105
        _end_as_interrupted()
    except KeyboardInterrupt:
        pass


def _give_up(handle: Handle) -> None:
    if _pid == os.getpid():  # as in `_stop`
        handle._agent.abort()


def _end_as_interrupted() -> None:
    """Lets an interrupted process end by SIGINT, as it would without us. Raises KeyboardInterrupt.

    The interpreter remembers an interrupt that nobody caught until the next ``exec`` of a text, and
    importing grpcio is full of these.
    """
    if getattr(sys, "last_type", None) is KeyboardInterrupt:
        exec("raise KeyboardInterrupt")  # noqa: S102


_forking: list[Agent] = []  # one for each fork that is under way


def _before_fork() -> None:
    running = _running
    if running is not None:
        _forking.append(running._agent)
        running._agent.before_fork()


def _after_fork() -> None:
    if _forking:
        forks.when_returned(_forking.pop().after_fork)


def _restart_in_child() -> None:
    """A fork leaves the agent's threads behind: starts anew, as another instance.

    One that was named here keeps its name, with something random behind it.
    """
    global _running, _lock  # noqa: PLW0603
    _lock = threading.RLock()
    handle, _running = _running, None
    _forking.clear()
    if handle is None:
        return
    parent = handle._agent
    _abandoned.append(parent)
    settings = parent.started_with
    instance = secrets.token_hex(8)
    if "instance" in settings.local:
        named = settings.instance.encode()[:_NAMED_BYTES].decode(errors="ignore")
        instance = f"{named}-{instance}"
    settings = replace(settings, instance=instance)
    handle._agent = Agent(settings, parent.launcher, parent.show, parent)
    _start(handle)
    if _running is not None:
        _stop_with_multiprocessing(sys.modules.get("multiprocessing.util"))
        _stop_with_celery(sys.modules.get("celery.signals"))


def _stop_with_multiprocessing(util: Any) -> None:
    """Its children end by ``os._exit``, without atexit: its own finalizers are what they run."""

    def finalize(_: Handle) -> None:
        util.Finalize(None, _exit_hook(), exitpriority=_LAST_OF_ALL)

    if util is not None:
        util.register_after_fork(_running, finalize)


def _stop_with_celery(signals: Any) -> None:
    """Its children end by ``os._exit``, too, and send a signal of its own before."""
    if signals is not None:
        hook = _exit_hook()
        signals.worker_process_shutdown.connect(lambda **_: hook(), weak=False)
