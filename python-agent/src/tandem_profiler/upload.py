"""Brings uploads to the collector: a bounded queue, one channel for each try, patience in between.

grpcio is imported on the uploader's own thread, never at start-up; its channel is closed after each
exchange, and before the application forks the one that is under way is broken off.
"""

from __future__ import annotations

import random
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tandem_profiler import kernel, threads
from tandem_profiler.credentials import Credentials, CredentialsError
from tandem_profiler.model import Drop, DropKind, DropReason
from tandem_profiler.wire import AgentConfiguration, decode_agent_configuration

_SERVICE = "/tandem.v1.ProfilerService/"
_DEADLINE_SECONDS = 10.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 60.0
_SETTLE_SECONDS = (
    0.3  # in which the threads of grpc end, at most: a child would wait for them for ever
)
_LOOK_SECONDS = 0.002
_LONGEST_ASKED_SECONDS = 300.0  # of patience; who asks for more would lose whole windows
_PUSHBACK = "grpc-retry-pushback-ms"  # gRPC's own word for it (gRFC A6)
_SOON_SECONDS = 0.05  # until what a fork broke off is tried again
_MAX_MESSAGE = 64 * 1024 * 1024  # R1, inflated
_MAX_LOGGED = 100

Log = Callable[[str], None]


class Drops:
    """Counts what did not arrive, by kind and reason. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threads.lock()
        self._counts: dict[tuple[DropKind, DropReason], int] = {}

    def add(self, kind: DropKind, reason: DropReason, count: int = 1) -> None:
        """Counts one more, or several; a count of 0 is none."""
        if count:
            with self._lock:
                self._counts[kind, reason] = self._counts.get((kind, reason), 0) + count

    def add_again(self, drops: Iterable[Drop]) -> None:
        """Counts what an upload says that will never arrive."""
        for drop in drops:
            self.add(drop.kind, drop.reason, drop.count)

    def drain(self) -> tuple[Drop, ...]:
        """What was counted since the last call, in order of kind and reason."""
        with self._lock:
            counts, self._counts = self._counts, {}
        return tuple(Drop(*key, count) for key, count in sorted(counts.items()))


class UploadQueue:
    """Encoded uploads on their way, oldest first, at most so many bytes. Thread-safe."""

    def __init__(self, limit_bytes: int, drops: Drops) -> None:
        self._limit = limit_bytes
        self._drops = drops
        self._lock = threads.lock()
        self._waiting: deque[tuple[bytes, tuple[Drop, ...]]] = deque()
        self._bytes = 0

    def offer(self, request: bytes, says: tuple[Drop, ...] = ()) -> None:
        """Adds an upload, which ``says`` what was dropped before.

        The oldest are dropped until it fits. What is dropped counts, and so does what it said.
        """
        with self._lock:
            if len(request) > min(self._limit, _MAX_MESSAGE):
                self._lose(says, DropReason.LIMIT)
                return
            self._waiting.append((request, says))
            self._bytes += len(request)
            while self._bytes > self._limit and self._waiting:
                oldest, said = self._waiting.popleft()
                self._bytes -= len(oldest)
                self._lose(said, DropReason.QUEUE_FULL)

    def oldest(self) -> bytes | None:
        """The upload that is to be sent next; it stays in the queue."""
        with self._lock:
            return self._waiting[0][0] if self._waiting else None

    def remove(self, request: bytes, lost: DropReason | None = None) -> None:
        """Takes out an upload that arrived, or is ``lost``, if it is still there."""
        with self._lock:
            if self._waiting and self._waiting[0][0] is request:
                _, said = self._waiting.popleft()
                self._bytes -= len(request)
                if lost is not None:
                    self._lose(said, lost)

    def _lose(self, said: tuple[Drop, ...], reason: DropReason) -> None:
        self._drops.add(DropKind.UPLOAD, reason)
        self._drops.add_again(said)


class RefusedError(Exception):
    """The collector will never take this message; says which rule it cites."""


class UnavailableError(Exception):
    """No answer, or one that says "later". The message names the reason."""

    def __init__(self, reason: str, asked_seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.asked_seconds = asked_seconds
        """Of patience that the collector asks for; 0 where it does not say."""


class BrokenOffError(Exception):
    """The exchange was ended by ourselves, and can be tried again at once."""


class Connection:
    """Exchanges messages with one collector, each over a channel of its own. Thread-safe."""

    def __init__(self, url: str, credentials: Credentials | None = None) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._credentials = credentials or Credentials()
        port = parts.port or (443 if self._secure else 80)
        host = parts.hostname or ""
        self._target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._proven = False  # the last exchange went well
        self._channel: Any = None
        self._aborted = False
        self._resting = False
        self.importing = False
        self.url = url

    def exchange(self, method: str, request: bytes, seconds: float) -> bytes:
        """The answer to a request. One thread at a time calls it.

        Raises `RefusedError`, `UnavailableError`, or `BrokenOffError`.
        """
        try:
            return self._exchange(self._imported(), method, request, seconds)
        except RuntimeError:  # as of a lock that gevent has put in the place of another
            raise UnavailableError("grpcio failed") from None
        except UnavailableError:
            if self._resting and not self._aborted:
                raise BrokenOffError from None
            raise

    def break_off(self) -> None:
        """Ends the exchange that is under way; until `go_on`, none begins: `BrokenOffError`."""
        self._resting = True
        self._close()

    def go_on(self) -> None:
        """Exchanges may begin again."""
        self._resting = False

    def _imported(self) -> Any:
        self.importing = True
        try:
            import grpc  # noqa: PLC0415 -- late: costs 100 ms and 20 MB
        finally:
            self.importing = False
        return grpc

    def _exchange(self, grpc: Any, method: str, request: bytes, seconds: float) -> bytes:
        headers = self._headers()
        proven, self._proven = self._proven, False
        before = kernel.threads()
        options = [("grpc.enable_http_proxy", 0), ("grpc.max_send_message_length", _MAX_MESSAGE)]
        if self._secure:
            channel = grpc.secure_channel(
                self._target, self._secured(grpc, proven, seconds), options
            )
        else:
            channel = grpc.insecure_channel(self._target, options)
        self._channel = channel
        try:
            if self._aborted or self._resting:
                raise UnavailableError("stopped")
            answer: bytes = channel.unary_unary(_SERVICE + method)(
                request,
                timeout=seconds,
                compression=grpc.Compression.Gzip,
                metadata=headers,
            )
        except grpc.RpcError as error:
            raise _translated(error, grpc.StatusCode) from None
        except ValueError:  # closed by `abort` or `break_off`
            raise UnavailableError("stopped") from None
        finally:
            self._channel = None
            channel.close()
            _settle(before)
        self._proven = True
        return answer

    def _headers(self) -> tuple[tuple[str, str], ...]:
        try:
            token = self._credentials.token_for(self.url)
        except CredentialsError as error:
            raise UnavailableError(str(error)) from None
        return (("authorization", f"Bearer {token}"),) if token else ()

    def _secured(self, grpc: Any, proven: bool, seconds: float) -> Any:
        """The channel's credentials, which are tried out until an exchange went well with them."""
        try:
            if not proven:
                self._credentials.try_handshake(self.url, seconds)
            return grpc.ssl_channel_credentials(**self._credentials.pem())
        except CredentialsError as error:
            raise UnavailableError(str(error)) from None

    def abort(self) -> None:
        """Ends the exchange that is under way, and all later ones: `UnavailableError`."""
        self._aborted = True
        self._close()

    def _close(self) -> None:
        channel = self._channel
        if channel is not None:
            channel.close()


def _settle(before: Set[str]) -> None:
    """Waits until threads that were not there ``before`` have ended, if they do soon."""
    end = time.monotonic() + _SETTLE_SECONDS
    new = kernel.threads() - before
    while new & kernel.threads() and time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)


def _translated(error: Any, codes: Any) -> Exception:
    code, details = error.code(), (error.details() or "")[:300]
    line = "".join(char if char.isprintable() else " " for char in details)
    cites_a_rule = re.match(r"R\d+:", line)  # grpc says UNIMPLEMENTED also for a proxy's 404
    if cites_a_rule and code in (codes.INVALID_ARGUMENT, codes.UNIMPLEMENTED):
        return RefusedError(line)
    return UnavailableError(f"{code.name}: {line}" if line else code.name, _asked_seconds(error))


def _asked_seconds(error: Any) -> float:
    asked = dict(error.trailing_metadata() or ()).get(_PUSHBACK, "")
    millis = int(asked) if re.fullmatch(r"\d{1,9}", str(asked)) else 0
    return min(millis / 1000, _LONGEST_ASKED_SECONDS)


@dataclass(slots=True)
class _Outage:
    """One outage is one log line, and one when it is over."""

    log: Log
    url: str
    since: float | None = None

    def failed(self, reason: object) -> None:
        if self.since is None:
            self.since = time.monotonic()
            self.log(f"collector {self.url} does not answer ({reason}); profiles wait in memory")

    def over(self) -> None:
        if self.since is not None:
            seconds = time.monotonic() - self.since
            self.since = None
            self.log(f"collector {self.url} answers again after {seconds:.0f} s")


class Unsent:
    """Stands where an `Uploader` stands, and sends nothing: what is in the queue is let go."""

    def __init__(self, queue: UploadQueue) -> None:
        self._queue = queue

    def configure(self, request: bytes) -> AgentConfiguration | None:  # noqa: ARG002
        """Nobody was asked."""
        return None

    def send_all(self, deadline: float | None = None) -> float:  # noqa: ARG002
        """Empties the queue; nothing waits."""
        while (request := self._queue.oldest()) is not None:
            self._queue.remove(request, None)
        return 0.0

    def abort(self) -> None:
        """Nothing is under way."""

    def break_off(self) -> None:
        """Nothing is under way."""

    def go_on(self) -> None:
        """Nothing was broken off."""

    @property
    def importing(self) -> bool:
        """Nothing is imported."""
        return False


class Uploader:
    """Sends what is in the queue. One thread calls it; `abort` may come from another."""

    def __init__(self, connection: Connection, queue: UploadQueue, log: Log) -> None:
        self._connection = connection
        self._queue = queue
        self._log = log
        self._outage = _Outage(log, connection.url)
        self._logged: set[tuple[str, str]] = set()
        self._pause = _FIRST_PAUSE_SECONDS
        self._rests_until = 0.0  # by time.monotonic, as the collector asked
        self._random = random.Random()  # noqa: S311 -- the shared one is the application's

    def configure(
        self, request: bytes, seconds: float = _DEADLINE_SECONDS
    ) -> AgentConfiguration | None:
        """What the collector asks for, or ``None`` where it does not say.

        Raises `BrokenOffError`.
        """
        try:
            answer = self._exchange("Configure", request, seconds)
            return None if answer is None else decode_agent_configuration(answer)
        except (RefusedError, ValueError) as error:
            self._log_once("gave no configuration", str(error))
            return None

    def send_all(self, deadline: float | None = None) -> float:
        """Sends until the queue is empty or a try fails. Returns seconds until the next try.

        0 means that nothing waits. Where the collector asked for patience, nothing is sent before
        that is over, unless there is a ``deadline``, by `time.monotonic`: it is the last chance.
        """
        rest = self._rests_until - time.monotonic()
        if rest > 0 and deadline is None and self._queue.oldest() is not None:
            return rest
        while (request := self._queue.oldest()) is not None:
            seconds = _DEADLINE_SECONDS if deadline is None else deadline - time.monotonic()
            lost = None
            try:
                if seconds <= 0 or self._exchange("Upload", request, seconds) is None:
                    return self._next_pause()
            except RefusedError as refusal:
                old = str(refusal).startswith("R11:")
                lost = DropReason.TOO_OLD if old else DropReason.REFUSED
                self._log_once("refused a profile", str(refusal))
            except BrokenOffError:
                return _SOON_SECONDS
            self._queue.remove(request, lost)
            self._pause = _FIRST_PAUSE_SECONDS
        return 0.0

    def abort(self) -> None:
        """Ends the exchange that is under way, and makes later ones fail. For good."""
        self._connection.abort()

    def break_off(self) -> None:
        """Ends the exchange that is under way, and lets none begin until `go_on`."""
        self._connection.break_off()

    def go_on(self) -> None:
        """After `break_off`: exchanges may begin again."""
        self._connection.go_on()

    @property
    def importing(self) -> bool:
        """Whether grpcio is being imported now."""
        return self._connection.importing

    def _exchange(self, method: str, request: bytes, seconds: float) -> bytes | None:
        """The answer; ``None`` in an outage.

        Raises `RefusedError`, which is an answer too, and `BrokenOffError`.
        """
        try:
            answer = self._connection.exchange(method, request, seconds)
        except UnavailableError as failure:
            self._outage.failed(failure)
            until = time.monotonic() + self._spread(failure.asked_seconds)
            self._rests_until = max(self._rests_until, until)
            return None
        except RefusedError:
            self._outage.over()
            raise
        self._outage.over()
        return answer

    def _log_once(self, what: str, reason: str) -> None:
        """Once for each rule: the rest of its message differs from profile to profile."""
        cited = re.match(r"R\d+", reason)
        rule = what, cited[0] if cited else re.sub(r"\d+", "0", reason)
        if rule not in self._logged and len(self._logged) < _MAX_LOGGED:
            self._logged.add(rule)
            self._log(f"collector {self._connection.url} {what}: {reason}")

    def _next_pause(self) -> float:
        """Doubles up to a minute; jittered, so that agents do not come back all at once."""
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
        rest = self._rests_until - time.monotonic()
        return max(rest, pause * self._random.uniform(0.5, 1.0))

    def _spread(self, asked_seconds: float) -> float:
        """At least what was asked for, and not the same for all agents."""
        return asked_seconds * self._random.uniform(1.0, 1.5)
