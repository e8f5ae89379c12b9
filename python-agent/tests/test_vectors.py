"""The shared vectors: the same input gives the same bytes in every language."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import vector_input

from generated import REPOSITORY, profile_pb2
from tandem_profiler import wire
from tandem_profiler.call_tree import CallTree
from tandem_profiler.model import Frame, Language, Producer, Runtime, StackTrace, Upload
from tandem_profiler.wire import encode_upload
from traces import CPU, profile_of


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


def test_encode_upload_holds_the_interpreter_for_no_more_than_a_slice_of_a_column(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed, lengths = wire._packed, list[int]()

    def observed(values: Sequence[int]) -> bytes:
        lengths.append(len(values))
        return packed(values)

    monkeypatch.setattr(wire, "_packed", observed)
    tree = CallTree()
    for number in range(50):
        frames = [Frame(Language.PYTHON, f"app{number}", f"call_{i}") for i in range(100)]
        tree.add(StackTrace(tuple(frames), (1,) * 100), *CPU, 1)
    profile = profile_of(tree)
    encoded = encode_upload(
        Upload(
            b"0123456789abcdef",
            Producer("shop", "1", (Runtime(Language.PYTHON, "CPython", "3"),), "0"),
            profile,
        )
    )
    sent = profile_pb2().Upload.FromString(encoded).profile
    assert tuple(sent.tree.frame_indexes) == profile.frame_indexes
    assert max(lengths) == 1000
