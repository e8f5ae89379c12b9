"""Threads for the samplers to look at, and what they saw in words."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tandem_profiler.sampler import UNKNOWN_CODE, Samples, unpack
from tandem_profiler.threads import Thread

PATIENCE_SECONDS = 30


class Worker:
    """A thread that enters ``body`` with a function to wait in, until the test lets it go."""

    def __init__(self, body: Callable[[Callable[[], None]], object]) -> None:
        self._inside, self._leave = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=body, args=(self._wait,), daemon=True)

    def _wait(self) -> None:
        self._inside.set()
        self._leave.wait(PATIENCE_SECONDS)

    def end(self) -> None:
        self._leave.set()
        self.thread.join(PATIENCE_SECONDS)

    def __enter__(self) -> "Worker":
        self.thread.start()
        assert self._inside.wait(PATIENCE_SECONDS)
        while innermost_of(self.thread) != "wait":  # Condition's, which stands still
            time.sleep(0)
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


def innermost_of(thread: threading.Thread) -> str:
    assert thread.ident is not None
    return sys._current_frames()[thread.ident].f_code.co_name


@contextmanager
def spinning(body: Callable[[Callable[[], bool]], object]) -> Iterator[threading.Thread]:
    """A thread in ``body``, which runs for as long as its argument says so."""
    running, go_on = threading.Event(), [True]

    def again() -> bool:
        running.set()
        return go_on[0]

    thread = threading.Thread(target=body, args=(again,), daemon=True)
    thread.start()
    assert running.wait(PATIENCE_SECONDS)
    try:
        yield thread
    finally:
        go_on[0] = False
        thread.join(PATIENCE_SECONDS)


def here() -> list[int]:
    return [threading.get_ident()]


def agents() -> dict[str, int]:
    """The agent's threads in this process: ident by name."""
    found = {}
    for ident, frame in sys._current_frames().items():
        outermost = frame
        while outermost.f_back is not None:
            outermost = outermost.f_back
        if outermost.f_code is Thread._run.__code__:
            found[outermost.f_locals["self"].name] = ident
    return found


def others() -> list[int]:
    """The threads of whoever else runs in this process, so that a test sees only its own.

    Not one that is just ending: a thread of the test could be given its ident.
    """
    alive = {thread.ident for thread in threading.enumerate()}
    return [ident for ident in sys._current_frames() if ident in alive]


def names_of(samples: Samples) -> list[list[str]]:
    """Each stack that was seen, outermost function first."""
    stacks = []
    for key in seen_of(samples):
        pairs, truncated = unpack(key)
        names = [name_of(samples, ident) for ident, _ in pairs]
        stacks.append(["<truncated>"] * truncated + names)
    return stacks


def name_of(samples: Samples, ident: int) -> str:
    return "<unknown>" if ident == UNKNOWN_CODE else samples.codes[ident].co_name


def seen_of(samples: Samples) -> dict[bytes, int]:
    """How often each stack was seen, in whatever state."""
    seen: dict[bytes, int] = {}
    for counts in (
        samples.moved,
        samples.still,
        samples.asleep,
        samples.running,
        samples.gil_wait,
    ):
        for key, count in counts.items():
            seen[key] = seen.get(key, 0) + count.samples
    return seen


def nanos_of(samples: Samples) -> int:
    """The time of all that was seen, in whatever state."""
    kinds = (samples.moved, samples.still, samples.asleep, samples.running, samples.gil_wait)
    return sum(count.nanos for kind in kinds for count in kind.values())
