"""A mean of floats by exact fractions; or by floats."""

import statistics

import program

PRICES = [number * 0.7 for number in range(5000)]


def trigger() -> object:
    return statistics.mean(PRICES)


def near_miss() -> object:
    return statistics.fmean(PRICES)


if __name__ == "__main__":
    program.run(trigger, near_miss)
