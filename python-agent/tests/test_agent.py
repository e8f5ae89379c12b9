"""The agent as its users meet it: real processes, a real gRPC server on the loopback."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import tandem_profiler
from collector_stand_in import CollectorStandIn, functions
from programs import (
    BUSY,
    PATIENCE_SECONDS,
    TANDEM,
    closed_port,
    environment,
    outcome,
    run,
    without_ours,
    written,
)
from tandem_profiler import agent
from tandem_profiler.config import documentation
from tandem_profiler.sampler import CurrentFramesSampler
from threads import agents

# Programs that must do the same with the agent as without.
PROGRAMS = {
    "falls off its end": "print('done')",
    "exits with 7": "import sys; print('before'); sys.exit(7)",
    "exits with a text": "import sys; sys.exit('went wrong')",
    "raises": "def buy():\n    raise ValueError('no stock')\n\nbuy()\n",
    "raises in an except": """
try:
    {}['x']
except KeyError as error:
    raise RuntimeError('second') from error
""",
    "raises a group": "raise ExceptionGroup('both', [ValueError(1), KeyError(2)])",
    "is no Python": "def buy(:\n    pass\n",
    "has its own excepthook": """
import sys, traceback
def mine(kind, error, trace):
    print('mine', kind.__name__, [frame.name for frame in traceback.extract_tb(trace)])
sys.excepthook = mine
def buy():
    raise ValueError
buy()
""",
    "is interrupted": """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs us may have it ignored
os.kill(os.getpid(), signal.SIGINT)
while True: pass
""",
    "looks around": """
import sys
print(sys.argv, __file__, sys.path[0], __name__, __package__, __spec__, __doc__)
print(sorted(globals()), type(__loader__).__name__, __builtins__.__name__)
print(sys.modules['__main__'].__dict__ is globals())
""",
    "spawns and pickles": """
import multiprocessing
def twice(number):
    return number * 2
if __name__ == '__main__':
    with multiprocessing.get_context('spawn').Pool(1) as pool:
        print(pool.map(twice, [1, 2]))
""",
    "leaves a thread and an atexit": """
import atexit, threading
NAME = 'global'
go = threading.Event()
def late():
    go.wait()
    print('late', NAME)
threading.Thread(target=late).start()
atexit.register(lambda: print('atexit', NAME))
go.set()
""",
    "reads its input": "print(input())",
}


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


def busy(seconds: float = 0.5) -> None:
    """Uses so much CPU time: enough for the sampler to come by."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(1000))


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_run_changes_nothing_that_a_program_shows(
    source: str, collector: CollectorStandIn, tmp_path: Path
) -> None:
    written(tmp_path, source)
    plain = run([sys.executable, "app.py", "-x", "a b"], collector.url, tmp_path)
    ours = run([*TANDEM, "app.py", "-x", "a b"], collector.url, tmp_path)
    assert outcome(ours) == outcome(plain)


def test_run_m_is_python_m(collector: CollectorStandIn, tmp_path: Path) -> None:
    written(tmp_path, "", "shop/__init__.py")
    look = "import sys; print(sys.argv, __file__, __name__, __package__, __spec__.name, sys.path)"
    written(tmp_path, look, "shop/__main__.py")
    written(tmp_path, look, "shop/cart.py")
    for module in ("shop", "shop.cart"):
        plain = run([sys.executable, "-m", module, "a"], collector.url, tmp_path)
        ours = run([*TANDEM, "-m", module, "a"], collector.url, tmp_path)
        assert plain.returncode == 0
        assert outcome(ours) == outcome(plain)


def test_module_is_the_command(collector: CollectorStandIn, tmp_path: Path) -> None:
    written(tmp_path, PROGRAMS["looks around"])
    by_module = [sys.executable, "-m", "tandem_profiler", "run", "app.py"]
    ours = run(by_module, collector.url, tmp_path)
    assert outcome(ours) == outcome(run([sys.executable, "app.py"], collector.url, tmp_path))


def test_run_finds_a_command_on_the_path(collector: CollectorStandIn, tmp_path: Path) -> None:
    script = "#!/usr/bin/env python3\nimport sys\nprint(sys.argv, __file__)\nsys.exit(3)\n"
    file = written(tmp_path, script, "bin/shop-serve")
    file.chmod(0o755)
    path = f"{file.parent}{os.pathsep}{os.environ['PATH']}"
    done = run([*TANDEM, "shop-serve", "now"], collector.url, tmp_path, PATH=path)
    assert outcome(done) == (3, f"{[str(file), 'now']} {file}\n", "")


def test_run_of_what_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    for words in ([], ["no-such-program"], ["-m", "no_such_module"], ["-m", "no.such"]):
        done = run([*TANDEM, *words], "http://127.0.0.1:9", tmp_path)
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) <= 2


def test_settings_prints_the_table(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tandem_profiler", "settings"]
    assert run(words, "", tmp_path).stdout == documentation() + "\n"


def test_run_uploads_what_a_short_program_did(collector: CollectorStandIn, tmp_path: Path) -> None:
    written(tmp_path, BUSY + "busy(0.2)\n")
    assert outcome(run([*TANDEM, "app.py"], collector.url, tmp_path)) == (0, "", "")
    upload = collector.upload()
    assert upload.producer.service == "shop"
    assert "__main__.busy" in functions(upload)
    owners = {name.rpartition(".")[0] for name in functions(upload)}
    assert not owners & {"tandem_profiler.__main__", "tandem_profiler.sampler"}


NATIVE, PURE = 5, 4  # as SAMPLER_NATIVE_HELPER and SAMPLER_CURRENT_FRAMES of the schema
DEFAULT, CHOSEN, UNAVAILABLE = 1, 2, 3


@pytest.mark.parametrize(
    ("sampler", "ran"),
    [
        ("auto", (NATIVE, DEFAULT)),
        ("native", (NATIVE, CHOSEN)),
        ("pure", (PURE, CHOSEN)),
    ],
)
def test_run_says_which_sampler_ran_and_why(
    collector: CollectorStandIn, tmp_path: Path, sampler: str, ran: tuple[int, int]
) -> None:
    written(tmp_path, BUSY + "busy(0.2)\n")
    done = run([*TANDEM, "app.py"], collector.url, tmp_path, TANDEM_SAMPLER=sampler)
    assert outcome(done) == (0, "", "")
    said = collector.upload().profile.statistics
    assert (said.sampler, said.sampler_reason) == ran
    assert said.agent.cpu_micros > 0


def test_where_the_extension_is_missing_the_pure_sampler_runs_and_one_line_says_so(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    missing = "import sys, tandem_profiler\nsys.modules['tandem_profiler._native'] = None\n"
    written(
        tmp_path, missing + BUSY + "with tandem_profiler.start(sampler='native'):\n    busy(0.2)\n"
    )
    done = run([sys.executable, "app.py"], collector.url, tmp_path)
    assert (done.returncode, done.stdout, without_ours(done.stderr)) == (0, "", "")
    assert done.stderr.count("native sampler not used") == 1
    said = collector.upload().profile.statistics
    assert (said.sampler, said.sampler_reason) == (PURE, UNAVAILABLE)


def test_run_starts_every_stack_at_the_program(collector: CollectorStandIn, tmp_path: Path) -> None:
    written(tmp_path, BUSY + "busy()\n")
    run([*TANDEM, "app.py"], collector.url, tmp_path)
    profile = collector.upload().profile
    first = profile.frames.function_indexes[profile.tree.frame_indexes[0]]
    assert profile.strings[first] == "<module>"


def test_absent_collector_changes_nothing_but_our_own_lines(tmp_path: Path) -> None:
    written(tmp_path, BUSY + "busy(0.2)\nprint('done')\nraise SystemExit(7)\n")
    done = run([*TANDEM, "app.py"], f"http://127.0.0.1:{closed_port()}", tmp_path)
    assert (done.returncode, done.stdout) == (7, "done\n")
    assert without_ours(done.stderr) == ""
    assert done.stderr.count("does not answer") == 1


def test_program_ends_though_the_collector_accepts_and_never_answers(tmp_path: Path) -> None:
    written(tmp_path, BUSY + "busy(0.2)\nprint('done')\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        done = run([*TANDEM, "app.py"], url, tmp_path)
    assert (done.returncode, done.stdout, without_ours(done.stderr)) == (0, "done\n", "")


def test_forked_child_reports_as_another_instance(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    fork = "import os\nchild = os.fork()\nif child:\n    os.waitpid(child, 0)\nelse:\n"
    source = BUSY + "def in_child():\n    busy()\n" + fork + "    in_child()\nbusy()\n"
    written(tmp_path, source)
    assert run([*TANDEM, "app.py"], collector.url, tmp_path).returncode == 0
    uploads = [collector.upload(), collector.upload()]
    assert len({upload.producer.instance for upload in uploads}) == 2
    assert len([one for one in uploads if "__main__.in_child" in functions(one)]) == 1


def test_forked_child_keeps_the_name_of_its_instance(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    fork = "import os\nchild = os.fork()\nif child:\n    os.waitpid(child, 0)\nbusy()\n"
    written(tmp_path, BUSY + fork)
    run([*TANDEM, "app.py"], collector.url, tmp_path, TANDEM_INSTANCE="front-1")
    child, parent = sorted((collector.upload().producer.instance for _ in range(2)), reverse=True)
    assert parent == "front-1"
    assert re.fullmatch(r"front-1-[0-9a-f]{16}", child)


def test_sampling_goes_on_when_an_obstacle_is_gone(
    collector: CollectorStandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left = [None, "in the way", "in the way", None, "in the way"]

    def obstacle() -> str | None:
        return left.pop(0) if left else None

    monkeypatch.setattr(agent, "obstacle", obstacle)
    with tandem_profiler.start(service="shop", collector=collector.url):
        while left:
            busy(0.1)
        busy()
    assert f"{__name__}.busy" in functions(collector.upload())
    assert caplog.messages.count("tandem: not sampling for now: in the way") == 1
    assert caplog.messages.count("tandem: sampling again") == 1


def test_children_of_multiprocessing_report_too(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    pool = "import multiprocessing\nif __name__ == '__main__':\n"
    pool += "    child = multiprocessing.get_context('fork').Process(target=busy)\n"
    pool += "    child.start()\n    child.join()\n    raise SystemExit(child.exitcode)\n"
    written(tmp_path, BUSY + pool)
    assert run([*TANDEM, "app.py"], collector.url, tmp_path).returncode == 0
    uploads = [collector.upload(), collector.upload()]
    (child,) = [one for one in uploads if "__main__.busy" in functions(one)]
    assert "multiprocessing.process.BaseProcess._bootstrap" in functions(child)


SAYS_THAT_IT_STOPS = """
from tandem_profiler import agent
stop = agent.Agent.stop
agent.Agent.stop = lambda self, seconds: (print('done', flush=True), stop(self, seconds))
"""


def test_interrupt_while_the_last_upload_waits_ends_the_program(tmp_path: Path) -> None:
    written(tmp_path, BUSY + SAYS_THAT_IT_STOPS + "busy(0.2)\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        child = subprocess.Popen(
            [*TANDEM, "app.py"],
            cwd=tmp_path,
            env=environment(url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with child:
            assert child.stdout is not None
            assert child.stdout.readline() == "done\n"
            child.send_signal(signal.SIGINT)
            _, stderr = child.communicate(timeout=PATIENCE_SECONDS)
    assert child.returncode in (0, -signal.SIGINT)
    assert "tandem_profiler" not in stderr


def test_enabled_off_starts_no_thread(collector: CollectorStandIn, tmp_path: Path) -> None:
    written(
        tmp_path, "import sys, threading\nprint(threading.active_count(), 'grpc' in sys.modules)"
    )
    done = run([*TANDEM, "app.py"], collector.url, tmp_path, TANDEM_ENABLED="off")
    assert outcome(done) == (0, "1 False\n", "")
    assert collector.attempts == []


def test_start_brings_a_profile_with_the_busy_function(collector: CollectorStandIn) -> None:
    labels = {"env": "test", "a": "b"}
    with tandem_profiler.start(service="shop", collector=collector.url, labels=labels):
        asked = collector.asked()
        busy()  # by now it samples, too
    upload = collector.upload()
    assert asked.producer == upload.producer
    assert asked.format_revision == upload.format_revision == 1
    assert [(one.name, one.value) for one in upload.producer.labels] == [
        ("a", "b"),
        ("env", "test"),
    ]
    assert len(upload.profile_id) == 16
    assert f"{__name__}.busy" in functions(upload)
    line = busy.__code__.co_firstlineno
    assert {n for hits in upload.profile.line_hits for n in hits.lines} & {line + 3, line + 4}
    statistics = upload.profile.statistics
    assert statistics.cpu_micros > 400_000
    assert 0 < statistics.agent.cpu_micros < statistics.cpu_micros
    assert statistics.resident_bytes.peak > 1_000_000
    assert statistics.threads.peak >= 1
    assert statistics.agent.samples >= 1


def test_start_twice_changes_nothing(
    collector: CollectorStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    with tandem_profiler.start(service="first", collector=collector.url):
        second = tandem_profiler.start(service="second", collector="http://127.0.0.1:9")
        busy(0.5)
        assert sorted(agents()) == ["tandem-sampler", "tandem-upload"]
        second.stop()
    assert collector.upload().producer.service == "first"
    assert [record for record in caplog.messages if "already started" in record]


def test_start_again_after_stop(collector: CollectorStandIn) -> None:
    for service in ("first", "second"):
        handle = tandem_profiler.start(service=service, collector=collector.url)
        busy(0.5)
        handle.stop()
        handle.stop()
        assert collector.upload().producer.service == service
    end = time.monotonic() + PATIENCE_SECONDS
    while agents() and time.monotonic() < end:  # a thread has still to leave when all is said
        time.sleep(0.01)
    assert agents() == {}


def test_start_with_enabled_off_does_nothing(collector: CollectorStandIn) -> None:
    before = os.listdir("/proc/self/task")
    with tandem_profiler.start(enabled=False, collector=collector.url):
        assert os.listdir("/proc/self/task") == before
    assert collector.uploads_so_far() == []


def test_start_survives_every_wrong_setting(
    collector: CollectorStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    wrong: dict[str, Any] = {"wall_hz": "fast", "nonsense": object(), "labels": 3}
    with tandem_profiler.start(collector=collector.url, service="shop", **wrong):
        busy(0.5)
    assert collector.upload().producer.service == "shop"
    assert len(caplog.messages) == 3


class Observed(CurrentFramesSampler):
    """Counts its looks."""

    looks = 0

    def take(self, own: Iterable[int]) -> int:
        Observed.looks += 1
        return super().take(own)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often was looked."""
    monkeypatch.setattr(agent, "CurrentFramesSampler", Observed)
    monkeypatch.setenv("TANDEM_SAMPLER", "pure")
    Observed.looks = 0
    return lambda: Observed.looks


def busy_until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end
        busy(0.01)


def assert_no_more(looks: Callable[[], int]) -> None:
    """One may be under way."""
    before = looks()
    time.sleep(0.5)  # ten periods
    assert looks() <= before + 1


def test_collector_that_disables_ends_the_window_and_the_sampling(
    collector: CollectorStandIn, looks: Callable[[], int]
) -> None:
    collector.answer = b"\x08\x01\x10\x01"
    with tandem_profiler.start(service="shop", collector=collector.url) as handle:
        busy_until(lambda: not handle._agent.switch.is_on())
        assert_no_more(looks)


def test_pause_ends_the_window_and_resume_begins_another(
    collector: CollectorStandIn, looks: Callable[[], int]
) -> None:
    with tandem_profiler.start(service="shop", collector=collector.url) as handle:
        busy_until(looks)
        for _ in range(2):
            handle.pause()
        first = collector.upload()
        assert first.profile.duration_millis < 10_000
        assert_no_more(looks)
        paused = time.time() * 1000
        handle.resume()
        before = looks()
        busy_until(lambda: looks() > before)
    second = collector.upload()
    assert second.profile.start_millis >= paused - 1
    assert {first.producer.service, second.producer.service} == {"shop"}


def test_off_file_switches_off_as_long_as_it_is_there(
    collector: CollectorStandIn,
    looks: Callable[[], int],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    off = tmp_path / "off"
    off.touch()
    with tandem_profiler.start(service="shop", collector=collector.url, off_file=str(off)):
        busy_until(lambda: "tandem: off_file is there: sampling nothing" in caplog.messages)
        assert looks() == 0
        off.unlink()
        busy_until(looks)
        off.touch()
        collector.upload()
        assert_no_more(looks)
    assert caplog.messages == [
        "tandem: off_file is there: sampling nothing",
        "tandem: off_file is gone: sampling again",
        "tandem: off_file is there: sampling nothing",
    ]


def test_collector_none_sends_nothing(tmp_path: Path) -> None:
    written(tmp_path, BUSY + "busy(0.2)\nimport sys\nprint('grpc' in sys.modules)")
    done = run([*TANDEM, "app.py"], "none", tmp_path, TANDEM_AUDIT_FILE="sent.txt")
    assert outcome(done) == (0, "False\n", "")
    assert "__main__ busy" in (tmp_path / "sent.txt").read_text()


def test_nothing_of_the_program_leaves_but_names(
    collector: CollectorStandIn, tmp_path: Path
) -> None:
    secret = "x4711secret"
    source = (
        BUSY
        + f"""
import threading
{secret}_global = "value {secret}"
def pay(card="{secret}"):
    '''Docstring {secret}'''
    local = {{"{secret}": card}}
    busy()
    return local
worker = threading.Thread(target=pay, name="{secret}")
worker.start()
worker.join()
"""
    )
    written(tmp_path / secret, source)
    file = f"{secret}/app.py"
    assert run([*TANDEM, file, secret], collector.url, tmp_path, CARD=secret).returncode == 0
    upload = collector.upload()
    assert "__main__.pay" in functions(upload)
    for attempt in collector.attempts:
        assert secret.encode() not in attempt
    texts = json.dumps(list(upload.profile.strings))
    assert not re.search(r"/|\\\\", texts.replace("</", ""))
