"""Programs under gevent, whose greenlets stand in for threads."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector_stand_in import CollectorStandIn, functions
from programs import BUSY, TANDEM, outcome, run, without_ours, written

GREENLETS = (
    BUSY
    + """
import threading
import gevent
from gevent.pool import Pool
def crunch(number):
    for _ in range(2):
        busy(0.06)
        gevent.sleep(0.01)
    return number
def waits():
    gevent.sleep(0.2)
waiting = threading.Thread(target=waits)  # a greenlet, too
waiting.start()
print(Pool(5).map(crunch, range(5)))
waiting.join()
"""
)
FIRST = "from gevent import monkey; monkey.patch_all()\n"
START = "import tandem_profiler; tandem_profiler.start()\n"


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


@pytest.mark.parametrize("sampler", ["native", "pure"])
@pytest.mark.parametrize(
    "text", [FIRST + START + GREENLETS, START + FIRST + GREENLETS], ids=["before", "after"]
)
def test_start_where_gevent_has_patched_and_will(
    collector: CollectorStandIn, tmp_path: Path, text: str, sampler: str
) -> None:
    without = run(
        [sys.executable, str(written(tmp_path, FIRST + GREENLETS, "plain.py"))], "", tmp_path
    )
    app = [sys.executable, str(written(tmp_path, text))]
    done = run(app, collector.url, tmp_path, TANDEM_SAMPLER=sampler)
    assert outcome(without) == (0, "[0, 1, 2, 3, 4]\n", "")
    assert (done.returncode, done.stdout, without_ours(done.stderr)) == outcome(without)
    assert done.stderr.count("tandem: greenlets that wait are not seen") == 1
    assert {"__main__.busy", "__main__.crunch"} <= functions(collector.upload())


def test_run_of_a_program_that_patches(collector: CollectorStandIn, tmp_path: Path) -> None:
    app = [*TANDEM, str(written(tmp_path, FIRST + GREENLETS))]
    done = run(app, collector.url, tmp_path)
    assert (done.returncode, done.stdout) == (0, "[0, 1, 2, 3, 4]\n")
    assert without_ours(done.stderr) == ""
    assert "__main__.crunch" in functions(collector.upload())
