"""Every place and way in which a process could leave a file is seen."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from files import Allowed, Change, changes, unasked, wait_for_the_end, watched

WAYS = {  # how, and what is told of it; {there} is a folder of the test's
    "a file": ("open('{there}/a', 'w')", "{there}/a"),
    "a file by its relative name": ("open('relative', 'w')", "{there}/relative"),
    "a file that is gone again": ("open('{there}/b', 'w'); os.unlink('{there}/b')", "{there}/b"),
    "shared memory": ("f('/dev/shm/{unique}')", "/dev/shm/{unique}"),
    "what outlives a boot": ("f('/var/tmp/{unique}')", "/var/tmp/{unique}"),
    "the home": ("f(os.path.expanduser('~/{unique}'))", "{there}/{unique}"),
    "memory": ("os.memfd_create('secret')", "memory, secret"),
    "a file without a name": ("os.open('{there}', os.O_TMPFILE | os.O_RDWR)", "{there}/#"),
    "a folder": ("os.mkdir('{there}/c')", "{there}/c"),
    "a link": ("os.symlink('secret', '{there}/d')", "{there}/d"),
    "a second name": ("f('{there}/e', os.link)", "{there}/e-again"),
    "another name": ("f('{there}/e', os.rename)", "{there}/e-again"),
    "a pipe": ("os.mkfifo('{there}/g')", "{there}/g"),
    "a socket": ("socket.socket(socket.AF_UNIX).bind('{there}/h')", "{there}/h"),
    "a child's": ("os.system('echo > {there}/i')", "{there}/i"),
    "a thread's": ("Thread(target=open, args=('{there}/j', 'w')).start()", "{there}/j"),
    "a name that is escaped": ("open('{there}/\\u00e9\"<>', 'w')", '{there}/é"<>'),
}
PROGRAM = """
import os, socket
from threading import Thread
def f(path, again=None):
    open(path, "w").close()
    if again: again(path, path + "-again"); path += "-again"
    os.unlink(path)
"""


def told(program: str, folder: Path, allowed: Allowed) -> list[str]:
    command = [*watched(folder / "trace"), sys.executable, "-c", PROGRAM + program]
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, check=True, cwd=folder, env=environment)
    wait_for_the_end(folder / "trace")
    return unasked(changes(folder / "trace", folder), allowed)


@pytest.mark.parametrize("way", WAYS)
def test_a_file_nobody_asked_for_is_told(way: str, tmp_path: Path) -> None:
    words = {"there": str(tmp_path), "unique": f"tandem-test-{tmp_path.name}"}
    program, path = (text.format(**words) for text in WAYS[way])
    faults = told(program, tmp_path, Allowed((), "/nowhere"))
    assert any(fault.startswith(path) for fault in faults), faults


def test_what_was_asked_for_and_what_is_read_is_not_told(tmp_path: Path) -> None:
    allowed = Allowed((str(tmp_path / "asked"),), "/nowhere")
    program = "open('asked', 'w'); open('asked'); open('/dev/null', 'w')"
    assert told(program, tmp_path, allowed) == []


FILE, FOLDER, OTHER = "tandem-1.jfr", "tandem-1", "other.jfr"


@pytest.mark.parametrize(
    ("made", "left", "fault"),
    [
        ([(FILE, 0o600)], False, None),
        ([(FOLDER, 0o700), (f"{FOLDER}/a", None)], False, None),
        ([(FILE, 0o600)], True, "which is still there"),
        ([(FILE, None)], False, "others may open"),
        ([(FILE, 0o644)], False, "others may open"),
        ([(OTHER, 0o600)], False, "nobody asked"),
    ],
)
def test_a_private_file_is_its_owners_alone_and_goes(
    made: list[tuple[str, int | None]], left: bool, fault: str | None, tmp_path: Path
) -> None:
    if left:
        (tmp_path / made[0][0]).touch()
    changed = [Change(str(tmp_path / name), mode) for name, mode in made]
    faults = unasked(changed, Allowed((), str(tmp_path)))
    assert (fault is None and faults == []) or (fault is not None and fault in faults[0])


def test_a_process_is_killed_when_it_is_about_to_remove_a_file(tmp_path: Path) -> None:
    command = [*watched(tmp_path / "trace", kill_at_removal=True), sys.executable, "-c"]
    program = "import os; open('a', 'w'); os.unlink('a')"
    done = subprocess.run([*command, program], check=False, cwd=tmp_path)
    assert done.returncode == -signal.SIGKILL
    assert (tmp_path / "a").exists()


def test_a_killed_process_removes_nothing(tmp_path: Path) -> None:
    left = tmp_path / FILE
    left.touch()
    assert unasked([Change(str(left), 0o600)], Allowed((), str(tmp_path)), killed=True) == []
