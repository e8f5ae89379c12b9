"""One function calls another, which waits."""

import threading


def main():
    outer()  # here: main


def outer():
    inner()  # here: outer


def inner():
    work()  # here: inner


def work():
    never = threading.Event()
    never.wait()  # here: work
