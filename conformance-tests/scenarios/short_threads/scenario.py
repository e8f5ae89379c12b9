"""One thread after the other, each gone before the next sample but a few."""

import threading


def main():
    while True:
        thread = threading.Thread(target=brief)
        thread.start()  # here: main
        thread.join()  # here: main


def brief():
    work()  # here: brief


def work():
    threading.Event().wait(0.06)  # here: work
