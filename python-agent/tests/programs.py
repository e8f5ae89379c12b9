"""Runs programs under the agent, each in a process of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

PATIENCE_SECONDS = 120
TANDEM = [str(Path(sys.executable).with_name("tandem")), "run"]
BUSY = """
import time
def busy(seconds=0.5):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))
"""


def environment(url: str, **more: str) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
    return {**own, "TANDEM_COLLECTOR": url, "TANDEM_SERVICE": "shop", **more}


def run(words: list[str], url: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=folder,
        env=environment(url, **more),
        input="asked\n",
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def outcome(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return done.returncode, done.stdout, done.stderr


def without_ours(stderr: str) -> str:
    return "".join(line for line in stderr.splitlines(True) if not line.startswith("tandem: "))


def written(folder: Path, source: str, name: str = "app.py") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)
    return file


def closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port
