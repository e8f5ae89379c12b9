"""A decorated function: the decorator's method calls the function behind."""

import functools
import threading


class Tracer:
    def __init__(self, behind):
        self.behind = behind

    def invoke(self):
        self.behind()  # here: Tracer.invoke


def traced(function):
    return functools.partial(Tracer(function).invoke)


def main():
    work()  # here: main


@traced
def work():
    threading.Event().wait()  # here: work
