"""What ends while a sampler looks at it: whoever lets go of it last runs its destructor."""

from __future__ import annotations

import gc
import os
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

from protocol import Place, serve, told

_OWN = {threading.get_ident()}
_REFERENCES: list[weakref.ref[Any]] = []
_COLLECTING: set[int] = set()  # threads that the interpreter made collect garbage


def collects(phase: str, _: object) -> None:
    if phase == "start":
        _COLLECTING.add(threading.get_ident())
    else:
        _COLLECTING.discard(threading.get_ident())


def noted(what: str) -> None:
    """Also where the agent lets go last of all, when the program has ended: on stderr."""
    if threading.get_ident() not in _OWN | _COLLECTING:
        os.write(2, f"!executed {what}\n".encode())


class Held:
    """A value in a local, with a destructor."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def __del__(self) -> None:
        noted("__del__ of a local")


def own(body: Callable[[Place], None]) -> Callable[[Place], None]:
    def runs(place: Place) -> None:
        _OWN.add(threading.get_ident())
        body(place)

    return runs


def enters_and_leaves(place: Place) -> None:
    """Frames that end all the time, each with a local."""

    def leaves(held: Held, depth: int) -> str:
        return leaves(Held(held.secret), depth - 1) if depth else held.secret

    place.filled()
    while not place.ended:
        secret = leaves(Held(place.take()), 30)
        if place.is_asked():
            place.found(secret)


class Constant(int):
    """A constant of a code object, with a destructor."""

    def __del__(self) -> None:
        noted("__del__ of a constant")


def drops_its_code(place: Place) -> None:
    """Functions made, called and forgotten, as a template engine does."""
    place.filled()
    while not place.ended:
        _made_and_called()
        if place.is_asked():
            place.found(place.take())


def _made_and_called() -> None:
    namespace: dict[str, Any] = {}
    exec("def made(spins):\n    return 4711, sum(spins)\n", namespace)
    code = namespace["made"].__code__
    constants = tuple(Constant(one) if one == 4711 else one for one in code.co_consts)
    code = code.replace(co_consts=constants)
    _REFERENCES.append(weakref.ref(code, lambda _: noted("callback of a code object")))
    namespace["made"].__code__ = code
    namespace["made"](range(20_000))


BODIES = {"frame": own(enters_and_leaves), "code": own(drops_its_code)}

if __name__ == "__main__":
    gc.callbacks.append(collects)
    sys.setswitchinterval(1e-5)  # whoever looks is interrupted in the middle of it, again and again
    serve(told(), BODIES)
