"""Sorts, maps and computes what Java knows: the Python half."""

import numpy as np


def order(store):
    return sorted([1], key=store.key)  # here: order


def rows(store):
    return list(map(store.row, [1]))  # here: rows


def numbers(store):
    return np.frompyfunc(store.cell, 1, 1)(np.array([1], object))  # here: numbers
