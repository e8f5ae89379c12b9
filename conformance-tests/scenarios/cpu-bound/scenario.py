"""Computes in a method of a class for as many seconds as the first argument says."""

import sys
import time


class Cart:
    def total(self, until):
        state = 1
        while time.monotonic() < until:
            for _ in range(10_000):
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return state


def main():
    assert Cart().total(time.monotonic() + int(sys.argv[1])) != 0


main()
