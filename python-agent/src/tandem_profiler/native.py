"""Samples by the extension ``_native``, whose timer thread never waits for the GIL.

The extension tells addresses and counts; here they become samples. `take` is called once a second
or so, not once a sample: it looks at the stacks as the pure sampler does, so that their codes are
known, and fetches what the timer thread has seen. What that reads is listed in
``src/native/layout.h``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from types import CodeType
from typing import Any

from tandem_profiler.model import Sampler
from tandem_profiler.sampler import (
    MAX_KEY_BYTES,
    Count,
    Samples,
    let_go,
    look,
    not_collecting,
    threads,
)
from tandem_profiler.threads import ThreadIds, this_thread

TAKE_SECONDS = 1.0
_FIRST_TAKE_SECONDS = 0.05  # and twice as long each time: short programs end with their codes
LOOKED_AT = 64  # threads of one take; others take their turn in the next


class UnavailableError(Exception):
    """There is no native sampler here; the message says why."""


class NotBuiltError(UnavailableError):
    """The extension is not installed."""


class NativeSampler:
    """As `CurrentFramesSampler`, and knows who runs. One thread alone calls it, and one a process.

    `rest`, `halt` and `close` may come from any thread, also from several at once.

    Its timer thread runs from the first `interval` until `close`. ``starter`` are the ident and the
    system's number of the thread that asked for it.
    """

    kind = Sampler.NATIVE_HELPER

    def __init__(
        self,
        max_depth: int,
        launcher: CodeType | None = None,
        starter: ThreadIds | None = None,
    ) -> None:
        """Raises UnavailableError."""
        self._native = _extension()
        self._launcher = launcher
        self._starter = starter or this_thread()
        self._max_depth = max_depth
        self._own: tuple[int, ...] = ()
        self._next = 0
        self._looked_at: dict[int, CodeType] = {}
        self._samples = Samples()
        self._seconds = _FIRST_TAKE_SECONDS
        self.ticks = 0  # of the timer thread, up to the last `take`, since the one before
        self._start()

    def _start(self) -> None:
        """The self-test compares the calling stack: it has a generator and a call from C."""

        def started() -> Iterator[None]:
            yield self._native.start(self._max_depth, self._launcher, *self._starter)

        try:
            list(map(next, [started()]))
        except (RuntimeError, MemoryError) as refused:
            raise UnavailableError(str(refused)) from None

    @property
    def max_depth(self) -> int:
        """Frames kept of a stack. To change it starts the timer thread anew."""
        return self._max_depth

    @max_depth.setter
    def max_depth(self, frames: int) -> None:
        if frames != self._max_depth:
            self._max_depth = frames
            self._native.stop()
            self._start()

    def interval(self, hz: float) -> float:
        """Seconds until the next `take`; meanwhile the timer thread samples at ``hz``."""
        self._native.set(hz, self._own)
        seconds, self._seconds = self._seconds, min(2 * self._seconds, TAKE_SECONDS)
        return seconds

    def take(self, own: Iterable[int]) -> int:
        """Fetches what was seen, leaving out the threads ``own``. Returns how many there were."""
        self._own = tuple(own)
        with not_collecting():
            self._look()
            return self._fetch()

    def drain(self) -> Samples:
        """What was seen since the last call, and a new start."""
        with not_collecting():
            self._look()
            self._fetch()
            self._settle()
        drained, self._samples = self._samples, Samples(codes=dict(self._looked_at))
        return drained

    def forget_time(self) -> None:
        """Leaves out the time until the next `interval`, and what was seen since `take`."""
        self._native.set(0.0, self._own)
        left_out = Samples()
        with not_collecting():
            self._settle()
            self._native.drain(left_out.codes)
            self._native.settle(left_out.codes)
        let_go(left_out)

    def rest(self) -> None:
        """Takes no samples until the next `interval`. Any thread may call it, at any time."""
        try:
            self._native.set(0.0, self._own)
        except RuntimeError:
            return  # closed: none are taken

    def halt(self) -> None:
        """Ends the timer thread until the next `interval`; what it knows is kept. For a fork."""
        self._native.halt()

    def timer_nanos(self) -> int:
        """CPU time of the timer thread, so far."""
        nanos: int = self._native.cpu_nanos()
        return nanos

    def close(self) -> None:
        """Ends the timer thread, and lets go of what it may have told. Idempotent."""
        self._native.stop()
        self._looked_at = {}
        let_go(self._samples)

    def _look(self) -> None:
        """Holds the codes that are on a stack now, so that they do not end before they are told."""
        idents = threads()
        self._next = self._next if self._next < len(idents) else 0
        stacks = look(idents[self._next : self._next + LOOKED_AT], self._max_depth)
        self._next += LOOKED_AT
        self._looked_at = {id(code): code for codes, _ in stacks for code in codes}
        self._samples.codes.update(self._looked_at)
        for code in self._looked_at.values():
            self._native.know(code)

    def _fetch(self) -> int:
        samples = self._samples
        records, count, self.ticks, unreadable, over_limit = self._native.drain(samples.codes)
        samples.unreadable += unreadable
        samples.over_limit += over_limit
        self._add(records)
        threads_seen: int = count
        return threads_seen

    def _settle(self) -> None:
        """Takes over what waits for its codes to become known, whether they are now or not."""
        self._add(self._native.settle(self._samples.codes))

    def _add(self, records: list[tuple[bytes, int, int, int]]) -> None:
        samples = self._samples
        # In the order of the extension's states; what it could not find out is as in the pure one.
        by_state = (
            samples.running,
            samples.gil_wait,
            samples.asleep,
            samples.still,
            samples.moved,
        )
        for key, state, times, nanos in records:
            _add(samples, by_state[state], key, times, nanos)


def _add(samples: Samples, counts: dict[bytes, Count], key: bytes, times: int, nanos: int) -> None:
    count = counts.get(key)
    if count is None:
        if samples.key_bytes + len(key) > MAX_KEY_BYTES:
            samples.over_limit += times
            return
        samples.key_bytes += len(key)
        count = counts[key] = Count()
    count.samples += times
    count.nanos += nanos
    samples.taken += times


def _extension() -> Any:
    try:
        return import_module("tandem_profiler._native")
    except ImportError:
        raise NotBuiltError("the extension was not built for this interpreter") from None
