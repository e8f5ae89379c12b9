"""Code made at run time: named after a template, a cell, a customer, a column."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import field, make_dataclass
from types import FunctionType, ModuleType
from typing import Any

from protocol import Place, serve, told

SOURCE = """
def {name}(place):
    while place.parked():
        place.found(here().co_name)
"""


def here() -> Any:
    return sys._getframe(1).f_code


def made(name: str, file: str) -> Callable[[Place], None]:
    """A function of that name out of a text that says it comes from that file."""
    namespace: dict[str, Any] = {"here": here}
    exec(compile(SOURCE.format(name=name), file, "exec"), namespace)
    function: Callable[[Place], None] = namespace[name]
    return function


def runs_a_template(place: Place) -> None:
    made(place.take(), f"/templates/{place.take()}/mail.html")(place)


def runs_a_cell(place: Place) -> None:
    made(place.take(), f"<ipython-input-{place.take()}>")(place)


def says_that_it_is_frozen(place: Place) -> None:
    made(place.take(), f"<frozen {place.take()}>")(place)


def makes_a_class(place: Place) -> None:
    secret = place.take()
    kind = type(secret, (), {secret: staticmethod(made(secret, "<string>"))})
    getattr(kind, secret)(place)


def makes_a_dataclass(place: Place) -> None:
    def parks() -> int:
        while place.parked():
            place.found(kind.__name__)
        return 1

    secret = place.take()
    kind = make_dataclass(secret, [(secret, int, field(default_factory=parks))])
    kind()


def renames_its_code(place: Place) -> None:
    """To what no compiler would name a function."""

    def original() -> None:
        while place.parked():
            place.found(here().co_name)

    secret = place.take()
    odd = f"order {secret} of <{secret}>"
    renamed = original.__code__.replace(co_name=secret, co_qualname=odd)
    FunctionType(renamed, {**globals()}, "f", None, original.__closure__)()


def moves_its_code(place: Place) -> None:
    def original() -> None:
        while place.parked():
            place.found(here().co_filename)

    secret = place.take()
    moved = original.__code__.replace(co_name=secret, co_qualname=secret, co_filename=secret)
    FunctionType(moved, {**globals()}, "f", None, original.__closure__)()


def makes_a_module(place: Place) -> None:
    secret = place.take()
    module = ModuleType(secret)
    module.__file__ = f"/plugins/{secret}.py"
    vars(module)["here"] = here
    exec(compile(SOURCE.format(name=secret), module.__file__, "exec"), vars(module))
    vars(module)[secret](place)


def evaluates_an_expression(place: Place) -> None:
    secret = place.take()
    eval(f"parks('{secret}', {secret})", {"parks": _parks, secret: place})


def _parks(text: str, place: Place) -> None:
    while place.parked():
        place.found(text)


BODIES = {
    "template": runs_a_template,
    "cell": runs_a_cell,
    "frozen": says_that_it_is_frozen,
    "class": makes_a_class,
    "dataclass": makes_a_dataclass,
    "renamed": renames_its_code,
    "moved": moves_its_code,
    "module": makes_a_module,
    "expression": evaluates_an_expression,
}

if __name__ == "__main__":
    serve(told(), BODIES)
