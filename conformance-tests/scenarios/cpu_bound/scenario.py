"""Computes in a method of a class."""


class Cart:
    def total(self):
        state = 1
        while state != 0:  # here: Cart.total
            for _ in range(10_000):  # here: Cart.total
                state = (state * 6364136223846793005 + 1) % 2**64  # here: Cart.total


def main():
    Cart().total()  # here: main
