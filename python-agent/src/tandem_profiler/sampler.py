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
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import accumulate, chain, islice, repeat, starmap, takewhile
from operator import attrgetter
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


Place = tuple[CodeType, int]  # a frame: its code, and the index of the instruction it stands at
PLACE: Any = attrgetter("f_code", "f_lasti")
_current_frames = sys._current_frames  # whatever the application puts there later


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

    kind = Sampler.CURRENT_FRAMES
    ticks = 1  # how often the last `take` sampled each thread

    def __init__(self, max_depth: int, launcher: CodeType | None = None) -> None:
        self.max_depth = max_depth
        self._launched_by = launcher  # its frame, and those further out, are no part of a stack
        self._launcher = id(launcher)
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
        idents = set(threads())
        idents.difference_update(own)
        now = time.perf_counter_ns()
        self._visit_in_turn(list(idents), now)
        if len(self._visits) > len(idents):
            self._visits = {i: visit for i, visit in self._visits.items() if i in idents}
        self._ask_the_kernel()
        self._last_tick = now
        return len(idents)

    def interval(self, hz: float) -> float:
        """Seconds until the next `take`, for ``hz`` samples in one."""
        return 1 / hz

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

    def rest(self) -> None:
        """It does nothing between two calls of `take`, nor has it threads: so these are empty."""

    halt = close = rest

    def timer_nanos(self) -> int:
        """CPU time of threads of its own: it has none."""
        return 0

    def _ask_the_kernel(self) -> None:
        """Of threads that stood still: if they still do at the next tick, this was their state."""
        for visit in self._unasked[:LOOKS]:
            visit.asleep = kernel.sleeps(visit.clock)
        self._unasked.clear()

    def _visit_in_turn(self, idents: list[int], now: int) -> None:
        begin = self._next % len(idents) if idents else 0
        self._next = 0
        in_turn = idents[begin:] + idents[:begin]
        for done in range(AT_ONCE, len(idents) + AT_ONCE, AT_ONCE):
            self._visit(in_turn[done - AT_ONCE : done], now)
            if time.perf_counter_ns() - now > LOOK_NANOS and done < len(idents):
                self._next = begin + done
                self._samples.over_limit += len(idents) - done
                return

    def _visit(self, idents: list[int], now: int) -> None:
        """Counts those that did not run as before, and looks at the others."""
        ran: list[tuple[int, int, int]] = []
        for ident in idents:
            visit = self._visits.get(ident)
            try:
                clock, cpu = _cpu(ident, visit)
            except OSError:  # the thread is ending: its clock is gone before its frame
                self._lose(ident)
                continue
            if visit is None or visit.key is None or (visit.clock, visit.cpu_nanos) != (clock, cpu):
                ran.append((ident, clock, cpu))
            else:
                self._count(ident, clock, cpu, visit.key, now)
        if ran:
            stacks = look([ident for ident, _, _ in ran], self.max_depth + 1)
            for (ident, clock, cpu), places in zip(ran, stacks, strict=True):
                if places:
                    self._count(ident, clock, cpu, self._key(places), now)
                else:  # it ended since its clock was read
                    self._lose(ident)

    def _lose(self, ident: int) -> None:
        self._samples.unreadable += 1
        self._visits.pop(ident, None)

    def _count(self, ident: int, clock: int, cpu: int, key: bytes, now: int) -> None:
        samples, visit = self._samples, self._visits.get(ident)
        still = visit is not None and visit.clock == clock and visit.cpu_nanos == cpu
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

    def _key(self, places: list[Place]) -> bytes:
        """The key of a stack. Its codes are held from now on, also those that are cut off."""
        codes, instructions = zip(*places)  # noqa: B905 -- pairs
        idents = tuple(map(id, codes))
        whole = True
        if self._launcher in idents:
            depth = idents.index(self._launcher)
            whole, idents, instructions = False, idents[:depth], instructions[:depth]
        elif len(idents) > self.max_depth:
            kept = self.max_depth - 1
            whole, idents = False, (*idents[:kept], _TRUNCATED[0])
            instructions = (*instructions[:kept], _TRUNCATED[1])
        key = array("q", idents + instructions).tobytes()
        if not (whole and self._samples.knows(key)):
            self._samples.codes.update(zip(map(id, codes), codes, strict=True))
        return key


def threads() -> list[int]:
    """The threads that run Python now, in one call of C."""
    return list(chain.from_iterable(starmap(_current_frames, ((),))))


def look(idents: list[int], depth: int) -> list[list[Place]]:
    """What each of these threads runs, innermost first, ``depth`` frames of it at most.

    Empty for a thread that has ended. All that is lazy here runs inside the outermost ``list``: it
    takes the frames, follows each to its callers up to the ``None`` behind the last, and lets go of
    them all, before another thread can run. None of it may be written in Python, or be kept.
    """
    innermost = chain.from_iterable(
        map(map, map(getattr, starmap(_current_frames, ((),)), repeat("get")), repeat(idents))
    )
    places = map(map, repeat(PLACE), map(islice, walks(innermost), repeat(depth)))
    return list(map(list, places))


def walks(innermost: Iterable[Any]) -> Iterator[Iterator[Any]]:
    """Of each frame itself, its caller, and so on to the outermost. Lazy, and of C alone.

    ``None`` in the place of a frame gives nothing.
    """
    outwards = map(chain, map(repeat, innermost, repeat(1)), repeat(repeat("f_back")))
    return map(takewhile, repeat(bool), map(accumulate, outwards, repeat(getattr)))


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
    depth = len(flat) // 2
    pairs = list(zip(flat[:depth], flat[depth:], strict=True))
    pairs.reverse()
    truncated = bool(pairs) and pairs[0] == _TRUNCATED
    return (pairs[1:] if truncated else pairs), truncated


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
