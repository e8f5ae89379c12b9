"""The shared vectors: the same input gives the same bytes in every language."""

from pathlib import Path

import pytest

import vectors
from generated import profile_pb2
from tandem_profiler.wire import encode_upload


def test_vectors_are_there() -> None:
    assert len(vectors.folders()) >= 21


@pytest.mark.parametrize("folder", vectors.folders(), ids=lambda folder: folder.name)
def test_encode_upload_reproduces_the_vector(folder: Path) -> None:
    encoded = encode_upload(vectors.upload_of(folder))
    assert encoded.hex() == (folder / "wire.hex").read_text().replace("\n", "")


@pytest.mark.parametrize("folder", vectors.folders(), ids=lambda folder: folder.name)
def test_protobuf_writes_the_vector_unchanged(folder: Path) -> None:
    wire = bytes.fromhex((folder / "wire.hex").read_text())
    message = profile_pb2().Upload.FromString(wire)
    assert message.SerializeToString(deterministic=True) == wire
