"""What the shop does for its customers, each hot spot measured. Knows nothing of sockets."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shop import catalogue, page
from shop.pricing import Cart, CartLine
from shop.problems import BadRequest
from shop.stock import Product
from shop.truth import HotSpot, Stopwatch, Truth


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the customer; an empty encoding means none."""

    status: int
    type: str
    encoding: str
    body: bytes


class Shop:
    """Answers customers. Safe for use by many threads."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._products = products
        self._catalogue = catalogue.Catalogue(products)
        self._requests = HotSpot(
            "requests", "all", Shop.answer, judged=False, note="all that customers ask for"
        )
        self._pricing = HotSpot(
            "pricing", "own", Cart.total, judged=True, note="every offer for every pair of lines"
        )
        self._search = HotSpot(
            "search", "library", catalogue.similar, judged=True, note="difflib, pure Python"
        )
        self._compression = HotSpot(
            "compression", "native", page.compressed, judged=True, note="zlib"
        )
        self.truth = Truth(
            "shop-python", self._requests, self._pricing, self._search, self._compression
        )

    def serve(self, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        """Answers and measures: the whole of ``answer``, so that shares of it compare."""
        with Stopwatch(self._requests):
            return self.answer(path, query, body)

    def answer(self, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        try:
            match path:
                case "/cart":
                    return json_answer(200, self._price(body))
                case "/search":
                    return json_answer(
                        200, self._found(text(query, "words"), number(query, "ceiling"))
                    )
                case "/page":
                    return self._page(number(query, "first"), number(query, "count"))
            return json_answer(404, {"problem": "no such page"})
        except BadRequest as problem:
            return json_answer(400, {"problem": str(problem)})

    def _price(self, body: bytes) -> dict[str, Any]:
        cart = Cart(self._cart_lines(body))
        with Stopwatch(self._pricing):
            price = cart.total()
        return asdict(price)

    def _found(self, words: str, ceiling_cents: int) -> dict[str, Any]:
        found = self._catalogue.find(words, ceiling_cents)
        names = self._catalogue.names(ceiling_cents)
        with Stopwatch(self._search):
            similar = catalogue.similar(words, names)
        return {"found": found, "similar": similar}

    def _page(self, first: int, count: int) -> Answer:
        if not 0 <= first < len(self._products):
            raise BadRequest(f"first: no product {first}")
        if count < 1:
            raise BadRequest(f"count: {count}")
        html = page.render(self._products[first : first + count])
        with Stopwatch(self._compression):
            body = page.compressed(html)
        return Answer(200, "text/html; charset=utf-8", "deflate", body)

    def _cart_lines(self, body: bytes) -> list[CartLine]:
        try:
            order = json.loads(body)
            pairs = [(int(line["product"]), int(line["quantity"])) for line in order["lines"]]
        except (ValueError, TypeError, KeyError) as error:
            raise BadRequest(f"the cart is not as expected: {error!r}") from error
        return [CartLine(self._product(id), quantity) for id, quantity in pairs]

    def _product(self, id: int) -> Product:
        if not 0 <= id < len(self._products):
            raise BadRequest(f"lines: no product {id}")
        return self._products[id]

    def close(self) -> None:
        self._catalogue.close()


def json_answer(status: int, value: object) -> Answer:
    body = json.dumps(value, separators=(",", ":")).encode()
    return Answer(status, "application/json", "", body)


def text(query: Mapping[str, str], name: str) -> str:
    if name not in query:
        raise BadRequest(f"{name}: missing")
    return query[name]


def number(query: Mapping[str, str], name: str) -> int:
    value = text(query, name)
    try:
        return int(value)
    except ValueError:
        raise BadRequest(f"{name}: not a number: {value}") from None
