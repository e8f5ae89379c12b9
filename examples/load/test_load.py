"""The load against the real shop, and against one that lies."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from book import CARTS, PAGES, SEARCHES, book_of
from shop.server import ShopServer, Size
from shop.service import Answer, Shop
from shop.stock import invent

LOAD = Path(__file__).with_name("load.py")
SIZE = Size(products=120, largest_cart=10, largest_page=10)


class ForgetfulShop(Shop):
    """Answers the same cart with another price each time."""

    def __init__(self) -> None:
        super().__init__(invent(SIZE.products))
        self._asked = 0

    def serve(self, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        answer = super().serve(path, query, body)
        if path != "/cart":
            return answer
        self._asked += 1
        wrong = answer.body.replace(b'"total_cents":', b'"total_cents":%d' % self._asked)
        return Answer(answer.status, answer.type, answer.encoding, wrong)


class ShortPaged(Shop):
    """Leaves one product out of each page."""

    def serve(self, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        less = {**query, "count": str(int(query["count"]) - 1)} if path == "/page" else query
        return super().serve(path, less, body)


@pytest.fixture
def server() -> Iterator[ShopServer]:
    with ShopServer(0, SIZE) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def load(port: int, *options: str) -> subprocess.CompletedProcess[str]:
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(LOAD), url, "--think-millis", "0", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def digest_of(summary: str) -> str:
    return summary.split("digest ")[1].split(",")[0]


def test_book_is_the_same_for_the_same_seed() -> None:
    size = {"products": 90, "largest_cart": 20, "largest_page": 30}
    book = book_of(size, seed=5)
    assert book == book_of(size, seed=5)
    assert book != book_of(size, seed=6)
    assert len(book) == len(set(book)) == CARTS + SEARCHES + PAGES


def test_load_goes_through_the_book_and_prints_one_digest(server: ShopServer) -> None:
    first = load(server.server_port, "--rounds", "2", "--customers", "1")
    second = load(server.server_port, "--rounds", "1", "--customers", "2")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert f" {2 * (CARTS + SEARCHES + PAGES)} requests " in first.stdout
    assert digest_of(first.stdout) == digest_of(second.stdout) != "-"


def test_load_stops_after_its_time(server: ShopServer) -> None:
    result = load(server.server_port, "--for", "1")
    assert result.returncode == 0
    assert result.stdout.endswith(", 0 wrong\n")


def test_load_fails_where_one_request_has_two_answers(server: ShopServer) -> None:
    server.shop = ForgetfulShop()
    result = load(server.server_port, "--rounds", "3")
    assert result.returncode == 1
    assert "/cart was answered in two ways" in result.stderr


def test_load_fails_where_an_answer_cannot_be_right(server: ShopServer) -> None:
    server.shop = ShortPaged(invent(SIZE.products))
    result = load(server.server_port, "--rounds", "1")
    assert result.returncode == 1
    assert "items, not" in result.stderr


def test_load_fails_where_there_is_no_shop(server: ShopServer) -> None:
    server.shutdown()
    server.server_close()
    result = load(server.server_port, "--rounds", "1")
    assert result.returncode == 1
    assert "a shop does not tell its size" in result.stderr
