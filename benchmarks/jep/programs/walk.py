"""The Python half of Walk: each function adds its own name to its ticket, and goes one step on."""

import functools
import threading
import time

import numpy as np
from jep import jproxy

HERE = threading.local()
WORK_SECONDS = 0.02
METHOD = "cb"  # that a name does not stand where it is called


def begin(host):
    """Of the thread that wanders: the Java object that it calls."""
    HERE.host = host


def proxy():
    return jproxy(Proxied(), ["java.util.function.UnaryOperator"])


def cpu_nanos():
    return time.thread_time_ns()


def refuse():
    raise ValueError("refused")


class Proxied:
    """What Java calls as an UnaryOperator."""

    def apply(self, ticket):
        return step(f"{ticket};python walk Proxied.apply")


class Named:
    """What Java asks for its name."""

    def __init__(self, ticket):
        self._ticket = ticket

    def __str__(self):
        return step(f"{self._ticket};python walk Named.__str__")


def named(ticket):
    return Named(ticket)


def step(ticket):
    return go(f"{ticket};python walk step")


def again(ticket):
    return go(f"{ticket};python walk again")


def cb(ticket):
    """Is called as what it calls."""
    return HERE.host.cb(f"{ticket};python walk cb")


def yielding(ticket):
    yield go(f"{ticket};python walk yielding")


def go(ticket):  # noqa: C901 (a place in the code for each way to call is what it is for)
    """The next step, or the path's end. The host's methods are named where they are called."""
    number, steps, frames = ticket.split("|", 2)
    frames += ";python walk go"
    if not steps:
        return spell(number, 0, frames)
    ticket, host = f"{number}|{steps[1:]}|{frames}", HERE.host
    match steps[0]:
        case "C":
            return host.cb(ticket)
        case "R":
            return again(ticket)
        case "G":
            return next(yielding(ticket))
        case "S":
            return sorted([ticket], key=host.cb)[0]
        case "M":
            return next(map(host.cb, [ticket]))
        case "F":
            return functools.partial(host.cb, ticket)()
        case "B":
            return cb(ticket)
        case "N":
            return np.frompyfunc(host.cb, 1, 1)(np.array([ticket], object))[0]
        case "T":
            another = host.cb
            return another(ticket)
        case "L":
            return (lambda ticket: host.cb(f"{ticket};python walk go.<locals>.<lambda>"))(ticket)
        case "A":
            return getattr(host, METHOD)(ticket)
    try:
        host.refuse(ticket)
    except Exception:  # noqa: BLE001 (what Java throws has no class of its own)
        return host.cb(ticket)


def spell(number, at, frames):
    frames += ";python walk spell"
    if at == len(number):
        return work(number, frames)
    return DIGITS[int(number[at])](number, at, frames)


def d0(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d0")


def d1(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d1")


def d2(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d2")


def d3(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d3")


def d4(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d4")


def d5(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d5")


def d6(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d6")


def d7(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d7")


def d8(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d8")


def d9(number, at, frames):
    return spell(number, at + 1, frames + ";python walk d9")


DIGITS = (d0, d1, d2, d3, d4, d5, d6, d7, d8, d9)


def work(number, frames):
    HERE.host.arrived(int(number), f"{frames};python walk work")
    end, state = time.perf_counter() + WORK_SECONDS, 1
    while time.perf_counter() < end:
        state = (state * 6364136223846793005 + 1) % 2**64
    return str(state)
