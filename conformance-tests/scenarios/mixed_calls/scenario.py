"""Asks for a price: the Python half."""


def price(store):
    return product(store)  # here: price


def product(store):
    return store.find()  # here: product


def keyed(store):
    return store.read()  # here: keyed
