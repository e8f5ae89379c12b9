"""A line of the log for each small step; or a level at which the log leaves them out."""

import io
import logging

import program

logging.basicConfig(stream=io.StringIO(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
LOGGER = logging.getLogger("shop")


def work() -> object:
    price = 0
    for number in range(1000):
        price += sum(range(number % 300))
        LOGGER.debug("line %d costs %d", number, price)
    return price


def trigger() -> object:
    LOGGER.setLevel(logging.DEBUG)
    sink = LOGGER.parent.handlers[0].stream
    sink.seek(0)
    sink.truncate()
    return work()


def near_miss() -> object:
    LOGGER.setLevel(logging.INFO)
    return work()


if __name__ == "__main__":
    program.run(trigger, near_miss)
