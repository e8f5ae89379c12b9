"""Says where two results differ first, so that a person can read it."""

from __future__ import annotations

from itertools import zip_longest

_AROUND = 12
_WIDTH = 200


def first_difference(stage: str, expected: str, actual: str) -> str | None:
    """Of two texts the first line that differs, of two ``wire`` stages the first byte."""
    if expected == actual:
        return None
    return _byte(expected, actual) if stage == "wire" else _line(stage, expected, actual)


def _line(stage: str, expected: str, actual: str) -> str:
    pairs = zip_longest(expected.splitlines(), actual.splitlines())
    for number, (wanted, got) in enumerate(pairs, 1):
        if wanted != got:
            return f"{stage}, line {number}:\n  expected {_shown(wanted)}\n  got      {_shown(got)}"
    return f"{stage}: the last line ends differently"


def _shown(line: str | None) -> str:
    if line is None:
        return "(no such line)"
    printable = "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
    return printable if len(printable) <= _WIDTH else printable[:_WIDTH] + " …"


def _byte(expected: str, actual: str) -> str:
    wanted, got = bytes.fromhex(expected), bytes.fromhex(actual)
    at = next((i for i, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), None)
    if at is None:
        at = min(len(wanted), len(got))
    return (
        f"wire, byte {at} ({len(wanted)} expected, {len(got)} got):\n"
        f"  expected {_around(wanted, at)}\n"
        f"  got      {_around(got, at)}"
    )


def _around(data: bytes, at: int) -> str:
    """The bytes before, [the byte], the bytes after; then the same as text."""
    start, end = max(0, at - _AROUND), min(len(data), at + _AROUND + 1)
    here = f"[{data[at : at + 1].hex() or 'end'}]"
    text = "".join(chr(b) if 32 <= b < 127 else "." for b in data[start:end])
    parts = (data[start:at].hex(" "), here, data[at + 1 : end].hex(" "), f"  {text}")
    return " ".join(part for part in parts if part)
