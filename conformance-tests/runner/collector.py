"""Talks to a collector as any agent and browser do: bytes over gRPC, questions over HTTP."""

from __future__ import annotations

import gzip
import json
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

import grpc

_UPLOAD = "/tandem.v1.ProfilerService/Upload"
_SECONDS = 120


@dataclass(frozen=True)
class Outcome:
    """How an upload was answered: a gRPC status and its message."""

    status: str
    message: str = ""


class Collector:
    """A client of one collector; to be closed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._channel = grpc.insecure_channel(
            urllib.parse.urlsplit(url).netloc,
            options=[("grpc.max_send_message_length", -1), ("grpc.enable_http_proxy", 0)],
        )

    def upload(self, upload: bytes) -> Outcome:
        """Sends the bytes of an ``Upload``."""
        return self.request(b"\x0a" + varint(len(upload)) + upload)

    def request(self, message: bytes, *, compressed: bool = False) -> Outcome:
        """Sends the bytes of an ``UploadRequest``."""
        call = self._channel.unary_unary(_UPLOAD)
        compression = grpc.Compression.Gzip if compressed else grpc.Compression.NoCompression
        try:
            call(message, timeout=_SECONDS, compression=compression)
        except grpc.RpcError as error:
            return Outcome(error.code().name, error.details() or "")
        return Outcome("OK")

    def flame_graph(self, **parameters: str | int | float) -> dict[str, Any]:
        """The answer of ``GET /api/v1/flamegraph``."""
        address = f"{self._url}/api/v1/flamegraph?{urllib.parse.urlencode(parameters)}"
        request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            body = answer.read()
            if answer.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
        view: dict[str, Any] = json.loads(body)
        return view

    def close(self) -> None:
        self._channel.close()


def varint(value: int) -> bytes:
    """As protobuf writes integers."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
