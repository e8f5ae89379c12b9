"""The book of requests: what customers ask of a shop of some size. Pure: no sockets, no clock."""

import json
import random
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

WORDS = "lamp chair kettle basket mirror blanket shelf bottle clock ladder table vase".split()
QUALITIES = "light heavy plain fine bold quiet quick sturdy".split()
MATERIALS = "oak steel linen copper glass wool cork leather bamboo marble".split()

# How many of each there are in the book: the mix that gives the shops' hot spots their weight.
CARTS, SEARCHES, PAGES = 30, 20, 30


class WrongAnswer(Exception):
    """A shop did not answer as a shop must; the message says to what and how."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a customer asks; a body means POST."""

    path: str
    body: bytes
    rows: int  # lines of the cart or items of the page; 0 where the shop decides

    def check(self, body: bytes) -> None:
        """Whether the (decoded) answer can be right. Raises WrongAnswer."""
        if self.path == "/cart":
            price = json.loads(body)
            if price["lines"] != self.rows or price["total_cents"] <= 0 or price["saved_cents"] < 0:
                raise WrongAnswer(f"a cart of {self.rows} lines was answered {price}")
        elif self.path.startswith("/page"):
            html = zlib.decompress(body).decode()
            if html.count("<li ") != self.rows or not html.endswith("</html>\n"):
                raise WrongAnswer(f"{self.path} has {html.count('<li ')} items, not {self.rows}")
        else:
            found = json.loads(body)
            if not found["similar"] or len(found["found"]) > 20:
                raise WrongAnswer(f"{self.path} was answered {found}")


def book_of(size: Mapping[str, int], seed: int) -> list[Request]:
    """The same size and seed give the same requests, in the same order."""
    random_ = random.Random(seed)
    return (
        [_cart(size, random_) for _ in range(CARTS)]
        + [_search(random_) for _ in range(SEARCHES)]
        + [_page(size, random_) for _ in range(PAGES)]
    )


def _cart(size: Mapping[str, int], random_: random.Random) -> Request:
    rows = random_.randint(max(1, size["largest_cart"] // 2), size["largest_cart"])
    lines = [
        {"product": random_.randrange(size["products"]), "quantity": random_.randint(1, 40)}
        for _ in range(rows)
    ]
    return Request("/cart", json.dumps({"lines": lines}).encode(), rows)


def _search(random_: random.Random) -> Request:
    words = " ".join(map(random_.choice, (QUALITIES, MATERIALS, WORDS)))
    # Customers remember the end of a name, and mistype it now and then.
    words = words[random_.randrange(len(words) // 2) :]
    if random_.random() < 0.3:
        words = words[:-2] + words[-1] + words[-2]
    ceiling = random_.randint(10_000, 20_000)
    return Request("/search?" + urlencode({"words": words.strip(), "ceiling": ceiling}), b"", 0)


def _page(size: Mapping[str, int], random_: random.Random) -> Request:
    rows = random_.randint(max(1, size["largest_page"] // 2), size["largest_page"])
    first = random_.randint(0, size["products"] - rows)
    return Request(f"/page?first={first}&count={rows}", b"", rows)
