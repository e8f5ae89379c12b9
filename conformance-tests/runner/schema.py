"""Checks the schema: every text is classified, and nothing in it can carry what nobody named."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2
from grpc_tools import protoc
from messages import PROTO, module

_Field = descriptor_pb2.FieldDescriptorProto
_REFUSED = {
    _Field.TYPE_DOUBLE: "a floating-point number",
    _Field.TYPE_FLOAT: "a floating-point number",
    _Field.TYPE_GROUP: "a group",
}
_IMPORTS = {"content": "tandem/v1/profile.proto", "Any": "google/protobuf/any.proto"}
METHODS = {"Configure", "Upload"}
PLANTED = {
    "text": "string host = 1;",
    "bytes": "bytes body = 1;",
    "unspecified": "string host = 1 [(content) = CONTENT_UNSPECIFIED];",
    "map": "map<string, string> tags = 1;",
    "map of numbers": "map<uint32, uint32> tags = 1;",
    "float": "float share = 1;",
    "double": "repeated double shares = 1;",
    "oneof": "oneof either { uint32 a = 1; uint32 b = 2; }",
    "optional": "optional uint32 pid = 1;",
    "any": "google.protobuf.Any more = 1;",
    "nested": "message Inner { string host = 1; } Inner inner = 1;",
}


def faults() -> list[str]:
    """What is wrong with the files of proto/."""
    sources = sorted(str(path.relative_to(PROTO)) for path in PROTO.glob("tandem/v1/*.proto"))
    return [fault for file in _compiled(PROTO, sources) for fault in _faults_of(file)]


def faults_of_planted(field: str) -> list[str]:
    """What is wrong with a message that has this field."""
    lines = ['syntax = "proto3";', "package tandem.v1;", f"message Planted {{ {field} }}"]
    lines += [f'import "{path}";' for word, path in _IMPORTS.items() if word in field]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "planted.proto").write_text("\n".join(lines), encoding="utf-8")
        (file,) = _compiled(Path(folder), ["planted.proto"])
        return list(_faults_of(file))


def _compiled(folder: Path, sources: list[str]) -> Iterator[Any]:
    module("profile")  # registers the option, without which it would be read as unknown
    well_known = resources.files("grpc_tools") / "_proto"
    with tempfile.NamedTemporaryFile() as out:
        options = [f"-I{folder}", f"-I{PROTO}", f"-I{well_known}"]
        options += [f"--descriptor_set_out={out.name}"]
        if protoc.main(["protoc", *options, *sources]) != 0:
            raise ValueError(f"protoc does not read {', '.join(sources)}")
        return iter(descriptor_pb2.FileDescriptorSet.FromString(out.read()).file)


def _faults_of(file: Any) -> Iterator[str]:
    for message in file.message_type:
        yield from _faults_of_message(message, message.name)
    for service in file.service:
        for method in service.method:
            if method.name not in METHODS or method.client_streaming or method.server_streaming:
                yield f"{service.name}.{method.name} is a call that no rule speaks of"


def _faults_of_message(message: Any, path: str) -> Iterator[str]:
    for nested in message.nested_type:
        yield from _faults_of_message(nested, f"{path}.{nested.name}")
    if message.options.map_entry:
        yield f"{path} is a map: its order is nobody's promise"
    for field in message.field:
        place = f"{path}.{field.name}"
        if field.type in _REFUSED:
            yield f"{place} is {_REFUSED[field.type]}"
        if field.HasField("oneof_index"):
            yield f"{place} is optional or one of several"
        if field.type == _Field.TYPE_MESSAGE and field.type_name.startswith(".google."):
            yield f"{place} is a {field.type_name[1:]}: it can hold anything"
        is_text = field.type in (_Field.TYPE_STRING, _Field.TYPE_BYTES)
        if is_text and not field.options.Extensions[module("profile").content]:
            yield f"{place} is not classified"
