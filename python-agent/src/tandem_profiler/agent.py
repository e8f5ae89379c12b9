"""Joins the parts: one thread samples, another folds and uploads. Never hurts the host.

The sampling thread owns the sampler and closes windows; the reporting thread owns the names, the
queue and the connection. They share one queue of closed windows. Both are daemons.
"""

from __future__ import annotations

import atexit
import concurrent.futures.thread  # noqa: F401 -- grpcio needs it, and it cannot be imported at exit
import logging
import os
import platform
import queue
import random
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import CodeType

from tandem_profiler import __version__, process
from tandem_profiler.config import Settings, lowered
from tandem_profiler.fold import Closed, to_profile
from tandem_profiler.model import (
    AgentCost,
    Drop,
    DropKind,
    DropReason,
    Language,
    ProcessStatistics,
    Producer,
    Runtime,
    Sampler,
    SamplerReason,
    Upload,
    Window,
)
from tandem_profiler.names import Names
from tandem_profiler.sampler import CurrentFramesSampler, refusal
from tandem_profiler.upload import Connection, Drops, Uploader, UploadQueue
from tandem_profiler.wire import encode_configure_request, encode_upload_request

FIRST_WINDOW_SECONDS = 10
CONFIGURE_SECONDS = 60
STOP_SECONDS = 2.0
_READING_SECONDS = 1.0
_COST_SECONDS = 5.0
_LEAST_HZ = 1

_log = logging.getLogger("tandem_profiler")


def window_end(start_millis: int, report_seconds: int, *, first: bool) -> int:
    """When a window that starts now ends (R30): on UTC, and the first after 10 s at the latest."""
    period = report_seconds * 1000
    boundary = (start_millis // period + 1) * period
    return min(boundary, start_millis + FIRST_WINDOW_SECONDS * 1000) if first else boundary


class Agent:
    """One profiled process, from `start` to `stop`. `start` and `stop` may come from any thread."""

    def __init__(self, settings: Settings, launcher: CodeType | None = None) -> None:
        self.started_with = settings
        self.launcher = launcher
        self._settings = settings
        self._closed: queue.SimpleQueue[Closed | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._drops = Drops()
        self._own: dict[int, int] = {}  # CPU nanoseconds of the agent's threads, by ident
        self._deadline = 0.0  # of stop, by time.monotonic
        self._queue = UploadQueue(settings.queue_bytes, self._drops)
        self._uploader = Uploader(
            Connection(settings.collector), self._queue, self._drops, _log.warning
        )
        self._producer = Producer(
            settings.service,
            settings.instance,
            (
                Runtime(
                    Language.PYTHON, platform.python_implementation(), platform.python_version()
                ),
            ),
            __version__,
            settings.labels,
        )
        self._threads = [
            threading.Thread(target=self._run, args=(body,), name=name, daemon=True)
            for name, body in (("tandem-sampler", self._sample), ("tandem-upload", self._report))
        ]

    def start(self) -> None:
        """Begins to sample. Returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ends the window, uploads it, and returns after ``seconds`` at the latest. Idempotent."""
        deadline = self._deadline = time.monotonic() + seconds
        self._stopping.set()
        sampler, reporter = self._threads
        sampler.join(max(0.0, deadline - time.monotonic()))
        reporter.join(max(0.0, deadline - 0.2 - time.monotonic()))
        if reporter.is_alive():
            self._uploader.abort()
            reporter.join(0.2)

    def _run(self, body: Callable[[], None]) -> None:
        """The frame of a thread: nothing that goes wrong in it reaches the host."""
        try:
            body()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the host goes on
            _log.warning("stopped: %s: %s", type(error).__name__, error)

    # The sampling thread.

    def _sample(self) -> None:
        ident = threading.get_ident()
        self._own[ident] = 0
        sampler = CurrentFramesSampler(self._settings.max_depth, self.launcher)
        account = _Account(self._own_nanos)
        pace = _Pace(self._own_nanos)
        start, end = self._open_window(first=True)
        while not self._stopping.wait(pace.pause(self._settings)):
            reason = refusal()
            if reason is not None:
                _log.warning("not sampling: %s", reason)
                break
            if self._settings.enabled:
                account.read(sampler.take(self._own))
            else:
                sampler.forget_time()
            self._own[ident] = process.thread_cpu_nanos()
            pace.adapt(self._settings)
            now = time.time_ns() // 1_000_000
            if not start <= now < end:
                self._close(Window(start, max(1, min(now, end) - start)), sampler, account)
                start, end = self._open_window(first=False)
        now = time.time_ns() // 1_000_000
        self._close(Window(start, max(1, min(now, end) - start)), sampler, account)
        self._closed.put(None)

    def _open_window(self, *, first: bool) -> tuple[int, int]:
        start = time.time_ns() // 1_000_000
        return start, window_end(start, self._settings.report_seconds, first=first)

    def _close(self, window: Window, sampler: CurrentFramesSampler, account: _Account) -> None:
        samples = sampler.drain()
        statistics = account.drain(samples.taken)
        if not samples.taken:
            return
        self._drops.add(DropKind.SAMPLE, DropReason.LIMIT, samples.deferred)
        self._drops.add(DropKind.SAMPLE, DropReason.UNREADABLE, samples.unreadable)
        settings = self._settings
        self._closed.put(Closed(window, samples, settings.wall_hz, sampler.max_depth, statistics))
        sampler.max_depth = settings.max_depth

    def _own_nanos(self) -> int:
        """CPU time of the agent's threads so far."""
        return sum(self._own.values())

    # The reporting thread.

    def _report(self) -> None:
        ident = threading.get_ident()
        self._own[ident] = 0
        names = Names(self._settings.generated_names)
        configure_at = 0.0
        send_at = 0.0
        ended = False
        while not ended:
            now = time.monotonic()
            if now >= configure_at and not self._stopping.is_set():
                self._configure()
                configure_at = now + CONFIGURE_SECONDS
            closed = self._next_closed(
                min(configure_at, send_at or configure_at) - time.monotonic()
            )
            ended = closed is _END
            if isinstance(closed, Closed):
                self._encode(closed, names)
            stopping = self._stopping.is_set()
            if ended or closed is not None or (send_at and time.monotonic() >= send_at):
                deadline = self._deadline - 0.2 if stopping else None
                pause = self._uploader.send_all(deadline)
                send_at = time.monotonic() + pause if pause else 0.0
            self._own[ident] = process.thread_cpu_nanos()

    def _next_closed(self, seconds: float) -> Closed | _End | None:
        try:
            closed = self._closed.get(timeout=max(0.05, seconds))
        except queue.Empty:
            return None
        return _END if closed is None else closed

    def _encode(self, closed: Closed, names: Names) -> None:
        drops = tuple(Drop(*row) for row in self._drops.drain())
        cost = replace(closed.statistics.agent, drops=drops)
        closed = replace(closed, statistics=replace(closed.statistics, agent=cost))
        try:
            profile = to_profile(closed, names, lines=self._settings.lines)
            upload = Upload(secrets.token_bytes(16), self._producer, profile)
            self._queue.offer(encode_upload_request(upload))
        except Exception as error:  # noqa: BLE001 -- one window is lost, and counted; the next is not
            for drop in drops:
                self._drops.add(drop.kind, drop.reason, drop.count)
            self._drops.add(DropKind.WINDOW, DropReason.FAILED)
            _log.warning("lost a window: %s: %s", type(error).__name__, error)

    def _configure(self) -> None:
        asked = self._uploader.configure(encode_configure_request(self._producer))
        if asked is not None:
            self._settings = lowered(self.started_with, asked)


class _End:
    """Says that no window follows."""


_END = _End()


class _Account:
    """Reads the process's numbers while a window is open. The sampling thread alone calls it."""

    def __init__(self, own_nanos: Callable[[], int]) -> None:
        self._resident = process.Readings(process.memory_limit())
        self._threads = process.Readings()
        self._cpu = process.Meter(process.cpu_micros)
        self._own = process.Meter(lambda: own_nanos() // 1000)
        self._collections = process.Meter(process.collections)
        self._next_reading = 0.0

    def read(self, threads: int) -> None:
        """Takes the cheap readings now, and the others once a second."""
        self._threads.add(threads)
        now = time.monotonic()
        if now >= self._next_reading:
            self._next_reading = now + _READING_SECONDS
            self._resident.add(process.resident_bytes())

    def drain(self, samples: int) -> ProcessStatistics:
        """The statistics since the last call."""
        return ProcessStatistics(
            cpu_micros=self._cpu.drain(),
            resident_bytes=self._resident.drain(),
            threads=self._threads.drain(),
            gc_count=self._collections.drain(),
            agent=AgentCost(cpu_micros=self._own.drain(), samples=samples),
            sampler=Sampler.CURRENT_FRAMES,
            sampler_reason=SamplerReason.DEFAULT,
        )


class _Pace:
    """How long to wait between samples: jittered, and slower where sampling costs too much."""

    def __init__(self, own_nanos: Callable[[], int]) -> None:
        self._own_nanos = own_nanos
        self._slowdown = 1
        self._checked = time.monotonic()
        self._cpu = process.cpu_micros()
        self._own = own_nanos() // 1000

    def hz(self, settings: Settings) -> float:
        """Samples a second, now."""
        return max(_LEAST_HZ, settings.wall_hz / self._slowdown)

    def pause(self, settings: Settings) -> float:
        """Seconds until the next sample: within a quarter of the period, against aliasing."""
        return random.uniform(0.75, 1.25) / self.hz(settings)  # noqa: S311 -- not for secrecy

    def adapt(self, settings: Settings) -> None:
        """Every 5 s: halves the rate above the limit of cost, doubles it well below.

        The limit is a share of one core, or half that share of the process's CPU time, if more.
        """
        now = time.monotonic()
        if now - self._checked < _COST_SECONDS:
            return
        cpu, own = process.cpu_micros(), self._own_nanos() // 1000
        share = settings.overhead_percent / 100
        limit = share * max((now - self._checked) * 1e6, (cpu - self._cpu) / 2)
        if own - self._own > limit:
            self._slowdown = min(self._slowdown * 2, settings.wall_hz)
        elif own - self._own < limit / 4 and self._slowdown > 1:
            self._slowdown //= 2
        self._checked, self._cpu, self._own = now, cpu, own


class Handle:
    """A started agent, as `start` returns it. Also a context manager that stops it."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    def stop(self) -> None:
        """Ends the window, uploads it, and returns within 2 s. Idempotent; never raises."""
        _stop(self._agent)

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


_lock = threading.Lock()
_running: Agent | None = None
_abandoned: list[Agent] = []  # of the parent's process: their channels must not be closed here
_hooked = False


def start_agent(settings: Settings, launcher: CodeType | None = None) -> Handle:
    """Starts the one agent of this process; a second start is told so and changes nothing.

    Frames from the outermost to that of ``launcher`` are left out of every stack.
    """
    global _running, _hooked  # noqa: PLW0603 -- one agent a process
    with _lock:
        agent = _running or Agent(settings, launcher)
        if _running is not None:
            _log.warning("already started; the settings of the first start hold")
        elif settings.enabled and (reason := refusal()) is not None:
            _log.warning("not started: %s", reason)
        elif settings.enabled:
            _running = agent
            agent.start()
            if not _hooked:
                _hooked = True
                atexit.register(_stop_running)
                os.register_at_fork(after_in_child=_restart_in_child)
    return Handle(agent)


def _stop(agent: Agent) -> None:
    global _running  # noqa: PLW0603
    with _lock:
        if _running is not agent:
            return
        _running = None
    agent.stop()


def _stop_running() -> None:
    if _running is not None:
        _stop(_running)


def _restart_in_child() -> None:
    """A fork leaves the agent's threads behind: starts anew, as another instance."""
    global _running, _lock  # noqa: PLW0603
    _lock = threading.Lock()
    agent, _running = _running, None
    if agent is not None:
        _abandoned.append(agent)
        settings = replace(agent.started_with, instance=secrets.token_hex(8))
        start_agent(settings, agent.launcher)
