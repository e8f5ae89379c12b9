"""All shops are one shop: asked the same, they say the same. Needs those in Java built, and Jep."""

import http.client
import json
import os
import subprocess
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from book import Request, book_of
from load import ask
from shop.server import ShopServer, Size

EXAMPLES = Path(__file__).parents[1]
JAR = EXAMPLES / "shop-java/target/shop-java.jar"
JEP = next((EXAMPLES.parent / "build/jep/3.11/lib").glob("python*/site-packages"))
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
    with served("java", "-jar", str(JAR)) as port:
        yield port


@pytest.fixture(scope="module")
def jep_port() -> Iterator[int]:
    [jep] = (JEP / "jep").glob("jep-*.jar")
    class_path = f"{EXAMPLES / 'shop-jep/target/shop-jep.jar'}:{jep}"
    with served(
        *("java", f"-Djava.library.path={JEP / 'jep'}", "-cp", class_path),
        "io.tandemprofiler.examples.shop.JepShop",
        PYTHONPATH=f"{JEP}:{EXAMPLES / 'shop-jep/src/main/python'}",
    ) as port:
        yield port


@contextmanager
def served(*command: str, **environment: str) -> Iterator[int]:
    """The port of a shop that runs meanwhile."""
    sizes = [
        word
        for name, value in asdict(SIZE).items()
        for word in ("--" + name.replace("_", "-"), str(value))
    ]
    with subprocess.Popen(
        [*command, "--port", "0", *sizes],
        stdout=subprocess.PIPE,
        env={**os.environ, **environment},
        text=True,
    ) as process:
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


def test_shops_answer_alike(java_port: int, python_port: int, jep_port: int) -> None:
    book = book_of(asdict(SIZE), seed=3)
    said = answers(java_port, book)
    assert said == answers(python_port, book)
    assert said == answers(jep_port, book)
