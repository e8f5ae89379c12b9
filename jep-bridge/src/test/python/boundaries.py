"""Ways across the boundary, each of which ends in work that this thread's CPU clock measures."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np


def spin(seconds: float) -> float:
    """Computes for so long, of this thread's own CPU time."""
    until = time.thread_time() + seconds
    number = 0.0
    while time.thread_time() < until:
        for _ in range(20_000):
            number = (number * 1.0001 + 1.5) % 1000.0
    return number


def by_sorted(back: Any, seconds: float) -> list[int]:
    """``sorted`` calls Java, which calls Python."""
    return sorted([3, 1, 2], key=partial(back.key, seconds))


def by_map(back: Any, seconds: float) -> list[int]:
    """``map`` does."""
    return list(map(partial(back.key, seconds), [3, 1, 2]))


def by_generator(back: Any, seconds: float) -> int:
    """A generator does."""
    return sum(_keys(back, seconds))


def _keys(back: Any, seconds: float) -> Iterator[int]:
    for number in (3, 1, 2):
        yield back.key(seconds, number)


def by_numpy(back: Any, seconds: float) -> list[int]:
    """A function of numpy's does."""
    called = np.vectorize(partial(back.key, seconds), otypes=[np.int64])
    return [int(number) for number in called(np.array([3, 1, 2]))]


def by_proxy(consumer: Any, seconds: float) -> str:
    """Java calls a Python function through an interface."""
    consumer.run(partial(_proxied, seconds))
    return "done"


def _proxied(seconds: float) -> None:
    spin(seconds)


def by_exception(back: Any, seconds: float) -> str:
    """What Python raises goes through Java, and what Java throws through Python."""
    try:
        back.throwing(seconds)
    except RuntimeError as error:  # as Jep makes it of Java's own
        return type(error).__name__
    return "nothing"


def raising(seconds: float) -> None:
    """Raises, after work."""
    spin(seconds)
    raise ValueError("a secret")


def key(seconds: float, number: int) -> int:
    """What sorts, after work."""
    spin(seconds)
    return -number


WAYS: dict[str, Callable[[Any, float], object]] = {
    "sorted": by_sorted,
    "map": by_map,
    "generator": by_generator,
    "numpy": by_numpy,
    "proxy": by_proxy,
    "exception": by_exception,
}


def cross(way: str, back: Any, seconds: float) -> str:
    """Goes one of the ways; what it gives, as text."""
    return f"{way} {WAYS[way](back, seconds)}"
