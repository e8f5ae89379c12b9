"""Names what an instruction calls, by what its code says. These names never leave the process."""

from __future__ import annotations

import opcode
import sys
from itertools import islice
from types import CodeType

# their lowest bit says something else
_FLAGGED = ("LOAD_GLOBAL", "LOAD_ATTR") if sys.version_info >= (3, 12) else ("LOAD_GLOBAL",)
_NAMES = ("LOAD_NAME", "LOAD_METHOD", "LOAD_GLOBAL", "LOAD_ATTR")
_FAST = ("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW")
_EXTENDED = opcode.opmap["EXTENDED_ARG"]
_Start = tuple[int | None, int | None]  # line and column at which an instruction's source begins


class CallSites:
    """Of codes that somebody else holds for as long."""

    def __init__(self) -> None:
        self._loads: dict[int, dict[_Start, list[tuple[int, str]]]] = {}

    def callee(self, code: CodeType, instruction: int) -> str:
        """The last name of what is called there, as ``find`` of ``shop.find(id)``, or nothing."""
        if instruction < 0:
            return ""
        at = next(islice(code.co_positions(), instruction // 2, None), None)
        if at is None or at[0] is None or at[2] is None:
            return ""
        loads = self._loads.get(id(code))
        if loads is None:
            loads = self._loads[id(code)] = _loads(code)
        before = [name for index, name in loads.get((at[0], at[2]), []) if index <= instruction]
        return before[-1] if before else ""


def _loads(code: CodeType) -> dict[_Start, list[tuple[int, str]]]:
    """Offset and name of what is loaded, by where its source begins."""
    raw, found, extended = code.co_code, dict[_Start, list[tuple[int, str]]](), 0
    positions = list(code.co_positions())
    for index in range(0, len(raw), 2):
        number, argument = raw[index], raw[index + 1] | extended
        extended = argument << 8 if number == _EXTENDED else 0
        name = _name(code, opcode.opname[number], argument)
        if name is not None and index // 2 < len(positions):
            line, _, column, _ = positions[index // 2]
            found.setdefault((line, column), []).append((index, name))
    return found


def _name(code: CodeType, operation: str, argument: int) -> str | None:
    names = code.co_names
    if operation in _NAMES:
        index = argument >> 1 if operation in _FLAGGED else argument
        return names[index] if index < len(names) else None
    if operation in _FAST:
        variables = code.co_varnames
        return variables[argument] if argument < len(variables) else None
    return None
