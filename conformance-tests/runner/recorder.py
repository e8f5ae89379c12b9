"""Answers agents as the collector does and keeps every byte that they send.

    python conformance-tests/runner/recorder.py --keep FOLDER

As a command it prints its address, writes each request into the folder (`001-Upload.bin`, bytes,
and `001-Upload.txt`, its metadata), and ends with an interrupt. In code:

    with Recorder() as recorder:
        ...run a program with collector=recorder.url...
        uploads = recorder.uploads()

What it keeps, it keeps before it answers: when an agent has its answer, the request is here.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import grpc
from messages import module, read_strictly
from tls import Authority, TlsEnd
from wiretap import Wiretap, spoken

SERVICE = "/tandem.v1.ProfilerService/"
_MAX_MESSAGE = 64 * 1024 * 1024  # R1
_PATIENCE_SECONDS = 300  # for an answer that a test holds back


@dataclass(frozen=True)
class Request:
    """One request as it was received, inflated."""

    method: str  # "Upload" or "Configure"; whole where it is of no service that we know
    metadata: tuple[tuple[str, str | bytes], ...]
    message: bytes


class Recorder:
    """A server on a free port of the loopback. Thread-safe.

    ``configure`` fields are those of AgentConfiguration, as in ``Recorder(report_seconds=10)``.
    With an ``authority`` it is spoken to by TLS, under a certificate of that authority.
    While ``outage`` is set uploads are refused with UNAVAILABLE, and kept all the same. While
    ``answering`` is not set they are kept and wait for their answer.
    """

    def __init__(self, authority: Authority | None = None, **configure: int) -> None:
        answer = module("ingest").AgentConfiguration(**{"format_revision": 1, **configure})
        self._configuration: bytes = answer.SerializeToString()
        self._requests: list[Request] = []
        self._arrived = threading.Condition()
        self.outage = threading.Event()
        self.answering = threading.Event()
        self.answering.set()
        options = [
            ("grpc.so_reuseport", 0),
            ("grpc.max_receive_message_length", _MAX_MESSAGE),
        ]
        self._server = grpc.server(ThreadPoolExecutor(8), options=options)
        self._server.add_generic_rpc_handlers([_Any(self._receive)])
        self._tap = Wiretap(self._server.add_insecure_port("127.0.0.1:0"))
        self._tls = TlsEnd(self._tap.port, authority.server) if authority else None
        self._outside = Wiretap(self._tls.port) if self._tls else None
        self._server.start()

    @property
    def url(self) -> str:
        """The address that an agent is given."""
        if self._outside:
            return f"https://127.0.0.1:{self._outside.port}"
        return f"http://127.0.0.1:{self._tap.port}"

    def requests(self, method: str | None = None) -> list[Request]:
        """What has arrived, in order; of one method, or of all."""
        with self._arrived:
            return [one for one in self._requests if method in (None, one.method)]

    def uploads(self) -> list[Any]:
        """The ``Upload`` of each request so far, read strictly. Raises `NotStrictError`."""
        return [read_strictly("UploadRequest", r.message).upload for r in self.requests("Upload")]

    def configures(self) -> list[Any]:
        """Each ``ConfigureRequest`` so far, read strictly. Raises `NotStrictError`."""
        return [read_strictly("ConfigureRequest", r.message) for r in self.requests("Configure")]

    def wait_for(self, condition: Callable[[Recorder], bool], seconds: float) -> bool:
        """Whether ``condition`` held, asked after each request, within so many seconds."""
        deadline = time.monotonic() + seconds
        with self._arrived:
            while not condition(self):
                left = deadline - time.monotonic()
                if left <= 0 or not self._arrived.wait(left):
                    return condition(self)
            return True

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Every byte that was sent, named by place: as it passed, and taken apart."""
        for number, request in enumerate(self.requests(), start=1):
            place = f"request {number} ({request.method})"
            yield f"{place}, message", request.message
            for name, value in request.metadata:
                yield f"{place}, metadata {name}", value.encode() if type(value) is str else value
        for number, connection in enumerate(list(self._tap.connections), start=1):
            sent = bytes(connection.sent)
            yield f"connection {number}, raw", sent
            if not sent:
                continue
            said = spoken(sent)
            for name, value in said.headers:
                yield f"connection {number}, header {name.decode('latin-1')}", name + b": " + value
            for stream, data in said.data.items():
                yield f"connection {number}, stream {stream}", data

    def encrypted(self) -> list[bytes]:
        """What each connection sent as it passed, where it is to pass encrypted; else none."""
        connections = list(self._outside.connections) if self._outside else []
        return [bytes(one.sent) for one in connections]

    def headers(self) -> set[tuple[str, str]]:
        """Every header field of every connection, those that gRPC hides included."""
        fields: set[tuple[str, str]] = set()
        for connection in list(self._tap.connections):
            if connection.sent:
                said = spoken(bytes(connection.sent))
                fields |= {(n.decode("latin-1"), v.decode("latin-1")) for n, v in said.headers}
        return fields

    def close(self) -> None:
        self.answering.set()
        self._server.stop(None).wait()
        if self._tls and self._outside:
            self._outside.close()
            self._tls.close()
        self._tap.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _receive(self, method: str, message: bytes, context: Any) -> bytes:
        metadata = tuple((one.key, one.value) for one in context.invocation_metadata())
        name = method.removeprefix(SERVICE)
        with self._arrived:
            self._requests.append(Request(name, metadata, message))
            self._arrived.notify_all()
        if name == "Configure":
            return self._configuration
        if name != "Upload":
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"no method {method}")
        self.answering.wait(_PATIENCE_SECONDS)
        if self.outage.is_set():
            context.abort(grpc.StatusCode.UNAVAILABLE, "an outage, made on purpose")
        return b""


class _Any(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Takes every method there is, without any serializer."""

    def __init__(self, receive: Callable[[str, bytes, Any], bytes]) -> None:
        self._receive = receive

    def service(self, call: Any) -> Any:
        method = call.method
        return grpc.unary_unary_rpc_method_handler(
            lambda message, context: self._receive(method, message, context)
        )


def _keep(folder: Path, number: int, request: Request) -> None:
    name = f"{number:03}-{request.method.rpartition('/')[2]}"
    (folder / f"{name}.bin").write_bytes(request.message)
    lines = [f"{key}: {value!r}\n" for key, value in request.metadata]
    (folder / f"{name}.txt").write_text("".join(lines), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keep", type=Path, required=True, metavar="FOLDER")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with Recorder() as recorder:
        print(recorder.url, flush=True)
        kept = 0
        while not ended.is_set():
            recorder.wait_for(lambda one: len(one.requests()) > kept or ended.is_set(), 0.2)  # noqa: B023
            for request in recorder.requests()[kept:]:
                kept += 1
                _keep(options.keep, kept, request)
    return 0


if __name__ == "__main__":
    sys.exit(main())
