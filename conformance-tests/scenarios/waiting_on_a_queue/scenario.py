"""Takes from a queue into which nobody puts."""

import queue


def main():
    take()  # here: main


def take():
    queue.Queue().get()  # here: take
