"""How uploads reach a collector that answers, refuses, is away, or talks nonsense."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Self

import grpc
import pytest

from collector_stand_in import CollectorStandIn
from tandem_profiler.model import Drop, DropKind, DropReason
from tandem_profiler.upload import (
    Connection,
    Drops,
    RefusedError,
    UnavailableError,
    Uploader,
    UploadQueue,
)

SECONDS = 30.0
REQUEST = b"\x0a\x02\x08\x01"  # an UploadRequest
INVALID, UNIMPLEMENTED = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.UNIMPLEMENTED
EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED
UNAVAILABLE, INTERNAL = grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


class Sending:
    """An uploader with everything it needs, and what it logged."""

    def __init__(self, url: str, limit_bytes: int = 1000) -> None:
        self.drops = Drops()
        self.queue = UploadQueue(limit_bytes, self.drops)
        self.logged: list[str] = []
        self.connection = Connection(url)
        self.uploader = Uploader(self.connection, self.queue, self.logged.append)

    def send(self, *requests: bytes) -> float:
        for request in requests:
            self.queue.offer(request)
        return self.uploader.send_all()


class Relay:
    """Passes one connection on to a port of the loopback, and counts what the client sent."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.sent_bytes = 0
        self._thread = threading.Thread(target=self._relay, daemon=True)

    def _relay(self) -> None:
        client, _ = self._server.accept()
        with client, socket.create_connection(("127.0.0.1", self._port)) as server:
            back = threading.Thread(target=self._back, args=(server, client), daemon=True)
            back.start()
            while data := client.recv(65536):
                self.sent_bytes += len(data)
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
            back.join(SECONDS)

    @staticmethod
    def _back(server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):  # the client has gone
            while data := server.recv(65536):
                client.sendall(data)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(SECONDS)
        self._server.close()


def numbered(number: int) -> bytes:
    """An UploadRequest of 4 bytes, each another."""
    return REQUEST[:-1] + bytes([number])


def test_send_all_brings_the_bytes_in_order(collector: CollectorStandIn) -> None:
    sending = Sending(collector.url)
    assert sending.send(numbered(1), numbered(2), numbered(3)) == 0
    assert collector.attempts == [numbered(1), numbered(2), numbered(3)]
    assert sending.queue.oldest() is None
    assert (sending.logged, sending.drops.drain()) == ([], ())


def test_exchange_gzips(collector: CollectorStandIn) -> None:
    request = REQUEST + bytes(200_000)
    with Relay(collector.port) as relay:
        Connection(relay.url).exchange("Upload", request, SECONDS)
    assert collector.attempts == [request]
    assert relay.sent_bytes < 5_000


@pytest.mark.parametrize("code", [INVALID, UNIMPLEMENTED], ids=lambda code: code.name)
def test_refused_upload_is_dropped_and_counted(
    code: grpc.StatusCode, collector: CollectorStandIn
) -> None:
    collector.failures = [(code, "R14: node 7 goes up 9 levels")]
    sending = Sending(collector.url)
    assert sending.send(numbered(1), numbered(2)) == 0
    assert collector.attempts == [numbered(1), numbered(2)]
    assert sending.drops.drain() == (Drop(DropKind.UPLOAD, DropReason.REFUSED, 1),)
    (line,) = sending.logged
    assert "refused a profile: R14: node 7 goes up 9 levels" in line


@pytest.mark.parametrize("code", [INVALID, UNIMPLEMENTED], ids=lambda code: code.name)
def test_refusal_that_cites_no_rule_is_an_outage(
    code: grpc.StatusCode, collector: CollectorStandIn
) -> None:
    collector.failures = [(code, "Received http2 header with status: 404")]
    sending = Sending(collector.url)
    assert sending.send(numbered(1)) > 0
    assert sending.drops.drain() == ()


def test_each_rule_is_logged_once(collector: CollectorStandIn) -> None:
    rules = ["R14: node 7 goes up 9", "R14: node 8 goes up 2", "R15: siblings", "R14: node 1"]
    collector.failures = [(INVALID, rule) for rule in rules]
    sending = Sending(collector.url)
    sending.send(*map(numbered, range(1, 5)))
    assert sending.drops.drain() == (Drop(DropKind.UPLOAD, DropReason.REFUSED, 4),)
    assert [line.partition("refused a profile: ")[2][:3] for line in sending.logged] == [
        "R14",
        "R15",
    ]


def test_upload_that_is_too_old_is_counted_as_such(collector: CollectorStandIn) -> None:
    collector.failures = [(INVALID, "R11: 25 h before the collector's clock")]
    sending = Sending(collector.url)
    sending.send(REQUEST)
    assert sending.drops.drain() == (Drop(DropKind.UPLOAD, DropReason.TOO_OLD, 1),)


@pytest.mark.parametrize("code", [UNAVAILABLE, INTERNAL], ids=lambda code: code.name)
def test_any_other_status_is_tried_again(
    code: grpc.StatusCode, collector: CollectorStandIn
) -> None:
    collector.failures = [(code, "later")]
    sending = Sending(collector.url)
    assert sending.send(REQUEST) > 0
    assert sending.queue.oldest() == REQUEST
    assert sending.send() == 0
    assert collector.attempts == [REQUEST, REQUEST]
    assert sending.drops.drain() == ()


def test_outage_is_one_line_and_one_when_it_is_over(collector: CollectorStandIn) -> None:
    collector.failures = [(UNAVAILABLE, "later")] * 4
    sending = Sending(collector.url)
    pauses = [sending.send(REQUEST), *(sending.send() for _ in range(3))]
    assert len(sending.logged) == 1
    assert "UNAVAILABLE: later" in sending.logged[0]
    assert sending.send() == 0
    assert len(sending.logged) == 2
    assert "answers again" in sending.logged[1]
    longest = [1.0, 2.0, 4.0, 8.0]
    assert all(most / 2 <= pause <= most for pause, most in zip(pauses, longest, strict=True))


def test_collector_gets_the_patience_that_it_asks_for(collector: CollectorStandIn) -> None:
    collector.failures, collector.asked_millis = [(EXHAUSTED, "R4: later")], "20000"
    sending = Sending(collector.url)
    assert 20 <= sending.send(REQUEST) <= 30
    assert 0 < sending.send() <= 30
    assert collector.attempts == [REQUEST]
    assert sending.uploader.send_all(deadline=time.monotonic() + SECONDS) == 0
    assert collector.attempts == [REQUEST, REQUEST]


@pytest.mark.parametrize("asked", ["-1", "soon", "0", "9" * 30])
def test_patience_that_makes_no_sense_is_our_own(asked: str, collector: CollectorStandIn) -> None:
    collector.failures, collector.asked_millis = [(EXHAUSTED, "later")], asked
    assert 0 < Sending(collector.url).send(REQUEST) <= 1


def test_nobody_waits_longer_than_for_a_window(collector: CollectorStandIn) -> None:
    collector.failures, collector.asked_millis = [(EXHAUSTED, "later")], "900000"
    assert 300 <= Sending(collector.url).send(REQUEST) <= 450


def test_second_outage_is_told_again(collector: CollectorStandIn) -> None:
    sending = Sending(collector.url)
    for _ in range(2):
        collector.failures = [(UNAVAILABLE, "later")]
        sending.send(REQUEST)
        sending.send()
    assert ["answers again" in line for line in sending.logged] == [False, True] * 2


def test_refusal_ends_an_outage(collector: CollectorStandIn) -> None:
    collector.failures = [(UNAVAILABLE, "later"), (INVALID, "R8: no id")]
    sending = Sending(collector.url)
    sending.send(REQUEST)
    sending.send()
    assert len(sending.logged) == 3
    assert "answers again" in sending.logged[1]


def test_absent_collector_keeps_what_waits() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        sending = Sending(f"http://127.0.0.1:{unused.getsockname()[1]}")
        assert sending.send(REQUEST) > 0
    assert sending.queue.oldest() == REQUEST
    assert len(sending.logged) == 1


def test_collector_that_comes_up_later_gets_what_waited() -> None:
    with CollectorStandIn() as first:
        port = first.port
    sending = Sending(f"http://127.0.0.1:{port}")
    assert sending.send(REQUEST) > 0
    with CollectorStandIn(port) as second:
        assert sending.send() == 0
        assert second.attempts == [REQUEST]


def test_long_message_of_a_collector_is_cut_and_one_line(collector: CollectorStandIn) -> None:
    collector.failures = [(INVALID, "R4: " + "long\n\x1b[31m" * 400)]
    sending = Sending(collector.url)
    sending.send(REQUEST)
    (line,) = sending.logged
    assert line.isprintable()
    assert len(line) < 400


def test_queue_drops_the_oldest_and_counts() -> None:
    drops = Drops()
    queue = UploadQueue(8, drops)
    for number in range(1, 5):
        queue.offer(numbered(number))
    assert queue.oldest() == numbered(3)
    assert drops.drain() == (Drop(DropKind.UPLOAD, DropReason.QUEUE_FULL, 2),)
    assert drops.drain() == ()


def test_queue_never_takes_what_is_beyond_its_limit() -> None:
    drops = Drops()
    queue = UploadQueue(8, drops)
    queue.offer(REQUEST)
    queue.offer(b"x" * 9)
    assert queue.oldest() == REQUEST
    assert drops.drain() == (Drop(DropKind.UPLOAD, DropReason.LIMIT, 1),)


def test_upload_that_is_lost_gives_back_what_it_said(collector: CollectorStandIn) -> None:
    said = Drop(DropKind.SAMPLE, DropReason.LIMIT, 7)
    collector.failures = [(INVALID, "R8: no id")]
    sending = Sending(collector.url, limit_bytes=8)
    sending.queue.offer(b"x" * 9, (said,))
    assert sending.drops.drain() == (said, Drop(DropKind.UPLOAD, DropReason.LIMIT, 1))
    sending.queue.offer(numbered(1), (said,))
    sending.queue.offer(numbered(2))
    sending.queue.offer(numbered(3))
    assert sending.drops.drain() == (said, Drop(DropKind.UPLOAD, DropReason.QUEUE_FULL, 1))
    sending.queue.remove(sending.queue.oldest() or b"")
    assert sending.drops.drain() == ()
    sending.queue.offer(numbered(4), (said,))
    sending.queue.remove(sending.queue.oldest() or b"")
    sending.uploader.send_all()
    assert sending.drops.drain() == (said, Drop(DropKind.UPLOAD, DropReason.REFUSED, 1))


def test_queue_removes_only_what_is_still_the_oldest() -> None:
    queue = UploadQueue(8, Drops())
    first = numbered(1)
    for request in (first, numbered(2), numbered(3)):
        queue.offer(request)
    queue.remove(first)
    assert queue.oldest() == numbered(2)


def test_configure_reads_what_the_collector_asks(collector: CollectorStandIn) -> None:
    collector.answer = b"\x08\x01\x10\x01\x20\x05\x28\x0a\x30\x64"
    asked = Sending(collector.url).uploader.configure(REQUEST)
    assert asked is not None
    assert (asked.disabled, asked.wall_hz, asked.report_seconds) == (True, 5, 10)
    assert asked.max_depth == 100


def test_configure_skips_fields_of_a_newer_collector(collector: CollectorStandIn) -> None:
    newer = b"\x3a\x03abc" + b"\x45abcd" + b"\x49abcdefgh" + b"\x98\x01\x07"
    collector.answer = newer + b"\x08\x01\x20\x05"
    asked = Sending(collector.url).uploader.configure(REQUEST)
    assert asked is not None
    assert asked.wall_hz == 5


@pytest.mark.parametrize(
    "garbage", [b"", b"\xff\xff", b"\x0a\x7f", b"\x0b", b"<html>", b"\x08" + b"\xff" * 12]
)
def test_configure_survives_garbage(garbage: bytes, collector: CollectorStandIn) -> None:
    collector.answer = garbage
    sending = Sending(collector.url)
    assert sending.uploader.configure(REQUEST) is None
    assert sending.uploader.configure(REQUEST) is None
    (line,) = sending.logged
    assert "gave no configuration" in line


def test_answer_to_an_upload_is_not_looked_at(collector: CollectorStandIn) -> None:
    collector.upload_answer = b"\xff\xffgarbage"
    assert Sending(collector.url).send(REQUEST) == 0


def test_collector_that_does_not_speak_grpc_is_an_outage() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            connected, _ = server.accept()
            with connected:
                connected.recv(1000)
                connected.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

        talker = threading.Thread(target=talk, daemon=True)
        talker.start()
        with pytest.raises(UnavailableError):
            Connection(f"http://127.0.0.1:{server.getsockname()[1]}").exchange("Upload", REQUEST, 5)
        talker.join(SECONDS)


def test_deadline_that_has_passed_sends_nothing(collector: CollectorStandIn) -> None:
    sending = Sending(collector.url)
    sending.queue.offer(REQUEST)
    assert sending.uploader.send_all(time.monotonic() - 1) > 0
    assert collector.attempts == []


def test_abort_ends_an_exchange_that_hangs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sending = Sending(f"http://127.0.0.1:{silent.getsockname()[1]}")
        waiting = threading.Thread(target=sending.send, args=(REQUEST,), daemon=True)
        waiting.start()
        connected, _ = silent.accept()
        sending.uploader.abort()
        waiting.join(8)  # of the 10 s that the exchange would take
        assert not waiting.is_alive()
        connected.close()
    assert sending.queue.oldest() == REQUEST


def test_break_off_ends_an_exchange_without_an_outage_and_none_begins_until_go_on(
    collector: CollectorStandIn,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sending = Sending(f"http://127.0.0.1:{silent.getsockname()[1]}")
        sender = threading.Thread(target=sending.send, args=(REQUEST,), daemon=True)
        sender.start()
        connected, _ = silent.accept()
        sending.uploader.break_off()
        sender.join(8)
        assert not sender.is_alive()
        assert sending.connection._channel is None
        connected.close()
    sending = Sending(collector.url)
    sending.uploader.break_off()
    assert sending.send(REQUEST) > 0
    assert (collector.attempts, sending.logged) == ([], [])
    sending.uploader.go_on()
    assert sending.uploader.send_all() == 0
    assert collector.attempts == [REQUEST]


def test_refused_error_names_the_rule(collector: CollectorStandIn) -> None:
    collector.failures = [(INVALID, "R8: no id")]
    with pytest.raises(RefusedError, match="R8: no id"):
        Connection(collector.url).exchange("Upload", REQUEST, SECONDS)


def test_connection_is_closed_after_each_exchange(collector: CollectorStandIn) -> None:
    connection = Connection(collector.url)
    connection.exchange("Upload", REQUEST, SECONDS)
    assert connection._channel is None
