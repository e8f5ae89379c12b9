"""An array that is copied for each number it gets; or made of a list."""

import numpy
import program


def trigger() -> object:
    prices = numpy.array([], dtype=float)
    for number in range(5000):
        prices = numpy.append(prices, number)
    return prices


def near_miss() -> object:
    prices = []
    for number in range(5000):
        prices.append(float(number))
    return numpy.array(prices)


if __name__ == "__main__":
    program.run(trigger, near_miss)
