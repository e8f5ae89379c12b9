"""A lambda that captured its number waits."""

import threading


def main():
    make(1)()  # here: main


def make(count):
    return lambda: work(count)  # here: make.<lambda>


def work(count):
    threading.Barrier(count + 1).wait()  # here: work
