"""A module whose every way in but the module type's own slot is a trap."""

from __future__ import annotations

import sys
from types import ModuleType

from protocol import Place
from trap import trap


def parks(place: Place) -> None:
    while place.parked():
        place.found(place.take())


def __getattr__(name: str) -> object:
    trap(f"module __getattr__ of {name}")
    raise AttributeError(name)


def __dir__() -> list[str]:
    trap("module __dir__")
    return []


class _Mined(ModuleType):
    """What a lazy module, or an object in place of one, does on purpose."""

    def __getattribute__(self, name: str) -> object:
        trap(f"__getattribute__ of {name} of a module")
        return super().__getattribute__(name)

    def __eq__(self, other: object) -> bool:
        trap("__eq__ of a module")
        return self is other

    def __hash__(self) -> int:
        trap("__hash__ of a module")
        return id(self)

    def __repr__(self) -> str:
        trap("__repr__ of a module")
        return "mined"

    @property
    def __class__(self) -> type:
        trap("__class__ of a module")
        return ModuleType


sys.modules[__name__].__class__ = _Mined  # type: ignore[assignment]
