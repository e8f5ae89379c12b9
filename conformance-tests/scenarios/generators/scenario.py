"""A generator gives one number; for the next it waits."""

import threading


class Numbers:
    def next(self):
        yield 0
        work()  # here: Numbers.next


def main():
    numbers = Numbers().next()
    next(numbers)
    next(numbers)  # here: main


def work():
    threading.Event().wait()  # here: work
