"""Joins the parts: one thread samples, another folds and uploads. Never hurts the host.

The sampling thread owns the sampler and closes windows; the reporting thread owns the names, the
queue and the connection. They share one queue of closed windows. Both are daemons. What each does
is a generator, which yields where another thread may take it up: before a fork both threads end,
and after it two others go on.
"""

from __future__ import annotations

import platform
import queue
import secrets
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from types import CodeType

from tandem_profiler import __version__, process, threads
from tandem_profiler.audit import AuditFile
from tandem_profiler.config import NOWHERE, Settings, under
from tandem_profiler.credentials import Credentials
from tandem_profiler.fold import Closed, to_profile
from tandem_profiler.log import told, warn
from tandem_profiler.model import (
    DropKind,
    DropReason,
    Language,
    Producer,
    Runtime,
    SamplerReason,
    Upload,
    Window,
)
from tandem_profiler.names import Names
from tandem_profiler.native import NativeSampler, NotBuiltError, UnavailableError
from tandem_profiler.pace import (
    Pace,
    WindowClock,
    first_window_end,
    next_window_end,
    spread,
    upload_delay,
)
from tandem_profiler.sampler import CurrentFramesSampler, let_go, obstacle
from tandem_profiler.switch import Hand, OffFile, Switch
from tandem_profiler.tasks import TaskSampler
from tandem_profiler.upload import (
    BrokenOffError,
    Connection,
    Drops,
    Unsent,
    Uploader,
    UploadQueue,
)
from tandem_profiler.wire import (
    AgentConfiguration,
    encode_configure_request,
    encode_upload_request,
)

with suppress(RuntimeError):  # grpcio needs it, and at exit it can no longer be imported
    import concurrent.futures.thread  # noqa: F401

AnySampler = CurrentFramesSampler | NativeSampler
CONFIGURE_SECONDS = 60
_ABORT_SECONDS = (
    0.2  # of those that an end may take, for an exchange to end that had to be broken off
)
_WINDOWS_WAITING = 4  # that the reporting thread may be behind
_SAMPLING, _REPORTING = "tandem-sampler", "tandem-upload"
# When a script has ended its module no longer says its file, so it is looked for while it runs.
_FIRST_REFRESH_SECONDS, _LAST_REFRESH_SECONDS = 0.01, 2.0
_AWAKE_SECONDS = 1.0  # while nothing is sampled: how often to look whether something changed
_SOON_SECONDS = 0.05
_ASK_SECONDS = 1.0  # until the first question: by then programs have replaced what they will
_ASK_LATEST_SECONDS = 10.0  # where gevent is there, and has replaced nothing yet
_MANY_SECONDS = 2.0  # over which many that begin at once spread their first question
_PARK_SECONDS = 0.3  # that a fork waits for each thread, and again when an exchange is broken off
_IMPORT_SECONDS = 10.0  # and for grpcio to be imported: a half of it would block a child for ever


class _Note:
    """Put among the closed windows: ``sent`` is called when all before it was sent, or tried.

    Without, it only wakes the reporting thread.
    """

    def __init__(self, sent: Callable[[], None] | None = None) -> None:
        self.sent = sent


class Agent:
    """One profiled process, from `start` to `stop`, each once. Any thread may call them.

    Where there is a ``show``, uploads are written there as text and not sent. A ``parent`` is the
    agent of the process that this one was forked from: what it was told holds here, too. One of
    many that begin at once, as children do, does not speak at once.
    """

    def __init__(
        self,
        settings: Settings,
        launcher: CodeType | None = None,
        show: AuditFile | None = None,
        parent: Agent | None = None,
        *,
        one_of_many: bool = False,
    ) -> None:
        self.started_with = settings
        self.launcher = launcher
        self.show = show
        self._one_of_many = one_of_many or parent is not None
        self._asked: AgentConfiguration | None = None if parent is None else parent._asked
        self._settings = settings if self._asked is None else under(settings, self._asked)
        self.switch = Switch()
        if parent is not None:
            self.switch.set(Hand.PROGRAM, not parent.switch.is_off_by(Hand.PROGRAM))
        self.switch.set(Hand.COLLECTOR, self._settings.enabled)
        self._off_file = OffFile(settings.off_file, self.switch, warn)
        self._closed: threads.SimpleQueue[Closed | _Note | None] = threads.SimpleQueue()
        self._drops = Drops()
        self._clocks = process.ThreadClocks()
        self._obstacle: str | None = None
        self._said: set[str] = set()
        self._tasks = TaskSampler(warn)
        self._frozen, self._thawed = False, False
        self._sampler: AnySampler | None = None  # from the sampling thread's beginning on
        self._deadline = 0.0  # of stop, by time.monotonic
        self._queue = UploadQueue(settings.queue_bytes, self._drops)
        self._uploader: Uploader | Unsent = Unsent(self._queue)
        if show is None and settings.collector != NOWHERE:
            self._uploader = Uploader(_connection(settings), self._queue, warn)
        audited = AuditFile(settings.audit_file, warn) if settings.audit_file else None
        self._audits = [audit for audit in (show, audited) if audit is not None]
        self._producer = _producer(settings)
        self._handing_over = threads.lock()
        self._starter: threads.ThreadIds | None = None  # the thread that calls start
        self._parked = 0  # forks that are under way
        self._left: list[str] = []  # threads that ended for them
        self._names = Names(settings.generated_names)
        self._steps = {_SAMPLING: self._sample(), _REPORTING: self._report()}
        self._threads = {name: self._thread(name) for name in self._steps}

    def start(self) -> None:
        """Begins to sample; returns at once. Raises RuntimeError where no thread can be had."""
        self._starter = threads.this_thread()
        self._names.refresh()  # a program may have ended when a thread of ours first looks
        self._threads[_REPORTING].start()
        try:
            self._threads[_SAMPLING].start()
        except RuntimeError:
            self.switch.close()
            self._closed.put(None)
            raise

    def stop(self, seconds: float) -> None:
        """Ends the window, uploads it, and returns after ``seconds`` at the latest."""
        end = time.monotonic() + seconds
        self._deadline = end - _ABORT_SECONDS
        self.switch.close()
        self._threads[_SAMPLING].join(max(0.0, end - time.monotonic()))
        self._threads[_REPORTING].join(max(0.0, self._deadline - time.monotonic()))
        if self._threads[_REPORTING].is_alive():
            self.abort()

    def abort(self) -> None:
        """Gives up what was not sent, and waits a moment for the exchange to end."""
        self.switch.close()
        self._uploader.abort()
        self._threads[_REPORTING].join(_ABORT_SECONDS)

    def await_end(self, seconds: float) -> None:
        """After `stop`: waits for its threads to end, ``seconds`` for each at most."""
        for thread in self._threads.values():
            thread.join(seconds)

    def freeze(self, seconds: float) -> None:
        """Takes no samples until `thaw`, nor counts the time until then, in the same window.

        Waits ``seconds`` at most, until windows that have ended are sent.
        """
        self._frozen = True
        if self._sampler is not None:
            self._sampler.rest()
        sent: threads.SimpleQueue[None] = threads.SimpleQueue()
        self._closed.put(_Note(lambda: sent.put(None)))
        with suppress(queue.Empty):
            sent.get(timeout=seconds)

    def thaw(self) -> None:
        """After `freeze`: goes on."""
        self._thawed, self._frozen = True, False

    def before_fork(self) -> None:
        """Ends the agent's threads, and so every lock and channel that they hold.

        Waits for an exchange under way, breaks it off where it takes long, and gives up where it
        cannot end: a second at most, but for an import of grpcio.
        """
        with self._handing_over:
            self._parked += 1
        if threads.get_ident() in self._clocks.idents():
            return  # a log handler of the application's forks on our thread
        sampling, reporting = self._threads[_SAMPLING], self._threads[_REPORTING]
        self.switch.wake()
        sampling.join(_PARK_SECONDS)
        self._closed.put(_Note())
        reporting.join(_PARK_SECONDS)
        if reporting.is_alive():
            self._uploader.break_off()
            end = time.monotonic() + _IMPORT_SECONDS
            reporting.join(_PARK_SECONDS)
            while self._uploader.importing and time.monotonic() < end:
                reporting.join(_PARK_SECONDS)
        self._clocks.await_ends(_PARK_SECONDS)

    def after_fork(self) -> None:
        """In the parent: goes on, by other threads."""
        with self._handing_over:
            self._parked -= 1
            left = [] if self._parked else self._left
            self._left = self._left if self._parked else []
        self._uploader.go_on()
        for name in left:
            self._threads[name] = self._thread(name)
            with suppress(RuntimeError):  # the interpreter is shutting down
                self._threads[name].start()

    def _leaves(self, name: str) -> bool:
        """Whether the calling thread must end, for a fork."""
        if not self._parked:
            return False
        with self._handing_over:
            if self._parked:
                self._left.append(name)
            return self._parked > 0

    def _thread(self, name: str) -> threads.Thread:
        def run() -> None:
            self._clocks.add_this_thread()
            left = False
            try:
                for _ in self._steps[name]:
                    left = self._leaves(name)
                    if left:
                        return
            except Exception as error:  # noqa: BLE001 -- whatever it is, the host goes on
                warn(f"profiling stopped: {told(error)}")
                self.switch.close()
            finally:
                if name == _SAMPLING and self._sampler is not None:
                    (self._sampler.halt if left else self._sampler.close)()
                self._clocks.remove_this_thread()

        return threads.Thread(name, run)

    # The sampling thread.

    def _sample(self) -> Iterator[None]:
        try:
            sampler, reason = self._chosen()
            self._sampler = sampler
            own = self._clocks.nanos
            account = process.Account(lambda: own() + sampler.timer_nanos(), sampler.kind, reason)
            pace = Pace(lambda: process.thread_cpu_nanos() + sampler.timer_nanos())
            clock = WindowClock()
            while (yield from self._await_on()):
                yield from self._sample_windows(sampler, account, pace, clock)
                sampler.rest()
        finally:
            self._closed.put(None)

    def _chosen(self) -> tuple[AnySampler, SamplerReason]:
        """The sampler that was asked for, where it is there; and why it is that one."""
        asked, depth = self._settings.sampler, self._settings.max_depth
        reason = SamplerReason.DEFAULT if asked == "auto" else SamplerReason.CHOSEN
        if asked != "pure":
            try:
                return NativeSampler(depth, self.launcher, self._starter), reason
            except UnavailableError as why:
                warn(f"native sampler not used, but the pure one: {why}")
                built = not isinstance(why, NotBuiltError)
            refused, missing = SamplerReason.EVENTS_UNAVAILABLE, SamplerReason.LIBRARY_UNAVAILABLE
            reason = refused if built else missing
        return CurrentFramesSampler(depth, self.launcher), reason

    def _await_on(self) -> Generator[None, None, bool]:
        """Waits until samples are wanted; false where this is stopped."""
        self._off_file.look()
        while not self.switch.is_on() and not self.switch.is_closed():
            self.switch.wait(_AWAKE_SECONDS)
            yield
            self._off_file.look()
        return not self.switch.is_closed()

    def _sample_windows(
        self,
        sampler: AnySampler,
        account: process.Account,
        pace: Pace,
        clock: WindowClock,
    ) -> Iterator[None]:
        """One window after the other, until this is switched off or stopped."""
        self._forget_time(sampler)
        account.drain(0)
        clock.follow()
        settings, start = self._settings, clock.now_millis()
        end = first_window_end(start, settings.report_seconds)
        tick = time.monotonic() + self._pause(sampler, pace, end - start)
        while self.switch.is_on():
            left = tick - time.monotonic()
            if left > 0:
                self.switch.wait(left)
                yield
                continue
            self._tick(sampler, account)
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
            self._off_file.look()
            tick = time.monotonic() + self._pause(sampler, pace, end - clock.now_millis())
        last = _window(start, min(clock.now_millis(), end))
        self._close(last, sampler, account, pace.hz(settings))

    def _tick(self, sampler: AnySampler, account: process.Account) -> None:
        if self._thawed:
            self._thawed = False
            self._forget_time(sampler)
        if self._hindered() or self._frozen:
            self._forget_time(sampler)
        else:
            account.read(sampler.take(self._clocks.idents()))
            self._tasks.tick(sampler.ticks)

    def _forget_time(self, sampler: AnySampler) -> None:
        sampler.forget_time()
        self._tasks.forget_time()

    def _pause(self, sampler: AnySampler, pace: Pace, millis_left: int) -> float:
        """Seconds until the next look, or to the end of the window."""
        if self._frozen or self._obstacle is not None:
            return _AWAKE_SECONDS / 10
        wait = pace.pause(sampler.interval(pace.hz(self._settings)))
        return max(0.001, min(wait, millis_left / 1000))

    def _hindered(self) -> bool:
        """Whether this tick must be left out; says so when that first begins, and first ends."""
        reason = obstacle()
        if reason != self._obstacle:
            self._say("sampling again" if reason is None else f"not sampling for now: {reason}")
            self._obstacle = reason
        return reason is not None

    def _say(self, line: str) -> None:
        """Once: what comes and goes would fill the log."""
        if line not in self._said:
            self._said.add(line)
            warn(line)

    def _say_what_is_not_seen(self) -> None:
        spot = threads.blind_spot()
        if spot is not None:
            self._say(spot)

    def _close(
        self, window: Window, sampler: AnySampler, account: process.Account, hz: float
    ) -> None:
        self._say_what_is_not_seen()
        samples, awaited, settings = sampler.drain(), self._tasks.drain(), self._settings
        statistics = account.drain(samples.taken + awaited.taken)
        closed = Closed(window, samples, awaited, hz, sampler.max_depth, statistics)
        sampler.max_depth = settings.max_depth
        self._drops.add(DropKind.SAMPLE, DropReason.LIMIT, samples.over_limit + awaited.over_limit)
        self._drops.add(DropKind.SAMPLE, DropReason.UNREADABLE, samples.unreadable)
        if samples.taken and self._closed.qsize() < _WINDOWS_WAITING:
            self._closed.put(closed)
            return
        if samples.taken:
            self._drops.add(DropKind.WINDOW, DropReason.QUEUE_FULL)
        let_go(samples)
        let_go(awaited)

    # The reporting thread.

    def _report(self) -> Iterator[None]:
        names = self._names
        refresh_at, refresh_pause = 0.0, _FIRST_REFRESH_SECONDS
        latest = time.monotonic() + _ASK_LATEST_SECONDS
        configure_at = time.monotonic() + _ASK_SECONDS
        configure_at += spread(_MANY_SECONDS) if self._one_of_many else 0.0
        send_at, soon = float("inf"), not self._one_of_many  # who starts a program wants to see
        ended = False
        while not ended:
            yield
            if time.monotonic() >= refresh_at:
                names.refresh()
                refresh_pause *= 2
                again = refresh_pause < _LAST_REFRESH_SECONDS and not names.know_main()
                refresh_at = time.monotonic() + refresh_pause if again else float("inf")
            if time.monotonic() >= configure_at and not self.switch.is_closed():
                early = threads.may_be_replaced() and time.monotonic() < latest
                configure_at = time.monotonic() + (_ASK_SECONDS if early else self._configure())
            ended, got = self._next_closed(min(configure_at, send_at, refresh_at))
            if isinstance(got, Closed):
                self._encode(got, names)
                wait = 0.0 if soon else upload_delay(self._settings.report_seconds)
                send_at, soon = min(send_at, time.monotonic() + wait), False
            sent = got.sent if isinstance(got, _Note) else None
            if ended or sent or time.monotonic() >= send_at:
                pause = self._uploader.send_all(self._deadline or None)
                send_at = time.monotonic() + pause if pause else float("inf")
            if sent:
                sent()

    def _next_closed(self, until: float) -> tuple[bool, Closed | _Note | None]:
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
            let_go(closed.awaited)

    def _configure(self) -> float:
        """Asks the collector what to do. Returns seconds until it is to be asked again."""
        try:
            asked = self._uploader.configure(encode_configure_request(self._producer))
        except BrokenOffError:
            return _SOON_SECONDS
        if asked is not None:
            self._asked, self._settings = asked, under(self.started_with, asked)
            self.switch.set(Hand.COLLECTOR, self._settings.enabled)
        return CONFIGURE_SECONDS


def _connection(settings: Settings) -> Connection:
    own = Credentials(
        token=settings.token,
        token_file=settings.token_file,
        ca=settings.ca,
        certificate=settings.certificate,
        key=settings.key,
    )
    if own.withholds_token_from(settings.collector):
        warn(f"token is not sent to {settings.collector}: it is neither https nor here")
    return Connection(settings.collector, own)


def _producer(settings: Settings) -> Producer:
    runtime = Runtime(Language.PYTHON, platform.python_implementation(), platform.python_version())
    return Producer(settings.service, settings.instance, (runtime,), __version__, settings.labels)


def _window(start: int, end: int) -> Window:
    """At least a millisecond."""
    return Window(start, max(1, end - start))
