"""Programs that live no longer than this one. Nothing else here starts or ends a process."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
LAST_WORDS = 40


class ChildFailed(Exception):
    """A program ended that should not have, or not as it should; the message has its last words."""


class Child:
    """One running program; what it prints goes to a file. Ctrl-C of a terminal misses it."""

    def __init__(
        self, name: str, command: Sequence[str | Path], log: Path, environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self._log = log
        parent = os.getpid()
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
                process_group=0,
                # Runs in the child before its program; safe, because this process has one thread.
                preexec_fn=lambda: _die_with(parent),
            )

    def is_running(self) -> bool:
        return self._process.poll() is None

    def must_run(self) -> None:
        """Raises ChildFailed if the program has ended."""
        code = self._process.poll()
        if code is not None:
            raise ChildFailed(f"{self.name} ended with {code}:\n{self.last_words()}")

    def end(self, *, seconds: float = 20) -> None:
        """Asks it to end and waits. Raises ChildFailed if it must be killed or fails."""
        if self.is_running():
            self._process.terminate()
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ChildFailed(f"{self.name} did not end within {seconds:g} s") from None
        # A JVM that SIGTERM ended in good order says 143; a program too young to handle it, -15.
        if code not in (0, 128 + signal.SIGTERM, -signal.SIGTERM):
            raise ChildFailed(f"{self.name} ended with {code}:\n{self.last_words()}")

    def kill(self) -> None:
        """For the end of all things: the program and what it started, at once."""
        with contextlib.suppress(ProcessLookupError):  # it has ended and left nothing
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def last_words(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines()[-LAST_WORDS:]
        return "\n".join(f"  | {line}" for line in lines)


def _die_with(parent: int) -> None:
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)  # it died before we asked
