"""Calls of a handler whose process stands still between them."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import tandem_profiler
from collector_stand_in import CollectorStandIn, functions
from programs import BUSY, PATIENCE_SECONDS, environment
from tandem_profiler.launch import Handle
from tandem_profiler.model import Measure

RUNTIME = (
    BUSY
    + """
import json, os, signal, sys, threading, time
from tandem_profiler import agent
from tandem_profiler.aws_lambda import profiled
agent._ASK_SECONDS = 600  # an exchange has a thread of grpcio, which would be counted, too
agent.first_window_end = lambda start, _: start + 600_000

@profiled(wall_hz=100)
def handler(event, context):
    '''Sells.'''
    busy(event)
    if context:
        raise ValueError(context)
    return event

print(handler.__name__, handler.__doc__, threading.active_count(), flush=True)
for line in sys.stdin:
    try:
        print(json.dumps(handler(*json.loads(line))), flush=True)
    except ValueError as error:
        print(error, flush=True)
"""
)


def test_windows_go_on_from_call_to_call_without_the_time_between(tmp_path: Path) -> None:
    with CollectorStandIn() as collector:
        file = tmp_path / "runtime.py"
        file.write_text(RUNTIME)
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [sys.executable, str(file)],
            env=environment(collector.url),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
        ) as runtime:
            assert runtime.stdin and runtime.stdout and runtime.stderr

            def called(event: float, context: str = "") -> str:
                runtime.stdin.write(json.dumps([event, context]) + "\n")  # type: ignore[union-attr]
                runtime.stdin.flush()  # type: ignore[union-attr]
                return str(runtime.stdout.readline())  # type: ignore[union-attr]

            assert runtime.stdout.readline() == "handler Sells. 1\n"
            assert called(0.3) == "0.3\n"
            stopped = time.monotonic()
            runtime.send_signal(signal.SIGSTOP)
            time.sleep(1)
            runtime.send_signal(signal.SIGCONT)
            stopped = time.monotonic() - stopped
            assert called(0.3, "sold out") == "sold out\n"
            runtime.stdin.close()
            assert runtime.wait(PATIENCE_SECONDS) == 0
            assert runtime.stderr.read() == ""
        upload = collector.upload()
        assert "__main__.handler" in functions(upload)
        wall = [one for one in upload.profile.series if one.measure == Measure.WALL_TIME]
        micros = sum(one.total_value for one in wall)
        assert 0 < micros < upload.profile.duration_millis * 1000 - stopped * 0.9e6
        assert collector.uploads_so_far() == []


def test_freeze_waits_until_what_has_ended_is_sent() -> None:
    with CollectorStandIn() as collector, started(collector.url) as handle:
        handle.pause()  # ends the window, at the sampler's next step
        while not collector.uploads_so_far():
            handle.freeze(PATIENCE_SECONDS)


def test_freeze_waits_no_longer_than_it_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with started(f"http://127.0.0.1:{silent.getsockname()[1]}") as handle:
            connected, _ = silent.accept()
            handle.freeze(0.1)
            assert handle._agent._uploader._connection._channel is not None  # type: ignore[union-attr]
        connected.close()


def started(url: str) -> Handle:
    handle = tandem_profiler.start(service="shop", collector=url, wall_hz=100)
    end = time.thread_time() + 0.3
    while time.thread_time() < end:
        sum(range(1000))
    return handle
