"""TLS on the loopback: an authority that only our testees trust, and an end that decrypts."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Coroutine
from contextlib import suppress
from functools import cache
from typing import Any

import trustme


class Authority:
    """Made on the spot. Immutable, thread-safe."""

    def __init__(self) -> None:
        authority = trustme.CA()
        self.certificate: bytes = authority.cert_pem.bytes()  # PEM
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.set_alpn_protocols(["h2"])
        authority.issue_cert("127.0.0.1").configure_cert(self.server)


@cache
def authority() -> Authority:
    """One for all that run in this process."""
    return Authority()


class TlsEnd:
    """Takes TLS on a port of its own and forwards what is said there to ``port``. Thread-safe."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self._target = port
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda *_: None)  # handshakes that fail are the client's
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = asyncio.start_server(self._forward, "127.0.0.1", 0, ssl=context)
        self._server = self._result(listening)
        self.port: int = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        self._result(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _result(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _end(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_target, to_target = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.gather(_pump(reader, to_target), _pump(from_target, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while chunk := await reader.read(65536):
                writer.write(chunk)
                await writer.drain()
    finally:
        writer.close()
