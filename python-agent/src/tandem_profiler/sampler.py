"""Takes stack traces from running threads. Nothing else in the package looks at their frames.

A look reads ``f_code``, ``f_lasti`` and ``f_back`` of each frame and nothing more: no locals, no
globals, no source. It keeps code objects, never frames, and no line of Python ever holds a frame: a
look is one call of C from the first frame to the last, in which the interpreter lets no other
thread run, however long the machine stands still. So no frame can end while it is held; to drop one
that has ended would run the application's destructors on our thread. Neither does the cyclic
collector run meanwhile; on 3.11 it could deadlock inside ``_current_frames`` (gh-106883).
"""

from __future__ import annotations

import gc
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import chain, compress, islice, repeat, starmap, tee
from operator import attrgetter, iadd, ne
from struct import Struct
from types import CodeType
from typing import Any

from tandem_profiler import kernel
from tandem_profiler.model import Sampler

LOOK_NANOS = 1_000_000  # of one tick; threads that are left take their turn in the next
AT_ONCE = 16  # threads of one look, which nothing interrupts
_TRUNCATED = (0, -1)  # the outermost pair of a stack that was deeper than the limit
UNKNOWN_CODE = 1  # instead of the id of a code that nobody has seen alive; native alone
LOOKS = 4  # at the kernel, of one tick: each is a file that is opened
MAX_KEY_BYTES = 8 * 1024 * 1024  # of a window: 500,000 frames of distinct stacks, below R32
_UNSEEN = -1  # instead of a clock's reading

Place = tuple[CodeType, int]  # a frame: its code, and the index of the instruction it stands at
PLACE: Any = attrgetter("f_code", "f_lasti")
_CODE: Any = attrgetter("f_code")
_INSTRUCTION: Any = attrgetter("f_lasti")
_CALLER: Any = attrgetter("f_back")
_Stack = tuple[list[CodeType], list[int]]  # the same of each frame, as two columns
_native: Any = None  # the extension, from 3.12 on and where it is there
if sys.version_info >= (3, 12):
    with suppress(ImportError):
        _native = import_module("tandem_profiler._native")
_current_frames: Callable[[], dict[int, Any]] = sys._current_frames  # whatever is put there later
if _native is not None:  # reads no other interpreter's threads, which may have begun meanwhile
    _current_frames = _native.current_frames


@dataclass(slots=True)
class Count:
    """How often one stack was seen in one of three conditions, and for how long."""

    samples: int = 0
    nanos: int = 0


@dataclass(slots=True)
class Samples:
    """What was seen in one window, still in keys.

    A key is packed: the id of the code of each frame, innermost first; then, as many, the index of
    its instruction.
    """

    codes: dict[int, CodeType] = field(default_factory=dict)
    moved: dict[bytes, Count] = field(default_factory=dict)  # the thread's CPU clock had moved
    still: dict[bytes, Count] = field(default_factory=dict)
    asleep: dict[bytes, Count] = field(default_factory=dict)  # still, and in the kernel's sleep
    running: dict[bytes, Count] = field(default_factory=dict)  # at that instant; native alone
    gil_wait: dict[bytes, Count] = field(default_factory=dict)  # for the GIL; native alone
    key_bytes: int = 0
    taken: int = 0
    unreadable: int = 0
    over_limit: int = 0  # visits that had to wait for the next tick, or new stacks beyond the bytes

    def knows(self, key: bytes) -> bool:
        """Whether the stack was seen before, and so its codes are held."""
        return key in self.moved or key in self.still or key in self.asleep


_collects = True  # whether the application has the collector on, as `not_collecting` last saw it


@contextmanager
def not_collecting() -> Iterator[None]:
    """Keeps the cyclic collector from running the application's destructors on our thread.

    One thread alone uses it, and not within itself. Others must not take what `gc.isenabled` says
    meanwhile for the application's wish.
    """
    global _collects  # noqa: PLW0603
    _collects = gc.isenabled()
    if not _collects:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def let_go(samples: Samples) -> None:
    """Leaves the codes, which may have no other holder any more, to the cyclic collector.

    Dropped by us, the last of one would run on our thread what hangs on its end: destructors of its
    constants, callbacks of weak references. So it ends where the interpreter ends garbage.
    """
    codes = samples.codes
    samples.codes = {}
    if gc.isenabled() or _collects:  # else nobody would ever collect them
        garbage: list[Any] = [codes]
        garbage.append(garbage)


@dataclass(slots=True, eq=False)
class _Visit:
    """What is known of a thread. While its CPU clock stands still nothing of this changes.

    So the ticks in which it did are counted at once: when it moves, or when somebody asks.
    """

    ident: int
    clock: int
    tick: int  # up to this one it is counted
    wall_nanos: int  # when that was
    cpu_nanos: int = _UNSEEN
    key: bytes | None = None  # of the window that is open; None where it was not walked in it yet
    asleep: bool | None = None  # what the kernel said since it stood still; None: not asked


class CurrentFramesSampler:
    """Samples all threads but the agent's own. One thread alone calls it."""

    kind = Sampler.CURRENT_FRAMES
    ticks = 1  # how often the last `take` sampled each thread

    def __init__(self, max_depth: int, launcher: CodeType | None = None) -> None:
        self.max_depth = max_depth
        self._launched_by = launcher  # its frame, and those further out, are no part of a stack
        self._launcher = id(launcher)
        self._samples = Samples()
        self._tick = 0
        self._last_tick = time.perf_counter_ns()
        self._listed: list[int] = []
        self._own: set[int] = set()
        self._visits: list[_Visit] = []  # in the order in which it is their turn
        self._clocks: list[int] = []  # of each visit
        self._cpus: list[int] = []  # what this clock reads while nothing need be looked at
        self._restless: dict[int, _Visit] = {}  # by ident: moved, and the kernel not asked since

    def take(self, own: Iterable[int]) -> int:
        """Samples once, leaving out the threads ``own``. Returns how many threads there were."""
        with not_collecting():
            return self._take(set(own))

    def _take(self, own: set[int]) -> int:
        listed = threads()
        now = time.perf_counter_ns()
        if listed != self._listed or own != self._own:
            self._follow(listed, own)
        self._visit_in_turn(now)
        self._tick += 1
        self._last_tick = now
        if self._restless:
            self._ask_the_kernel()
        return len(self._visits)

    def interval(self, hz: float) -> float:
        """Seconds until the next `take`, for ``hz`` samples in one."""
        return 1 / hz

    def drain(self) -> Samples:
        """What was seen since the last call, and a new start."""
        for visit in self._visits:
            self._count_still(visit)
            visit.key = None  # it holds ids of codes that are no longer held
        self._line_up(self._visits)
        drained, self._samples = self._samples, Samples()
        return drained

    def forget_time(self) -> None:
        """Leaves the time since the last tick out of the account: after a pause, or a fork."""
        self._follow([], set())
        self._last_tick = time.perf_counter_ns()

    def rest(self) -> None:
        """It does nothing between two calls of `take`, nor has it threads: so these are empty."""

    halt = close = rest

    def timer_nanos(self) -> int:
        """CPU time of threads of its own: it has none."""
        return 0

    def _follow(self, listed: list[int], own: set[int]) -> None:
        """Takes up the threads that the list has, and lets go of those that it no longer has."""
        self._listed, self._own = listed, own
        idents = set(listed).difference(own)
        visits = []
        for visit in self._visits:
            if visit.ident in idents:
                visits.append(visit)
            else:
                self._count_still(visit)
                self._restless.pop(visit.ident, None)
        for ident in idents.difference(visit.ident for visit in visits):
            try:
                clock = time.pthread_getcpuclockid(ident)
            except OSError:  # the thread is ending: its clock is gone before its frame
                self._samples.unreadable += 1
            else:
                visits.append(_Visit(ident, clock, self._tick, self._last_tick))
        self._line_up(visits)

    def _line_up(self, visits: list[_Visit]) -> None:
        self._visits = visits
        self._clocks = [visit.clock for visit in visits]
        self._cpus = [_UNSEEN if visit.key is None else visit.cpu_nanos for visit in visits]

    def _visit_in_turn(self, now: int) -> None:
        count = len(self._visits)
        for done in range(AT_ONCE, count + AT_ONCE, AT_ONCE):
            self._visit(done - AT_ONCE, now)
            if done < count and time.perf_counter_ns() - now > LOOK_NANOS:
                self._put_off(done)
                return

    def _put_off(self, done: int) -> None:
        """Leaves those that are not done to the next tick, in which they come first."""
        left = self._visits[done:]
        for visit in left:
            visit.tick += 1
        self._samples.over_limit += len(left)
        self._line_up(left + self._visits[:done])

    def _visit(self, first: int, now: int) -> None:
        """Looks at those whose clock moved; the others are counted later."""
        cpus = self._readings(first, now)
        before = self._cpus[first : first + AT_ONCE]
        self._samples.taken += len(cpus)
        if cpus == before:
            return
        moved = list(compress(range(first, first + AT_ONCE), map(ne, cpus, before)))
        stacks = look([self._visits[row].ident for row in moved], self.max_depth + 1)
        for row, (codes, instructions) in zip(moved, stacks, strict=True):
            if codes:
                self._see(row, cpus[row - first], self._key(codes, instructions), now)
            else:  # it ended since its clock was read
                self._lose(row, now)

    def _readings(self, first: int, now: int) -> list[int]:
        """Of the clocks. Those whose thread has ended are another thread's by now, or lost."""
        clocks = self._clocks[first : first + AT_ONCE]
        try:
            return _read(clocks)
        except OSError:
            return [self._reading(row, now) for row in range(first, first + len(clocks))]

    def _reading(self, row: int, now: int) -> int:
        """The C library is asked for a clock once: of a thread that has ended it must not be."""
        visit = self._visits[row]
        with suppress(OSError):
            return _read([visit.clock])[0]
        visit.cpu_nanos = self._cpus[row] = _UNSEEN
        try:  # the number was given to another thread since
            self._clocks[row] = visit.clock = time.pthread_getcpuclockid(visit.ident)
            return _read([visit.clock])[0]
        except OSError:
            self._lose(row, now)
            return _UNSEEN

    def _see(self, row: int, cpu: int, key: bytes, now: int) -> None:
        visit = self._visits[row]
        if visit.cpu_nanos != cpu:
            if visit.tick < self._tick:
                self._count_still(visit)
            self._count(self._samples.moved, key, 1, now - visit.wall_nanos)
            visit.tick, visit.wall_nanos = self._tick + 1, now
            visit.cpu_nanos, visit.asleep = cpu, None
            self._restless[visit.ident] = visit
        visit.key, self._cpus[row] = key, cpu

    def _lose(self, row: int, now: int) -> None:
        visit = self._visits[row]
        self._count_still(visit)
        visit.tick, visit.wall_nanos = self._tick + 1, now
        visit.cpu_nanos, visit.key = _UNSEEN, None
        self._cpus[row] = _UNSEEN
        self._samples.taken -= 1
        self._samples.unreadable += 1

    def _count_still(self, visit: _Visit) -> None:
        """Counts the ticks, up to the last, in which the thread stood still."""
        times = self._tick - visit.tick
        if times > 0 and visit.key is not None:
            samples = self._samples
            counts = samples.asleep if visit.asleep else samples.still
            self._count(counts, visit.key, times, self._last_tick - visit.wall_nanos)
            visit.tick, visit.wall_nanos = self._tick, self._last_tick

    def _count(self, counts: dict[bytes, Count], key: bytes, times: int, nanos: int) -> None:
        samples, count = self._samples, counts.get(key)
        if count is None:
            if samples.key_bytes + len(key) > MAX_KEY_BYTES:
                samples.over_limit += times
                samples.taken -= times
                return
            samples.key_bytes += len(key)
            count = counts[key] = Count()
        count.samples += times
        count.nanos += nanos

    def _ask_the_kernel(self) -> None:
        """Of threads that stood still: for as long as they still do, this is their state."""
        still = [visit for visit in self._restless.values() if visit.tick < self._tick]
        for visit in still[:LOOKS]:
            self._count_still(visit)
            visit.asleep = kernel.sleeps(visit.clock)
            del self._restless[visit.ident]

    def _key(self, codes: list[CodeType], instructions: list[int]) -> bytes:
        """The key of a stack. Its codes are held from now on, also those that are cut off."""
        idents = list(map(id, codes))
        whole = True
        if self._launched_by is not None and self._launcher in idents:
            depth = idents.index(self._launcher)
            whole, idents, instructions = False, idents[:depth], instructions[:depth]
        elif len(idents) > self.max_depth:
            kept = self.max_depth - 1
            whole, idents = False, [*idents[:kept], _TRUNCATED[0]]
            instructions = [*instructions[:kept], _TRUNCATED[1]]
        key = _packing(len(idents))(*idents, *instructions)
        if not (whole and self._samples.knows(key)):
            self._samples.codes.update(zip(map(id, codes), codes, strict=True))
        return key


@cache
def _packing(depth: int) -> Callable[..., bytes]:
    """What makes a key of numbers, twice as many. Not `struct.pack`: its cache is everybody's."""
    return Struct(f"{2 * depth}q").pack


def _read(clocks: list[int]) -> list[int]:
    """Raises OSError where the thread of one of them has ended."""
    return list(map(time.clock_gettime_ns, clocks))


def threads() -> list[int]:
    """The threads that run Python now, in one call of C."""
    return list(chain.from_iterable(starmap(_current_frames, ((),))))


def look(idents: list[int], depth: int) -> list[_Stack]:
    """What each of these threads runs, innermost first, ``depth`` frames of it at most.

    Empty for a thread that has ended. All that is lazy here runs inside the outermost ``list``: it
    takes the frames, follows each to its callers, reads them, and lets go of them all, before
    another thread can run. None of it may be written in Python, or be kept.
    """
    return list(_columns(stacks(idents, depth)))


def stacks(idents: list[int], depth: int, once: Any = ((),)) -> Iterator[list[Any]]:
    """The frames of each of these threads: lazy, and to be used as `look` does.

    ``once`` gives one empty tuple; where it gives none, nothing is looked at.
    """
    innermost = chain.from_iterable(
        map(map, map(getattr, starmap(_current_frames, once), repeat("get")), repeat(idents))
    )
    return walks(innermost, depth)


def _columns(stacks: Iterator[list[Any]]) -> Iterator[_Stack]:
    """Of frames. Lazy, and of C alone."""
    first, second = tee(stacks)
    codes = map(list, map(map, repeat(_CODE), first))
    return zip(codes, map(list, map(map, repeat(_INSTRUCTION), second)), strict=True)


def walks(innermost: Iterable[Any], depth: int | None = None) -> Iterator[list[Any]]:
    """Of each frame itself, its caller, and so on, ``depth`` at most. Lazy, and of C alone.

    ``None`` in the place of a frame gives nothing. Each list is read while it grows: by the callers
    of what it holds already.
    """
    growing, read = tee(map(list, map(filter, repeat(None), zip(innermost))))
    callers = map(filter, repeat(None), map(map, repeat(_CALLER), read))
    further = repeat(None if depth is None else depth - 1)
    return map(iadd, growing, map(islice, callers, further))


def unpack(key: bytes) -> tuple[list[tuple[int, int]], bool]:
    """The (id of code, index of instruction) of a key, outermost first, and whether it was cut."""
    flat = array("q")
    flat.frombytes(key)
    depth = len(flat) // 2
    pairs = list(zip(flat[:depth], flat[depth:], strict=True))
    pairs.reverse()
    truncated = bool(pairs) and pairs[0] == _TRUNCATED
    return (pairs[1:] if truncated else pairs), truncated


def obstacle() -> str | None:
    """Why this interpreter must not be sampled now, or ``None``. Asked before each tick.

    From 3.12 on another interpreter may have a lock of its own, and so threads that run while we
    read their frames. Which have one cannot be told; those that C code has made are seen by the
    extension alone.
    """
    if _is_alone():
        return None
    return "subinterpreters exist: reading their threads' frames could crash the process"


def _is_alone() -> bool:
    """Whether there is no interpreter but the main one, or none that may have its own lock."""
    if _native is not None:
        alone: bool = _native.alone()
        return alone
    if _INTERPRETERS is None:
        return True
    try:
        return len(_INTERPRETERS.list_all()) == 1
    except (RuntimeError, SystemError):  # one has just ended
        return False


def _interpreters() -> Any:
    names = ("_interpreters", "_xxsubinterpreters") if sys.version_info >= (3, 12) else ()
    for name in names:
        with suppress(ImportError):
            return import_module(name)
    return None


_INTERPRETERS = _interpreters()
