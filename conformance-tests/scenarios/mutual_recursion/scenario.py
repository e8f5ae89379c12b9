"""Two functions call each other and wait."""

import threading


def main():
    even(3)  # here: main


def even(left):
    odd(left - 1)  # here: even


def odd(left):
    if left > 0:
        even(left - 1)  # here: odd
    else:
        threading.Event().wait()  # here: odd
