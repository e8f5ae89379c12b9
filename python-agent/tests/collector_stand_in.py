"""A gRPC server on the loopback that keeps what agents send, as bytes. Thread-safe."""

import queue
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

import grpc

from generated import ingest_pb2

PATIENCE_SECONDS = 30
REVISION_1 = b"\x08\x01"  # an AgentConfiguration that asks for nothing

Failure = tuple[Any, str]


class CollectorStandIn:
    """``answer`` is what Configure says; ``failures`` are the next answers to Upload, if any."""

    def __init__(self, port: int = 0, credentials: Any = None, token: str = "") -> None:
        self.answer = REVISION_1
        self.upload_answer = b""
        self.failures: list[Failure] = []
        self.asked_millis = ""  # of patience, in each failure
        self._uploads: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.attempts: list[bytes] = []
        self.requests = 0  # of any kind
        self._asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(4)
        self._server = grpc.server(self._pool, options=[("grpc.so_reuseport", 0)])
        handlers = {"Upload": self._upload, "Configure": self._configure}
        self._server.add_generic_rpc_handlers([_Raw(handlers)])
        self._token = token
        self.shown: list[str] = []  # the authorization of each request
        self._secure = credentials is not None
        place = f"127.0.0.1:{port}"
        self.port: int = (
            self._server.add_secure_port(place, credentials)
            if self._secure
            else self._server.add_insecure_port(place)
        )
        self._server.start()

    @property
    def url(self) -> str:
        return f"{'https' if self._secure else 'http'}://127.0.0.1:{self.port}"

    def upload(self) -> Any:
        """The next upload that arrives, read by the generated classes."""
        return parsed(self._uploads.get(timeout=PATIENCE_SECONDS))

    def uploads_so_far(self) -> list[Any]:
        """Those that have arrived and were not taken yet."""
        return [parsed(self._uploads.get_nowait()) for _ in range(self._uploads.qsize())]

    def asked(self) -> Any:
        """The next ConfigureRequest."""
        wire = self._asked.get(timeout=PATIENCE_SECONDS)
        return ingest_pb2().ConfigureRequest.FromString(wire)

    def close(self) -> None:
        self._server.stop(None).wait()
        self._pool.shutdown()  # else its threads live on in the next test

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _upload(self, request: bytes, context: Any) -> bytes:
        self.requests += 1
        self._look_at(context)
        self.attempts.append(request)
        if self.failures:
            if self.asked_millis:
                context.set_trailing_metadata((("grpc-retry-pushback-ms", self.asked_millis),))
            context.abort(*self.failures.pop(0))
        self._uploads.put(request)
        return self.upload_answer

    def _configure(self, request: bytes, context: Any) -> bytes:
        self.requests += 1
        self._look_at(context)
        self._asked.put(request)
        return self.answer

    def _look_at(self, context: Any) -> None:
        shown = dict(context.invocation_metadata()).get("authorization", "")
        self.shown.append(shown)
        if self._token and shown != f"Bearer {self._token}":
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "who are you?")


class _Raw(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Handlers by the last part of the method's name, without any serializer."""

    def __init__(self, handlers: Mapping[str, Callable[[bytes, Any], bytes]]) -> None:
        self._handlers = handlers

    def service(self, call: Any) -> Any:
        service, _, method = call.method.rpartition("/")
        if service != "/tandem.v1.ProfilerService" or method not in self._handlers:
            return None
        return grpc.unary_unary_rpc_method_handler(self._handlers[method])


def parsed(request: bytes) -> Any:
    """The Upload in an UploadRequest; asserts that it is canonical."""
    message = ingest_pb2().UploadRequest.FromString(request)
    assert message.SerializeToString(deterministic=True) == request
    return message.upload


def functions(upload: Any) -> set[str]:
    """Every function in a profile, as "owner.function"."""
    profile = upload.profile
    columns = zip(profile.frames.owner_indexes, profile.frames.function_indexes, strict=True)
    return {f"{profile.strings[owner]}.{profile.strings[name]}" for owner, name in columns}
