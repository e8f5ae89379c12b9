"""Sums what a generator makes: the Python half."""


def total(store):
    return sum(numbers(store))  # here: total


def numbers(store):
    while True:
        yield store.next()  # here: numbers
