"""Breaks protobuf messages: their bytes blindly, or their fields knowingly.

A knowing fault keeps every length around it right. It therefore gets past the outer checks and
reaches the rule that it breaks.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor

VARINT, FIXED64, BYTES, START_GROUP, END_GROUP, FIXED32 = range(6)
NUMBERS = [0, 1, 2, 127, 128, 2**31 - 1, 2**31, 2**32, 2**63 - 1, 2**63, 2**64 - 1]
TEXTS = [
    b"\xff",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"x" * 513,
    b"\n",
    b"\x00",
    b"",
    b"/tmp/x",
    b"a" * 512,
]


@dataclass(frozen=True)
class Varint:
    """A number, in ``padding`` bytes more than it needs."""

    value: int
    padding: int = 0

    def encoded(self) -> bytes:
        out, rest = bytearray(), self.value & (2**64 - 1)
        while rest > 127:
            out.append(rest & 127 | 128)
            rest >>= 7
        out.append(rest)
        for _ in range(self.padding):
            out[-1] |= 128
            out.append(0)
        return bytes(out)


@dataclass(frozen=True)
class Field:
    """A tag and what follows it: a number, bytes, fields of a message, or numbers of a column."""

    number: int
    wire_type: int
    content: Varint | bytes | tuple[Field, ...] | tuple[Varint, ...]
    lie: int = 0  # added to the length

    def encoded(self) -> bytes:
        tag = Varint(self.number << 3 | self.wire_type).encoded()
        content = self.content
        body = content.encoded() if isinstance(content, Varint) else content
        if isinstance(body, tuple):
            body = b"".join(part.encoded() for part in body)
        if self.wire_type != BYTES:
            return tag + body
        return tag + Varint(max(0, len(body) + self.lie)).encoded() + body


Fields = tuple[Field, ...]


def fields_of(wire: bytes, message: Descriptor) -> Fields:
    """The fields of a canonical message of ours: varints, texts, messages and packed columns."""
    position, fields = 0, []
    while position < len(wire):
        tag, position = read_varint(wire, position)
        known = message.fields_by_number[tag >> 3]
        value, position = read_varint(wire, position)
        if tag & 7 == VARINT:
            fields.append(Field(tag >> 3, VARINT, Varint(value)))
            continue
        body, position = wire[position : position + value], position + value
        fields.append(Field(tag >> 3, BYTES, _content(body, known)))
    return tuple(fields)


def _content(body: bytes, known: FieldDescriptor) -> bytes | Fields | tuple[Varint, ...]:
    if known.message_type is not None:
        return fields_of(body, known.message_type)
    if known.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES):
        return body
    position, column = 0, []
    while position < len(body):
        value, position = read_varint(body, position)
        column.append(Varint(value))
    return tuple(column)


def read_varint(wire: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = wire[position]
        value |= (byte & 127) << shift
        position, shift = position + 1, shift + 7
        if byte < 128:
            return value, position


def encoded(fields: Fields) -> bytes:
    return b"".join(field.encoded() for field in fields)


def broken(fields: Fields, dice: random.Random) -> tuple[str, Fields]:
    """The message with one fault somewhere inside, and the fault's name."""
    inner = [at for at, field in enumerate(fields) if _is_message(field)]
    if inner and dice.random() < 0.75:
        at = dice.choice(inner)
        name, inside = broken(fields[at].content, dice)  # type: ignore[arg-type]
        return name, _with(fields, at, replace(fields[at], content=inside))
    for fault in dice.sample(_FAULTS, len(_FAULTS)):  # the first that finds something to break
        changed = fault(fields, dice)
        if changed != fields:
            return fault.__name__, changed
    return "nothing to break", fields


def _is_message(field: Field) -> bool:
    content = field.content
    return isinstance(content, tuple) and bool(content) and isinstance(content[0], Field)


def _is_column(field: Field) -> bool:
    content = field.content
    return isinstance(content, tuple) and bool(content) and isinstance(content[0], Varint)


def _with(fields: Fields, at: int, *new: Field) -> Fields:
    return (*fields[:at], *new, *fields[at + 1 :])


def _any(fields: Fields, dice: random.Random, kind: Callable[[Field], bool]) -> int | None:
    fitting = [at for at, field in enumerate(fields) if kind(field)]
    return dice.choice(fitting) if fitting else None


def unknown_field(fields: Fields, dice: random.Random) -> Fields:
    number = dice.choice([15, 16, 99, 2**28, 2**29 - 1, 0])
    wire_type = dice.choice([VARINT, FIXED64, BYTES, START_GROUP, END_GROUP, FIXED32, 6, 7])
    content: Any = {VARINT: Varint(7), FIXED64: bytes(8), FIXED32: bytes(4)}.get(
        wire_type, b"secret"
    )
    at = dice.randint(0, len(fields))
    return (*fields[:at], Field(number, wire_type, content), *fields[at:])


def doubled_field(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, lambda _: True)
    return fields if at is None else _with(fields, at, fields[at], fields[at])


def lost_field(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, lambda _: True)
    return fields if at is None else _with(fields, at)


def swapped_fields(fields: Fields, dice: random.Random) -> Fields:
    shuffled = list(fields)
    if len(shuffled) > 1:
        one, other = dice.sample(range(len(shuffled)), 2)
        shuffled[one], shuffled[other] = shuffled[other], shuffled[one]
    return tuple(shuffled)


def other_wire_type(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, lambda _: True)
    if at is None:
        return fields
    return _with(fields, at, replace(fields[at], wire_type=dice.randint(0, 7)))


def lying_length(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, lambda field: field.wire_type == BYTES)
    lie = dice.choice([-1, 1, 100, 2**20, 2**31 - 1, 2**32, 2**62])
    return fields if at is None else _with(fields, at, replace(fields[at], lie=lie))


def other_number(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, lambda field: isinstance(field.content, Varint))
    if at is None:
        return other_entry(fields, dice)
    return _with(fields, at, replace(fields[at], content=_other(fields[at].content, dice)))


def _other(number: Any, dice: random.Random) -> Varint:
    near = [number.value + 1, max(0, number.value - 1)]
    return Varint(dice.choice(near + NUMBERS), dice.choice([0, 0, 0, 1, 9]))


def padded_varint(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, lambda field: isinstance(field.content, Varint))
    if at is None:
        return fields
    padded = Varint(fields[at].content.value, dice.randint(1, 9))  # type: ignore[union-attr]
    return _with(fields, at, replace(fields[at], content=padded))


def explicit_zero(fields: Fields, dice: random.Random) -> Fields:
    zero = Field(dice.randint(1, 10), dice.choice([VARINT, BYTES]), Varint(0))
    at = dice.randint(0, len(fields))
    return (
        *fields[:at],
        zero if zero.wire_type == VARINT else replace(zero, content=b""),
        *fields[at:],
    )


def other_text(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, lambda field: isinstance(field.content, bytes))
    if at is None:
        return fields
    return _with(fields, at, replace(fields[at], content=dice.choice(TEXTS)))


def other_entry(fields: Fields, dice: random.Random) -> Fields:
    """One entry of a column is lost, doubled, moved or another."""
    at = _any(fields, dice, _is_column)
    if at is None:
        return fields
    column: list[Any] = list(fields[at].content)  # type: ignore[arg-type]
    entry = dice.randrange(len(column))
    kind = dice.randrange(4)
    if kind == 0:
        del column[entry]
    elif kind == 1:
        column.insert(entry, column[entry])
    elif kind == 2:
        column.append(column.pop(entry))
    else:
        column[entry] = _other(column[entry], dice)
    return _with(fields, at, replace(fields[at], content=tuple(column)))


def split_column(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, _is_column)
    if at is None:
        return fields
    field, column = fields[at], fields[at].content
    if dice.random() < 0.5:  # not packed at all
        return _with(fields, at, *(Field(field.number, VARINT, one) for one in column))  # type: ignore
    cut = dice.randint(0, len(column))  # type: ignore[arg-type]
    parts = (replace(field, content=part) for part in (column[:cut], column[cut:]))  # type: ignore
    return _with(fields, at, *parts)


def huge_column(fields: Fields, dice: random.Random) -> Fields:
    at = _any(fields, dice, _is_column)
    if at is None:
        return fields
    count = dice.choice([1001, 5000, 1_000_001])
    return _with(fields, at, replace(fields[at], content=bytes([dice.randint(0, 2)]) * count))


def many_fields(fields: Fields, dice: random.Random) -> Fields:
    """One field very often, as far as it makes no more than some 200 kB."""
    at = _any(fields, dice, lambda _: True)
    if at is None:
        return fields
    most = max(2, 200_000 // len(fields[at].encoded()))
    return _with(fields, at, *[fields[at]] * min(most, dice.choice([33, 1001, 20_000])))


_FAULTS: list[Callable[[Fields, random.Random], Fields]] = [
    *(unknown_field, doubled_field, lost_field, swapped_fields, other_wire_type, lying_length),
    *(other_number, other_number, padded_varint, explicit_zero, other_text, other_text),
    *(other_entry, other_entry, other_entry, split_column, huge_column, many_fields),
]


def flipped_bits(wire: bytes, dice: random.Random) -> bytes:
    out = bytearray(wire)
    for _ in range(dice.choice([1, 1, 2, 8])):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def truncated(wire: bytes, dice: random.Random) -> bytes:
    return wire[: dice.randrange(len(wire))]


def lost_slice(wire: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(wire))
    return wire[:start] + wire[start + dice.randint(1, 16) :]


def doubled_slice(wire: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(wire))
    end = start + dice.randint(1, 64)
    return wire[:end] + wire[start:end] + wire[end:]


def inserted_bytes(wire: bytes, dice: random.Random) -> bytes:
    at = dice.randint(0, len(wire))
    return wire[:at] + dice.randbytes(dice.randint(1, 16)) + wire[at:]


def random_bytes(_wire: bytes, dice: random.Random) -> bytes:
    return dice.randbytes(dice.choice([0, 1, 10, 1000, 100_000]))


BLIND: list[Callable[[bytes, random.Random], bytes]] = [
    *(
        flipped_bits,
        flipped_bits,
        truncated,
        lost_slice,
        doubled_slice,
        inserted_bytes,
        random_bytes,
    ),
]


def frame(message: bytes, *, compressed: bool = False, length: int | None = None) -> bytes:
    """A message as gRPC frames it."""
    size = len(message) if length is None else length
    return bytes([compressed]) + size.to_bytes(4, "big") + message


def wrong_flag(wire: bytes, dice: random.Random) -> bytes:
    return bytes([dice.choice([1, 2, 3, 128, 255])]) + frame(wire)[1:]


def wrong_frame_length(wire: bytes, dice: random.Random) -> bytes:
    lengths = [0, len(wire) - 1, len(wire) + 1, 2**24, 2**31 - 1, 2**31, 2**32 - 1]
    return frame(wire, length=dice.choice(lengths))


def two_frames(wire: bytes, dice: random.Random) -> bytes:
    return frame(wire) * dice.choice([2, 3])


def half_a_header(wire: bytes, dice: random.Random) -> bytes:
    return frame(wire)[: dice.randrange(5)]


def lying_gzip(wire: bytes, dice: random.Random) -> bytes:
    """The trailer's size, its checksum, the header or the body is wrong."""
    zipped = bytearray(gzip.compress(wire, mtime=0))
    at = dice.choice([-1, -2, -4, -5, -8, 0, 1, 2, 3, 8, len(zipped) // 2])
    zipped[at] ^= dice.randint(1, 255)
    return frame(bytes(zipped), compressed=True)


def cut_gzip(wire: bytes, dice: random.Random) -> bytes:
    zipped = gzip.compress(wire, mtime=0)
    return frame(zipped[: dice.randrange(len(zipped))], compressed=True)


def gzip_and_more(wire: bytes, dice: random.Random) -> bytes:
    zipped = gzip.compress(wire, mtime=0)
    return frame(zipped + dice.choice([b"\0", b"\0" * 100, zipped, zipped[:9]]), compressed=True)


def not_gzip(wire: bytes, dice: random.Random) -> bytes:
    return frame(dice.choice([wire, b"", b"\x1f\x8b", dice.randbytes(50)]), compressed=True)


FRAMES: list[Callable[[bytes, random.Random], bytes]] = [
    *(wrong_flag, wrong_frame_length, two_frames, half_a_header),
    *(lying_gzip, lying_gzip, cut_gzip, gzip_and_more, not_gzip),
]


def bomb(mebibytes: int, layers: int = 1) -> bytes:
    """A frame of zeros by the mebibyte, small as sent."""
    body = bytes(mebibytes << 20)
    for _ in range(layers):
        body = gzip.compress(body, 9, mtime=0)
    return frame(body, compressed=True)
