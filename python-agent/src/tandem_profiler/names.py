"""Names code objects by SPEC.md's R28, without running or reading anything of the application's.

Modules are looked at through the module type's own slot, so that no ``__getattr__``, property or
subclass of the application takes part.
"""

from __future__ import annotations

import sys
from types import CodeType, ModuleType
from typing import Any

from tandem_profiler.model import GENERATED, Frame, Language

_DICTIONARY: Any = vars(ModuleType)["__dict__"].__get__
_FROZEN = "<frozen "


class Names:
    """Frames of code objects. Remembers modules by file, also those that are gone."""

    def __init__(self, generated_names: bool = False) -> None:
        self._generated_names = generated_names
        self._owners: dict[str, str] = {}
        self._modules = 0

    def refresh(self) -> None:
        """Looks for modules that were imported since. Cheap where their number is the same."""
        if len(sys.modules) == self._modules:
            return
        modules = list(sys.modules.items())  # one call: nothing can change it meanwhile
        self._modules = len(modules)
        found: dict[str, str] = {}
        for name, module in modules:
            file = _file(module) if type(name) is str else None
            if file is not None:
                known = found.get(file)
                found[file] = name if known is None else _preferred(name, known)
        self._owners.update(found)

    def frame(self, code: CodeType) -> Frame:
        """The frame of a code object; ``<generated>`` twice where no module has its file."""
        file = code.co_filename
        if file.startswith(_FROZEN):
            owner: str | None = file[len(_FROZEN) : -1]
        else:
            owner = self._owners.get(file)
        if owner is None and not self._generated_names:
            return Frame(Language.PYTHON, GENERATED, GENERATED)
        return Frame(Language.PYTHON, owner or GENERATED, code.co_qualname or GENERATED)


def _file(module: object) -> str | None:
    """The ``__file__`` of a module, where it is one and holds an exact text."""
    if not issubclass(type(module), ModuleType):
        return None
    dictionary = _DICTIONARY(module)
    if type(dictionary) is not dict:
        return None
    file = dictionary.get("__file__")
    return file if type(file) is str else None


def _preferred(one: str, other: str) -> str:
    """Of two names for one file ``__main__`` where it is one, else the shorter, then the lesser."""
    names = {"__main__" if name == "__mp_main__" else name for name in (one, other)}
    return "__main__" if "__main__" in names else min(names, key=lambda name: (len(name), name))
