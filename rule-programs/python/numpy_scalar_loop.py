"""numpy's functions for one number after the other; or for the whole array."""

import numpy
import program

PRICES = numpy.linspace(-10, 1500, 100_000)
SOME = PRICES[::200].tolist()


def trigger() -> object:
    total = 0.0
    for net in SOME:
        total += numpy.round(numpy.clip(net, 0, 1000), 2)
    return total + sum(numpy.sum([net, 1.19]) for net in SOME)


def near_miss() -> object:
    return numpy.sum(numpy.round(numpy.clip(PRICES, 0, 1000), 2))


if __name__ == "__main__":
    program.run(trigger, near_miss)
