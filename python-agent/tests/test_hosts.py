"""Programs that trace, dump, exec, end at once or live by signals do so under the agent, too."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector_stand_in import CollectorStandIn, functions
from programs import BUSY, TANDEM, outcome, run, written

TRACED = """
import sys, threading
calls, threads = [], set()
def trace(frame, event, arg):
    if event == "call":
        calls.append(frame.f_code.co_name)
        threads.add(threading.get_ident())
def work():
    busy(0.3)
    for _ in range(1000):
        inner()
def inner():
    pass
threading.settrace(trace)
sys.settrace(trace)
thread = threading.Thread(target=work)
thread.start()
thread.join()
work()
sys.settrace(None)
print(calls.count("inner"), calls.count("work"), len(threads))
"""
SIGNALLED = """
import signal
seen = []
signal.signal(signal.SIGALRM, lambda number, frame: seen.append(frame.f_code.co_name))
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
busy(1.0)
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(seen) > 20, "busy" in seen)
"""
EXECUTED = """
import os, sys
busy(0.3)
os.execv(sys.executable, [sys.executable, "-c", "import sys; print('other'); sys.exit(7)"])
"""
ENDED = "import os\nprint('ends', flush=True)\nbusy(0.3)\nos._exit(5)\n"
ABORTED = "import faulthandler, os\nfaulthandler.enable()\nbusy(0.3)\nos.abort()\n"


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


@pytest.mark.parametrize("sampler", ["native", "pure"])
@pytest.mark.parametrize(
    "text", [TRACED, SIGNALLED, EXECUTED, ENDED], ids=["traced", "signalled", "executed", "ended"]
)
def test_program_does_as_without_the_agent(
    text: str, sampler: str, collector: CollectorStandIn, tmp_path: Path
) -> None:
    app = str(written(tmp_path, BUSY + text))
    plain = run([sys.executable, app], collector.url, tmp_path)
    ours = run([*TANDEM, app], collector.url, tmp_path, TANDEM_SAMPLER=sampler)
    assert plain.stdout
    assert plain.stderr == ""
    assert outcome(ours) == outcome(plain)
    if text in (TRACED, SIGNALLED):
        assert "__main__.busy" in functions(collector.upload())


@pytest.mark.parametrize("sampler", ["native", "pure"])
def test_faulthandler_tells_of_the_program(
    sampler: str, collector: CollectorStandIn, tmp_path: Path
) -> None:
    app = str(written(tmp_path, BUSY + ABORTED))
    plain = run([sys.executable, app], collector.url, tmp_path)
    ours = run([*TANDEM, app], collector.url, tmp_path, TANDEM_SAMPLER=sampler)
    assert ours.returncode == plain.returncode < 0
    told = re.compile(r'Fatal Python error: Aborted|  File ".*app.py", line \d+ in <module>')
    assert told.findall(ours.stderr) == told.findall(plain.stderr)
    assert len(told.findall(plain.stderr)) == 2
