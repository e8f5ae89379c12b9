"""Invents the products: the same count gives the same products, here and in the shop in Java."""

from dataclasses import dataclass

QUALITIES = (
    "light heavy plain fine bold quiet quick sturdy"
    " round square narrow tall slender modest curved folding hanging painted polished woven"
).split()
MATERIALS = "oak steel linen copper glass wool cork leather bamboo marble".split()
NOUNS = "lamp chair kettle basket mirror blanket shelf bottle clock ladder table vase".split()
MAKERS = "Abbot Birch Corrin Dale Estrid Fenwick Gale".split()
CATEGORIES = "kitchen garden office bath hall nursery".split()
PROSE = (
    "made for years of use with care by hand easy to clean and light enough to carry it"
    " looks at home in every room goes well beside a"
).split()


@dataclass(frozen=True, slots=True)
class Product:
    """Something for sale. Ids count from 0."""

    id: int
    name: str
    maker: str
    category: str
    price_cents: int
    description: str


class Draws:
    """Upper bits of a linear congruential generator: plain arithmetic, equal in any language."""

    def __init__(self) -> None:
        self._state = 20_261

    def below(self, bound: int) -> int:
        self._state = (self._state * 1_103_515_245 + 12_345) & 0x7FFF_FFFF
        return (self._state >> 8) % bound

    def one_of(self, words: list[str]) -> str:
        return words[self.below(len(words))]


def invent(count: int) -> list[Product]:
    """Products 0 to ``count`` - 1."""
    draws = Draws()
    return [_product(id, draws) for id in range(count)]


def _product(id: int, draws: Draws) -> Product:
    # The order of the draws is part of what both languages share.
    name = " ".join((draws.one_of(QUALITIES), draws.one_of(MATERIALS), draws.one_of(NOUNS)))
    maker = draws.one_of(MAKERS)
    category = draws.one_of(CATEGORIES)
    price_cents = 100 + draws.below(20_000)
    return Product(
        id, name, maker, category, price_cents, _description(12 + draws.below(20), draws)
    )


def _description(length: int, draws: Draws) -> str:
    words = [draws.one_of(PROSE) for _ in range(length)]
    return " ".join([*words, draws.one_of(NOUNS)])
