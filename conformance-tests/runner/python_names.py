"""Says which names of functions stand in no source file that this interpreter would import.

    python python_names.py PROGRAM < [[owner, function], ...]

Runs under the testee's own interpreter, without the agent, and prints those it does not find.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType

_FIXED = {("", "<truncated>"), ("<generated>", "<generated>")}
_PROGRAM = Path(sys.argv[1])


@cache
def functions(owner: str) -> frozenset[str]:
    """Qualified names of all functions in the source of a module; none where there is none."""
    code: CodeType | None = None
    if owner == "__main__":
        code = compile(_PROGRAM.read_bytes(), _PROGRAM.name, "exec", dont_inherit=True)
    else:
        with suppress(ImportError, ValueError, AttributeError):
            spec = importlib.util.find_spec(owner)
            code = spec.loader.get_code(spec.name)  # type: ignore[union-attr]
    return frozenset() if code is None else frozenset(_names(code))


def _names(code: CodeType) -> Iterator[str]:
    yield code.co_qualname
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def main() -> None:
    frames = [(owner, function) for owner, function in json.load(sys.stdin)]
    unknown = [f for f in frames if f not in _FIXED and f[1] not in functions(f[0])]
    json.dump(unknown, sys.stdout)


if __name__ == "__main__":
    main()
