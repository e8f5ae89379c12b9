"""Both shops are one shop: asked the same, they say the same. Needs the Java shop built."""

import http.client
import json
import subprocess
import threading
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from book import Request, book_of
from load import ask
from shop.server import ShopServer, Size

JAR = Path(__file__).parents[1] / "shop-java/target/shop-java.jar"
SIZE = Size(products=700, largest_cart=40, largest_page=60)


@pytest.fixture(scope="module")
def python_port() -> Iterator[int]:
    with ShopServer(0, SIZE) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def java_port() -> Iterator[int]:
    sizes = [
        word
        for name, value in asdict(SIZE).items()
        for word in ("--" + name.replace("_", "-"), str(value))
    ]
    command = ["java", "-jar", str(JAR), "--port", "0", *sizes]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline().rsplit(":", 1)[1])
        finally:
            process.terminate()


def answers(port: int, book: list[Request]) -> list[object]:
    """What both must say alike: prices, what was found, and the text of pages."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return [_essence(request, ask(connection, request)) for request in book]
    finally:
        connection.close()


def _essence(request: Request, body: bytes) -> object:
    if request.path.startswith("/page"):
        return zlib.decompress(body).decode()
    answer = json.loads(body)
    answer.pop("similar", None)  # likeness is the matter of each language's library
    return answer


def test_shops_answer_alike(java_port: int, python_port: int) -> None:
    book = book_of(asdict(SIZE), seed=3)
    assert answers(java_port, book) == answers(python_port, book)
