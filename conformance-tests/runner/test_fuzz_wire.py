"""What breaks messages must break them: a fault that changes nothing shows nothing."""

from __future__ import annotations

import random
from pathlib import Path

import fuzz_wire
import pytest
from messages import module

VECTORS = sorted((Path(__file__).parent.parent / "vectors").glob("*/*/wire.hex"))


def wires() -> list[bytes]:
    return [bytes.fromhex(file.read_text(encoding="ascii")) for file in VECTORS]


def test_fields_are_written_as_they_were_read() -> None:
    kind = module("profile").Upload.DESCRIPTOR
    for wire in wires():
        assert fuzz_wire.encoded(fuzz_wire.fields_of(wire, kind)) == wire


def test_a_fault_seldom_changes_nothing() -> None:
    kind, dice = module("profile").Upload.DESCRIPTOR, random.Random(1)
    fields = [(wire, fuzz_wire.fields_of(wire, kind)) for wire in wires()[:50]]
    broken = [(wire, fuzz_wire.broken(one, dice)) for wire, one in fields for _ in range(20)]
    same = [name for wire, (name, other) in broken if fuzz_wire.encoded(other) == wire]
    assert len(same) < len(broken) / 20, same


def test_a_fault_is_the_same_for_the_same_seed() -> None:
    kind, wire = module("profile").Upload.DESCRIPTOR, wires()[0]
    fields = fuzz_wire.fields_of(wire, kind)
    one, other = (fuzz_wire.broken(fields, random.Random(7)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    ("value", "padding", "expected"),
    [
        (0, 0, "00"),
        (127, 0, "7f"),
        (128, 0, "8001"),
        (1, 2, "818000"),
        (2**64 - 1, 0, "ff" * 9 + "01"),
    ],
)
def test_varint_is_padded_as_asked(value: int, padding: int, expected: str) -> None:
    assert fuzz_wire.Varint(value, padding).encoded().hex() == expected
