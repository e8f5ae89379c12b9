"""Profiles a handler of AWS Lambda, whose process stands still between two calls.

from tandem_profiler.aws_lambda import profiled

@profiled(service="checkout")
def handler(event, context): ...
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from tandem_profiler import start
from tandem_profiler.launch import Handle

_SEND_SECONDS = 1.0  # that a call may take longer, where a window has ended in it

_P = ParamSpec("_P")
_R = TypeVar("_R")


def profiled(**settings: object) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """A decorator that profiles each call of a handler; settings are those of `start`.

    Windows go on from call to call, and the time between calls is not part of them. What has ended
    is uploaded before the call returns, which takes a second at most.
    """

    def decorate(handler: Callable[_P, _R]) -> Callable[_P, _R]:
        started: list[Handle] = []

        @functools.wraps(handler)
        def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            if not started:
                started.append(start(**settings))
            started[0].thaw()
            try:
                return handler(*args, **kwargs)
            finally:
                started[0].freeze(_SEND_SECONDS)

        return call

    return decorate
