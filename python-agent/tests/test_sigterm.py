"""``on_sigterm=upload``: the last window arrives, and the process ends by the signal as without."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector_stand_in import CollectorStandIn, functions
from programs import BUSY, PATIENCE_SECONDS, TANDEM, environment, outcome, run, written

BY_SIGTERM = -signal.SIGTERM
UPLOAD = {"TANDEM_ON_SIGTERM": "upload"}
HEAD = f"{BUSY}\nimport os, signal, sys, threading\n"
TOLD_TO_END = "busy(0.3)\nprint('busy', flush=True)\nos.kill(os.getpid(), signal.SIGTERM)\n"
NEVER = "while True: time.sleep(1)\n"


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


def test_terminated_program_uploads_its_last_window_and_dies_by_the_signal(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    written(tmp_path, HEAD + TOLD_TO_END + NEVER)
    plain = run([sys.executable, "app.py"], collector.url, tmp_path)
    assert outcome(plain) == (BY_SIGTERM, "busy\n", "")
    assert outcome(run([*TANDEM, "app.py"], collector.url, tmp_path, **UPLOAD)) == outcome(plain)
    assert "__main__.busy" in functions(collector.upload())


def test_terminated_program_loses_its_last_window_where_that_is_off(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    written(tmp_path, HEAD + TOLD_TO_END + NEVER)
    done = run([*TANDEM, "app.py"], collector.url, tmp_path)
    assert outcome(done) == (BY_SIGTERM, "busy\n", "")
    assert collector.attempts == []


@pytest.mark.parametrize("at", ["before", "after"])
def test_handler_of_the_program_is_called_and_ours_is_not(
    at: str, collector: CollectorStandIn, tmp_path: Path
) -> None:
    own = "signal.signal(signal.SIGTERM, lambda *_: (print('mine'), sys.exit(4)))\n"
    start = "import tandem_profiler\ntandem_profiler.start(on_sigterm='upload')\n"
    written(tmp_path, HEAD + (own + start if at == "before" else start + own) + TOLD_TO_END)
    done = run([sys.executable, "app.py"], collector.url, tmp_path)
    said = "tandem: on_sigterm is left alone: the program handles SIGTERM itself\n"
    assert outcome(done) == (4, "busy\nmine\n", said if at == "before" else "")
    assert "__main__.busy" in functions(collector.upload())  # as the program came to its end


def test_stop_leaves_the_signal_as_it_was(collector: CollectorStandIn, tmp_path: Path) -> None:
    text = (
        "import tandem_profiler\n"
        "with tandem_profiler.start(on_sigterm='upload'):\n"
        "    print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)\n"
        "print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)\n"
    )
    written(tmp_path, HEAD + text)
    done = run([sys.executable, "app.py"], collector.url, tmp_path)
    assert outcome(done) == (0, "False\nTrue\n", "")


def test_start_on_another_thread_says_that_it_cannot(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    text = (
        "import tandem_profiler\n"
        "def start(): tandem_profiler.start(on_sigterm='upload')\n"
        "thread = threading.Thread(target=start)\nthread.start()\nthread.join()\n"
        "print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)\n"
    )
    written(tmp_path, HEAD + text)
    done = run([sys.executable, "app.py"], collector.url, tmp_path)
    assert (done.returncode, done.stdout) == (0, "True\n")
    assert done.stderr.startswith("tandem: on_sigterm cannot be set: only the main thread may")
    assert len(done.stderr.splitlines()) == 1


def test_terminated_child_of_a_fork_uploads_for_itself(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    text = (
        "def in_child(): busy(0.3)\n"
        "child = os.fork()\n"
        "if not child:\n    in_child()\n    os.kill(os.getpid(), signal.SIGTERM)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\nbusy(0.3)\n"
    )
    written(tmp_path, HEAD + text)
    done = run([*TANDEM, "app.py"], collector.url, tmp_path, **UPLOAD)
    assert outcome(done) == (0, f"{BY_SIGTERM}\n", "")
    uploads = [collector.upload(), collector.upload()]
    assert len({upload.producer.instance for upload in uploads}) == 2
    assert len([one for one in uploads if "__main__.in_child" in functions(one)]) == 1


def test_signal_that_finds_the_program_waiting_in_another_thread_ends_it(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    """The main thread stands in a lock, where the interpreter calls handlers, too."""
    text = (
        "def works():\n    busy(0.3)\n    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    threading.Event().wait()\n"
        "thread = threading.Thread(target=works)\nthread.start()\nthread.join()\n"
    )
    written(tmp_path, HEAD + text)
    done = run([*TANDEM, "app.py"], collector.url, tmp_path, **UPLOAD)
    assert outcome(done) == (BY_SIGTERM, "", "")
    assert "__main__.works" in functions(collector.upload())


@pytest.mark.parametrize("ending", ["atexit.register(print, 'ends', flush=True)\n", NEVER])
def test_terminated_program_ends_though_the_collector_never_answers(
    ending: str, tmp_path: Path
) -> None:
    """In the midst of it, and while the upload at its exit waits."""
    says = "" if ending is not NEVER else "print('ends', flush=True)\n"
    written(tmp_path, f"{HEAD}import atexit\nbusy(0.3)\n{says}{ending}")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        child = subprocess.Popen(
            [*TANDEM, "app.py"],
            cwd=tmp_path,
            env=environment(url, **UPLOAD),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with child:
            assert child.stdout is not None
            assert child.stdout.readline() == "ends\n"
            child.terminate()
            _, stderr = child.communicate(timeout=PATIENCE_SECONDS)
    assert child.returncode == BY_SIGTERM
    assert all(line.startswith("tandem: ") for line in stderr.splitlines())
