"""One thread holds a lock for ever; another wants to enter it."""

import threading

LOCK = threading.Lock()
HELD = threading.Event()


def main():
    threading.Thread(target=hold).start()
    HELD.wait()
    enter()  # here: main


def hold():
    with LOCK:
        HELD.set()
        work()  # here: hold


def work():
    threading.Event().wait()  # here: work


def enter():
    with LOCK:  # here: enter
        raise AssertionError("nobody let go of it")
