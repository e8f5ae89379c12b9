"""The shop over real HTTP on the loopback address."""

import http.client
import json
import threading
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from shop.pricing import Cart, CartLine, Price
from shop.server import ShopServer, Size
from shop.stock import Product, invent


class Customer:
    """One connection to a shop."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, path: str, body: str | None = None) -> tuple[int, bytes]:
        self._connection.request("GET" if body is None else "POST", path, body)
        response = self._connection.getresponse()
        return response.status, response.read()

    def ask_json(self, path: str, body: str | None = None) -> Any:
        return json.loads(self.ask(path, body)[1])

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def customer() -> Iterator[Customer]:
    with ShopServer(0, Size(products=50, largest_cart=9, largest_page=8)) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        customer = Customer(server.server_port)
        yield customer
        customer.close()
        server.shutdown()
        serving.join()


def product(id: int, maker: str, category: str, price_cents: int) -> Product:
    return Product(id, f"thing {id}", maker, category, price_cents, "")


def test_total_takes_the_best_offer_of_each_line() -> None:
    cart = Cart(
        [
            CartLine(product(0, "Abbot", "bath", 1000), 1),  # a tenth, with 1
            CartLine(product(1, "Abbot", "hall", 2000), 24),  # a tenth, with 0, beats 2 %, with 2
            CartLine(product(2, "Birch", "hall", 500), 30),  # a twentieth, with 1, beats 2 %
        ]
    )
    saved = 100 + 4800 + 750
    assert cart.total() == Price(3, 1000 + 48_000 + 15_000 - saved, saved)


def test_total_of_nothing_is_nothing() -> None:
    assert Cart([]).total() == Price(0, 0, 0)


def test_cart_is_priced(customer: Customer) -> None:
    cheap, dear = invent(2)
    order = {"lines": [{"product": 0, "quantity": 2}, {"product": 1, "quantity": 1}]}
    price = customer.ask_json("/cart", json.dumps(order))
    assert price["lines"] == 2
    assert price["total_cents"] + price["saved_cents"] == 2 * cheap.price_cents + dear.price_cents


def test_search_finds_by_substring_and_by_likeness(customer: Customer) -> None:
    wanted = invent(50)[7]
    mistyped = wanted.name.replace("e", "ee", 1)
    exact = customer.ask_json(f"/search?words={quote(wanted.name)}&ceiling=99999")
    alike = customer.ask_json(f"/search?words={quote(mistyped)}&ceiling=99999")
    assert (wanted.id in exact["found"], alike["found"], alike["similar"][0]) == (
        True,
        [],
        wanted.name,
    )


def test_search_finds_nothing_above_the_ceiling(customer: Customer) -> None:
    assert customer.ask_json("/search?words=a&ceiling=99") == {"found": [], "similar": []}


def test_page_has_the_products_asked_for(customer: Customer) -> None:
    status, body = customer.ask("/page?first=47&count=8")
    html = zlib.decompress(body).decode()
    assert (status, [f'<li id="p{id}">' in html for id in range(45, 50)], html.count("<li ")) == (
        200,
        [False, False, True, True, True],
        3,
    )


@pytest.mark.parametrize(
    ("path", "body", "problem"),
    [
        ("/cart", "{", "the cart is not as expected"),
        ("/cart", "{}", "the cart is not as expected"),
        ("/cart", '{"lines":[{"product":50,"quantity":1}]}', "lines: no product 50"),
        ("/cart", '{"lines":[{"product":1,"quantity":0}]}', "quantity of product 1: 0"),
        ("/search?words=a", None, "ceiling: missing"),
        ("/page?first=x&count=1", None, "first: not a number: x"),
        ("/page?first=50&count=1", None, "first: no product 50"),
        ("/page?first=1&count=0", None, "count: 0"),
    ],
)
def test_nonsense_is_refused_in_words(
    customer: Customer, path: str, body: str | None, problem: str
) -> None:
    status, answer = customer.ask(path, body)
    assert status == 400
    assert json.loads(answer)["problem"].startswith(problem)


def test_truth_measures_each_hot_spot_under_its_name(customer: Customer) -> None:
    customer.ask("/cart", '{"lines":[{"product":1,"quantity":1}]}')
    customer.ask("/page?first=0&count=8")
    customer.ask("/page?first=0&count=8")
    customer.ask("/nowhere")
    spots = customer.ask_json("/truth")["hot_spots"]
    assert [
        (s["name"], s["kind"], s["owner"], s["function"], s["judged"], s["calls"]) for s in spots
    ] == [
        ("requests", "all", "shop.service", "Shop.answer", False, 4),
        ("pricing", "own", "shop.pricing", "Cart.total", True, 1),
        ("search", "library", "shop.catalogue", "similar", True, 0),
        ("compression", "native", "shop.page", "compressed", True, 2),
    ]
    cpu = {spot["name"]: spot["cpu_micros"] for spot in spots}
    assert 0 < cpu["pricing"] + cpu["compression"] < cpu["requests"]


def test_size_is_told(customer: Customer) -> None:
    assert customer.ask_json("/size") == {"products": 50, "largest_cart": 9, "largest_page": 8}
