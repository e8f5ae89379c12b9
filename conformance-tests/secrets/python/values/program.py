"""Values of a program: wherever it can keep one."""

from __future__ import annotations

import contextvars
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from protocol import Place, serve, told

IN_A_GLOBAL = ""
IN_A_CONTEXT: contextvars.ContextVar[str] = contextvars.ContextVar("in_a_context")


def holds_an_argument(place: Place) -> None:
    takes_an_argument(place.take(), place)


def takes_an_argument(argument: str, place: Place) -> None:
    while place.parked():
        place.found(argument)


def holds_keyword_arguments(place: Place) -> None:
    takes_keyword_arguments(place, **{place.take(): 1})


def takes_keyword_arguments(place: Place, **keywords: int) -> None:
    while place.parked():
        place.found(*keywords)


def holds_a_local(place: Place) -> None:
    local = place.take()
    while place.parked():
        place.found(local)


def holds_bytes(place: Place) -> None:
    raw, wide = place.take().encode(), bytearray(place.take().encode("utf-16"))
    while place.parked():
        assert raw.decode() == wide.decode("utf-16")
        place.found(raw.decode())


class Account:
    """Its marker is an attribute of the instance, and one of the class."""

    in_the_class = ""

    def __init__(self, in_the_instance: str) -> None:
        self.in_the_instance = in_the_instance

    def holds_an_instance_attribute(self, place: Place) -> None:
        while place.parked():
            place.found(self.in_the_instance)

    @classmethod
    def holds_a_class_attribute(cls, place: Place) -> None:
        cls.in_the_class = place.take()
        while place.parked():
            place.found(cls.in_the_class)


class Slotted:
    __slots__ = ("password",)

    def holds_a_slot(self, place: Place) -> None:
        self.password = place.take()
        while place.parked():
            place.found(self.password)


def holds_a_global(place: Place) -> None:
    global IN_A_GLOBAL
    IN_A_GLOBAL = place.take()
    while place.parked():
        place.found(IN_A_GLOBAL)


def holds_a_closure(place: Place) -> None:
    secret = place.take()

    def closes_over() -> None:
        while place.parked():
            place.found(secret)

    closes_over()


def holds_defaults(place: Place) -> None:
    def has_defaults(default: str = place.take(), *, keyword: str = place.take()) -> None:
        while place.parked():
            assert default == keyword
            place.found(default)

    has_defaults()


def holds_a_function_attribute(place: Place) -> None:
    holds_a_function_attribute.secret = place.take()  # type: ignore[attr-defined]
    holds_a_function_attribute.__name__ = place.take()
    holds_a_function_attribute.__qualname__ = place.take()
    holds_a_function_attribute.__doc__ = place.take()
    while place.parked():
        place.found(holds_a_function_attribute.secret)  # type: ignore[attr-defined]


def holds_a_context_variable(place: Place) -> None:
    IN_A_CONTEXT.set(place.take())
    while place.parked():
        place.found(IN_A_CONTEXT.get())


def holds_in_a_generator(place: Place) -> None:
    def generates(secret: str) -> Iterator[str]:
        while place.parked():
            place.found(secret)
            yield secret

    for _ in generates(place.take()):
        pass


@dataclass
class Card:
    number: str


def holds_on_the_heap(place: Place) -> None:
    secret = place.take()
    heap = [
        {secret: [Card(secret)]},
        {secret, frozenset([secret])},
        (SimpleNamespace(**{secret: secret}),),
        array("B", secret.encode()),
        memoryview(secret.encode()),
        iter([secret]),
    ]
    while place.parked():
        place.found(next(iter(heap[0])))


BODIES = {
    "argument": holds_an_argument,
    "keyword": holds_keyword_arguments,
    "local": holds_a_local,
    "bytes": holds_bytes,
    "class_attribute": Account.holds_a_class_attribute,
    "slot": Slotted().holds_a_slot,
    "global": holds_a_global,
    "closure": holds_a_closure,
    "default": holds_defaults,
    "function_attribute": holds_a_function_attribute,
    "context_variable": holds_a_context_variable,
    "generator": holds_in_a_generator,
    "heap": holds_on_the_heap,
}

if __name__ == "__main__":
    markers = told()
    account = Account(markers["instance_attribute"])
    serve(markers, {**BODIES, "instance_attribute": account.holds_an_instance_attribute})
