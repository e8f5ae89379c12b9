"""Looks at threads of Java that run Python, and lets the JVM look at them in the same hold.

The answer of a look is bytes: numbers of four bytes, the greatest byte first, and texts of UTF-8
behind their length.
"""

from __future__ import annotations

import builtins
import ctypes
import time
from collections.abc import Iterator
from itertools import chain, repeat, starmap, tee
from operator import attrgetter, getitem, is_, sub
from struct import Struct
from threading import get_ident, get_native_id
from types import CodeType
from typing import Any

from tandem_jep import entries, gil, jvm
from tandem_jep.call_sites import CallSites
from tandem_profiler import interpreter
from tandem_profiler.fold import Traces
from tandem_profiler.names import Names
from tandem_profiler.sampler import (
    _INTERPRETERS,
    Samples,
    _current_frames,
    let_go,
    not_collecting,
    obstacle,
    walks,
)
from tandem_profiler.states import state_of

_REFRESH_NANOS = 1_000_000_000
_MAX_DEPTH = 4096
_FIRST_LOOKS = 3
_RTLD_DL_SYMENT = 1
_SYMBOL_SIZE = 16  # in Elf64_Sym
_CODE: Any = attrgetter("f_code")
_INSTRUCTION: Any = attrgetter("f_lasti")
_INTEGER = Struct(">i").pack
_LONG = Struct(">q").pack
_BUILTINS = vars(builtins)
_CPU_CLOCK = 6  # of a thread, in the kernel's number of a clock
_TIMESPEC = 2  # seconds and nanoseconds
_clock_of = time.pthread_getcpuclockid
_read_clock: Any = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p)(
    ("clock_gettime", ctypes.pythonapi)  # which writes nothing where the thread has ended
)

_Stack = tuple[list[CodeType], list[int], list[bool]]


def refusal() -> str:
    """Why Python is never to be looked at here; empty where it may be."""
    return interpreter.refusal() or obstacle() or ""


def runtime_range() -> str:
    """First address of the interpreter's global state, in which its lock lies, and its bytes."""
    return "{} {}".format(*_runtime())


def _runtime() -> tuple[int, int]:
    """As `runtime_range`; zeros where it is not known."""
    try:
        runtime = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime"))
        found, symbol = (ctypes.c_void_p * 4)(), ctypes.c_void_p()
        ctypes.CDLL(None).dladdr1(
            ctypes.c_void_p(runtime), found, ctypes.byref(symbol), _RTLD_DL_SYMENT
        )
        if symbol.value is None:
            return 0, 0
        size: int = ctypes.c_uint64.from_address(symbol.value + _SYMBOL_SIZE).value
    except (ValueError, AttributeError, OSError):
        return 0, 0
    return runtime, size


def _alone() -> Any:
    """One empty tuple where `obstacle` has nothing to say, else none. Lazy, and of C alone."""
    if _INTERPRETERS is None:
        return iter(((),))
    counts = map(len, starmap(_INTERPRETERS.list_all, ((),)))
    return map(().__mul__, filter((1).__eq__, counts))


def _innermost(idents: list[int]) -> Iterator[Any]:
    """The innermost frame of each, ``None`` where it is not this interpreter's: 3.11 gives all.

    A code that is held for longer than its interpreter lives is in lists that have ended with it.
    Lazy, and of C alone.
    """
    frames = chain.from_iterable(
        map(map, map(getattr, starmap(_current_frames, _alone()), repeat("get")), repeat(idents))
    )
    first, second = tee(frames)
    are = map(is_, map(getattr, second, repeat("f_builtins"), repeat(None)), repeat(_BUILTINS))
    return map(getitem, zip(repeat(None), first), are)


def _looking(idents: list[int]) -> Iterator[_Stack]:
    """Code, instruction, and whether C called it, of each frame. Lazy, and of C alone."""
    first, second, third = tee(walks(_innermost(idents), _MAX_DEPTH), 3)
    codes = map(list, map(map, repeat(_CODE), first))
    instructions = map(list, map(map, repeat(_INSTRUCTION), second))
    return zip(codes, instructions, entries.entries(third), strict=True)


def _threads() -> list[tuple[int, int]]:
    """Each thread that is in Python and its CPU clock, in one call of C: so none of them ends."""
    idents, clocked = tee(chain.from_iterable(starmap(_current_frames, _alone())))
    return list(zip(idents, map(_clock_of, clocked), strict=True))


def _times(tasks: int) -> ctypes.Array[Any]:
    """Room for two readings of so many clocks, and of the time of day."""
    return (ctypes.c_int64 * (_TIMESPEC * 2 * (tasks + 1)))()


def _ran(times: ctypes.Array[Any]) -> list[bool]:
    """Whether each thread ran for a quarter of the time, and did not just wake to ask for the GIL.

    Of two readings of each clock: first one of all, then the other.
    """
    readings = [times[at] * 1_000_000_000 + times[at + 1] for at in range(0, len(times), _TIMESPEC)]
    half = len(readings) // 2
    passed, *ran = map(sub, readings[half:], readings[:half])
    return [4 * nanos > passed for nanos in ran]


class Mixed:
    """Of one interpreter. The thread that made it alone calls it."""

    def __init__(
        self, library: str, hold: str, lock: str, hurried: int, generated_names: bool
    ) -> None:
        """Raises JvmError, OSError or AttributeError where Java cannot be called."""
        self._take = jvm.static_method(library, hold, "take")
        with not_collecting():
            interval = gil.interval(*_runtime(), hurried)
            known, ident = gil.holder(interval) if interval else (0, 0)
        if interval:
            jvm.lend(library, lock, "isAt", interval, known or gil.WORD, ident)
        self._names = Names(generated_names)
        self._names.refresh()
        self._refreshed = time.perf_counter_ns()
        self._samples = Samples()
        self._begin(0)
        with not_collecting():
            for _ in range(_FIRST_LOOKS):  # at itself, before others must wait for it
                self._looks([get_ident()], [get_native_id()], _times(1))

    def _begin(self, window: int) -> None:
        let_go(self._samples)
        self._window = window
        self._samples = Samples()
        self._places: dict[tuple[int, int], int] = {}
        self._traces = Traces(self._samples.codes, self._names, lines=True)
        self._call_sites = CallSites()

    def look(self, window: int, wanted: str) -> bytes | str:
        """Looks once; a text says why not.

        Args:
            window: which one is open; places are numbered anew in each.
            wanted: ident of each thread to look at, and its number of the system's.
        """
        reason = obstacle()
        if reason is not None:
            return reason
        if window != self._window:
            self._begin(window)
        with not_collecting():
            numbers = list(map(int, wanted.split()))
            return self._look(numbers[::2], numbers[1::2])

    def _look(self, idents: list[int], tasks: list[int]) -> bytes | str:
        """At those first: until then each step of Python is one at which they could go on."""
        held = 0
        seen: list[_Stack | None] = []
        ran: list[bool] = []
        if idents:
            began = time.perf_counter_ns()
            times = _times(len(tasks))
            looks = self._looks(idents, tasks, times)
            held = time.perf_counter_ns() - began
            count = len(idents)
            if len(looks) != 4 * count + 3:
                return obstacle() or "it cannot be read"
            before, after = looks[:count], looks[3 * count + 3 :]
            seen = [one if one == other else None for one, other in zip(before, after, strict=True)]
            ran = _ran(times)
        try:
            listed = [(ident, ~(clock >> 3)) for ident, clock in _threads()]
        except OSError:  # one without a clock, which is none of Java's
            listed = []
        return self._answer(listed, held, ran, seen)

    def _looks(self, idents: list[int], tasks: list[int], times: ctypes.Array[Any]) -> list[Any]:
        """Looks twice, and between that the JVM: in one call of C, so nobody else gets the GIL.

        Reads the clocks before the JVM looks and after it: the time of day, and the threads' own.
        """
        clocks = [time.CLOCK_MONOTONIC, *(~task << 3 | _CPU_CLOCK for task in tasks)]
        size = ctypes.sizeof(times)
        places = range(ctypes.addressof(times), ctypes.addressof(times) + size, 8 * _TIMESPEC)
        return list(
            chain(
                _looking(idents),
                map(_read_clock, clocks, places),
                starmap(self._take, ((),)),
                map(_read_clock, clocks, places[len(clocks) :]),
                _looking(idents),
            )
        )

    def _answer(
        self,
        listed: list[tuple[int, int]],
        held: int,
        ran: list[bool],
        seen: list[_Stack | None],
    ) -> bytes:
        out, new, rows = bytearray(_LONG(held)), bytearray(), bytearray()
        out += _INTEGER(len(listed))
        for ident, thread in listed:
            out += _LONG(ident) + _INTEGER(thread)
        known = len(self._places)
        for has_run, stack in zip(ran, seen, strict=True):
            rows += _INTEGER(has_run)
            if stack is None:
                rows += _INTEGER(-1)
                continue
            codes, instructions, flags = stack
            rows += _INTEGER(len(codes))
            for row in range(len(codes) - 1, -1, -1):
                place = self._place(codes[row], instructions[row], new)
                entry = int(flags[row]) if flags else -1
                rows += _INTEGER(place) + _INTEGER(entry)
        out += _INTEGER(len(self._places) - known) + new
        return bytes(out + rows)

    def _place(self, code: CodeType, instruction: int, new: bytearray) -> int:
        key = (id(code), instruction)
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self._places)
            if id(code) not in self._samples.codes:
                self._samples.codes[id(code)] = code
                self._refresh()
            self._describe(code, instruction, new)
        return place

    def _refresh(self) -> None:
        """Modules that came since are looked for where code is new, once a second at most."""
        now = time.perf_counter_ns()
        if now - self._refreshed > _REFRESH_NANOS:
            self._names.refresh()
            self._refreshed = now

    def _describe(self, code: CodeType, instruction: int, new: bytearray) -> None:
        frame = self._traces.frame(id(code))
        state = state_of(frame, still=True)
        for text in (
            frame.owner,
            frame.function,
            self._call_sites.callee(code, instruction),
            code.co_name,
        ):
            raw = text.encode("utf-8", "replace")
            new += _INTEGER(len(raw)) + raw
        new += _INTEGER(self._traces.line(id(code), instruction)) + _INTEGER(int(state))


def open_mixed(library: str, hold: str, lock: str, hurried: int, generated_names: bool) -> None:
    """Makes what `tandem_look` asks from now on.

    Args:
        library: path of the running JVM's own library.
        hold: binary name of the class that looks for the JVM.
        lock: binary name of the class that is told where the interpreter's lock is.
        hurried: microseconds of the switch interval while that class is in a hurry.
        generated_names: whether names of code that was given as text are shown.
    """
    global _mixed
    _mixed = Mixed(library, hold, lock, hurried, generated_names)


_mixed: Mixed


def tandem_look(window: int, wanted: str, micros: int) -> bytes | str:
    """As `Mixed.look`, which nobody need wait for in a hurry: see `gil.calm`."""
    gil.calm(micros)
    return _mixed.look(window, wanted)
