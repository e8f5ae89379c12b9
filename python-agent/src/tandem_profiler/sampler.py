"""Takes stack traces from running threads. Nothing else in the package looks at their frames.

A walk reads ``f_code``, ``f_lasti`` and ``f_back`` of each frame and nothing more: no locals, no
globals, no source. It makes no call that releases the interpreter lock, takes a millisecond at
most, and keeps code objects, never frames. So no frame ends while we hold it: dropping one that has
ended would run the application's destructors on our thread. Neither does the cyclic collector run
meanwhile; on 3.11 it could deadlock inside ``_current_frames`` (gh-106883).
"""

from __future__ import annotations

import gc
import sys
import time
from array import array
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from types import CodeType, FrameType
from typing import Any

from tandem_profiler import kernel

WALK_NANOS = 1_000_000  # of one tick; threads that are left take their turn in the next
_TRUNCATED = (0, -1)  # stands first in the key of a stack that was deeper than the limit
LOOKS = 4  # at the kernel, of one tick: each is a file that is opened
MAX_KEY_BYTES = 8 * 1024 * 1024  # of a window: 500,000 frames of distinct stacks, below R32


@dataclass(slots=True)
class Count:
    """How often one stack was seen in one of three conditions, and for how long."""

    samples: int = 0
    nanos: int = 0


@dataclass(slots=True)
class Samples:
    """What was seen in one window, still in keys.

    A key is the packed (id of code, index of instruction) of each frame, innermost first.
    """

    codes: dict[int, CodeType] = field(default_factory=dict)
    moved: dict[bytes, Count] = field(default_factory=dict)  # the thread's CPU clock had moved
    still: dict[bytes, Count] = field(default_factory=dict)
    asleep: dict[bytes, Count] = field(default_factory=dict)  # still, and in the kernel's sleep
    key_bytes: int = 0
    taken: int = 0
    unreadable: int = 0
    over_limit: int = 0  # visits that had to wait for the next tick, or new stacks beyond the bytes


def let_go(samples: Samples) -> None:
    """Leaves the codes, which may have no other holder any more, to the cyclic collector.

    Dropped by us, the last of one would run on our thread what hangs on its end: destructors of its
    constants, callbacks of weak references. So it ends where the interpreter ends garbage.
    """
    codes = samples.codes
    samples.codes = {}
    if gc.isenabled():  # else nobody would ever collect them
        garbage: list[Any] = [codes]
        garbage.append(garbage)


@dataclass(slots=True)
class _Visit:
    """What is known of a thread since its last visit."""

    clock: int
    cpu_nanos: int
    wall_nanos: int
    key: bytes | None  # of the window that is open; None where it was not walked in it yet
    asleep: bool | None = None  # what the kernel said since it stood still; None: not asked


class CurrentFramesSampler:
    """Samples all threads but the agent's own. One thread alone calls it."""

    def __init__(self, max_depth: int, launcher: CodeType | None = None) -> None:
        self.max_depth = max_depth
        self._launcher = launcher  # its frame, and those further out, are no part of a stack
        self._visits: dict[int, _Visit] = {}
        self._samples = Samples()
        self._last_tick = time.perf_counter_ns()
        self._next = 0
        self._unasked: list[_Visit] = []

    def take(self, own: Iterable[int]) -> int:
        """Samples once, leaving out the threads ``own``. Returns how many threads there were."""
        collecting = gc.isenabled()
        if collecting:
            gc.disable()
        try:
            return self._take(own)
        finally:
            if collecting:
                gc.enable()

    def _take(self, own: Iterable[int]) -> int:
        frames = sys._current_frames()
        now = time.perf_counter_ns()
        for ident in own:
            frames.pop(ident, None)
        self._visit_in_turn(frames, now)
        threads = len(frames)
        if len(self._visits) > threads:
            self._visits = {i: visit for i, visit in self._visits.items() if i in frames}
        frames.clear()  # before any other work
        self._ask_the_kernel()
        self._last_tick = now
        return threads

    def drain(self) -> Samples:
        """What was seen since the last call, and a new start."""
        drained, self._samples = self._samples, Samples()
        for visit in self._visits.values():
            visit.key = None  # it holds ids of codes that are no longer held
        return drained

    def forget_time(self) -> None:
        """Leaves the time since the last tick out of the account: after a pause, or a fork."""
        self._last_tick = time.perf_counter_ns()
        self._visits = {}

    def _ask_the_kernel(self) -> None:
        """Of threads that stood still: if they still do at the next tick, this was their state."""
        for visit in self._unasked[:LOOKS]:
            visit.asleep = kernel.sleeps(visit.clock)
        self._unasked.clear()

    def _visit_in_turn(self, frames: dict[int, FrameType], now: int) -> None:
        idents = list(frames)
        begin = self._next % len(idents) if idents else 0
        self._next = 0
        for position in range(len(idents)):
            index = (begin + position) % len(idents)
            self._visit(idents[index], frames, now)
            if time.perf_counter_ns() - now > WALK_NANOS and position + 1 < len(idents):
                self._next = index + 1
                self._samples.over_limit += len(idents) - position - 1
                return

    def _visit(self, ident: int, frames: dict[int, FrameType], now: int) -> None:
        samples, visit = self._samples, self._visits.get(ident)
        try:
            clock, cpu = _cpu(ident, visit)
        except OSError:  # the thread is ending: its clock is gone before its frame
            samples.unreadable += 1
            self._visits.pop(ident, None)
            return
        still = visit is not None and visit.clock == clock and visit.cpu_nanos == cpu
        key = visit.key if still and visit is not None else None
        if key is None:  # else it did not run, and its stack is the same
            key = self._walk(frames[ident])
        since = self._last_tick if visit is None else visit.wall_nanos
        if visit is None:
            visit = self._visits[ident] = _Visit(clock, cpu, now, key)
        else:
            visit.clock, visit.cpu_nanos, visit.wall_nanos, visit.key = clock, cpu, now, key
        if not still:
            visit.asleep = None
        elif visit.asleep is None:
            self._unasked.append(visit)
        counts = samples.asleep if visit.asleep else samples.still if still else samples.moved
        count = counts.get(key)
        if count is None:
            if samples.key_bytes + len(key) > MAX_KEY_BYTES:
                samples.over_limit += 1
                return
            samples.key_bytes += len(key)
            count = counts[key] = Count()
        count.samples += 1
        count.nanos += now - since
        samples.taken += 1

    def _walk(self, innermost: FrameType) -> bytes:
        codes, launcher = self._samples.codes, self._launcher
        flat: list[int] = []
        frame: FrameType | None = innermost
        left = self.max_depth
        while frame is not None and left:
            code = frame.f_code
            if code is launcher:
                frame = None
                break
            ident = id(code)
            if ident not in codes:
                codes[ident] = code
            flat.append(ident)
            flat.append(frame.f_lasti)
            frame = frame.f_back
            left -= 1
        if frame is not None and frame.f_code is not launcher:
            flat[-2:] = _TRUNCATED
        return array("q", flat).tobytes()


def _cpu(ident: int, visit: _Visit | None) -> tuple[int, int]:
    """A thread's CPU clock and its reading; raises OSError where the thread has ended.

    The C library is asked for the clock once: of a thread that has ended it must not be.
    """
    if visit is not None:
        try:
            return visit.clock, time.clock_gettime_ns(visit.clock)
        except OSError:  # the number was given to another thread since
            pass
    clock = time.pthread_getcpuclockid(ident)
    return clock, time.clock_gettime_ns(clock)


def unpack(key: bytes) -> tuple[list[tuple[int, int]], bool]:
    """The (id of code, index of instruction) of a key, outermost first, and whether it was cut."""
    flat = array("q")
    flat.frombytes(key)
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    pairs.reverse()
    truncated = bool(pairs) and pairs[0] == _TRUNCATED
    return (pairs[1:] if truncated else pairs), truncated


def refusal() -> str | None:
    """Why this interpreter must never be sampled, or ``None``."""
    with suppress(AttributeError):  # up to 3.12
        if not sys._is_gil_enabled():  # type: ignore[attr-defined]
            return "a free-threaded interpreter: reading frames of running threads would crash it"
    return None


def obstacle() -> str | None:
    """Why this interpreter must not be sampled now, or ``None``. Asked before each tick.

    From 3.12 on another interpreter may have a lock of its own, and so threads that run while we
    read their frames. Which have one cannot be told; C code makes them unseen by Python.
    """
    if _INTERPRETERS is not None and len(_INTERPRETERS.list_all()) > 1:
        return "subinterpreters exist: reading their threads' frames could crash the process"
    return None


def _interpreters() -> Any:
    names = ("_interpreters", "_xxsubinterpreters") if sys.version_info >= (3, 12) else ()
    for name in names:
        with suppress(ImportError):
            return import_module(name)
    return None


_INTERPRETERS = _interpreters()
