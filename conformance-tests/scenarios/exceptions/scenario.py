"""An exception goes through two calls; who caught it calls a handler, which waits."""

import threading


def main():
    try:
        outer()
    except RuntimeError:
        handle()  # here: main


def outer():
    thrower()


def thrower():
    raise RuntimeError("caught by main")


def handle():
    try:
        raise ValueError("caught here")
    except ValueError:
        threading.Event().wait()  # here: handle
