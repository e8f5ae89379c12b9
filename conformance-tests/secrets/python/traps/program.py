"""Code that somebody who looks at a frame, a module or an object could run without wanting to."""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import grpc._channel  # noqa: F401 -- the agent's imports must not be what runs a trap
import hostile
from protocol import Place, serve, told
from trap import EXECUTED, own_thread, trap


def trapping(name: str, inherited: Callable[..., Any]) -> Callable[..., Any]:
    """A method that notes that it was run and does what the one it overrides does."""

    def method(*arguments: Any, **keywords: Any) -> Any:
        trap(name)
        return inherited(*arguments, **keywords)

    return method


def mined(kind: type, *names: str) -> dict[str, Any]:
    """Methods for a subclass of ``kind``, each of them a trap."""
    every = names or [
        name
        for name, value in vars(kind).items()
        if callable(value) and name not in ("__new__", "__init__", "__hash__", "__class_getitem__")
    ]
    return {name: trapping(f"{kind.__name__}.{name}", getattr(kind, name)) for name in every}


Text = type("Text", (str,), {**mined(str), "__hash__": trapping("str.__hash__", str.__hash__)})
Dictionary: Any = type("Dictionary", (dict,), mined(dict))


class Meta(type):
    """A metaclass that is asked whenever somebody asks about the class."""

    def __instancecheck__(cls, instance: object) -> bool:
        trap("__instancecheck__")
        return super().__instancecheck__(instance)

    def __subclasscheck__(cls, kind: type) -> bool:
        trap("__subclasscheck__")
        return super().__subclasscheck__(kind)

    def __getattribute__(cls, name: str) -> Any:
        trap(f"metaclass __getattribute__ of {name}")
        return super().__getattribute__(name)


class Mined(metaclass=Meta):
    """An object whose every special method and property is a trap."""

    def __init__(self, secret: str) -> None:
        object.__setattr__(self, "secret", secret)

    __getattribute__ = trapping("__getattribute__", object.__getattribute__)
    __repr__ = __str__ = trapping("__repr__", object.__repr__)
    __eq__ = trapping("__eq__", object.__eq__)
    __hash__ = trapping("__hash__", object.__hash__)
    __bool__ = trapping("__bool__", lambda _: True)
    __len__ = trapping("__len__", lambda _: 1)
    __class__ = property(trapping("__class__", type))  # type: ignore[assignment]
    __dict__ = property(trapping("__dict__", lambda _: {}))  # type: ignore[assignment]
    __name__ = property(trapping("__name__", lambda _: "name"))
    __file__ = property(trapping("__file__", lambda _: "file"))
    __spec__ = property(trapping("__spec__", lambda _: None))

    def parks(self, place: Place) -> None:
        mine = object.__getattribute__(self, "secret")
        while place.parked():
            place.found(mine)


def own(body: Callable[[Place], None]) -> Callable[[Place], None]:
    """The body, in a thread that is known to be the application's."""

    def runs(place: Place) -> None:
        own_thread()
        body(place)

    return runs


def passes_a_mined_object(place: Place) -> None:
    Mined(place.take()).parks(place)


def calls_a_mined_module(place: Place) -> None:
    vars(ModuleType)["__dict__"].__get__(hostile)["parks"](place)


def runs_mined_code(place: Place) -> None:
    """Its file and its names are texts of a class of the application's."""

    def original() -> None:
        while place.parked():
            place.found(place.take())

    code = original.__code__.replace(
        co_filename=Text(__file__), co_name=Text("name"), co_qualname=Text("name")
    )
    FunctionType(code, globals(), "f", None, original.__closure__)()


def runs_in_mined_dictionaries(place: Place) -> None:
    source = "while place.parked():\n    place.found(place.take())\n"
    names = Dictionary({"place": place, "__builtins__": Dictionary(vars(builtins))})
    exec(compile(source, __file__, "exec"), names, Dictionary(place=place))


class MinedThread(threading.Thread):
    """A thread that is asked whenever somebody asks who it is."""

    name = property(trapping("Thread.name", lambda _: "name"))  # type: ignore[assignment]
    ident = property(trapping("Thread.ident", lambda _: 1))  # type: ignore[assignment]
    native_id = property(trapping("Thread.native_id", lambda _: 1))  # type: ignore[assignment]
    is_alive = trapping("Thread.is_alive", lambda _: True)

    def __init__(self, place: Place) -> None:
        super().__init__(daemon=True)
        self._place = place

    def run(self) -> None:
        own_thread()
        while self._place.parked():
            self._place.found(self._place.take())


def starts_a_mined_thread(place: Place) -> None:
    thread = MinedThread(place)
    thread.start()
    thread.join()


class _Answering:
    """No module, though it says so."""

    __class__ = property(trapping("__class__ of an entry", lambda _: ModuleType))  # type: ignore
    __dict__ = property(trapping("__dict__ of an entry", lambda _: {}))  # type: ignore[assignment]
    __getattr__ = trapping("__getattr__ of an entry", lambda _, name: name)


def mine_modules() -> None:
    """Entries of sys.modules, and the table itself; the interpreter's own stays as it was."""
    odd = ModuleType("odd")
    vars(odd).update(__file__=Text("/odd.py"), __name__=Text("odd"), __spec__=Mined("spec"))
    keyed = ModuleType("keyed")
    vars(keyed)[Text("__file__")] = "/keyed.py"  # equal to what a namer would look up
    known: dict[Any, Any] = {"odd": odd, "keyed": keyed, "answering": _Answering(), "none": None}
    known["mined"] = Mined("module")
    known[Text("text")] = odd
    sys.modules.update(known)
    sys.modules = Dictionary(sys.modules)


BODIES = {
    "object": own(passes_a_mined_object),
    "module": own(calls_a_mined_module),
    "code": own(runs_mined_code),
    "thread": own(starts_a_mined_thread),
    "dictionary": own(runs_in_mined_dictionaries),
}

if __name__ == "__main__":
    own_thread()
    markers = told()
    mine_modules()
    serve(markers, BODIES, executed=lambda: sorted(EXECUTED))
