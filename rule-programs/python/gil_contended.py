"""Four threads that compute in Python, one at a time; or in C that lets the others run."""

import hashlib

import program

PAGE = b"tandem" * 500_000


def trigger() -> object:
    total = 0
    for number in range(200_000):
        total += number * number % 7
    return total


def near_miss() -> object:
    return hashlib.sha256(PAGE).digest()


if __name__ == "__main__":
    program.run(trigger, near_miss, threads=4)
