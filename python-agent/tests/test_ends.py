"""Where a process begins, forks and ends: what the agent makes of it there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector_stand_in import CollectorStandIn, functions

PATIENCE_SECONDS = 120
START = """
import os, sys, threading, time
import tandem_profiler
def busy(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(100))
"""
FORK = """
pid = os.fork()
if not pid:
    busy(0.4)
    sys.exit(3)
busy(0.2)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
VIEW = "import sys\nprint(sys.argv, sys.path[0], __file__, __package__, __spec__.name)"

OURS = """
import time
def ours():
    seen, end = 0, time.monotonic() + 30
    while seen < 2 and time.monotonic() < end:
        seen = 0
        for frame in list(sys._current_frames().values()):
            while frame.f_back:
                frame = frame.f_back
            seen += frame.f_code.co_filename.endswith("tandem_profiler/threads.py")
        time.sleep(0.01)
    return seen
"""


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


def python(words: list[str], folder: Path, url: str) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**own, "TANDEM_COLLECTOR": url, "TANDEM_SERVICE": "shop"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def started(text: str, folder: Path, collector: CollectorStandIn) -> tuple[int, str, str]:
    """The outcome of a script that is not run by the launcher."""
    (folder / "app.py").write_text(START + text)
    return python(["app.py"], folder, collector.url)


def test_functions_of_a_script_have_names_after_it_has_ended(
    tmp_path: Path, collector: CollectorStandIn
) -> None:
    """CPython takes ``__file__`` from ``__main__`` before the last window is named."""
    assert started("tandem_profiler.start()\nbusy(0.5)", tmp_path, collector) == (0, "", "")
    assert {"__main__.<module>", "__main__.busy"} <= functions(collector.upload())


def test_threads_that_outlive_main_have_names_too(
    tmp_path: Path, collector: CollectorStandIn
) -> None:
    text = (
        "def late():\n    threading.main_thread().join()\n    busy(0.5)\n"
        "tandem_profiler.start()\nthreading.Thread(target=late).start()"
    )
    assert started(text, tmp_path, collector) == (0, "", "")
    assert "__main__.late" in functions(collector.upload())


@pytest.mark.parametrize("sampler", ["native", "pure"])
def test_exit_with_daemon_threads_uploads_and_ends_as_without(
    sampler: str, tmp_path: Path, collector: CollectorStandIn
) -> None:
    """The interpreter ends them where they stand, in Python, in C and in a wait, and ours too.

    The two seconds of an exit, of which they take most, are more here: a busy machine needs them.
    """
    text = (
        "import json, grpc\n"  # which takes longest of all, beside such threads
        "from tandem_profiler import agent\n"
        "stop = agent.Agent.stop\n"
        "agent.Agent.stop = lambda self, seconds: stop(self, 30 * seconds)\n"
        "def computes():\n    while True: busy(0.1)\n"
        "def dumps():\n    while True: json.dumps(list(range(100_000)))\n"
        "def waits():\n    threading.Event().wait()\n"
        "for body in (computes, dumps, waits):\n"
        "    threading.Thread(target=body, daemon=True).start()\n"
        f"tandem_profiler.start(sampler='{sampler}', wall_hz=1000)\n"
        "busy(0.3)\nprint('ends')\nsys.exit(3)\n"
    )
    assert started(text, tmp_path, collector) == (3, "ends\n", "")
    seen = functions(collector.upload())
    assert {"__main__.computes", "__main__.dumps", "__main__.waits"} <= seen


def test_exit_waits_as_long_as_is_set(tmp_path: Path, collector: CollectorStandIn) -> None:
    text = (
        "from tandem_profiler import agent\n"
        "stop = agent.Agent.stop\n"
        "agent.Agent.stop = lambda self, seconds: (print(seconds), stop(self, seconds))\n"
        "tandem_profiler.start(exit_seconds=7)\n"
    )
    assert started(text, tmp_path, collector) == (0, "7\n", "")


def test_start_at_exit_hurts_nobody(tmp_path: Path, collector: CollectorStandIn) -> None:
    text = "import atexit\natexit.register(tandem_profiler.start)\nprint('fine')"
    code, out, err = started(text, tmp_path, collector)
    assert (code, out) == (0, "fine\n")
    assert all(line.startswith("tandem: ") for line in err.splitlines())


def test_start_where_no_thread_can_be_had_is_told(
    tmp_path: Path, collector: CollectorStandIn
) -> None:
    text = (
        "from tandem_profiler import threads\n"
        "real = threads.Thread.start\n"
        "def start(self):\n"
        "    if self.name == 'tandem-sampler': raise RuntimeError('no thread')\n"
        "    real(self)\n"
        "threads.Thread.start = start\n"
        "tandem_profiler.start().stop()\nprint('fine')\n"
    )
    said = "tandem: not started: no thread\n"
    assert started(text, tmp_path, collector) == (0, "fine\n", said)


def test_failing_log_handler_of_the_application_hurts_nobody(
    tmp_path: Path, collector: CollectorStandIn
) -> None:
    text = (
        "import logging\n"
        "class Failing(logging.Handler):\n    def emit(self, record): raise OSError('full')\n"
        "logging.root.addHandler(Failing())\n"
        "tandem_profiler.start(wall_hz='many')\nprint('fine')"
    )
    assert started(text, tmp_path, collector) == (0, "fine\n", "")


def test_random_numbers_of_the_application_are_its_own(
    tmp_path: Path, collector: CollectorStandIn
) -> None:
    text = (
        "import random\nrandom.seed(1)\nexpected = [random.random() for _ in range(2)]\n"
        "tandem_profiler.start()\nrandom.seed(1)\none = random.random()\nbusy(0.5)\n"
        "print([one, random.random()] == expected)"
    )
    assert started(text, tmp_path, collector) == (0, "True\n", "")


@pytest.mark.parametrize("seconds", [0.0, 0.95, 1.0, 1.05, 1.1, 1.2, 1.5])
def test_child_reports_whenever_its_parent_forked(
    seconds: float, tmp_path: Path, collector: CollectorStandIn
) -> None:
    """Before grpc is there, while it is imported or in use, while its threads end, and after."""
    text = f"tandem_profiler.start()\nbusy({seconds})\n" + FORK
    assert started(text, tmp_path, collector) == (0, "3\n", "")
    uploads = collector.uploads_so_far()
    assert len({upload.producer.instance for upload in uploads}) == 2


def test_child_that_no_hook_was_told_of_ends_as_without(
    tmp_path: Path, collector: CollectorStandIn
) -> None:
    """As C code forks. The child has none of our threads, and what they held nobody lets go.

    But for the timer thread they stand still, which never has to do with the GIL: a child in which
    somebody wants that waits for ever, whoever it was.
    """
    text = """
import _thread, atexit, ctypes
from tandem_profiler import agent
agent.Agent.abort = lambda self: os._exit(9)
stopped, stop = [], agent.Agent.stop
agent.Agent.stop = lambda self, seconds: (stopped.append(os.getpid()), stop(self, seconds))
forever = _thread.allocate_lock()
forever.acquire()
def stands_still(self):
    forever.acquire()
    forever.release()
    yield
def standing_still():
    first = stands_still.__code__.co_firstlineno
    frames = sys._current_frames().values()
    return [one.f_code for one in frames if one.f_lineno == first + 1].count(stands_still.__code__)
def samples(self):
    self._sampler, _ = self._chosen()
    self._sampler.interval(1000)
    yield from stands_still(self)
agent.Agent._sample, agent.Agent._report = samples, stands_still
handle = tandem_profiler.start()
while standing_still() < 2:
    time.sleep(0.01)
fork = ctypes.PyDLL(None).fork
for _ in range(20):
    busy(0.02)
    pid = fork()
    if not pid:
        handle.stop()
        atexit.register(_thread.interrupt_main)  # called before our hook, which gives up then
        sys.exit(len(stopped))
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
forever.release()
handle.stop()
print(stopped == [os.getpid()])
"""
    assert started(text, tmp_path, collector) == (0, "0\n" * 20 + "True\n", "")


@pytest.mark.parametrize("sampler", ["native", "pure"])
def test_child_that_starts_where_no_hook_was_told_of_its_fork_is_seen(
    sampler: str, tmp_path: Path, collector: CollectorStandIn
) -> None:
    """The interpreter has the parent's number for the thread that was forked."""
    text = f"""
import ctypes
pid = ctypes.PyDLL(None).fork()
if not pid:
    tandem_profiler.start(sampler='{sampler}')
    busy(0.5)
    sys.exit(3)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
    assert started(text, tmp_path, collector) == (0, "3\n", "")
    assert "__main__.busy" in functions(collector.upload())


INTERRUPTED_AT = {
    "the entry of the hook": "",
    "the entry of the hook, and as it gives up": """
from tandem_profiler import agent
abort = agent.Agent.abort
agent.Agent.abort = lambda self: (_thread.interrupt_main(), abort(self))
""",
    "the stop, and as it gives up": """
from tandem_profiler import agent
agent.Agent.stop = agent.Agent.abort = lambda self, *_: _thread.interrupt_main()
atexit.unregister(_thread.interrupt_main)
""",
}


@pytest.mark.parametrize("at", INTERRUPTED_AT)
def test_interrupt_at_exit_prints_nothing(
    at: str, tmp_path: Path, collector: CollectorStandIn
) -> None:
    """What is called last before our hook leaves an interrupt behind, and takes up none itself."""
    text = (
        "import _thread, atexit, threading\ntandem_profiler.start()\n"
        "atexit.register(_thread.interrupt_main)\n"
    )
    plain = "import _thread, atexit, threading\natexit.register(_thread.interrupt_main)\n"
    without = started(plain, tmp_path, collector)
    assert without[2] == ""
    assert started(text + INTERRUPTED_AT[at], tmp_path, collector) == without


def test_fork_finds_no_thread_of_ours_nor_of_grpc(
    tmp_path: Path, collector: CollectorStandIn
) -> None:
    """A child that inherited what one of them had locked would wait for ever."""
    text = """
def look():
    print(len(os.listdir("/proc/self/task")), threading.active_count())
os.register_at_fork(before=look)  # called after ours
tandem_profiler.start(wall_hz=1000)
for seconds in (0.0, 1.0, 0.1, 0.2, 0.3, 0.5):  # after a second grpcio is asked for
    busy(seconds)
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
print(ours())
"""
    assert started(OURS + text, tmp_path, collector) == (0, "1 1\n" * 6 + "2\n", "")
    assert collector.upload()


def test_fork_has_nothing_to_warn_of(tmp_path: Path, collector: CollectorStandIn) -> None:
    """CPython counts threads, from 3.13 on when the hooks of the fork have run."""
    text = """
import warnings
warnings.simplefilter("error")
tandem_profiler.start()
os.register_at_fork(after_in_parent=threading.Lock().locked)  # called after ours
def forks():
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
for _ in range(3):
    forks()
    print(ours())
def of_another_thread():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        forks()
    print(ours())
busy(0.3)
thread = threading.Thread(target=of_another_thread)
thread.start()
thread.join()
"""
    assert started(OURS + text, tmp_path, collector) == (0, "2\n" * 4, "")
    assert collector.upload()


def test_folder_and_archive_run_as_without(tmp_path: Path, collector: CollectorStandIn) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text(VIEW)
    shutil.make_archive(str(tmp_path / "app"), "zip", tmp_path / "app")
    run = ["-m", "tandem_profiler", "run"]
    for target in ("app", "app.zip"):
        plain = python([target, "x"], tmp_path, collector.url)
        assert plain[0] == 0
        assert python([*run, target, "x"], tmp_path, collector.url) == plain
