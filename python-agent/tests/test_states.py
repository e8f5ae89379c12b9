"""Real waits of the standard library, told apart by their innermost frame, and nothing guessed."""

import queue
import select
import selectors
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tandem_profiler.model import Frame, Language, ThreadState
from tandem_profiler.names import Names
from tandem_profiler.sampler import CurrentFramesSampler, unpack
from tandem_profiler.states import state_of

PATIENCE_SECONDS = 30

Wait = Callable[[], object]


def innermost_of(
    wait: Wait, arrived: Callable[[list[str]], bool], end: Callable[[], object]
) -> Frame:
    """The innermost frame of a thread that waits: as soon as its stack has ``arrived`` there."""
    before = list(sys._current_frames())
    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    try:
        return _innermost(before, arrived)
    finally:
        end()
        thread.join(PATIENCE_SECONDS)


def _innermost(others: list[int], arrived: Callable[[list[str]], bool]) -> Frame:
    names = Names()
    names.refresh()
    sampler = CurrentFramesSampler(100)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        sampler.take(others)
        samples = sampler.drain()
        for key in samples.moved:
            pairs, _ = unpack(key)
            stack = [samples.codes[ident] for ident, _ in pairs]
            if arrived([code.co_qualname for code in stack]):
                return names.frame(stack[-1])
        time.sleep(0)
    raise AssertionError("the thread never arrived")


def innermost_is(*functions: str) -> Callable[[list[str]], bool]:
    return lambda stack: stack[-1] in functions


def test_event_wait_is_waiting() -> None:
    event = threading.Event()
    frame = innermost_of(event.wait, lambda stack: stack[-2:] == EVENT, event.set)
    assert state_of(frame, still=False) is ThreadState.WAITING


EVENT = ["Event.wait", "Condition.wait"]


def test_queue_get_is_waiting() -> None:
    waiting: queue.Queue[int] = queue.Queue()
    ends = ["Queue.get", "Condition.wait"]
    frame = innermost_of(waiting.get, lambda stack: stack[-2:] == ends, lambda: waiting.put(1))
    assert state_of(frame, still=False) is ThreadState.WAITING


def test_future_result_is_waiting() -> None:
    future: Future[int] = Future()
    ends = ["Future.result", "Condition.wait"]
    frame = innermost_of(
        future.result, lambda stack: stack[-2:] == ends, lambda: future.set_result(1)
    )
    assert state_of(frame, still=False) is ThreadState.WAITING


def test_join_is_waiting() -> None:
    leave = threading.Event()
    other = threading.Thread(target=leave.wait, daemon=True)
    other.start()
    arrived = innermost_is("Thread._wait_for_tstate_lock", "Thread.join")
    frame = innermost_of(other.join, arrived, leave.set)
    assert state_of(frame, still=True) is ThreadState.WAITING


def test_idle_worker_of_a_pool_is_waiting() -> None:
    before = list(sys._current_frames())
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        frame = _innermost(before, innermost_is("_worker"))
    assert state_of(frame, still=False) is ThreadState.WAITING


def test_wait_for_a_child_process_is_waiting() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with child:
        assert child.stdin is not None
        frame = innermost_of(child.wait, innermost_is("Popen._try_wait"), child.stdin.close)
    assert state_of(frame, still=False) is ThreadState.WAITING


SELECTORS = [selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector]


@pytest.mark.parametrize("kind", SELECTORS, ids=lambda kind: kind.__name__)
def test_select_is_io(kind: type[selectors.BaseSelector], ends: tuple[socket.socket, ...]) -> None:
    near, far = ends
    with kind() as selector:
        selector.register(near, selectors.EVENT_READ)
        frame = innermost_of(
            selector.select,
            lambda stack: stack[-1].endswith("Selector.select"),
            lambda: far.send(b"x"),
        )
    assert state_of(frame, still=False) is ThreadState.IO


def test_read_of_a_socket_file_is_io(ends: tuple[socket.socket, ...]) -> None:
    near, far = ends
    with near.makefile("rb") as file:
        arrived = innermost_is("SocketIO.readinto")
        frame = innermost_of(file.readline, arrived, lambda: far.send(b"x\n"))
    assert state_of(frame, still=False) is ThreadState.IO


def test_accept_is_io() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            server.accept()[0].close()

        frame = innermost_of(
            accept,
            innermost_is("socket.accept"),
            lambda: socket.create_connection(server.getsockname()).close(),
        )
    assert state_of(frame, still=False) is ThreadState.IO


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, ...]]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def test_sleep_is_not_guessed() -> None:
    """What sleeps is the application's own function: its frame says nothing about why."""
    awake = threading.Event()

    def nap() -> None:
        while not awake.is_set():
            time.sleep(0.001)

    frame = innermost_of(nap, lambda stack: stack[-1].endswith("nap"), awake.set)
    assert state_of(frame, still=True) is ThreadState.UNSPECIFIED


def test_recv_in_a_function_of_the_application_is_not_guessed(
    ends: tuple[socket.socket, ...],
) -> None:
    near, far = ends

    def read() -> None:
        select.select([near], [], [])
        near.recv(1)

    frame = innermost_of(read, lambda stack: stack[-1].endswith("read"), lambda: far.send(b"x"))
    assert state_of(frame, still=True) is ThreadState.UNSPECIFIED


def test_empty_stack_is_not_guessed() -> None:
    assert state_of(None, still=True) is ThreadState.UNSPECIFIED


def test_place_that_computes_too_waits_only_where_it_stood_still() -> None:
    read = Names()
    read.refresh()
    frame = read.frame(ssl.SSLSocket.read.__code__)
    assert frame == Frame(Language.PYTHON, "ssl", "SSLSocket.read")
    assert state_of(frame, still=True) is ThreadState.IO
    assert state_of(frame, still=False) is ThreadState.UNSPECIFIED


def test_function_of_the_same_name_elsewhere_is_not_a_place() -> None:
    frame = Frame(Language.PYTHON, "shop", "Condition.wait")
    assert state_of(frame, still=True) is ThreadState.UNSPECIFIED
