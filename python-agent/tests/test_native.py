"""What is peculiar to the native sampler: states, confirmation, its start and its end."""

import gc
import os
import re
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tandem_profiler.native import NativeSampler, NotBuiltError, UnavailableError
from tandem_profiler.sampler import UNKNOWN_CODE, Samples, unpack
from test_sampler_contract import keep_on, sampled
from threads import PATIENCE_SECONDS, Worker, others, seen_of, spinning

STORM = Path(__file__).with_name("storm.py")
TIMER = "tandem-native"


def timers() -> list[str]:
    """Names of the timer threads of this process. One that was just made says its name itself."""
    names = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
    return [name for name in names if name == TIMER]


def test_a_thread_that_computes_runs_and_the_others_wait_for_its_lock() -> None:
    def endless(again: Callable[[], bool]) -> None:
        while again():
            sum(range(200_000))

    own, sampler = others(), NativeSampler(100)
    try:
        with spinning(endless), spinning(endless), spinning(endless):
            samples = sampled(sampler, own, 300)
    finally:
        sampler.close()
    running = ran(samples)
    waiting = sum(count.samples for count in samples.gil_wait.values())
    assert running + waiting > 0.9 * samples.taken
    assert waiting > 0.2 * samples.taken  # two of three, but for when they wake to ask for it


def test_a_thread_that_sleeps_is_asleep_and_one_that_waits_is_still() -> None:
    awake = threading.Event()

    def sleeping() -> None:
        while not awake.is_set():
            time.sleep(0.01)

    own, sampler = others(), NativeSampler(100)
    thread = threading.Thread(target=sleeping)
    thread.start()
    try:
        with Worker(lambda wait: wait()):
            samples = sampled(sampler, own, 300)
    finally:
        awake.set()
        thread.join()
        sampler.close()
    asleep = {name for key in samples.asleep for name in names(samples, key)}
    still = {name for key in samples.still for name in names(samples, key)}
    assert "sleeping" in asleep
    assert "_wait" in still
    assert "_wait" not in asleep


def await_timer() -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while timers() != [TIMER]:
        assert time.monotonic() < give_up


def ran(samples: Samples) -> int:
    return sum(count.samples for count in samples.running.values())


def codes_of(samples: Samples) -> set[int]:
    return {ident for key in seen_of(samples) for ident, _ in unpack(key)[0]}


def names(samples: Samples, key: bytes) -> list[str]:
    return [samples.codes[ident].co_name for ident, _ in unpack(key)[0] if ident > UNKNOWN_CODE]


def test_a_function_that_never_lets_the_lock_go_is_seen() -> None:
    """The pure sampler sees it only where it lets go."""

    def holds(numbers: list[int]) -> None:
        sorted(numbers, key=abs)

    def lets_go() -> None:
        os.stat("/")  # unlike a sleep it leaves the core to nobody

    def both(again: Callable[[], bool]) -> None:
        numbers = list(range(200_000, 0, -1))
        while again():
            holds(numbers)
            lets_go()

    own, sampler = others(), NativeSampler(100)
    try:
        with spinning(both):
            keep_on(sampler, own, lambda: ran(sampler._samples) > 200)
        samples = sampler.drain()
    finally:
        sampler.close()
    inside = sum(n.samples for key, n in samples.running.items() if "holds" in names(samples, key))
    assert inside > 0.8 * ran(samples)


def test_a_code_that_ends_is_kept_until_it_is_told() -> None:
    def made_again_and_again(again: Callable[[], bool]) -> None:
        while again():
            exec("def short(n): return sum(range(n))\nfor n in range(200): short(n)", {})

    own, sampler = others(), NativeSampler(100)
    try:
        with spinning(made_again_and_again):
            keep_on(sampler, own, lambda: sampler._samples.taken > 200)
        samples = sampler.drain()
    finally:
        sampler.close()
    inside = [key for key in seen_of(samples) if "short" in names(samples, key)]
    shorts = {id(code) for code in samples.codes.values() if code.co_name == "short"}
    assert len(inside) > 1
    assert len(shorts) > 1


class Passing:
    """A function that is made anew, runs for a while and then is left, alive, in an old generation.

    Up to 3.11 nobody tells that its code was made, and it is not on a stack when somebody looks.
    """

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {}
        self.runs, self.left = threading.Event(), threading.Event()

    def body(self, again: Callable[[], bool]) -> None:
        while again():
            while self.runs.is_set() and again():
                self.namespace["passing"]()
            self.left.set()
            time.sleep(0.001)

    def make(self) -> None:
        exec("def passing(): return sum(range(5000))", self.namespace)
        gc.collect()

    def pass_by(self, sampler: NativeSampler) -> None:
        """The timer thread sees it."""
        spent = sampler.timer_nanos()
        sampler.interval(1000)
        self.left.clear()
        self.runs.set()
        while sampler.timer_nanos() < spent + 3_000_000:
            time.sleep(0.01)
        self.runs.clear()
        assert self.left.wait(PATIENCE_SECONDS)


def nearly_all_named(samples: Samples) -> bool:
    """But for stacks that were torn: read while the thread went on."""
    passing = unknown = 0
    for key, times in seen_of(samples).items():
        passing += times if "passing" in names(samples, key) else 0
        unknown += times if UNKNOWN_CODE in {ident for ident, _ in unpack(key)[0]} else 0
    return unknown < 0.2 * passing


def test_a_code_that_was_not_known_is_named_when_it_has_ended() -> None:
    own, sampler, passing = others(), NativeSampler(100), Passing()
    try:
        passing.make()
        with spinning(passing.body):
            for _ in range(5):
                passing.pass_by(sampler)
                sampler.take(own)
                passing.make()  # the one before ends
        samples = sampler.drain()
    finally:
        sampler.close()
    assert nearly_all_named(samples)


def test_a_code_that_was_not_known_is_looked_for_when_the_window_closes() -> None:
    own, sampler, passing = others(), NativeSampler(100), Passing()
    try:
        passing.make()
        with spinning(passing.body):
            passing.pass_by(sampler)
            sampler.take(own)
            samples = sampler.drain()
    finally:
        sampler.close()
    assert nearly_all_named(samples)


def test_what_waits_for_a_name_is_left_out_with_the_time_it_was_seen_in() -> None:
    own, sampler, passing = others(), NativeSampler(100), Passing()
    try:
        passing.make()
        with spinning(passing.body):
            passing.pass_by(sampler)
            sampler.forget_time()
            sampler.take(own)
            samples = sampler.drain()
    finally:
        sampler.close()
    assert not any("passing" in names(samples, key) for key in seen_of(samples))


BEGINS_LATE = """
import threading, time

def work():
    end = time.thread_time() + 0.5
    while time.thread_time() < end:
        sum(range(1000))

thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


def test_a_thread_that_begins_late_is_not_taken_for_the_one_that_made_it(tmp_path: Path) -> None:
    """Where processors are scarce it is listed with the numbers of its maker, up to 3.11.

    Half of the programs were wrong then, of so many at once.
    """
    program = tmp_path / "program.py"
    program.write_text(BEGINS_LATE)
    audits = [tmp_path / f"audit-{number}" for number in range(12)]
    run = [sys.executable, "-m", "tandem_profiler", "run", "--service", "test", "--collector"]
    at_once = [
        subprocess.Popen(
            [*run, "none", str(program)], env={**os.environ, "TANDEM_AUDIT_FILE": str(audit)}
        )
        for audit in audits
    ]
    assert [one.wait() for one in at_once] == [0] * len(at_once)
    for audit in audits:
        told = audit.read_text(encoding="utf-8")
        assert re.search(r"python __main__ work \|.* cpu_time running", told), told


def test_close_leaves_the_end_of_codes_to_the_collector() -> None:
    sampler = NativeSampler(50)
    done, began = threading.Event(), threading.Event()
    code = compile("began.set() or done.wait()", "nowhere", "eval")
    thread = threading.Thread(target=eval, args=(code, {"began": began, "done": done}))
    thread.start()
    assert began.wait(60)
    sampler.interval(100)
    sampler.take(())  # sees it on the stack
    done.set()
    thread.join()
    del thread
    reference = weakref.ref(code)
    del code
    gc.disable()
    try:
        sampler.close()
        del sampler
        assert reference() is not None
    finally:
        gc.enable()
    gc.collect()
    assert reference() is None


def test_close_ends_the_timer_thread_and_it_starts_again() -> None:
    for _ in range(20):
        sampler = NativeSampler(100)
        sampler.interval(1000)
        await_timer()
        sampler.close()
        sampler.close()
        assert timers() == []


def test_another_depth_starts_it_anew() -> None:
    own, sampler = others(), NativeSampler(100)
    try:
        with Worker(lambda wait: wait()):
            keep_on(sampler, own, lambda: sampler._samples.taken > 0)
            sampler.max_depth = 2
            sampled(sampler, own)
            samples = sampled(sampler, own)
        assert {len(unpack(key)[0]) for key in seen_of(samples)} == {1}
        assert timers() == [TIMER]
    finally:
        sampler.close()


def test_there_is_one_a_process() -> None:
    sampler = NativeSampler(100)
    try:
        with pytest.raises(UnavailableError, match="it runs already"):
            NativeSampler(100)
    finally:
        sampler.close()


def test_a_child_has_no_timer_and_can_have_its_own() -> None:
    sampler = NativeSampler(100)
    sampler.interval(1000)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            assert timers() == []
            sampler.close()  # the parent's: nothing to join
            own = NativeSampler(100)
            own.interval(1000)
            await_timer()
            own.close()
            status = 0
        finally:
            os._exit(status)
    try:
        assert os.waitpid(child, 0)[1] == 0
        assert timers() == [TIMER]
    finally:
        sampler.close()


def test_halt_ends_the_timer_thread_and_the_next_interval_starts_another() -> None:
    own, sampler = others(), NativeSampler(100)
    try:
        with Worker(lambda wait: wait()):
            keep_on(sampler, own, lambda: sampler._samples.taken > 0)
            spent = sampler.timer_nanos()
            assert spent > 0
            sampler.halt()
            assert timers() == []
            assert sampler.timer_nanos() >= spent
            keep_on(sampler, own, lambda: sampler._samples.taken > 10)
        assert timers() == [TIMER]
        assert sampler.timer_nanos() > spent
    finally:
        sampler.close()


def test_where_it_was_not_built_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tandem_profiler._native", None)
    with pytest.raises(NotBuiltError):
        NativeSampler(100)


REFUSED = """
import ctypes, struct
libc = ctypes.CDLL(None, use_errno=True)
# A filter of system calls: load its number; where it is process_vm_writev answer ERRNO, else allow.
code = b"".join(struct.pack("HBBI", *row) for row in [
    (0x20, 0, 0, 0), (0x15, 0, 1, {number}),
    (0x06, 0, 0, 0x50000 | {errno}), (0x06, 0, 0, 0x7FFF0000)])
program = ctypes.create_string_buffer(code)
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
it = Program(4, ctypes.addressof(program))
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(it), 0, 0) == 0, ctypes.get_errno()
from tandem_profiler.native import NativeSampler, UnavailableError
try:
    NativeSampler(100)
except UnavailableError as why:
    print(why)
"""
PROCESS_VM_WRITEV = {"x86_64": 311, "aarch64": 271}


@pytest.mark.parametrize("errno", [1, 38])
def test_where_the_system_call_is_refused_it_is_said(errno: int) -> None:
    source = REFUSED.format(number=PROCESS_VM_WRITEV[os.uname().machine], errno=errno)
    done = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "the system does not let a process read itself\n"


def test_the_interpreter_lives_through_a_storm() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(STORM), "5"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "samples" in done.stdout


STARTED_WHILE_ANOTHER_ENDS = """
import threading
from tandem_profiler.native import NativeSampler, UnavailableError
began = 0
for _ in range(300):
    ending = NativeSampler(50)
    ending.interval(1000)
    thread = threading.Thread(target=ending.close)
    thread.start()
    try:
        NativeSampler(50).close()
        began += 1
    except UnavailableError:
        pass
    thread.join()
print(began > 0)
"""


def test_one_that_starts_while_another_ends_is_refused_or_works() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STARTED_WHILE_ANOTHER_ENDS],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


ENDED_BY_MANY = """
import sys, threading, time
from pathlib import Path
from tandem_profiler import _native
sys.setswitchinterval(1e-5)
latest = time.monotonic() + 2
counts = dict.fromkeys(("start", "set", "halt", "stop", "drain", "cpu_nanos"), 0)
ways = {"start": lambda: _native.start(50, None, 0, 0), "set": lambda: _native.set(1000.0, ()),
        "halt": _native.halt, "stop": _native.stop, "drain": lambda: _native.drain({}),
        "cpu_nanos": _native.cpu_nanos}
def again_and_again(name):
    while time.monotonic() < latest:
        try:
            ways[name]()
            counts[name] += 1
        except RuntimeError:
            time.sleep(0.0005)
threads = [threading.Thread(target=again_and_again, args=(name,)) for name in 2 * list(ways)]
for thread in threads: thread.start()
for thread in threads: thread.join()
_native.stop()
names = [comm.read_text() for comm in Path("/proc/self/task").glob("*/comm")]
print(all(counts.values()), "tandem-native\\n" in names)
"""


def test_any_thread_may_end_it_while_others_do() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDED_BY_MANY],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True False\n", "")
