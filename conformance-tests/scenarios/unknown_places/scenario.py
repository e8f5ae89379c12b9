"""One thread does something once and never ends; another waits, inside C, nobody knows for what."""

import ctypes
import threading

BEGUN = threading.Event()


class Late:
    @staticmethod
    def once():
        BEGUN.set()
        work()  # here: Late.<once>


def main():
    threading.Thread(target=first).start()
    BEGUN.wait()
    second()  # here: main


def first():
    Late.once()  # here: first


def second():
    ctypes.CDLL(None).pause()  # here: second


def work():
    threading.Event().wait()  # here: work
