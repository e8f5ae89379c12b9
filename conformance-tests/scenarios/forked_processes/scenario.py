"""Forks; the child waits until its parent is gone."""

import os
import selectors
import threading


def main():
    read, write = os.pipe()
    if os.fork() == 0:
        os.close(write)
        child(read)  # here: main
        os._exit(0)
    parent()  # here: main


def parent():
    threading.Event().wait()  # here: parent


def child(pipe):
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        selector.select()  # here: child
