"""Knows which of the standard library's functions wait, and for what; and what a sleep means."""

from __future__ import annotations

from tandem_profiler.model import Frame, ThreadState

_WAITING = ThreadState.WAITING
_IO = ThreadState.IO
_BLOCKED = ThreadState.BLOCKED

# (owner, function) of innermost frames that do nothing worth counting but to wait in C. A comment
# says what calls them, or in which versions they are the innermost ones.
_PLACES: dict[tuple[str, str], ThreadState] = {
    ("threading", "Condition.wait"): _WAITING,  # Event, Semaphore, Barrier, queue.Queue, Future
    ("threading", "Thread._wait_for_tstate_lock"): _WAITING,  # join, up to 3.12
    ("threading", "Thread.join"): _WAITING,  # from 3.13 on
    ("threading", "_shutdown"): _WAITING,  # the main thread, for those that are no daemons
    ("concurrent.futures.thread", "_worker"): _WAITING,  # SimpleQueue.get
    ("multiprocessing.synchronize", "Condition.wait"): _WAITING,
    ("multiprocessing.synchronize", "SemLock.__enter__"): _BLOCKED,
    ("multiprocessing.popen_fork", "Popen.poll"): _WAITING,
    ("subprocess", "Popen._try_wait"): _WAITING,
    ("selectors", "SelectSelector.select"): _IO,
    ("selectors", "_PollLikeSelector.select"): _IO,
    ("selectors", "EpollSelector.select"): _IO,  # asyncio, socketserver
    ("selectors", "KqueueSelector.select"): _IO,
    ("socket", "SocketIO.readinto"): _IO,  # http.client and everything else by makefile
    ("socket", "SocketIO.write"): _IO,
    ("socket", "socket.accept"): _IO,
    ("socket", "create_connection"): _IO,
    ("socket", "getaddrinfo"): _IO,
    ("multiprocessing.connection", "Connection._recv"): _IO,
    ("multiprocessing.connection", "Connection._send"): _IO,
}

# Those that compute as well: they wait only where the thread's CPU clock stands still.
_PLACES_WHERE_STILL: dict[tuple[str, str], ThreadState] = {
    ("ssl", "SSLSocket.read"): _IO,
    ("ssl", "SSLSocket.write"): _IO,
    ("ssl", "SSLSocket.do_handshake"): _IO,
}


def state_of(innermost: Frame | None, *, still: bool, asleep: bool = False) -> ThreadState:
    """The state of a thread in this frame; UNSPECIFIED where it is not known.

    ``still``: its CPU clock has not moved since its last sample. ``asleep``: nor has it left the
    kernel's sleep; where a function of the list is innermost, that says what the sleep is for.
    """
    if innermost is None:
        return ThreadState.UNSPECIFIED
    place = (innermost.owner, innermost.function)
    state = _PLACES.get(place)
    if state is None and still:
        state = _PLACES_WHERE_STILL.get(place)
    if state is None:
        return ThreadState.SLEEPING if asleep else ThreadState.UNSPECIFIED
    return state
