"""A caller found by ``inspect.stack``, which reads sources; or by its frame."""

import inspect
import sys

import program


def trigger() -> object:
    return inspect.stack()[1].function


def near_miss() -> object:
    return sys._getframe(1).f_code.co_name


if __name__ == "__main__":
    program.run(trigger, near_miss)
