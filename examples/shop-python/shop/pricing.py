"""What a cart costs: for each line the best offer that any other line opens."""

from dataclasses import dataclass

from shop.problems import BadRequest
from shop.stock import Product


@dataclass(frozen=True, slots=True)
class Price:
    """What a cart costs after offers, and what these took off."""

    lines: int
    total_cents: int
    saved_cents: int


class CartLine:
    """So many of one product."""

    __slots__ = ("amount_cents", "product", "quantity")

    def __init__(self, product: Product, quantity: int) -> None:
        if quantity < 1:
            raise BadRequest(f"quantity of product {product.id}: {quantity}")
        self.product = product
        self.quantity = quantity
        self.amount_cents = product.price_cents * quantity


class Cart:
    """What a customer wants to buy."""

    def __init__(self, lines: list[CartLine]) -> None:
        self._lines = lines

    def total(self) -> Price:
        amount = sum(line.amount_cents for line in self._lines)
        saved = sum(self._best_saving(line) for line in self._lines)
        return Price(len(self._lines), amount - saved, saved)

    def _best_saving(self, line: CartLine) -> int:
        best = 0
        for other in self._lines:
            if other is not line:
                saving = best_offer(line, other)
                if saving > best:
                    best = saving
        return best


def best_offer(line: CartLine, other: CartLine) -> int:
    """What buying ``line`` together with ``other`` takes off ``line`` at best, in cents."""
    if line.product.category == other.product.category:
        best = room_offer(line, other)
    elif line.product.maker == other.product.maker:
        best = collection_offer(line)
    else:
        best = 0
    dozens = (line.quantity if line.quantity < other.quantity else other.quantity) // 12
    if dozens:
        bulk = line.amount_cents * (dozens if dozens < 8 else 8) // 100
        if bulk > best:
            return bulk
    return best


def collection_offer(line: CartLine) -> int:
    """One maker, two rooms: a tenth off."""
    return line.amount_cents // 10


def room_offer(line: CartLine, other: CartLine) -> int:
    """Two of a room: a twentieth off the cheaper."""
    if line.amount_cents < other.amount_cents:
        return line.amount_cents // 20
    return other.amount_cents // 20
