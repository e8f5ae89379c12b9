"""Names code objects by SPEC.md's R28 and R67, without running anything of the application's.

Modules are looked at through the module type's own slot, so that no ``__getattr__``, property or
subclass of the application takes part.
"""

from __future__ import annotations

import _imp
import sys
from types import CodeType, ModuleType
from typing import Any

from tandem_profiler.model import GENERATED, Frame, Language

_DICTIONARY: Any = vars(ModuleType)["__dict__"].__get__
_Rank = tuple[int, int, str]
_UNKNOWN = Frame(Language.PYTHON, GENERATED, GENERATED)
_FROZEN = "<frozen "
_UNNAMED = frozenset(
    f"<{name}>"
    for name in ("module", "locals", "lambda", "genexpr", "listcomp", "setcomp", "dictcomp")
)
_GENERIC = "<generic parameters of "  # from 3.12 on, with the name of a function or class behind
_BOOTSTRAP = ("importlib._bootstrap", "importlib._bootstrap_external")  # frozen by other names


class Names:
    """Frames of code objects. Remembers modules by file, also those that are gone."""

    def __init__(self, generated_names: bool = False) -> None:
        self._generated_names = generated_names
        self._owners: dict[str, str] = {}

    def refresh(self) -> None:
        """Looks for modules that were imported since: about a millisecond for 2,000 modules."""
        modules, found = sys.modules, dict[str, _Rank]()
        if not issubclass(type(modules), dict):
            return  # somebody put something of their own in its place
        for name, module in list(dict.items(modules)):  # copied in one call: it may change
            file, own_name = _file_and_name(module) if _is_name(name) else (None, None)
            if file is not None:
                rank = _rank(name, own_name)
                found[file] = min(rank, found.get(file, rank))
        self._owners.update((file, rank[-1]) for file, rank in found.items())

    def know_main(self) -> bool:
        """Whether the program's own file was seen: not before it begins, nor after it has ended."""
        return "__main__" in self._owners.values()

    def frame(self, code: CodeType) -> Frame:
        """The frame of a code object; ``<generated>`` twice where no module has its file."""
        file, function = code.co_filename, code.co_qualname
        owner = None
        if type(file) is str:  # ``compile`` and ``replace`` also take subclasses
            owner = _frozen(file) if file.startswith(_FROZEN) else self._owners.get(file)
        if type(function) is not str:
            return _UNKNOWN
        if self._generated_names:
            return Frame(Language.PYTHON, owner or GENERATED, function or GENERATED)
        if owner is None or not _is_written(function):
            return _UNKNOWN
        return Frame(Language.PYTHON, owner, function)


def _is_written(function: str) -> bool:
    """Whether a compiler could have named a function so: anybody else can name it after data."""
    return all(
        part.isidentifier()
        or part in _UNNAMED
        or (part.startswith(_GENERIC) and part[len(_GENERIC) : -1].isidentifier())
        for part in function.split(".")
    )


def _frozen(file: str) -> str | None:
    """The module in ``<frozen module>``, where the interpreter has it: anybody can write that."""
    name = file[len(_FROZEN) : -1]
    return name if name in _BOOTSTRAP or _imp.is_frozen(name) else None


def _is_name(key: object) -> bool:
    """Whether a key of ``sys.modules`` may be an owner: what no file can be called may be data.

    Parts may begin with a digit, as Django's migrations do, and hold ``-``.
    """
    if type(key) is not str or not key:
        return False
    words = (word for part in key.split(".") for word in part.split("-"))
    return all(f"_{word}".isidentifier() for word in words)


def _file_and_name(module: object) -> tuple[str | None, str | None]:
    """``__file__`` and ``__name__`` of a module, where it is one and they are exact texts."""
    if not issubclass(type(module), ModuleType):
        return None, None
    dictionary = _DICTIONARY(module)
    if type(dictionary) is not dict or not all(type(key) is str for key in list(dictionary)):
        return None, None  # to look up a text compares it with keys, which may be the application's
    file, name = dictionary.get("__file__"), dictionary.get("__name__")
    return file if type(file) is str else None, name if type(name) is str else None


def _rank(name: str, own_name: str | None) -> _Rank:
    """Of several names for one file the least has it.

    ``__main__``, else the name that the module itself goes by, else the shorter, then the lesser.
    """
    if name in ("__main__", "__mp_main__"):
        return 0, 0, "__main__"
    return 1 if name == own_name else 2, len(name), name
