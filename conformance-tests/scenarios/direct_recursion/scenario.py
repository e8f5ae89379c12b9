"""A function calls itself three times and waits."""

import threading


def main():
    fall(3)  # here: main


def fall(left):
    if left > 0:
        fall(left - 1)  # here: fall
    else:
        threading.Event().wait()  # here: fall
