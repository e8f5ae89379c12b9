"""Names of threads, tasks and pools: people put customers and orders into them."""

from __future__ import annotations

import asyncio
import ctypes
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import current_process
from typing import Any

from protocol import Place, serve, told

PR_SET_NAME, PR_GET_NAME, KERNEL_BYTES = 15, 16, 15


def names_its_thread(place: Place) -> None:
    threading.current_thread().name = place.take()
    while place.parked():
        place.found(threading.current_thread().name)


def works_in_a_named_thread(place: Place) -> None:
    def works() -> None:
        while place.parked():
            place.found(threading.current_thread().name)

    thread = threading.Thread(target=works, name=place.take())
    thread.start()
    thread.join()


def works_in_a_pool(place: Place) -> None:
    def works() -> None:
        while place.parked():
            place.found(threading.current_thread().name.rpartition("_")[0])

    with ThreadPoolExecutor(1, thread_name_prefix=place.take()) as pool:
        pool.submit(works).result()


def names_it_for_the_kernel(place: Place) -> None:
    """As setproctitle and others do: ps and top show it. The kernel keeps 15 bytes."""
    control: Any = ctypes.CDLL(None).prctl
    control(PR_SET_NAME, ctypes.create_string_buffer(place.take().encode()[:KERNEL_BYTES]))
    while place.parked():
        shown = ctypes.create_string_buffer(KERNEL_BYTES + 1)
        control(PR_GET_NAME, shown)
        marker = place.take()
        place.found(marker if shown.value.decode() == marker[:KERNEL_BYTES] else shown.value)


def works_in_a_named_task(place: Place) -> None:
    async def works() -> None:
        while place.parked():
            task = asyncio.current_task()
            assert task is not None
            place.found(task.get_name())

    async def gathers() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(works(), name=place.take())

    asyncio.run(gathers())


def names_its_process(place: Place) -> None:
    current_process().name = place.take()
    while place.parked():
        place.found(current_process().name)


BODIES = {
    "renamed_thread": names_its_thread,
    "thread": works_in_a_named_thread,
    "pool": works_in_a_pool,
    "kernel": names_it_for_the_kernel,
    "task": works_in_a_named_task,
    "process": names_its_process,
}

if __name__ == "__main__":
    serve(told(), BODIES)
