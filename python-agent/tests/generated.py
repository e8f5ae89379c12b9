"""The protobuf classes that protoc makes of ../proto: the independent reader of our bytes."""

import sys
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from grpc_tools import protoc

REPOSITORY = Path(__file__).parents[2]
BUILD = Path(__file__).parents[1] / "build" / "proto"


@cache
def profile_pb2() -> Any:
    return _module("profile")


@cache
def ingest_pb2() -> Any:
    return _module("ingest")


def _module(name: str) -> Any:
    _generate()
    return import_module(f"tandem.v1.{name}_pb2")


@cache
def _generate() -> None:
    proto = REPOSITORY / "proto"
    well_known = resources.files("grpc_tools") / "_proto"
    sources = [str(path) for path in sorted(proto.glob("tandem/v1/*.proto"))]
    BUILD.mkdir(parents=True, exist_ok=True)
    options = [f"-I{proto}", f"-I{well_known}", f"--python_out={BUILD}"]
    status = protoc.main(["protoc", *options, *sources])
    assert status == 0, f"protoc ended with {status}"
    sys.path.insert(0, str(BUILD))
