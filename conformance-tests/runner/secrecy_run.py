"""Runs one program with planted secrets under its agent, once, and keeps everything written."""

from __future__ import annotations

import json
import os
import queue
import random
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from compiler import Compiler
from files import Allowed, Change, changes, unasked, wait_for_the_end, watched
from programs import EXIT_SECONDS, JEP_BRIDGE, PATIENCE_SECONDS, jep_jar, jep_of
from recorder import Recorder
from tls import authority
from upload_text import text_of

ROOT = Path(__file__).resolve().parent.parent.parent
SECRETS = ROOT / "conformance-tests" / "secrets"
JAVA_AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
COLLECTOR = ROOT / "collector" / "target" / "tandem-collector.jar"
SECONDS_OF_A_SHORT_RUN = 1.0  # in which an agent has begun, and has something to send
NOTHING_SENT = f"sent nothing within {PATIENCE_SECONDS} s"
NOTHING_ENCODED = "encoded nothing"
MISSED = (NOTHING_ENCODED, NOTHING_SENT, "ended with 0")  # the moment, not the kill
ATTEMPTS = 5
LONG_SECONDS = 3 * 3600  # after which whoever finds a file of the agent's knows it abandoned
SERVICE = "secrets"
TOKEN = secrets.token_hex()  # which the collector alone may be told
_COMPILER = Compiler()
_OWN = "work"  # the program's own folder: what it holds is not the agent's
_TOKEN = re.compile(r"\{(\w+)\}")
_IN_SOURCE = re.compile(r"MARKER_(\w+)")
ALPHABETS = (  # of the secrets of a run, and how long each is
    ("abcdefghjkmnpqrstuvwxyz", 15),
    ("ABCDEFGHKLMNPQRTUVWXYZ23456789", 24),
)

Frame = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """A program, and where it holds its secrets. See secrets/README.md."""

    folder: Path
    name: str
    shows: str
    rules: tuple[str, ...]
    places: dict[str, tuple[Frame, ...]]  # consecutive frames, outermost first
    options: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Case:
        raw = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        places = {name: _frames(frames) for name, frames in raw.pop("places").items()}
        shows, rules = raw.pop("shows"), tuple(raw.pop("rules"))
        return cls(folder, folder.name, shows, rules, places, raw)

    def variants(self) -> list[Case]:
        """This, and again with each set of other settings that it names."""
        variants = self.options.get("variants", {})
        again = [
            replace(
                self,
                name=f"{self.name}, {name}",
                options={
                    **self.options,
                    "settings": {**self.options.get("settings", {}), **settings},
                },
            )
            for name, settings in variants.items()
        ]
        if self.options.get("also_by_tls"):
            options = {**self.options, "tls": True}
            again.append(replace(self, name=f"{self.name}, by TLS", options=options))
        return [self, *again]

    def why_not(self, version: str) -> str | None:
        """Why a runtime of that version cannot run this; ``None`` where it can."""
        rule = self.options.get("not_for")
        return str(rule["reason"]) if rule and float(version) < rule["below"] else None

    def option(self, name: str, markers: Mapping[str, str], default: Any = None) -> Any:
        """An optional part of case.json, with each ``{place}`` replaced by its marker."""
        return _expanded(self.options.get(name, default), markers)


def _frames(raw: list[Any]) -> tuple[Frame, ...]:
    frames = [raw] if isinstance(raw[0], str) else raw
    return tuple((owner, function) for owner, function in frames)


def _expanded(value: Any, markers: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _TOKEN.sub(lambda token: markers[token[1]], value)
    if isinstance(value, list):
        return [_expanded(one, markers) for one in value]
    if isinstance(value, dict):
        return {_expanded(k, markers): _expanded(v, markers) for k, v in value.items()}
    return value


@dataclass(frozen=True)
class Testee:
    """A runtime under its agent. That of ``jep`` has two homes, with a comma between."""

    language: str
    version: str
    home: str

    @property
    def name(self) -> str:
        return f"{self.language} {self.version}"

    @property
    def java(self) -> Path:
        """The JVM's home."""
        return Path(self.home.partition(",")[0])

    @property
    def jep(self) -> Path:
        """Jep's package, in Python's environment."""
        return jep_of(Path(self.home.partition(",")[2]))

    def cases(self) -> list[Case]:
        files = sorted((SECRETS / self.language).glob("*/case.json"))
        return [case for file in files for case in Case.read(file.parent).variants()]


@dataclass
class Run:
    """What one run left behind."""

    markers: dict[str, str]
    fault: str | None = None  # the program did not do its part
    found: dict[str, str] = field(default_factory=dict)  # markers, read back after the sampling
    executed: list[str] = field(default_factory=list)  # traps that were run
    log: str = ""
    written: list[tuple[str, bytes]] = field(default_factory=list)  # everything, by place
    open_files: list[str] = field(default_factory=list)  # files that others may read
    unasked: list[str] = field(default_factory=list)  # files that nobody asked for, or not private
    uploads: list[Any] = field(default_factory=list)
    configures: list[Any] = field(default_factory=list)
    encrypted: list[bytes] | None = None  # as it passed; None where it passed in clear
    headers: set[tuple[str, str]] = field(default_factory=set)
    audit: str | None = None

    @property
    def sent_as_text(self) -> str:
        return "".join(text_of(upload) for upload in self.uploads)


def new_markers(case: Case, alphabet: int) -> dict[str, str]:
    """A secret for each place. No two runs share one, nor two alphabets a length."""
    letters, length = ALPHABETS[alphabet]
    first = "".join(letter for letter in letters if letter.isalpha())
    return {
        place: secrets.choice(first)
        + "".join(secrets.choice(letters) for _ in range(length + number % 3))
        for number, place in enumerate(case.places)
    }


def run(case: Case, testee: Testee, markers: dict[str, str], seconds: float) -> Run:
    """Runs the program, lets it be sampled for so long, and asks for its markers."""
    with tempfile.TemporaryDirectory(prefix="run-") as base:
        return _run(_Place(Path(base), case, testee, markers), markers, seconds)


def run_and_kill(case: Case, testee: Testee, markers: dict[str, str]) -> Iterator[tuple[str, Run]]:
    """Kills the program at each moment, in the same folders, and then lets it end, hours later.

    Gives each run with the moment's name; the last must have removed what the others left.
    """
    with tempfile.TemporaryDirectory(prefix="run-") as base:
        place = _Place(Path(base), case, testee, markers)
        for name, moment in MOMENTS.items():
            yield name, _run_until_killed(place, markers, moment)
        if testee.language != "python":
            yield "before a file loses its name", _run_until_a_file_goes(place, markers)
        place.make_old()
        yield "the next run", _run(place, markers, SECONDS_OF_A_SHORT_RUN, connected=True)


def _while_sampled(process: _Process, _: Recorder, __: _Place) -> None:
    process.sampled_for(random.uniform(0.001, 1.0))


def _while_encoding(process: _Process, _: Recorder, place: _Place) -> None:
    """An upload is written to ``audit_file`` between its encoding and its sending."""
    before = place.audit_text()
    process.say("end")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while place.audit_text() == before:
        if process.popen.poll() is not None or time.monotonic() > deadline:
            raise ConversationError(NOTHING_ENCODED)
        time.sleep(0.0005)


def _while_uploading(process: _Process, recorder: Recorder, _: _Place) -> None:
    recorder.answering.clear()
    process.say("end")
    if not recorder.wait_for(_has_upload, PATIENCE_SECONDS):
        raise ConversationError(NOTHING_SENT)


def _await_connection(recorder: Recorder) -> None:
    """Until the agent has asked what to do, and so samples."""
    if not recorder.wait_for(lambda one: bool(one.requests("Configure")), PATIENCE_SECONDS):
        raise ConversationError(f"asked nothing within {PATIENCE_SECONDS} s")


def _has_upload(recorder: Recorder) -> bool:
    return bool(recorder.requests("Upload"))


Moment = Callable[["_Process", Recorder, "_Place"], None]
MOMENTS: dict[str, Moment] = {
    "while it is sampled": _while_sampled,
    "while it encodes": _while_encoding,
    "while it uploads": _while_uploading,
}


def _run(
    place: _Place,
    markers: dict[str, str],
    seconds: float,
    moment: Moment | None = None,
    *,
    connected: bool = False,
) -> Run:
    """Kills it at the moment, if there is one; else lets it end, if demanded once it samples."""
    outcome = Run(markers)
    with Recorder(place.authority) as recorder:
        with place.process(recorder.url) as process:
            try:
                _converse(process, outcome, seconds)
                outcome.written += place.files("while it ran")
                if moment or connected:
                    _await_connection(recorder)
                if moment:
                    moment(process, recorder, place)
                    process.popen.kill()
                else:
                    process.say("end")
                status = process.popen.wait(PATIENCE_SECONDS)
                if status != (-signal.SIGKILL if moment else 0):
                    outcome.fault = f"ended with {status}"
            except (ConversationError, subprocess.TimeoutExpired) as error:
                outcome.fault = str(error)
        place.gather(outcome, recorder, killed=moment is not None)
    return outcome


def _run_until_killed(place: _Place, markers: dict[str, str], moment: Moment) -> Run:
    """Again where the moment never came: a program may end before anybody looks."""
    for _ in range(ATTEMPTS - 1):
        outcome = _run(place, markers, SECONDS_OF_A_SHORT_RUN, moment)
        if not (outcome.fault or "").startswith(MISSED):
            return outcome
    return _run(place, markers, SECONDS_OF_A_SHORT_RUN, moment)


def _run_until_a_file_goes(place: _Place, markers: dict[str, str]) -> Run:
    """The kernel kills the program at the instant when it is about to remove a file."""
    outcome = Run(markers, found=dict(markers))  # nobody lives to be asked
    with Recorder() as recorder:
        with place.process(recorder.url, kill_at_removal=True) as process:
            process.say(json.dumps(markers))
            try:
                status = process.popen.wait(PATIENCE_SECONDS)
                if status != -signal.SIGKILL:
                    outcome.fault = f"ended with {status}"
            except subprocess.TimeoutExpired:
                outcome.fault = "removed no file"
        place.gather(outcome, recorder, killed=True)
    return outcome


def _converse(process: _Process, outcome: Run, seconds: float) -> None:
    process.say(json.dumps(outcome.markers))
    process.expect("filled")
    process.sampled_for(seconds)
    process.say("read")
    found = json.loads(process.hear())
    outcome.executed = found.pop("!executed", [])
    outcome.found = found


class ConversationError(Exception):
    """The program did not answer as secrets/README.md says."""


class _Process:
    """A program that is spoken to by lines."""

    def __init__(self, popen: subprocess.Popen[str]) -> None:
        self.popen = popen
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.popen.stdout is not None
        for line in self.popen.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def say(self, line: str) -> None:
        assert self.popen.stdin is not None
        with suppress(BrokenPipeError):
            self.popen.stdin.write(line + "\n")
            self.popen.stdin.flush()

    def hear(self) -> str:
        try:
            line = self._lines.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise ConversationError(f"said nothing for {PATIENCE_SECONDS} s") from None
        if line is None:
            raise ConversationError(f"ended with {self.popen.wait(PATIENCE_SECONDS)} too early")
        return line

    def expect(self, word: str) -> None:
        heard = self.hear()
        if heard != word:
            raise ConversationError(f"said {heard[:200]!r} where {word!r} was expected")

    def sampled_for(self, seconds: float) -> None:
        """Lets the program be, unless it says or ends what it should not."""
        try:
            line = self._lines.get(timeout=seconds) if seconds else ""
        except queue.Empty:
            return
        if line != "":
            raise ConversationError(f"said {line!r} while it was sampled")


class _Place:
    """The folders of one run: of the program, and private ones that the agent could write to."""

    def __init__(self, base: Path, case: Case, testee: Testee, markers: Mapping[str, str]) -> None:
        self._case, self._testee, self._markers = case, testee, markers
        self.log = base / "log"
        self._audit = base / "audit"
        self._program = base / case.option("folder", markers, "program")
        self._archive = self._program / case.option("jar", markers, "")
        self._home = base / case.option("home", markers, "home")
        self._temporary = base / "tmp"
        for folder in (self._program, self._program / _OWN, self._home, self._temporary):
            folder.mkdir(parents=True)
        self._audit.mkdir()
        self.authority = authority() if case.options.get("tls") else None
        self._certificate = base / "ca.pem"
        if self.authority:
            self._certificate.write_bytes(self.authority.certificate)
        self._copy()
        self._traces = base / "traces"
        self._traces.mkdir()

    def _copy(self) -> None:
        """The program with its markers in place of ``MARKER_...``."""
        sources = sorted(self._case.folder.iterdir())
        if self._testee.language != "python":
            sources += sorted((SECRETS / "java").glob("*.java"))  # what all programs share
        for source in sources:
            if source.suffix not in (".py", ".java"):
                continue
            text = source.read_text(encoding="utf-8")
            text = _IN_SOURCE.sub(lambda token: self._markers[token[1]], text)
            name = source.name
            if name == "program.py":
                name = self._case.option("file", self._markers, name)
            (self._program / name).write_text(text, encoding="utf-8")
        if self._testee.language != "python":
            self._compile()

    def _compile(self) -> None:
        """With all names that a class file can hold; into an archive where the case names one."""
        release = str(self._case.options.get("release", 11))
        options = ["-nowarn", "-g", "-parameters", "-encoding", "UTF-8", "--release", release]
        options += ["-d", str(self._program)]
        if self._testee.language == "jep":
            options += ["-cp", str(jep_jar(self._testee.jep))]
        _COMPILER.compile(options, [*self._program.glob("*.java")])
        if self._archive.suffix == ".jar":
            with ZipFile(self._archive, "w") as archive:
                archive.writestr("META-INF/MANIFEST.MF", "Main-Class: Program\n")
                for compiled in self._program.glob("*.class"):
                    archive.write(compiled, compiled.name)
                    compiled.unlink()

    @contextmanager
    def process(self, url: str, *, kill_at_removal: bool = False) -> Iterator[_Process]:
        case, markers = self._case, self._markers
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self._home),
            "TMPDIR": str(self._temporary),
            "TANDEM_EXIT_SECONDS": EXIT_SECONDS,
            **case.option("environment", markers, {}),
            **case.option("agent_environment", markers, {}),
        }
        command = self._python(url) if self._testee.language == "python" else self._java(url)
        if self._testee.language != "java":
            environment["PYTHONDONTWRITEBYTECODE"] = "1"
            environment["PYTHONPATH"] = str(SECRETS / "python")
        if self._testee.language == "jep":
            environment["PYTHONPATH"] = f"{self._testee.jep.parent}:{self._program}"
        trace = self._traces / str(len(list(self._traces.iterdir())))
        command = [*watched(trace, kill_at_removal=kill_at_removal), *command]
        if "host" in case.places:
            command = [*_renaming(), markers["host"], *command]
        with self.log.open("wb") as log:
            popen = subprocess.Popen(
                [*command, *case.option("arguments", markers, [])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=self._program,
                env=environment,
            )
        try:
            yield _Process(popen)
        finally:
            popen.kill()
            popen.wait(PATIENCE_SECONDS)
            wait_for_the_end(trace)

    def _settings(self, url: str) -> dict[str, str]:
        audit_file = str(self._audit / "uploads.txt")
        wall_hz = "50" if self._testee.language == "python" else "20"
        wanted = {
            "service": SERVICE,
            "collector": url,
            "audit_file": audit_file,
            "wall_hz": wall_hz,
        }
        if self._testee.language == "jep":
            wanted["jep_hz"] = "50"
        by_tls = {"ca": str(self._certificate), "token": TOKEN} if self.authority else {}
        return {**wanted, **self._case.option("settings", self._markers, {}), **by_tls}

    def _python(self, url: str) -> list[str]:
        command = [self._testee.home, "-m", "tandem_profiler", "run"]
        for name, value in self._settings(url).items():
            command += ["--set", f"{name}={value}" if value else name]
        return [*command, self._case.option("file", self._markers, "program.py")]

    def _java(self, url: str) -> list[str]:
        pairs = ",".join(f"{name}={value}" for name, value in self._settings(url).items())
        properties = self._case.option("properties", self._markers, {})
        program = ["-cp", str(self._archive), "Program"]
        if self._archive.suffix == ".jar":
            program = ["-jar", str(self._archive)]
        if self._testee.language == "jep":
            package = self._testee.jep
            program[1] += f":{jep_jar(package)}:{JEP_BRIDGE}"
            native = ["--enable-native-access=ALL-UNNAMED", f"-Djava.library.path={package}"]
            program = [*native, *program]
        return [
            str(self._testee.java / "bin" / "java"),
            "-XX:-UsePerfData",  # a file of the JVM's own, with its command line
            f"-Djava.io.tmpdir={self._temporary}",
            f"-Duser.home={self._home}",
            f"-Dsqlite={COLLECTOR}",  # whose driver programs use
            *(f"-D{name}={value}" for name, value in properties.items()),
            f"-javaagent:{JAVA_AGENT}={pairs}",
            *program,
        ]

    def gather(self, outcome: Run, recorder: Recorder, *, killed: bool) -> None:
        """What was sent, logged and left by a process that has ended."""
        outcome.log = self.log.read_text(encoding="utf-8", errors="replace")
        if outcome.fault is not None:
            outcome.fault += f"; its log: {outcome.log[-2000:]}"
        outcome.written += [("the log", self.log.read_bytes()), *self.files("when it had ended")]
        outcome.open_files = self._open_files()
        outcome.unasked = self._unasked(killed=killed)
        outcome.written += recorder.everything()
        outcome.uploads = recorder.uploads()
        outcome.configures = recorder.configures()
        outcome.headers = recorder.headers()
        outcome.encrypted = recorder.encrypted() if self.authority else None
        outcome.audit = self.audit_text()

    def make_old(self) -> None:
        """What is left looks as if nobody had written to it for hours."""
        long_ago = time.time() - LONG_SECONDS
        for path in self._left():
            os.utime(path, (long_ago, long_ago))

    def _changes(self) -> list[Change]:
        """By all processes so far, in order."""
        traces = sorted(self._traces.iterdir(), key=lambda trace: int(trace.name))
        return [one for trace in traces for one in changes(trace, self._program)]

    def _left(self) -> Iterator[Path]:
        """Files that were made or changed, wherever, but the program's own, as far as there are."""
        for path in {Path(one.path) for one in self._changes()}:
            if self._program / _OWN not in path.parents and path.is_file():
                yield path

    def files(self, when: str) -> list[tuple[str, bytes]]:
        """Name and content of each."""
        kept = []
        for path in self._left():
            with suppress(OSError):  # gone meanwhile
                kept.append((f"a file {when}", path.name.encode() + b"\n" + path.read_bytes()))
        return kept

    def _open_files(self) -> list[str]:
        """Those that others than their owner may read."""
        return sorted(path.name for path in self._left() if path.stat().st_mode & 0o077)

    def _unasked(self, *, killed: bool) -> list[str]:
        """What the process made beside the program's own files and what the settings asked for."""
        asked = (str(self._audit / "uploads.txt"), str(self._program / _OWN))
        unusable = "java.io.tmpdir" in self._case.options.get("properties", {})
        allowed = Allowed(asked, "/dev/shm" if unusable else str(self._temporary))
        return unasked(self._changes(), allowed, killed=killed)

    def audit_text(self) -> str | None:
        """What ``audit_file`` holds; ``None`` where there is no file."""
        file = self._audit / "uploads.txt"
        return file.read_text(encoding="utf-8") if file.exists() else None


@cache
def _renaming() -> tuple[str, ...]:
    """The command that gives what follows a host name of its own."""
    script = 'hostname "$0" && exec "$@"'
    for words in (("unshare", "--uts"), ("unshare", "-Ur", "--uts")):
        command = (*words, "sh", "-c", script)
        if shutil.which("unshare") and not subprocess.call(
            [*command, "probe", "true"], stderr=subprocess.DEVNULL
        ):
            return command
    raise ConversationError("no host name can be planted: unshare(1) is missing or not allowed")
