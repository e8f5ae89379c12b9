"""The shared vectors: the same input gives the same bytes in every language."""

import json
from pathlib import Path

import pytest
import vector_input

from generated import REPOSITORY, profile_pb2
from tandem_profiler.wire import encode_upload


def folders() -> list[Path]:
    files = (REPOSITORY / "conformance-tests" / "vectors").glob("*/*/input.json")
    return sorted(path.parent for path in files if observed_by(path) in ("", "python"))


def observed_by(file: Path) -> str:
    by: str = json.loads(file.read_text()).get("observed_by", "")
    return by


def test_vectors_are_there() -> None:
    assert len(folders()) >= 150


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_encode_upload_reproduces_the_vector(folder: Path) -> None:
    document = json.loads((folder / "input.json").read_text())
    encoded = encode_upload(vector_input.upload_of(document))
    assert encoded.hex() == (folder / "wire.hex").read_text().replace("\n", "")


@pytest.mark.parametrize("folder", folders(), ids=lambda folder: folder.name)
def test_protobuf_writes_the_vector_unchanged(folder: Path) -> None:
    wire = bytes.fromhex((folder / "wire.hex").read_text())
    message = profile_pb2().Upload.FromString(wire)
    assert message.SerializeToString(deterministic=True) == wire
