"""What the Python agent costs, and how large its uploads are: figure | target | compared with.

Run by `make bench`, with the interpreter that the agent is installed in. Asserts nothing.
"""

from __future__ import annotations

import gzip
import logging
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import tandem_profiler
from tandem_profiler.agent import Agent
from tandem_profiler.call_tree import CallTree
from tandem_profiler.model import (
    Frame,
    Language,
    Measure,
    Producer,
    Profile,
    Runtime,
    Scale,
    StackTrace,
    ThreadState,
    Upload,
    Window,
)
from tandem_profiler.sampler import CurrentFramesSampler
from tandem_profiler.wire import encode_upload_request

THREADS, DEPTH, ROUNDS = 10, 20, 2000
NODES, FUNCTIONS = 15_000, 1_500
IN_SITU_SECONDS = 5.0
CPU = (Measure.CPU_TIME, ThreadState.RUNNING)

Stacks = dict[StackTrace, int]


def main() -> None:
    """Prints one row a figure."""
    logging.getLogger("tandem_profiler").setLevel(logging.ERROR)  # no collector is there
    print(f"CPython {sys.version.split()[0]}; figure | target | compared with")
    with parked(THREADS, DEPTH) as own:
        naive = median_micros(lambda: naive_walk(own)) / THREADS
        running, idle = sampler_micros(own)
    row(
        f"running thread, depth {DEPTH}",
        f"{running:.2f} µs",
        "6 µs",
        f"file, name and line of each frame {naive:.2f} µs",
    )
    row(
        "idle thread",
        f"{idle:.2f} µs",
        "0.6 µs",
        f"file, name and line of each frame {naive:.2f} µs",
    )
    stacks = made_up_stacks()
    profile = folded(stacks)
    upload = Upload(b"\1" * 16, producer(), profile)
    request = encode_upload_request(upload)
    ours, pprof = kilobytes(request), kilobytes(pprof_of(stacks))
    row(f"upload, {len(profile.ascents):,} nodes, gzip", ours, "75 KB", f"gzip pprof {pprof}")
    fold = median_micros(lambda: folded(stacks), 5) / 1000
    encode = median_micros(lambda: encode_upload_request(upload), 5) / 1000
    row("encode it", f"{encode:.0f} ms", "-", f"fold it {fold:.0f} ms")
    both, loop = (
        f"{longest_hold_millis(work):.1f} ms"
        for work in (
            lambda: encode_upload_request(Upload(b"\1" * 16, producer(), folded(stacks))),
            lambda: sum(1 for _ in range(2_000_000)),
        )
    )
    row("longest hold of the GIL, of both", both, "5 ms", f"a loop of Python {loop}")
    for hz, target in ((20, "-"), (100, "1 %")):
        share = in_situ_percent(hz)
        row(
            f"sampling, {hz} Hz, 1 busy thread + 9",
            f"{share:.2f} % of a core",
            target,
            "0, without",
        )


def row(what: str, figure: str, target: str, compared: str) -> None:
    """Prints one figure."""
    print(f"  {what:36} {figure:>16} | {target:>6} | {compared}")


def kilobytes(data: bytes) -> str:
    """The size of what is sent, as a person reads it."""
    return f"{len(gzip.compress(data, 6)) / 1000:.1f} KB"


def median_micros(
    work: Callable[[], object], rounds: int = ROUNDS, before: Callable[[], object] = lambda: None
) -> float:
    """CPU time of the calling thread for ``work``, once, without what is done ``before`` it."""
    times = []
    for _ in range(rounds):
        before()
        begin = time.thread_time_ns()
        work()
        times.append(time.thread_time_ns() - begin)
    return statistics.median(times) / 1000


def longest_hold_millis(work: Callable[[], object], rounds: int = 9) -> float:
    """CPU time for which ``work`` at most keeps the GIL from a thread that always wants it.

    The switch interval is as short as can be: what is left are calls of C, which nothing
    interrupts, and runs of the cyclic collector. The median of the rounds' longest. The load of the
    machine is no part of it, but some systems tell a running thread's CPU time in steps of
    milliseconds: a loop of Python shows how long these are.
    """
    clock, over = time.pthread_getcpuclockid(threading.get_ident()), threading.Event()
    holds = [0]

    def want() -> None:
        while not over.is_set():
            before = time.clock_gettime_ns(clock)
            time.sleep(0)
            holds.append(time.clock_gettime_ns(clock) - before)

    longest, wanting = [], threading.Thread(target=want)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    wanting.start()
    for _ in range(rounds):
        work()
        longest.append(max(holds))
        holds[:] = [0]
    over.set()
    wanting.join()
    sys.setswitchinterval(interval)
    return statistics.median(longest) / 1e6


@contextmanager
def parked(threads: int, depth: int) -> Iterator[list[int]]:
    """Threads that wait ``depth`` frames deep. Gives the threads that are none of them."""
    others = list(sys._current_frames())
    leave, inside = threading.Event(), threading.Barrier(threads + 1)

    def descend(levels: int) -> None:
        if levels:
            descend(levels - 1)
        else:
            inside.wait()
            leave.wait()

    levels = depth - 6  # the frames of threading above and below
    started = [threading.Thread(target=descend, args=(levels,)) for _ in range(threads)]
    for thread in started:
        thread.start()
    inside.wait()
    yield others
    leave.set()
    for thread in started:
        thread.join()


def naive_walk(own: list[int]) -> list[list[tuple[str, str, int]]]:
    """What a sampler does that takes file, name and line of each frame at once."""
    frames = sys._current_frames()
    return [chain(frame) for ident, frame in frames.items() if ident not in own]


def chain(frame: FrameType | None) -> list[tuple[str, str, int]]:
    """A stack of one thread, innermost first."""
    rows = []
    while frame is not None:
        code = frame.f_code
        rows.append((code.co_filename, code.co_qualname, frame.f_lineno))
        frame = frame.f_back
    return rows


def sampler_micros(own: list[int]) -> tuple[float, float]:
    """CPU time per running and per idle thread: the former are those that must be walked."""
    sampler = CurrentFramesSampler(1000)
    for _ in range(THREADS):  # until the kernel has been asked about each of them
        sampler.take(own)
    idle = median_micros(lambda: sampler.take(own))

    def run() -> None:
        """As if each had: the clock reads something else than before."""
        for visit in sampler._visits:
            visit.cpu_nanos = -1
        sampler._line_up(sampler._visits)

    walking = median_micros(lambda: sampler.take(own), before=run)
    return walking / THREADS, idle / THREADS


def made_up_stacks() -> Stacks:
    """Stacks of a program with hot paths, whose tree has about `NODES` nodes; always the same."""
    dice = random.Random(1)
    words = "order cart price stock user token query cache page index batch event route".split()
    names = [f"{dice.choice(words)}_{dice.choice(words)}_{n}" for n in range(FUNCTIONS)]
    owners = [f"shop.{dice.choice(words)}.{dice.choice(words)}{n % 150}" for n in range(FUNCTIONS)]
    frames = [Frame(Language.PYTHON, *pair) for pair in zip(owners, names, strict=True)]
    calls = [
        [(dice.randrange(FUNCTIONS), dice.randrange(10, 900)) for _ in range(dice.randrange(1, 9))]
        for _ in range(FUNCTIONS)
    ]
    stacks: Stacks = {}
    nodes: set[tuple[int, ...]] = set()
    while len(nodes) < NODES:
        path, lines = [0], []
        while len(path) < 60 and dice.random() > 0.06:
            choices = calls[path[-1]]
            callee, line = choices[min(int(dice.expovariate(0.9)), len(choices) - 1)]
            path.append(callee)
            lines.append(line)
        nodes.update(tuple(path[:depth]) for depth in range(1, len(path) + 1))
        trace = StackTrace(tuple(frames[n] for n in path), (*lines, dice.randrange(10, 900)))
        stacks[trace] = stacks.get(trace, 0) + dice.randrange(1, 20)
    return stacks


def folded(stacks: Stacks) -> Profile:
    """Our profile of the stacks."""
    tree = CallTree()
    for trace, count in stacks.items():
        tree.add(trace, *CPU, count)
    scale = Scale(*CPU, 50_000, 50_000 * sum(stacks.values()))
    return tree.to_profile(Window(1_700_000_000_000, 300_000), [scale])


def producer() -> Producer:
    """Whose upload it is."""
    return Producer("shop", "one", (Runtime(Language.PYTHON, "CPython", "3.11"),), "0.1.0")


def pprof_of(stacks: Stacks) -> bytes:
    """The same stacks in pprof's format: two values each, as its CPU profiles have them."""
    strings: dict[str, int] = {"": 0}
    functions: dict[Frame, int] = {}
    locations: dict[tuple[Frame, int], int] = {}
    parts = []
    for kind, unit in (("samples", "count"), ("cpu", "nanoseconds")):
        columns = [(1, text(strings, kind)), (2, text(strings, unit))]
        parts.append(field(1, b"".join(number(*column) for column in columns)))
    for trace, count in stacks.items():
        pairs = list(zip(trace.frames, trace.lines, strict=True))
        ids = [locations.setdefault(pair, len(locations) + 1) for pair in reversed(pairs)]
        values = field(2, varint(count) + varint(count * 50_000_000))
        parts.append(field(2, field(1, b"".join(map(varint, ids))) + values))
    for (frame, line), ident in locations.items():
        function = functions.setdefault(frame, len(functions) + 1)
        parts.append(field(4, number(1, ident) + field(4, number(1, function) + number(2, line))))
    for frame, ident in functions.items():
        name = text(strings, f"{frame.owner}.{frame.function}")
        file = text(strings, frame.owner.replace(".", "/") + ".py")
        fields = number(1, ident) + number(2, name) + number(3, name) + number(4, file)
        parts.append(field(5, fields))
    parts += [field(6, one.encode()) for one in strings]
    return b"".join([*parts, number(9, 1_700_000_000 * 10**9), number(10, 300 * 10**9)])


def text(strings: dict[str, int], one: str) -> int:
    """The index of a text in the table."""
    return strings.setdefault(one, len(strings))


def varint(value: int) -> bytes:
    """A number in groups of seven bits, lowest first."""
    groups = bytearray()
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    return bytes([*groups, value])


def number(tag: int, value: int) -> bytes:
    """A field that holds a number."""
    return varint(tag << 3) + varint(value)


def field(tag: int, data: bytes) -> bytes:
    """A field that holds bytes."""
    return varint(tag << 3 | 2) + varint(len(data)) + data


def in_situ_percent(hz: int) -> float:
    """The sampling threads' share of a core in a busy process, cold caches and lock included."""
    with parked(9, DEPTH):
        handle = tandem_profiler.start(service="bench", collector="http://127.0.0.1:9", wall_hz=hz)
        spin(1.0)  # until the threads have started
        begin, wall = sampling_nanos(), time.perf_counter_ns()
        spin(IN_SITU_SECONDS)
        used, passed = sampling_nanos() - begin, time.perf_counter_ns() - wall
        handle.stop()
    return 100 * used / passed


def sampling_nanos() -> int:
    """CPU time of the threads that sample, so far: the extension's has a name, ours a stack."""
    nanos = 0
    for task in Path("/proc/self/task").iterdir():
        if (task / "comm").read_text().strip() == "tandem-native":
            nanos += int((task / "schedstat").read_text().split()[0])
    for ident, frame in sys._current_frames().items():
        if any(one.f_code is Agent._sample.__code__ for one in callers(frame)):
            nanos += time.clock_gettime_ns(time.pthread_getcpuclockid(ident))
    return nanos


def callers(frame: FrameType | None) -> Iterator[FrameType]:
    """A frame and all outside it."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def spin(seconds: float) -> None:
    """Keeps the interpreter busy."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(100))


if __name__ == "__main__":
    main()
