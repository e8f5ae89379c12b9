"""The protobuf classes that protoc makes of proto/, and the strict reading of what was sent."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

PROTO = Path(__file__).resolve().parent.parent.parent / "proto"
_FILES = ("profile", "ingest")


@dataclass(frozen=True)
class Text:
    """One text or bytes field as it was sent, and what the schema says that it may hold."""

    field: str  # as in "Upload.producer.service"
    content: str  # as in "CONTENT_NAME"
    value: str | bytes


class NotStrictError(Exception):
    """What was sent holds more or other than the schema says; the message says where."""


@cache
def module(name: str) -> Any:
    """The generated module of ``tandem/v1/NAME.proto``."""
    _generate()
    return import_module(f"tandem.v1.{name}_pb2")


@cache
def _generate() -> None:
    """Into a folder of this process alone, so that runs beside each other do not meet."""
    from grpc_tools import protoc

    well_known = resources.files("grpc_tools") / "_proto"
    with tempfile.TemporaryDirectory() as folder:
        options = [f"-I{PROTO}", f"-I{well_known}", f"--python_out={folder}"]
        status = protoc.main(["protoc", *options, *(f"tandem/v1/{name}.proto" for name in _FILES)])
        if status != 0:
            raise RuntimeError(f"protoc ended with {status}")
        sys.path.insert(0, folder)
        for name in _FILES:
            import_module(f"tandem.v1.{name}_pb2")
        sys.path.remove(folder)


def read_strictly(message: str, wire: bytes) -> Any:
    """The message of ingest.proto in ``wire``. Raises `NotStrictError`.

    Every byte is accounted for: there are no unknown fields, every text is classified, and what was
    understood gives the same bytes again.
    """
    kind = getattr(module("ingest"), message)
    try:
        read = kind.FromString(wire)
    except Exception as error:  # DecodeError, whichever implementation of protobuf runs
        raise NotStrictError(f"{message} of {len(wire)} bytes cannot be read: {error}") from error
    for text in texts(read):
        if text.content == "CONTENT_UNSPECIFIED":
            raise NotStrictError(f"{text.field} is not classified")
    known = kind.FromString(wire)
    known.DiscardUnknownFields()
    if known.SerializeToString(deterministic=True) != wire:
        raise NotStrictError(
            f"{message} of {len(wire)} bytes holds unknown fields, or is not canonical: what was "
            f"understood has {known.ByteSize()} bytes"
        )
    return read


def texts(message: Any, path: str = "") -> Iterator[Text]:
    """Every text and bytes field that is set in a message, in order."""
    path = path or message.DESCRIPTOR.name
    for field, value in message.ListFields():
        place = f"{path}.{field.name}"
        values = value if field.is_repeated else (value,)
        if field.type == field.TYPE_MESSAGE:
            for one in values:
                yield from texts(one, place)
        elif field.type in (field.TYPE_STRING, field.TYPE_BYTES):
            for one in values:
                yield Text(place, content_of(field), one)


def content_of(field: Any) -> str:
    """How a field is classified, as in ``CONTENT_NAME``."""
    profile = module("profile")
    number = field.GetOptions().Extensions[profile.content]
    name: str = profile.Content.Name(number)
    return name


def word(message: Any, field: str) -> str:
    """The word of an enum field: its name without the name of its type, in lower case."""
    values = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
    prefix = len(values[0].name) - len("UNSPECIFIED")
    name: str = values[getattr(message, field)].name[prefix:].lower()
    return name
