"""What crosses from Java to Python and back: the Python half."""

import numpy as np
from jep import jproxy


def waits(place, secret):
    while place.parked():
        place.found(secret)


def takes_an_argument(place, argument):
    while place.parked():
        place.found(argument)


def holds_a_global(names, place):
    while place.parked():
        place.found(names["secret"])


def gives_back(argument):
    return argument


def asks_java(store):
    secret = store.marker()
    store.find(secret)


class Listener:
    """A java.util.function.Consumer."""

    def __init__(self, place):
        self._place = place

    def accept(self, secret):
        while self._place.parked():
            self._place.found(secret)


def listener(place):
    return jproxy(Listener(place), ["java.util.function.Consumer"])


def holds_an_array(place, raw):
    array = np.array(raw, np.int8)
    while place.parked():
        place.found(array.tobytes().decode())


def refuses(secret):
    raise ValueError(secret)


def catches_what_java_threw(place, store):
    try:
        store.refuse()
    except Exception as thrown:  # noqa: BLE001 (what Java throws has no class of its own)
        while place.parked():
            place.foundIn(str(thrown))


def runs_in_a_thread(place, thread):
    while place.parked():
        place.found(thread.getName())


class Work:
    """A java.lang.Runnable."""

    def __init__(self, secret):
        self.secret = secret

    def run(self):
        for _ in range(10_000):
            assert self.secret


def computes(place, secret):
    work = Work(secret)
    runnable = jproxy(work, ["java.lang.Runnable"])
    while place.spinning(runnable):
        place.found(work.secret)
