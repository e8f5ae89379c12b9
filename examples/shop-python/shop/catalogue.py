"""The products in a database of this process's memory."""

import difflib
import sqlite3
from collections.abc import Sequence

from shop.stock import Product

TABLE = """
    CREATE TABLE product (
      id          INTEGER NOT NULL PRIMARY KEY,
      name        TEXT    NOT NULL,
      maker       TEXT    NOT NULL,
      category    TEXT    NOT NULL,
      price_cents INTEGER NOT NULL,
      description TEXT    NOT NULL)
"""
FIND = """
    SELECT id FROM product
    WHERE price_cents <= ? AND (name LIKE ? OR description LIKE ?)
    ORDER BY price_cents, id
    LIMIT 20
"""
NAMES = "SELECT DISTINCT name FROM product WHERE price_cents <= ? ORDER BY name"


class Catalogue:
    """Finds products by what they are called. Safe for use by many threads."""

    def __init__(self, products: Sequence[Product]) -> None:
        # SQLite itself serializes calls on one connection (sqlite3.threadsafety is 3).
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute(TABLE)
        self._database.executemany(
            "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?)",
            ((p.id, p.name, p.maker, p.category, p.price_cents, p.description) for p in products),
        )

    def find(self, words: str, ceiling_cents: int) -> list[int]:
        """Ids of products whose name or description holds the words: cheapest first, at most 20."""
        like = f"%{words}%"
        return [id for (id,) in self._database.execute(FIND, (ceiling_cents, like, like))]

    def names(self, ceiling_cents: int) -> list[str]:
        """Names of the products that are not dearer."""
        return [name for (name,) in self._database.execute(NAMES, (ceiling_cents,))]

    def close(self) -> None:
        self._database.close()


def similar(words: str, names: Sequence[str]) -> list[str]:
    """The three names most like the words, most alike first."""
    return difflib.get_close_matches(words, names, n=3, cutoff=0.4)
