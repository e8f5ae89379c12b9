"""A method of a nested class makes a local class, whose method waits."""

import threading


class Cart:
    class Line:
        def total(self):
            class Price:
                def work(self):
                    threading.Event().wait()  # here: Cart.Line.Price.work

            Price().work()  # here: Cart.Line.total


def main():
    Cart.Line().total()  # here: main
