"""Two threads wait in the same function, called from different ones."""

import threading


def main():
    threading.Thread(target=left).start()
    threading.Thread(target=right).start()


def left():
    work()  # here: left


def right():
    work()  # here: right


def work():
    threading.Event().wait()  # here: work
