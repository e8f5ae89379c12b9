"""Broken bytes against a real collector: it answers with a rule, and goes on as before.

The uploads of the vectors, dated today, are broken knowingly and blindly; so are the frames around
them. Of every answer is asked that it is OK for canonical bytes alone, or a refusal that cites a
rule of SPEC.md, or RESOURCE_EXHAUSTED with its reason. At the end the collector must still take and
find an upload, its log must hold no exception, and its memory must have stayed bounded.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import fuzz_wire
import grpc
from http2 import Answer, Http2
from messages import module
from results import Results

TESTS = Path(__file__).resolve().parent.parent
COLLECTOR = TESTS.parent / "collector" / "target" / "tandem-collector.jar"
HEAP_MEBIBYTES = 128
# The heap, the same again for buffers outside it (the JVM's own limit for them), and 192 MiB for
# code, classes, thread stacks and SQLite.
PEAK_MEBIBYTES = 2 * HEAP_MEBIBYTES + 192
OK, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED = 0, 3, 8, 12
GOOD_EVERY = 50  # after so many faults one upload without a fault


@dataclass(frozen=True)
class Request:
    """One call: the frame around ``message`` is gRPC's own unless ``body`` is given."""

    method: str
    fault: str
    message: bytes = b""
    body: bytes | None = None
    encoding: str = "gzip"


class Collector:
    """A collector process with little memory and a folder of its own."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log
        self.url = self._address()

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=120) as answer:
            return json.load(answer) if path.startswith("/api") else answer.read()

    def peak_mebibytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) >> 10

    def _address(self) -> str:
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"http://127\.0\.0\.1:\d+", self.log()):
                return found[0]
            time.sleep(0.05)
        raise RuntimeError(f"the collector did not say its address within 300 s: {self.log()}")


@contextmanager
def collector() -> Iterator[Collector]:
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "log"
        options = ["--port", "0", "--data", str(Path(place) / "data")]
        java = ["java", f"-Xmx{HEAP_MEBIBYTES}m", f"-Djava.io.tmpdir={place}"]
        command = [*java, "-jar", str(COLLECTOR), *options]
        with log.open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            yield Collector(process, log)
        finally:
            process.terminate()
            process.wait(timeout=300)


def uploads_of_today() -> list[bytes]:
    """The vectors' uploads, as if they were of the last minute."""
    now = int(time.time() * 1000) - 60_000
    uploads = []
    for file in sorted((TESTS / "vectors").glob("*/*/wire.hex")):
        upload = module("profile").Upload.FromString(
            bytes.fromhex(file.read_text(encoding="ascii"))
        )
        if upload.profile.HasField("heap"):
            upload.profile.heap.taken_millis += now - upload.profile.start_millis
        upload.profile.start_millis = now
        uploads.append(upload.SerializeToString(deterministic=True))
    return uploads


class Attack:
    """Requests out of one seed: the same seed makes the same faults."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._uploads = uploads_of_today()

    def good(self) -> Request:
        return Request("Upload", "no fault", self._with_new_id())

    def knowing(self) -> Request:
        if self._dice.random() < 0.1:
            method, message, kind = "Configure", self._configure(), "ConfigureRequest"
        else:
            method, message, kind = "Upload", self._with_new_id(), "UploadRequest"
        fields = fuzz_wire.fields_of(message, getattr(module("ingest"), kind).DESCRIPTOR)
        names = []
        for _ in range(self._dice.choice([1, 1, 1, 2])):
            name, fields = fuzz_wire.broken(fields, self._dice)
            names.append(name)
        return Request(method, " and ".join(names), fuzz_wire.encoded(fields))

    def blind(self) -> Request:
        fault = self._dice.choice(fuzz_wire.BLIND)
        method = self._dice.choice(["Upload"] * 9 + ["Configure"])
        return Request(method, fault.__name__, fault(self._with_new_id(), self._dice))

    def framed(self) -> Request:
        if self._dice.random() < 0.1:
            encoding = self._dice.choice(
                ["snappy", "", "identity", "GZIP", "gzip, gzip", "x" * 900]
            )
            body = fuzz_wire.frame(self._with_new_id(), compressed=True)
            return Request("Upload", f"encoding {encoding[:20]!r}", body=body, encoding=encoding)
        fault = self._dice.choice(fuzz_wire.FRAMES)
        return Request("Upload", fault.__name__, body=fault(self._with_new_id(), self._dice))

    def _with_new_id(self) -> bytes:
        """A request whose upload is stored, not recognised as a repeated one."""
        upload = self._dice.choice(self._uploads)
        key = upload.index(b"\x12\x10") + 2
        upload = upload[:key] + self._dice.randbytes(15) + b"\1" + upload[key + 16 :]
        return fuzz_wire.Field(1, fuzz_wire.BYTES, upload).encoded()

    def _configure(self) -> bytes:
        request = module("ingest").ConfigureRequest(format_revision=1)
        upload = module("profile").Upload.FromString(self._dice.choice(self._uploads))
        request.producer.CopyFrom(upload.producer)
        return bytes(request.SerializeToString(deterministic=True))


class Client:
    """Calls a collector: by grpc where grpc sends it, else by frames of our own."""

    def __init__(self, url: str) -> None:
        options = [("grpc.max_send_message_length", -1)]
        self._channel = grpc.insecure_channel(url.removeprefix("http://"), options)
        self._url = url

    def close(self) -> None:
        self._channel.close()

    def call(self, request: Request) -> Answer:
        if request.body is not None:
            with Http2(self._url) as connection:
                headers = {"grpc-encoding": request.encoding}
                return connection.call(request.method, request.body, headers)
        call = self._channel.unary_unary(f"/tandem.v1.ProfilerService/{request.method}")
        compression = [grpc.Compression.NoCompression, grpc.Compression.Gzip][
            len(request.message) % 2
        ]
        try:
            call(request.message, timeout=120, compression=compression)
        except grpc.RpcError as error:
            return Answer(error.code().value[0], error.details() or "")
        return Answer(OK, "")


class Judge:
    """Says what is wrong with an answer."""

    def __init__(self) -> None:
        spec = (TESTS / "SPEC.md").read_text(encoding="utf-8")
        self._rules = set(re.findall(r"\bR\d+\b", spec))
        self.cited: set[str] = set()

    def fault(self, request: Request, answer: Answer) -> str | None:
        """``None`` where the answer is one that SPEC.md allows."""
        cited = re.match(r"(R\d+): .", answer.message)
        if request.fault == "no fault" and answer.status != OK:
            return "a good upload was refused"
        if answer.status == OK:
            return None if request.body is not None else _not_canonical(request)
        if answer.status == RESOURCE_EXHAUSTED:
            return None if "more than" in answer.message else "no reason was given"
        if answer.status not in (INVALID_ARGUMENT, UNIMPLEMENTED):
            return "neither OK nor a refusal"
        if cited is None or cited[1] not in self._rules:
            return "the refusal cites no rule of SPEC.md"
        self.cited.add(cited[1])
        return None


def _not_canonical(request: Request) -> str | None:
    """What is wrong with bytes that were accepted: protobuf must write them as they are."""
    kinds = {"Upload": "UploadRequest", "Configure": "ConfigureRequest"}
    try:
        message = getattr(module("ingest"), kinds[request.method]).FromString(request.message)
    except ValueError as error:  # DecodeError is one
        return f"accepted what protobuf cannot read: {error}"
    if message.SerializeToString(deterministic=True) != request.message:
        return "accepted bytes that are not canonical"
    message.DiscardUnknownFields()
    if message.SerializeToString(deterministic=True) != request.message:
        return "accepted a field that nobody classified"
    return None


def shown(number: int, request: Request, answer: Answer, fault: str) -> str:
    wire = request.message if request.body is None else request.body
    return (
        f"request {number} ({request.method}, {request.fault}): {fault}\n"
        f"answer {answer.status}: {answer.message[:500]}\n"
        f"{len(wire)} bytes: {wire[:2000].hex()}{'...' if len(wire) > 2000 else ''}"
    )


def attack(
    seed: int, cases: int, results: Results, progress: Callable[[str], None] = lambda _: None
) -> None:
    """``cases`` faults, then bombs by eight at once, then the questions to the survivor."""
    with collector() as target:
        client, judge = Client(target.url), Judge()
        try:
            source = Attack(seed)
            groups = {
                "fields broken knowingly": (source.knowing, cases * 6 // 10),
                "bytes broken blindly": (source.blind, cases * 2 // 10),
                "frames and gzip": (source.framed, cases * 2 // 10),
            }
            for name, (make, count) in groups.items():
                progress(f"{count} x {name}")
                judge.cited.clear()
                fault = _group(make, source.good, count, client, judge)
                case = f"{name}, {count} requests"
                cited = sorted(judge.cited, key=lambda rule: int(rule[1:]))
                results.add(case=case, testee="collector", breaks=cited, fault=fault)
            progress("bombs")
            results.add(case="bombs", testee="collector", rules=["R1"], fault=_bombs(client, judge))
            results.add(
                case="alive afterwards", testee="collector", fault=_alive(target, client, source)
            )
            results.add(
                case="no exception in the log", testee="collector", fault=_traces(target.log())
            )
            peak = target.peak_mebibytes()
            large = peak > PEAK_MEBIBYTES
            results.add(
                case=f"at most {PEAK_MEBIBYTES} MiB resident with a heap of {HEAP_MEBIBYTES} MiB",
                testee="collector",
                rules=["R1"],
                fault=f"its peak was {peak} MiB" if large else None,
            )
        finally:
            client.close()


def _group(
    make: Callable[[], Request],
    good: Callable[[], Request],
    count: int,
    client: Client,
    judge: Judge,
) -> str | None:
    faults = []
    for number in range(count):
        for request in (make(), good()) if number % GOOD_EVERY == 0 else (make(),):
            answer = client.call(request)
            if fault := judge.fault(request, answer):
                faults.append(shown(number, request, answer, fault))
    return None if not faults else f"{len(faults)} wrong answers\n" + "\n".join(faults[:3])


def _bombs(client: Client, judge: Judge) -> str | None:
    """Small as sent, large inflated, and many at a time; and one that is large as sent."""
    large = fuzz_wire.frame(bytes((16 << 20) + 1))
    bodies = [fuzz_wire.bomb(size) for size in (1, 15, 63, 65, 300)] + [
        fuzz_wire.bomb(300, 2),
        large,
    ]
    requests = [Request("Upload", "bomb", body=body) for body in bodies * 4]
    with ThreadPoolExecutor(8) as pool:
        for number, answer in enumerate(pool.map(client.call, requests)):
            fault = judge.fault(requests[number], answer)
            if fault or answer.status == OK:
                return shown(number, requests[number], answer, fault or "a bomb was accepted")
    return None


def _alive(target: Collector, client: Client, source: Attack) -> str | None:
    """Whether the collector still takes an upload and finds it."""
    if target.process.poll() is not None:
        return f"it ended with status {target.process.returncode}: {target.log()[-2000:]}"
    answer = client.call(source.good())
    if answer.status != OK:
        return f"a good upload was answered {answer.status}: {answer.message}"
    target.get("/health")
    now = int(time.time() * 1000)
    window = {"from_millis": now - 3_600_000, "to_millis": now + 60_000}
    services = target.get(f"/api/v1/services?{urlencode(window)}")
    if "shop" not in json.dumps(services):
        return f"the service is not there: {services}"
    query = urlencode({"service": "shop", "measure": "cpu_time", **window})
    tree = target.get(f"/api/v1/flamegraph?{query}")
    return None if tree["profiles"] > 0 else f"no profile was found: {tree}"


def _traces(log: str) -> str | None:
    lines = log.splitlines()
    bad = [
        line
        for line in lines
        if re.search(r"^\s+at [\w.$/]+\(|Exception|^\S+ ERROR|OutOfMemory|Caused by", line)
    ]
    return None if not bad else f"{len(bad)} lines of exceptions\n" + "\n".join(bad[:20])
