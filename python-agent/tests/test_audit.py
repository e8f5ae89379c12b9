"""``audit_file`` and ``show``: a person reads what is sent, before it is sent."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector_stand_in import CollectorStandIn
from programs import BUSY, TANDEM, closed_port, run, written
from tandem_profiler.audit import AuditFile
from tandem_profiler.model import Language, Producer, Runtime, Upload
from tandem_profiler.text import upload_text
from traces import profile_of, tree_of

SHOW = [TANDEM[0], "show"]


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


def upload(number: int = 1) -> Upload:
    producer = Producer("shop", "one", (Runtime(Language.PYTHON, "CPython", "3"),), "1", ())
    return Upload(bytes([number]) * 16, producer, profile_of(tree_of("main:1;buy:2")))


def test_write_appends_each_upload_for_its_owner_alone(tmp_path: Path) -> None:
    file, log = tmp_path / "audit", list[str]()
    audit = AuditFile(str(file), log.append)
    audit.write(upload(1))
    audit.write(upload(2))
    assert file.read_text() == upload_text(upload(1)) + upload_text(upload(2))
    assert (file.stat().st_mode & 0o777, log) == (0o600, [])


def test_write_begins_anew_when_the_file_was_moved_away(tmp_path: Path) -> None:
    file = tmp_path / "audit"
    audit = AuditFile(str(file), lambda _: None)
    audit.write(upload(1))
    file.rename(tmp_path / "moved")
    audit.write(upload(2))
    assert file.read_text() == upload_text(upload(2))


@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "nowhere"])
def test_write_to_what_is_no_file_is_one_line_and_no_harm(kind: str, tmp_path: Path) -> None:
    path, log = tmp_path / "audit", list[str]()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(tmp_path / "other")
    elif kind == "folder":
        path.mkdir()
    else:
        path = tmp_path / "no" / "folder"
    audit = AuditFile(str(path), log.append)
    audit.write(upload())
    audit.write(upload())
    assert len(log) == 1
    assert log[0].startswith("audit_file cannot be written: ")
    assert not (tmp_path / "other").exists()


def test_audit_file_holds_what_arrives(collector: CollectorStandIn, tmp_path: Path) -> None:
    written(tmp_path, BUSY + "busy(0.2)\n")
    run([*TANDEM, "--set", "audit_file=audit.txt", "app.py"], collector.url, tmp_path)
    sent = collector.upload()
    lines = (tmp_path / "audit.txt").read_text().splitlines()
    assert lines[0] == f"upload {sent.profile_id.hex()} format 1"
    assert f"tree nodes {len(sent.profile.tree.ascents) + 1}" in lines
    assert [line for line in lines if line.startswith("upload ")] == lines[:1]


def test_audit_file_is_written_though_the_collector_is_away(tmp_path: Path) -> None:
    written(tmp_path, BUSY + "busy(0.2)\n")
    url = f"http://127.0.0.1:{closed_port()}"
    run([*TANDEM, "app.py"], url, tmp_path, TANDEM_AUDIT_FILE=str(tmp_path / "audit.txt"))
    assert "python __main__ busy" in (tmp_path / "audit.txt").read_text()


def test_show_prints_to_stderr_and_sends_nothing(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    written(tmp_path, BUSY + "busy(0.2)\nprint('done')\nraise SystemExit(7)\n")
    done = run([*SHOW, "app.py"], collector.url, tmp_path)
    assert (done.returncode, done.stdout) == (7, "done\n")
    assert done.stderr.startswith("upload ")
    assert "python __main__ busy" in done.stderr
    assert collector.requests == 0


def test_show_prints_to_a_file_what_audit_file_would_hold(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    written(tmp_path, "import os\nos.chdir('/')\n" + BUSY + "busy(0.2)\n")
    words = [*SHOW, "--output", "shown.txt", "--set", "audit_file=audit.txt", "app.py"]
    assert run(words, collector.url, tmp_path).stderr == ""
    shown = (tmp_path / "shown.txt").read_text()
    assert "python __main__ busy" in shown
    assert (tmp_path / "audit.txt").read_text() == shown


def test_show_of_a_program_that_forks_shows_both(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    fork = "import os\nchild = os.fork()\nbusy()\nif child:\n    os.waitpid(child, 0)\n"
    written(tmp_path, BUSY + fork)
    done = run([*SHOW, "app.py"], collector.url, tmp_path)
    assert done.stderr.count("upload ") == 2
    assert collector.requests == 0
