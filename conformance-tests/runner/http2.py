"""Unary gRPC calls whose frame is the caller's: what no client library would send can be sent."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    TrailersReceived,
)

_DEADLINE_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """How a call ended. ``status`` is the number of the gRPC protocol; -1 where there was none."""

    status: int
    message: str


class Http2:
    """One connection, one call after the other. Not thread-safe."""

    def __init__(self, url: str) -> None:
        self._authority = urlsplit(url).netloc
        host, port = self._authority.split(":")
        self._socket = socket.create_connection((host, int(port)), _DEADLINE_SECONDS)
        self._http2 = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
        self._http2.initiate_connection()
        self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def call(self, method: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Sends ``body`` as it is. An answer that comes before its end is an answer."""
        stream = self._http2.get_next_available_stream_id()
        pseudo = [(":method", "POST"), (":scheme", "http"), (":authority", self._authority)]
        path = [(":path", f"/tandem.v1.ProfilerService/{method}")]
        named = {"content-type": "application/grpc", "te": "trailers", **headers}
        self._http2.send_headers(stream, [*pseudo, *path, *named.items()])
        call = _Call(stream)
        rest = memoryview(body)
        while not call.ended:
            sent = self._send(stream, rest) if rest is not None else 0
            if rest is not None:
                rest = None if sent == len(rest) else rest[sent:]
            self._flush()
            if sent == 0 or rest is None:
                self._receive(call)
        if rest is not None:
            self._http2.reset_stream(stream)
            self._flush()
        return call.answer()

    def _send(self, stream: int, rest: memoryview) -> int:
        """How much of it fits into the other side's windows."""
        window = self._http2.local_flow_control_window(stream)
        size = min(window, self._http2.max_outbound_frame_size, len(rest))
        if size > 0 or not rest:
            self._http2.send_data(stream, bytes(rest[:size]), end_stream=size == len(rest))
        return size

    def _receive(self, call: _Call) -> None:
        data = self._socket.recv(1 << 16)
        if not data:
            call.lost("the connection was closed")
            return
        for event in self._http2.receive_data(data):
            call.note(event)
            if isinstance(event, DataReceived):
                self._http2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        self._flush()

    def _flush(self) -> None:
        self._socket.sendall(self._http2.data_to_send())


class _Call:
    """What is known of a call under way."""

    def __init__(self, stream: int) -> None:
        self._stream = stream
        self._headers: dict[str, str] = {}
        self.ended = False

    def note(self, event: Event) -> None:
        if isinstance(event, ConnectionTerminated):
            self.lost(f"the connection was given up with error {event.error_code}")
        if getattr(event, "stream_id", None) != self._stream:
            return
        if isinstance(event, ResponseReceived | TrailersReceived):
            self._headers |= {str(name): str(value) for name, value in event.headers or ()}
        if isinstance(event, StreamEnded):
            self.ended = True
        if isinstance(event, StreamReset):
            self.lost(f"the stream was reset with error {event.error_code}")

    def lost(self, why: str) -> None:
        self._headers.setdefault("grpc-message", why)
        self.ended = True

    def answer(self) -> Answer:
        status = self._headers.get("grpc-status", "-1")
        message = unquote(self._headers.get("grpc-message", ""))
        return Answer(int(status), message or f"HTTP {self._headers.get(':status')}")
