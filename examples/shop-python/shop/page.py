"""A page of the printed catalogue, as HTML."""

import zlib
from collections.abc import Iterable
from html import escape
from string import Template

from shop.stock import Product

PAGE = Template(
    "<!doctype html>\n<html><head><title>Tandem shop</title></head><body><ul>\n"
    "${items}</ul></body></html>\n"
)


def render(products: Iterable[Product]) -> str:
    return PAGE.substitute(items="".join(map(_item, products)))


def compressed(html: str) -> bytes:
    """In the zlib format, which HTTP calls ``deflate``."""
    return zlib.compress(html.encode(), zlib.Z_BEST_COMPRESSION)


def _item(product: Product) -> str:
    return (
        f'<li id="p{product.id}"><b>{escape(product.name)}</b> by {escape(product.maker)}'
        f" for the {escape(product.category)},"
        f" {product.price_cents // 100}.{product.price_cents % 100:02}"
        f"<p>{escape(product.description)}</p></li>\n"
    )
