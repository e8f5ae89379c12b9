"""Implements Runnable: the Python half."""

from jep import jproxy


class Listener:
    def __init__(self, bell):
        self._bell = bell

    def run(self):
        self._bell.hear()  # here: Listener.run


def listener(bell):
    return jproxy(Listener(bell), ["java.lang.Runnable"])
