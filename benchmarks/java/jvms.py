"""Starts the JVMs that are compared, each with one agent or none, and reads their clocks.

Processes are started here and ended here, by their id; everything listens on the loopback.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CLASSES = ROOT / "build" / "bench" / "classes"
CLASS_PATH = f"{CLASSES}:{ROOT}/build/bench/libraries/*"
AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
COLLECTOR = ROOT / "collector" / "target" / "tandem-collector.jar"
PEER = ROOT / "build" / "bench" / "pyroscope-agent.jar"
MEMORY = ("-Xms256m", "-Xmx256m")
PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Variant:
    """One way of running a program: what it is called, and what the JVM and its environment get."""

    name: str
    options: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Servers:
    """Where agents upload to while a benchmark runs."""

    collector: str
    peer: str
    received: list[bytes]  # what the peer's agent uploaded, each body as it came

    def tandem(self, settings: str = "", name: str = "tandem") -> Variant:
        """Our agent; ``settings`` as in its argument, each with a comma before it."""
        argument = f"service=bench,collector={self.collector}{settings}"
        return Variant(name, (f"-javaagent:{AGENT}={argument}",))

    def pyroscope(self, event: str = "itimer", name: str = "io.pyroscope:agent") -> Variant:
        """The peer's agent with its own defaults, but for what it samples."""
        environment = {
            "PYROSCOPE_APPLICATION_NAME": "bench",
            "PYROSCOPE_SERVER_ADDRESS": self.peer,
            "PYROSCOPE_PROFILER_EVENT": event,
            "PYROSCOPE_LOG_LEVEL": "error",
        }
        return Variant(name, (f"-javaagent:{PEER}",), environment)


def flight_recorder(settings: str, file: Path | None = None) -> Variant:
    """The JDK's own recorder, left on; ``settings`` is ``default`` or ``profile``."""
    to = f",filename={file}" if file else ""
    option = f"-XX:StartFlightRecording:settings={settings}{to}"
    return Variant(f"JFR, {settings}", (option, "-Xlog:jfr*=off"))


@dataclass
class Jvm:
    """A JVM that runs a program and talks with us line by line."""

    process: subprocess.Popen[str]
    folder: Path

    def tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self, word: str) -> list[str]:
        """The rest of the next line that begins with ``word``; fails where it ends instead."""
        assert self.process.stdout
        for line in self.process.stdout:
            first, *rest = line.split()
            if first == word:
                return rest
        raise RuntimeError(f"ended: {(self.folder / 'stderr').read_text()}")

    def end(self) -> None:
        """Ends its standard input, and waits until it has ended by itself."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(PATIENCE_SECONDS)

    def cpu_seconds(self) -> float:
        """What the whole process executed so far, threads that ended included."""
        return time.clock_gettime((~self.process.pid << 3) | 2)  # the kernel's CPUCLOCK_SCHED

    def thread_seconds(self, others_than: re.Pattern[str]) -> float:
        """What those of its living threads executed whose name does not match."""
        nanos = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                name = (task / "comm").read_text().strip()
                if not others_than.match(name):
                    nanos += int((task / "schedstat").read_text().split()[0])
            except OSError:
                continue  # ended meanwhile
        return nanos / 1e9

    def resident_megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def jvm(
    home: str, variant: Variant, program: str, *arguments: str, memory: tuple[str, ...] = MEMORY
) -> Iterator[Jvm]:
    """Runs a program of ``programs/`` and ends it by ending its standard input."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("TANDEM_", "PYROSCOPE_"))
    }
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/stderr", "w") as errors:
        process = subprocess.Popen(
            [
                f"{home}/bin/java",
                *memory,
                f"-Djava.io.tmpdir={folder}",
                *variant.options,
                "-cp",
                CLASS_PATH,
                program,
                *arguments,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            text=True,
            env={**environment, **variant.environment},
        )
        try:
            yield Jvm(process, Path(folder))
        finally:
            process.kill()
            process.wait()


@contextmanager
def servers() -> Iterator[Servers]:
    """Our collector, and a stand-in that accepts whatever the peer's agent uploads."""
    received: list[bytes] = []

    class Accepts(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(b"".join(self._parts()))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _parts(self) -> Iterator[bytes]:
            if self.headers.get("Transfer-Encoding") != "chunked":
                yield self.rfile.read(int(self.headers.get("Content-Length", 0)))
                return
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    peer = ThreadingHTTPServer(("127.0.0.1", 0), Accepts)
    threading.Thread(target=peer.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as data:
        collector = subprocess.Popen(
            ["java", "-Xmx256m", "-jar", str(COLLECTOR), "serve", "--data", data, "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield Servers(_address(collector), f"http://127.0.0.1:{peer.server_port}", received)
        finally:
            collector.terminate()
            collector.wait()
            peer.shutdown()


def _address(collector: subprocess.Popen[str]) -> str:
    assert collector.stdout
    for line in collector.stdout:
        found = re.search(r"http://[\w.\[\]:]+", line)
        if found:
            threading.Thread(target=collector.stdout.read, daemon=True).start()
            urllib.request.urlopen(found[0] + "/health", timeout=PATIENCE_SECONDS).close()
            return found[0]
    raise RuntimeError("the collector ended")
