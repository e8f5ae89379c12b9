"""The recorder keeps every byte, and a strict reading refuses what nobody classified."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from messages import NotStrictError, module, read_strictly, texts
from recorder import SERVICE, Recorder
from tls import authority

UNKNOWN_FIELD = b"\x7a\x03abc"  # number 15


def upload() -> bytes:
    profile, ingest = module("profile"), module("ingest")
    producer = profile.Producer(service="shop", instance="one")
    producer.labels.add(name="env", value="prod " * 12)
    sent = profile.Upload(format_revision=1, profile_id=bytes(range(16)), producer=producer)
    return ingest.UploadRequest(upload=sent).SerializeToString(deterministic=True)


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    with Recorder(report_seconds=10) as recorder:
        yield recorder


def send(
    recorder: Recorder, method: str, message: bytes, metadata: tuple[tuple[str, str], ...] = ()
) -> bytes:
    with grpc.insecure_channel(recorder.url.removeprefix("http://")) as channel:
        call = channel.unary_unary(SERVICE + method)
        zipped = grpc.Compression.Gzip
        return call(message, timeout=30, metadata=metadata, compression=zipped)


def test_recorder_answers_as_the_collector_does(recorder: Recorder) -> None:
    answer = module("ingest").AgentConfiguration.FromString(send(recorder, "Configure", b""))
    assert (answer.format_revision, answer.report_seconds) == (1, 10)
    assert send(recorder, "Upload", upload()) == b""


def test_recorder_keeps_message_metadata_and_every_header(recorder: Recorder) -> None:
    send(recorder, "Upload", upload(), metadata=(("token", "s3cret"),))
    (request,) = recorder.requests("Upload")
    assert request.message == upload()
    assert ("token", "s3cret") in request.metadata
    assert {("token", "s3cret"), (":path", SERVICE + "Upload")} <= recorder.headers()


def test_recorder_takes_what_passed_apart(recorder: Recorder) -> None:
    send(recorder, "Upload", upload(), metadata=(("token", "s3cret"),))
    found = {place for place, data in recorder.everything() if b"s3cret" in data}
    assert found >= {"request 1 (Upload), metadata token", "connection 1, header token"}
    zipped = [data for place, data in recorder.everything() if place == "connection 1, stream 1"]
    assert [gzip.decompress(data[5:]) for data in zipped] == [upload()]


def test_by_tls_nothing_can_be_read_on_the_way() -> None:
    with Recorder(authority()) as recorder:
        address = recorder.url.removeprefix("https://")
        trusting = grpc.ssl_channel_credentials(authority().certificate)
        with grpc.secure_channel(address, trusting) as channel:
            channel.unary_unary(SERVICE + "Upload")(
                upload(), timeout=30, metadata=(("t", "s3cret"),)
            )
        assert [one.message for one in recorder.requests()] == [upload()]
        assert ("t", "s3cret") in recorder.headers()
        (passed,) = recorder.encrypted()
        assert passed
        assert not any(word in passed for word in (b"s3cret", b"ProfilerService", b"prod prod"))


def test_by_tls_nobody_is_told_who_does_not_trust_the_authority() -> None:
    with Recorder(authority()) as recorder:
        address = recorder.url.removeprefix("https://")
        with (
            grpc.secure_channel(address, grpc.ssl_channel_credentials()) as channel,
            pytest.raises(grpc.RpcError, match="UNAVAILABLE"),
        ):
            channel.unary_unary(SERVICE + "Upload")(upload(), timeout=30)
        assert recorder.requests() == []


def test_recorder_keeps_what_it_refuses(recorder: Recorder) -> None:
    recorder.outage.set()
    with pytest.raises(grpc.RpcError, match="UNAVAILABLE"):
        send(recorder, "Upload", upload())
    with pytest.raises(grpc.RpcError, match="UNIMPLEMENTED"):
        send(recorder, "Confess", b"all")
    assert [r.method for r in recorder.requests()] == ["Upload", "Confess"]


def test_uploads_are_read_strictly(recorder: Recorder) -> None:
    send(recorder, "Upload", upload())
    assert [one.producer.service for one in recorder.uploads()] == ["shop"]
    send(recorder, "Upload", upload() + UNKNOWN_FIELD)
    with pytest.raises(NotStrictError, match="unknown fields"):
        recorder.uploads()


def test_read_strictly_names_the_class_of_each_text() -> None:
    read = read_strictly("UploadRequest", upload())
    assert [(text.field.rpartition(".")[2], text.content) for text in texts(read)] == [
        ("profile_id", "CONTENT_RANDOM_ID"),
        ("service", "CONTENT_OPERATOR_LABEL"),
        ("instance", "CONTENT_OPERATOR_LABEL"),
        ("name", "CONTENT_OPERATOR_LABEL"),
        ("value", "CONTENT_OPERATOR_LABEL"),
    ]


@pytest.mark.parametrize("nested", [False, True])
def test_read_strictly_refuses_what_is_not_known(nested: bool) -> None:
    inner = upload()[2:] + UNKNOWN_FIELD
    wire = bytes([upload()[0], len(inner)]) + inner if nested else upload() + UNKNOWN_FIELD
    with pytest.raises(NotStrictError, match="unknown fields"):
        read_strictly("UploadRequest", wire)


def test_read_strictly_refuses_what_is_no_message() -> None:
    with pytest.raises(NotStrictError, match="cannot be read"):
        read_strictly("UploadRequest", b"\x0a\xff")


def test_command_writes_each_request(tmp_path: Path) -> None:
    command = [
        sys.executable,
        str(Path(__file__).with_name("recorder.py")),
        "--keep",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip().removeprefix("http://")
        with grpc.insecure_channel(address) as channel:
            channel.unary_unary(SERVICE + "Upload")(upload(), timeout=30)
        process.terminate()
        assert process.wait(30) == 0
    assert (tmp_path / "001-Upload.bin").read_bytes() == upload()
    assert "user-agent" in (tmp_path / "001-Upload.txt").read_text()
