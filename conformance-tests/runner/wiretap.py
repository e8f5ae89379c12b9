"""Stands between an agent and a server on the loopback and keeps every byte that passes.

HTTP/2 hides texts from a search: header fields are Huffman-coded, and messages are cut into frames.
So what the agent sent is also kept taken apart: each header field in clear, and the data of each
stream in one piece.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from hpack import Decoder

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _CONTINUATION = 0, 1, 9
_END_HEADERS, _PADDED, _PRIORITY = 4, 8, 32


@dataclass
class Connection:
    """What one client sent."""

    sent: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True)
class Spoken:
    """What a client said in HTTP/2."""

    headers: tuple[tuple[bytes, bytes], ...]
    data: dict[int, bytes]  # by stream


class Wiretap:
    """Listens on a port of its own and forwards to ``port``. Thread-safe."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.connections: list[Connection] = []
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for one in (self._listener, *self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:  # closed
                return
            self._sockets += [client, server]
            connection = Connection()
            self.connections.append(connection)
            for source, sink, kept in ((client, server, connection.sent), (server, client, None)):
                threading.Thread(target=_pump, args=(source, sink, kept), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket, kept: bytearray | None) -> None:
    """Keeps before it forwards: what the server has answered is kept."""
    with suppress(OSError):
        while chunk := source.recv(65536):
            if kept is not None:
                kept += chunk
            sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def spoken(sent: bytes) -> Spoken:
    """Takes apart what a client sent. Raises ValueError where it is no HTTP/2."""
    if not sent.startswith(PREFACE):
        raise ValueError(f"{len(sent)} bytes that do not begin as HTTP/2 does: {sent[:24]!r}")
    decoder = Decoder()
    headers: list[tuple[bytes, bytes]] = []
    block = b""
    data: dict[int, bytes] = {}
    for kind, flags, stream, payload in _frames(sent, len(PREFACE)):
        if kind == _DATA:
            data[stream] = data.get(stream, b"") + _unpadded(flags, payload)
        elif kind in (_HEADERS, _CONTINUATION):
            if kind == _HEADERS:
                payload = _unpadded(flags, payload)
                payload = payload[5:] if flags & _PRIORITY else payload
            block += payload
            if flags & _END_HEADERS:
                headers += [(bytes(n), bytes(v)) for n, v in decoder.decode(block, raw=True)]
                block = b""
    return Spoken(tuple(headers), data)


def _frames(sent: bytes, position: int) -> Iterator[tuple[int, int, int, bytes]]:
    """(type, flags, stream, payload) of each whole frame."""
    while position + 9 <= len(sent):
        length = int.from_bytes(sent[position : position + 3], "big")
        stream = int.from_bytes(sent[position + 5 : position + 9], "big") & 0x7FFFFFFF
        payload = bytes(sent[position + 9 : position + 9 + length])
        yield sent[position + 3], sent[position + 4], stream, payload
        position += 9 + length


def _unpadded(flags: int, payload: bytes) -> bytes:
    return payload[1 : len(payload) - payload[0]] if flags & _PADDED else payload
