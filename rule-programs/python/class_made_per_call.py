"""A class made at each call; or once."""

import collections

import program

Price = collections.namedtuple("Price", ["net", "tax"])


def trigger() -> object:
    own = collections.namedtuple("own", ["net", "tax"])
    return own(100, 19)


def near_miss() -> object:
    return Price(100, 19)._replace(tax=7)


if __name__ == "__main__":
    program.run(trigger, near_miss)
