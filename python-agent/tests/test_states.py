"""What waiting threads are in, on this interpreter: real waits, not the table's own words."""

import concurrent.futures
import multiprocessing
import queue
import selectors
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from tandem_profiler.model import Frame, Language, ThreadState
from tandem_profiler.names import Names
from tandem_profiler.sampler import CurrentFramesSampler, unpack
from tandem_profiler.states import state_of

PATIENCE_SECONDS = 60


def still_state(wait: Callable[[], object], release: Callable[[], object]) -> ThreadState:
    """The state of a thread in ``wait``, once its clock stands still; then lets it go."""
    own = list(sys._current_frames())
    thread = threading.Thread(target=wait, daemon=True)
    sampler, names = CurrentFramesSampler(1000), Names(generated_names=True)
    thread.start()
    try:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            for _ in range(3):
                sampler.take(own)
                time.sleep(0.01)  # not for the outcome: lets the thread get where it waits
            samples = sampler.drain()
            names.refresh()
            if [count.samples for count in samples.still.values()] == [3]:
                ((key, _),) = samples.still.items()
                pairs, _ = unpack(key)
                return state_of(names.frame(samples.codes[pairs[-1][0]]), still=True)
        raise AssertionError("the thread never stood still")
    finally:
        release()
        thread.join(PATIENCE_SECONDS)


def test_event_wait_is_waiting() -> None:
    event = threading.Event()
    assert still_state(event.wait, event.set) is ThreadState.WAITING


def test_queue_get_is_waiting() -> None:
    items: queue.Queue[int] = queue.Queue()
    assert still_state(items.get, lambda: items.put(1)) is ThreadState.WAITING


def test_semaphore_acquire_is_waiting() -> None:
    semaphore = threading.Semaphore(0)
    assert still_state(semaphore.acquire, semaphore.release) is ThreadState.WAITING


def test_future_result_is_waiting() -> None:
    future: concurrent.futures.Future[int] = concurrent.futures.Future()
    assert still_state(future.result, lambda: future.set_result(1)) is ThreadState.WAITING


def test_thread_join_is_waiting() -> None:
    leave = threading.Event()
    other = threading.Thread(target=leave.wait)
    other.start()
    # the other thread is among those left out: it was there before
    assert still_state(other.join, leave.set) is ThreadState.WAITING


def test_idle_worker_of_a_pool_is_waiting() -> None:
    with concurrent.futures.ThreadPoolExecutor(1) as pool:

        def start_the_worker() -> None:
            pool.submit(int).result()

        assert still_state(start_the_worker, lambda: None) is ThreadState.WAITING


@pytest.mark.parametrize(
    "kind", [selectors.DefaultSelector, selectors.SelectSelector, selectors.PollSelector]
)
def test_select_is_io(kind: type[selectors.BaseSelector]) -> None:
    one, other = socket.socketpair()
    with one, other, kind() as selector:
        selector.register(one, selectors.EVENT_READ)
        assert still_state(selector.select, lambda: other.send(b"x")) is ThreadState.IO


def test_reading_a_socket_by_makefile_is_io() -> None:
    one, other = socket.socketpair()
    with one, other, one.makefile("rb") as file:
        assert still_state(file.readline, lambda: other.send(b"x\n")) is ThreadState.IO


def test_accept_is_io() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()

        def accept() -> None:
            server.accept()[0].close()

        def connect() -> None:
            socket.create_connection(address).close()

        assert still_state(accept, connect) is ThreadState.IO


def test_tls_read_is_io_only_where_the_clock_stands_still() -> None:
    frame = Frame(Language.PYTHON, "ssl", "SSLSocket.do_handshake")
    one, other = socket.socketpair()
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with other:

        def shake() -> None:
            with one, pytest.raises(OSError):
                context.wrap_socket(one)

        assert still_state(shake, lambda: other.close()) is ThreadState.IO
    assert state_of(frame, still=True) is ThreadState.IO
    assert state_of(frame, still=False) is ThreadState.UNSPECIFIED


def test_reading_a_pipe_of_multiprocessing_is_io() -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    with receiving, sending:
        assert still_state(receiving.recv, lambda: sending.send(1)) is ThreadState.IO


def test_waiting_for_a_subprocess_is_waiting() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        end = child.stdin
        assert still_state(child.wait, lambda: (end.write(b"\n"), end.flush())) is (
            ThreadState.WAITING
        )


def test_lock_of_multiprocessing_is_blocked() -> None:
    lock = multiprocessing.get_context("spawn").Lock()
    lock.acquire()

    def enter() -> None:
        with lock:
            pass

    assert still_state(enter, lock.release) is ThreadState.BLOCKED


def test_sleep_called_directly_is_not_guessed() -> None:
    ended = threading.Event()

    def doze() -> None:
        while not ended.is_set():
            time.sleep(0.2)

    assert still_state(doze, ended.set) is ThreadState.UNSPECIFIED


def test_lock_taken_directly_is_not_guessed() -> None:
    lock = threading.Lock()
    lock.acquire()
    assert still_state(lambda: lock.acquire(), lock.release) is ThreadState.UNSPECIFIED


def test_state_of_an_empty_stack_is_not_known() -> None:
    assert state_of(None, still=True) is ThreadState.UNSPECIFIED
