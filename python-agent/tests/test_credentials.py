"""Against collectors that demand TLS, a certificate of the client, a token."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import grpc
import pytest
import trustme

from collector_stand_in import CollectorStandIn
from tandem_profiler.credentials import Credentials
from tandem_profiler.upload import Connection, UnavailableError

SECONDS = 30.0
REQUEST = b"\x0a\x02\x08\x01"  # an UploadRequest
AUTHORITY = trustme.CA()
SERVER = AUTHORITY.issue_cert("127.0.0.1")


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn(credentials=server_credentials(), token="s3cret") as server:
        yield server


@pytest.fixture
def demanding() -> Iterator[CollectorStandIn]:
    with CollectorStandIn(credentials=server_credentials(demands=True)) as server:
        yield server


def server_credentials(*, demands: bool = False) -> object:
    own = SERVER.private_key_pem.bytes(), SERVER.cert_chain_pems[0].bytes()
    trusted = AUTHORITY.cert_pem.bytes() if demands else None
    return grpc.ssl_server_credentials([own], trusted, demands)


@pytest.fixture
def known(tmp_path: Path) -> Credentials:
    """A token, the collector's authority, and a certificate that it signed."""
    client = AUTHORITY.issue_cert("shop")
    for blob, name in (
        (AUTHORITY.cert_pem, "ca.pem"),
        (client.cert_chain_pems[0], "own.pem"),
        (client.private_key_pem, "key.pem"),
    ):
        blob.write_to_path(tmp_path / name)
    ca, certificate, key = (str(tmp_path / f"{n}.pem") for n in ("ca", "own", "key"))
    return Credentials("s3cret", ca=ca, certificate=certificate, key=key)


def exchange(collector: CollectorStandIn, credentials: Credentials) -> None:
    Connection(collector.url, credentials).exchange("Upload", REQUEST, SECONDS)


def test_ca_and_token_are_accepted(collector: CollectorStandIn, known: Credentials) -> None:
    exchange(collector, known)
    assert collector.attempts == [REQUEST]


def test_certificate_is_shown_where_demanded(
    demanding: CollectorStandIn, known: Credentials
) -> None:
    exchange(demanding, known)
    assert demanding.attempts == [REQUEST]
    with pytest.raises(UnavailableError):
        exchange(demanding, replace(known, certificate="", key=""))


def test_without_ca_only_well_known_authorities_are_trusted(
    collector: CollectorStandIn, known: Credentials
) -> None:
    with pytest.raises(UnavailableError, match="unable to get local issuer certificate"):
        exchange(collector, replace(known, ca=""))
    assert collector.requests == 0


def test_another_name_is_not_trusted(known: Credentials) -> None:
    other = AUTHORITY.issue_cert("collector.test")
    own = other.private_key_pem.bytes(), other.cert_chain_pems[0].bytes()
    with (
        CollectorStandIn(credentials=grpc.ssl_server_credentials([own])) as server,
        pytest.raises(UnavailableError, match="IP address mismatch"),
    ):
        exchange(server, known)


@pytest.mark.parametrize("setting", ["ca", "certificate", "key"])
def test_a_file_that_is_missing_or_wrong_is_an_outage(
    collector: CollectorStandIn, known: Credentials, setting: str, tmp_path: Path
) -> None:
    file = tmp_path / "hidden"
    broken = replace(known, **{setting: str(file)})
    with pytest.raises(UnavailableError) as missing:
        exchange(collector, broken)
    assert str(missing.value) == f"the file of the setting {setting} cannot be read"
    file.write_text("hidden")
    with pytest.raises(UnavailableError, match="is no PEM file") as wrong:
        exchange(collector, broken)
    assert "hidden" not in str(wrong.value)
    with pytest.raises(UnavailableError, match=r"go together|is no PEM file"):
        exchange(collector, replace(known, **{setting: "" if setting != "ca" else str(file)}))


def test_a_pipe_holds_nothing_up(
    collector: CollectorStandIn, known: Credentials, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnavailableError, match="the file of the setting ca cannot be read"):
        exchange(collector, replace(known, ca=str(tmp_path / "pipe")))


def test_a_file_that_is_renewed_is_read(collector: CollectorStandIn, known: Credentials) -> None:
    connection = Connection(collector.url, known)
    authority = Path(known.ca).read_bytes()
    trustme.CA().cert_pem.write_to_path(known.ca)
    with pytest.raises(UnavailableError):
        connection.exchange("Upload", REQUEST, SECONDS)
    Path(known.ca).write_bytes(authority)
    connection.exchange("Upload", REQUEST, SECONDS)


def test_token_that_is_wrong_is_an_outage(collector: CollectorStandIn, known: Credentials) -> None:
    with pytest.raises(UnavailableError) as error:
        exchange(collector, replace(known, token="another"))
    assert "UNAUTHENTICATED" in str(error.value)
    assert "another" not in str(error.value)


def in_file(known: Credentials, folder: Path, text: str) -> Credentials:
    """The same, but for the token: that is this one's, in a file."""
    (folder / "hidden").write_text(text)
    return replace(known, token="", token_file=str(folder / "hidden"))


def test_a_token_file_that_is_replaced_is_shown_from_the_next_call_on(
    known: Credentials, tmp_path: Path
) -> None:
    with CollectorStandIn(credentials=server_credentials()) as server:
        connection = Connection(server.url, in_file(known, tmp_path, "first\n"))
        connection.exchange("Upload", REQUEST, SECONDS)
        (tmp_path / "hidden").write_text("other\n")  # as long as the one before
        connection.exchange("Upload", REQUEST, SECONDS)
        assert server.shown == ["Bearer first", "Bearer other"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *((text, "holds no token") for text in ("", "two hidden", "hidden\nhidden", "hiddén")),
        ("h" * (2 << 20), "is longer than 1048576 bytes"),
    ],
    ids=["empty", "two words", "two lines", "no ascii", "too long"],
)
def test_a_token_file_without_a_token_is_an_outage(
    collector: CollectorStandIn, known: Credentials, tmp_path: Path, text: str, why: str
) -> None:
    with pytest.raises(UnavailableError) as error:
        exchange(collector, in_file(known, tmp_path, text))
    assert str(error.value) == f"the file of the setting token_file {why}"
    assert collector.requests == 0


def test_a_token_file_that_appears_later_is_read(
    collector: CollectorStandIn, known: Credentials, tmp_path: Path
) -> None:
    connection = Connection(collector.url, in_file(known, tmp_path, ""))
    (tmp_path / "hidden").unlink()
    with pytest.raises(UnavailableError) as error:
        connection.exchange("Upload", REQUEST, SECONDS)
    assert str(error.value) == "the file of the setting token_file cannot be read"
    (tmp_path / "hidden").write_text("s3cret")
    connection.exchange("Upload", REQUEST, SECONDS)
    assert collector.attempts == [REQUEST]


def test_token_and_token_file_exclude_one_another(
    collector: CollectorStandIn, known: Credentials, tmp_path: Path
) -> None:
    both = replace(in_file(known, tmp_path, "s3cret"), token="s3cret")
    with pytest.raises(UnavailableError) as error:
        exchange(collector, both)
    assert str(error.value) == "token and token_file exclude one another: both are set"
    assert collector.requests == 0


def test_a_token_file_stays_off_the_network(known: Credentials, tmp_path: Path) -> None:
    own = in_file(known, tmp_path, "s3cret")
    assert own.withholds_token_from("http://far:1")
    assert not own.withholds_token_from("https://far:1")
    with CollectorStandIn() as server:
        Connection(f"http://0.0.0.0:{server.port}", own).exchange("Upload", REQUEST, SECONDS)
        assert server.shown == [""]


def test_token_stays_off_the_network() -> None:
    own = Credentials(token="s3cret")
    for url in ("http://localhost:1", "http://127.0.0.2:1", "http://[::1]:1", "https://far:1"):
        assert own.token_for(url) == "s3cret"
    for url in ("http://far:1", "http://0.0.0.0:1", "http://127.example:1", "http://[::2]:1"):
        assert not own.token_for(url)
    with CollectorStandIn() as server:
        Connection(f"http://0.0.0.0:{server.port}", own).exchange("Upload", REQUEST, SECONDS)
        assert server.shown == [""]


def test_the_program_prints_nothing_where_trust_fails(
    collector: CollectorStandIn, known: Credentials
) -> None:
    trustme.CA().cert_pem.write_to_path(known.ca)
    command = [
        sys.executable,
        "-m",
        "tandem_profiler",
        "run",
        "--set",
        f"collector={collector.url}",
    ]
    command += ["--set", f"ca={known.ca}", "--set", "service=shop", "-m", "timeit", "-n1", "-r1"]
    command += ["import time; time.sleep(1.5)"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stderr.splitlines() == [
        f"tandem: collector {collector.url} does not answer"
        " (unable to get local issuer certificate); profiles wait in memory"
    ]
