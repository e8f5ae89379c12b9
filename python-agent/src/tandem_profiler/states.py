"""Knows which of the standard library's functions wait, and for what."""

from __future__ import annotations

from tandem_profiler.model import Frame, ThreadState

_WAITING = ThreadState.WAITING
_IO = ThreadState.IO

# (owner, function) of innermost frames whose C call waits. One that also computes is not here.
_PLACES: dict[tuple[str, str], ThreadState] = {
    ("threading", "Condition.wait"): _WAITING,
    ("threading", "Semaphore.acquire"): _WAITING,
    ("threading", "Thread._wait_for_tstate_lock"): _WAITING,
    ("threading", "Thread.join"): _WAITING,
    ("concurrent.futures.thread", "_worker"): _WAITING,  # SimpleQueue.get
    ("multiprocessing.synchronize", "Condition.wait"): _WAITING,
    ("multiprocessing.popen_fork", "Popen.poll"): _WAITING,
    ("subprocess", "Popen._try_wait"): _WAITING,
    ("selectors", "SelectSelector._select"): _IO,
    ("selectors", "SelectSelector.select"): _IO,
    ("selectors", "PollSelector.select"): _IO,
    ("selectors", "_PollLikeSelector.select"): _IO,
    ("selectors", "EpollSelector.select"): _IO,
    ("selectors", "KqueueSelector.select"): _IO,
    ("socket", "SocketIO.readinto"): _IO,
    ("socket", "SocketIO.write"): _IO,
    ("socket", "socket.accept"): _IO,
    ("socket", "create_connection"): _IO,
    ("socket", "getaddrinfo"): _IO,
    ("ssl", "SSLSocket.read"): _IO,
    ("ssl", "SSLSocket.recv"): _IO,
    ("ssl", "SSLSocket.do_handshake"): _IO,
    ("multiprocessing.connection", "Connection._recv"): _IO,
}


def state_of(innermost: Frame | None) -> ThreadState:
    """The state of a thread that stands still in this frame; UNSPECIFIED where it is not known."""
    if innermost is None:
        return ThreadState.UNSPECIFIED
    return _PLACES.get((innermost.owner, innermost.function), ThreadState.UNSPECIFIED)
