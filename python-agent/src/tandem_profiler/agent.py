"""Joins the parts: one thread samples, another folds and uploads. Never hurts the host.

The sampling thread owns the sampler and closes windows; the reporting thread owns the names, the
queue and the connection. They share one queue of closed windows. Both are daemons.
"""

from __future__ import annotations

import platform
import queue
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import CodeType

from tandem_profiler import __version__, process
from tandem_profiler.audit import AuditFile
from tandem_profiler.config import Settings, under
from tandem_profiler.credentials import Credentials
from tandem_profiler.fold import Closed, to_profile
from tandem_profiler.log import told, warn
from tandem_profiler.model import (
    DropKind,
    DropReason,
    Language,
    Producer,
    Runtime,
    Upload,
    Window,
)
from tandem_profiler.names import Names
from tandem_profiler.pace import (
    Pace,
    WindowClock,
    first_window_end,
    next_window_end,
    upload_delay,
)
from tandem_profiler.sampler import CurrentFramesSampler, let_go, obstacle
from tandem_profiler.upload import Connection, Drops, Unsent, Uploader, UploadQueue
from tandem_profiler.wire import encode_configure_request, encode_upload_request

with suppress(RuntimeError):  # grpcio needs it, and at exit it can no longer be imported
    import concurrent.futures.thread  # noqa: F401

CONFIGURE_SECONDS = 60
STOP_SECONDS = 2.0
_ABORT_SECONDS = 0.2  # of these 2 s, for an exchange to end that had to be broken off
_WINDOWS_WAITING = 4  # that the reporting thread may be behind


class Agent:
    """One profiled process, from `start` to `stop`, each once. Any thread may call them.

    Where there is a ``show``, uploads are written there as text and not sent.
    """

    def __init__(
        self,
        settings: Settings,
        launcher: CodeType | None = None,
        show: AuditFile | None = None,
    ) -> None:
        self.started_with = settings
        self.launcher = launcher
        self.show = show
        self._settings = settings
        self._closed: queue.SimpleQueue[Closed | None] = queue.SimpleQueue()  # None: no more
        self._stopping = threading.Event()
        self._drops = Drops()
        self._clocks = process.ThreadClocks()
        self._obstacle: str | None = None
        self._deadline = 0.0  # of stop, by time.monotonic
        self._queue = UploadQueue(settings.queue_bytes, self._drops)
        self._uploader: Uploader | Unsent = Unsent(self._queue)
        if show is None:
            self._uploader = Uploader(_connection(settings), self._queue, warn)
        audited = AuditFile(settings.audit_file, warn) if settings.audit_file else None
        self._audits = [audit for audit in (show, audited) if audit is not None]
        self._producer = _producer(settings)
        self._sampling = self._thread("tandem-sampler", self._sample)
        self._reporting = self._thread("tandem-upload", self._report)

    def start(self) -> None:
        """Begins to sample; returns at once. Raises RuntimeError where no thread can be had."""
        self._reporting.start()
        try:
            self._sampling.start()
        except RuntimeError:
            self._stopping.set()
            self._closed.put(None)
            raise

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ends the window, uploads it, and returns after ``seconds`` at the latest."""
        end = time.monotonic() + seconds
        self._deadline = end - _ABORT_SECONDS
        self._stopping.set()
        self._sampling.join(max(0.0, end - time.monotonic()))
        self._reporting.join(max(0.0, self._deadline - time.monotonic()))
        if self._reporting.is_alive():
            self.abort()

    def abort(self) -> None:
        """Gives up what was not sent, and waits a moment for the exchange to end."""
        self._stopping.set()
        self._uploader.abort()
        self._reporting.join(_ABORT_SECONDS)

    def before_fork(self) -> None:
        """Brings the connection to rest, for a second at most."""
        self._uploader.hold()

    def after_fork(self) -> None:
        """In the parent: goes on."""
        self._uploader.release()

    def _thread(self, name: str, body: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            self._clocks.add_this_thread()
            try:
                body()
            except Exception as error:  # noqa: BLE001 -- whatever it is, the host goes on
                warn(f"profiling stopped: {told(error)}")
                self._stopping.set()

        return threading.Thread(target=run, name=name, daemon=True)

    # The sampling thread.

    def _sample(self) -> None:
        try:
            self._sample_until_stopped()
        finally:
            self._closed.put(None)

    def _sample_until_stopped(self) -> None:
        sampler = CurrentFramesSampler(self._settings.max_depth, self.launcher)
        account = process.Account(self._clocks.nanos)
        pace = Pace()
        clock = WindowClock()
        settings, start = self._settings, clock.now_millis()
        end = first_window_end(start, settings.report_seconds)
        while not self._stopping.wait(pace.pause(self._settings)):
            if self._hindered():
                sampler.forget_time()
            elif self._settings.enabled:
                account.read(sampler.take(self._clocks.idents()))
            else:
                sampler.forget_time()
            pace.adapt(self._settings)
            now = clock.now_millis()
            if self._settings.report_seconds != settings.report_seconds:
                end = min(end, next_window_end(now, self._settings.report_seconds))
            settings = self._settings
            if now >= end:
                self._close(_window(start, end), sampler, account, pace.hz(settings))
                missed = now - end > settings.report_seconds * 1000  # the process stood still
                start = clock.now_millis() if clock.follow() or missed else end
                end = next_window_end(start, settings.report_seconds)
        last = _window(start, min(clock.now_millis(), end))
        self._close(last, sampler, account, pace.hz(settings))

    def _hindered(self) -> bool:
        """Whether this tick must be left out; says so when that begins, and when it ends."""
        reason = obstacle()
        if reason != self._obstacle:
            warn("sampling again" if reason is None else f"not sampling for now: {reason}")
            self._obstacle = reason
        return reason is not None

    def _close(
        self, window: Window, sampler: CurrentFramesSampler, account: process.Account, hz: float
    ) -> None:
        samples, settings = sampler.drain(), self._settings
        closed = Closed(window, samples, hz, sampler.max_depth, account.drain(samples.taken))
        sampler.max_depth = settings.max_depth
        self._drops.add(DropKind.SAMPLE, DropReason.LIMIT, samples.over_limit)
        self._drops.add(DropKind.SAMPLE, DropReason.UNREADABLE, samples.unreadable)
        if samples.taken and self._closed.qsize() < _WINDOWS_WAITING:
            self._closed.put(closed)
            return
        if samples.taken:
            self._drops.add(DropKind.WINDOW, DropReason.QUEUE_FULL)
        let_go(samples)

    # The reporting thread.

    def _report(self) -> None:
        names = Names(self._settings.generated_names)
        names.refresh()  # now: when a script has ended, its module no longer says its file
        configure_at, send_at = 0.0, float("inf")
        ended, first = False, True
        while not ended:
            if time.monotonic() >= configure_at and not self._stopping.is_set():
                self._configure()
                configure_at = time.monotonic() + CONFIGURE_SECONDS
            ended, closed = self._next_closed(min(configure_at, send_at))
            if closed is not None:
                self._encode(closed, names)
                wait = 0.0 if first else upload_delay(self._settings.report_seconds)
                send_at, first = min(send_at, time.monotonic() + wait), False
            if ended or time.monotonic() >= send_at:
                pause = self._uploader.send_all(self._deadline or None)
                send_at = time.monotonic() + pause if pause else float("inf")

    def _next_closed(self, until: float) -> tuple[bool, Closed | None]:
        """Whether that was all, and the next window if one closes ``until`` then."""
        try:
            closed = self._closed.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            return False, None
        return closed is None, closed

    def _encode(self, closed: Closed, names: Names) -> None:
        drops = self._drops.drain()
        cost = replace(closed.statistics.agent, drops=drops)
        closed = replace(closed, statistics=replace(closed.statistics, agent=cost))
        try:
            profile = to_profile(closed, names, lines=self._settings.lines)
            upload = Upload(secrets.token_bytes(16), self._producer, profile)
            request = encode_upload_request(upload)
            for audit in self._audits:
                audit.write(upload)
            self._queue.offer(request, drops)
        except Exception as error:  # noqa: BLE001 -- one window is lost, and counted; the next is not
            self._drops.add_again(drops)
            self._drops.add(DropKind.WINDOW, DropReason.FAILED)
            warn(f"lost a window: {told(error)}")
        finally:
            let_go(closed.samples)

    def _configure(self) -> None:
        asked = self._uploader.configure(encode_configure_request(self._producer))
        if asked is not None:
            self._settings = under(self.started_with, asked)


def _connection(settings: Settings) -> Connection:
    own = Credentials(settings.token, settings.ca, settings.certificate, settings.key)
    if own.token and not own.token_for(settings.collector):
        warn(f"token is not sent to {settings.collector}: it is neither https nor here")
    return Connection(settings.collector, own)


def _producer(settings: Settings) -> Producer:
    runtime = Runtime(Language.PYTHON, platform.python_implementation(), platform.python_version())
    return Producer(settings.service, settings.instance, (runtime,), __version__, settings.labels)


def _window(start: int, end: int) -> Window:
    """At least a millisecond."""
    return Window(start, max(1, end - start))
