"""Writes each upload as text where a person can read it, before it is sent."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from tandem_profiler.model import Upload
from tandem_profiler.text import upload_text

_STDERR = 2
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW


class AuditFile:
    """A file that only its owner can read, or stderr where the path is empty.

    Opened anew for each upload, so that it may be moved away. One thread alone calls it.
    """

    def __init__(self, path: str, log: Callable[[str], None]) -> None:
        self._path = path
        self._log = log
        self._failed = False

    def write(self, upload: Upload) -> None:
        """Appends the upload. Never raises: the first failure is logged."""
        try:
            self._append(upload_text(upload).encode())
        except OSError as error:
            if not self._failed:
                self._log(f"audit_file cannot be written: {error.strerror}")
            self._failed = True

    def _append(self, text: bytes) -> None:
        if not self._path:
            _write(_STDERR, text)
            return
        file = os.open(self._path, _FLAGS, 0o600)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError(0, "it is no regular file")
            _write(file, text)
        finally:
            os.close(file)


def _write(file: int, text: bytes) -> None:
    """All of it; in one piece, where nothing interferes: other processes may append too."""
    while text:
        text = text[os.write(file, text) :]
