"""Looks for a marker in bytes, in every form that a careless or clever program might give it."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_LARGEST = 64 * 1024 * 1024  # inflated, of one stream
_NESTED = 3  # compressed within compressed
_STREAMS = (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # gzip, zlib


@dataclass(frozen=True)
class Leak:
    """A marker that was found."""

    marker: str  # its name
    form: str  # as in "base64 inside gzip"
    where: str

    def __str__(self) -> str:
        return f"the marker {self.marker} is in {self.where}, as {self.form}"


def leaks(markers: Mapping[str, str], written: Iterable[tuple[str, bytes]]) -> list[Leak]:
    """Each marker, by name, in each of the named pieces of what was written."""
    forms = {name: _forms(marker) for name, marker in markers.items()}
    return [
        Leak(name, form + inside, where)
        for where, data in written
        for inside, piece in _pieces(data, _NESTED)
        for name, patterns in forms.items()
        for form in _found(patterns, piece)
    ]


def find(marker: str, data: bytes) -> set[str]:
    """The forms in which a marker is in ``data``; none where it is not."""
    return {leak.form for leak in leaks({"": marker}, [("", data)])}


@dataclass(frozen=True)
class _Forms:
    any_case: dict[str, bytes]  # in lower case
    exact: dict[str, set[bytes]]


def _forms(marker: str) -> _Forms:
    plain = marker.encode()
    lower = marker.lower()
    exact = {"base64": set(_base64(plain)), "base64 of UTF-16": set(_base64(_wide(plain)))}
    return _Forms(
        {
            "text": lower.encode(),
            "text, reversed": lower[::-1].encode(),
            "UTF-16 LE": lower.encode("utf-16-le"),
            "UTF-16 BE": lower.encode("utf-16-be"),
            "UTF-32 LE": lower.encode("utf-32-le"),
            "UTF-32 BE": lower.encode("utf-32-be"),
            "hex": plain.hex().encode(),
            "hex of UTF-16 LE": marker.encode("utf-16-le").hex().encode(),
            "hex of UTF-16 BE": marker.encode("utf-16-be").hex().encode(),
            "percent-encoded": "".join(f"%{byte:02x}" for byte in plain).encode(),
        },
        exact,
    )


def _wide(plain: bytes) -> bytes:
    return plain.decode().encode("utf-16-le")


def _base64(plain: bytes) -> Iterator[bytes]:
    """What is sure of its base64, wherever in a longer text it begins; both alphabets."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + plain + bytes(2))
        first, end = -(-before * 8 // 6), (before + len(plain)) * 8 // 6
        sure = whole[first:end]
        yield sure
        yield sure.translate(bytes.maketrans(b"+/", b"-_"))


def _found(forms: _Forms, data: bytes) -> Iterator[str]:
    lower = data.lower()
    yield from (form for form, pattern in forms.any_case.items() if pattern in lower)
    yield from (form for form, some in forms.exact.items() if any(one in data for one in some))


def _pieces(data: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """The data itself, and what each compressed stream in it holds, also where it is cut off."""
    yield "", data
    if not depth:
        return
    for magic in _STREAMS:
        position = data.find(magic)
        while position >= 0:
            kind = "gzip" if magic[0] == 0x1F else "zlib"
            inflated = _inflated(data[position:])
            if inflated:
                for inside, piece in _pieces(inflated, depth - 1):
                    yield f"{inside} inside {kind}", piece
            position = data.find(magic, position + 1)


def _inflated(data: bytes) -> bytes:
    """As much as can be read; nothing where it only looks like a stream."""
    stream = zlib.decompressobj(wbits=32 + zlib.MAX_WBITS)
    read = bytearray()
    view = memoryview(data)
    try:
        for start in range(0, len(data), 4096):
            read += stream.decompress(view[start : start + 4096], _LARGEST - len(read) or 1)
            if stream.eof or len(read) >= _LARGEST:
                break
    except zlib.error:
        pass
    return bytes(read)
