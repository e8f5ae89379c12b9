"""Which files a process makes or changes, whether or not they are still there: strace(1) says it.

A comparison of folders before and after sees only the folders that it knows and what is left in
them, and inotify does not say who it was. The kernel's own account of the calls has neither gap,
needs no rights over one's own processes, and names every place alike: the home, the working folder,
``/tmp``, ``/var/tmp``, ``/dev/shm``, memory. strace filters by seccomp: no other call costs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from programs import EXIT_SECONDS

_CALLS = (  # with ?: what not every processor's kernel has
    "?open,openat,?openat2,?creat,?mkdir,mkdirat,?mknod,mknodat,?link,linkat,?symlink,symlinkat,"
    "?rename,?renameat,renameat2,?unlink,unlinkat,?rmdir,?memfd_create,bind,truncate"
)
_BY_SECCOMP = "--seccomp-bpf"
_LINE = re.compile(r"(\w+)\((.*)\) += (\d+)(?:<(.*?)>(?:\(deleted\))?)?$")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)")
_LETTERS = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"f": b"\f", b"v": b"\v"}
_WRITES = re.compile("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE")
_MAKES = re.compile("O_EXCL|O_TMPFILE")
_MODE = re.compile(r", 0([0-7]{0,4})$")
_FOLDER = re.compile("AT_FDCWD<(.*?)>")
_END_SECONDS = int(EXIT_SECONDS) + 30


@dataclass(frozen=True)
class Change:
    """A file, folder, socket or link that was made, changed or removed."""

    path: str
    mode: int | None = None  # that it was made with; None where it may have been there before
    gone: bool = False


@dataclass(frozen=True)
class Allowed:
    """What may be written: ``asked`` for, files and folders, and what is private meanwhile.

    Private is what lies in ``temporary`` under a name of the agent's, is made for its owner alone,
    and is removed by whoever made it.
    """

    asked: tuple[str, ...]
    temporary: str

    def is_asked(self, path: str) -> bool:
        return any(path == one or path.startswith(f"{one}/") for one in (*self.asked, *_PLATFORM))

    def private(self, path: str) -> str | None:
        """The file or folder that keeps others out; ``None`` where it is no private one's path."""
        found = re.match(rf"{re.escape(self.temporary)}/tandem-[^/]+", path)
        return found[0] if found else None


_PLATFORM = ("/dev/null", "/dev/tty", "/proc/self/coredump_filter")  # the JVM's own


def watched(trace: Path, *, kill_at_removal: bool = False) -> list[str]:
    """The command that gives what follows an account of its files, in the folder ``trace``.

    The process remains the caller's own child; on demand it is killed when it is about to remove a
    file. Raises RuntimeError where that cannot be had.
    """
    trace.mkdir()
    account = ("-o", str(trace / "of"))
    if kill_at_removal:  # seccomp would let no signal through
        slow = (word for word in _strace() if word != _BY_SECCOMP)
        return [*slow, "-e", "inject=?unlink,unlinkat:signal=SIGKILL", *account]
    return [*_strace(), *account]


def wait_for_the_end(trace: Path) -> None:
    """Of the account, once the process has ended: until nobody writes it any more."""
    deadline = time.monotonic() + _END_SECONDS
    while time.monotonic() < deadline and any(map(partial(_writes, trace), _processes())):
        time.sleep(0.02)


def _processes() -> Iterator[Path]:
    return Path("/proc").glob("[0-9]*/cmdline")


def _writes(trace: Path, process: Path) -> bool:
    with suppress(OSError):  # it has ended
        words = process.read_bytes().split(b"\0")
        return words[0] == b"strace" and str(trace / "of").encode() in words
    return False


def changes(trace: Path, folder: Path) -> list[Change]:
    """All that were made, by a process that was started in ``folder``."""
    return [
        change
        for file in sorted(trace.iterdir())
        for line in file.read_text(encoding="ascii", errors="replace").splitlines()
        for change in _changes(line, folder)
    ]


def _changes(line: str, folder: Path) -> Iterator[Change]:
    found = _LINE.match(line)
    if found is None:  # failed, or is no call
        return
    call, arguments, _, opened = found.groups()
    mode = int(m[1] or "0", 8) if (m := _MODE.search(arguments)) else None
    if call.startswith("open") or call == "creat":
        if _WRITES.search(arguments) or call == "creat":
            yield Change(_plain(opened or ""), mode if _MAKES.search(arguments) else None)
        return
    at = _FOLDER.search(arguments)
    start = Path(_plain(at[1])) if at else folder
    texts = [_plain(text) for text in _TEXT.findall(arguments)]
    if call == "memfd_create":
        yield Change(f"memory, {texts[0]}", 0)
    elif call == "bind":
        if "sun_path" in arguments:
            yield Change(str(start / texts[-1]), 0o666)
    elif call.startswith("rename"):
        yield Change(str(start / texts[0]), gone=True)
        yield Change(str(start / texts[1]), 0o666)
    else:
        gone = call.startswith(("unlink", "rmdir"))
        yield Change(str(start / texts[-1]), None if gone else mode or 0o666, gone)


def _plain(text: str) -> str:
    """What strace wrote with escapes."""
    raw = _ESCAPED.sub(lambda escape: _byte(escape[1]), text.encode())
    return raw.decode("utf-8", "surrogateescape")


def _byte(escape: bytes) -> bytes:
    return bytes([int(escape, 8)]) if escape.isdigit() else _LETTERS.get(escape, escape)


def unasked(made: Sequence[Change], allowed: Allowed, *, killed: bool = False) -> list[str]:
    """What nobody asked for or is not private; a killed process cannot remove what is.

    Whether a file is still there is seen at its place: of a removal in whose midst a process was
    killed the account has no result.
    """
    modes = [(one.path, one.mode) for one in made if one.mode is not None]
    closed = {path for path, _ in modes} - {path for path, mode in modes if mode & 0o077}
    faults = set()
    for change in made:
        if change.gone or allowed.is_asked(re.sub(r"^/proc/\d+/", "/proc/self/", change.path)):
            continue
        private = allowed.private(change.path)
        if private is None:
            faults.add(f"{change.path}, for which nobody asked")
        elif private not in closed:
            faults.add(f"{change.path}, which others may open")
        elif not killed and os.path.lexists(private):
            faults.add(f"{change.path}, which is still there")
    return sorted(faults)


@cache
def _strace() -> tuple[str, ...]:
    command = ("strace", "-D", "-ff", _BY_SECCOMP, "-q", "-y", "-e", "signal=none")
    command += ("-e", f"trace={_CALLS}")
    if not shutil.which("strace"):
        raise RuntimeError("files cannot be watched: install the package strace")
    done = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if done.returncode != 0 or "ptrace" in done.stderr:
        raise RuntimeError(f"files cannot be watched: strace is not allowed to: {done.stderr}")
    return command
