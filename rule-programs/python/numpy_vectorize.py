"""A function of single numbers over an array, by ``vectorize``; or of whole arrays."""

import numpy
import program

PRICES = numpy.arange(100_000, dtype=float)


def price(net: float) -> float:
    return net * 1.19 if net < 1000 else net * 1.07


EACH = numpy.vectorize(price)


def trigger() -> object:
    return EACH(PRICES)


def near_miss() -> object:
    return numpy.where(PRICES < 1000, PRICES * 1.19, PRICES * 1.07)


if __name__ == "__main__":
    program.run(trigger, near_miss)
