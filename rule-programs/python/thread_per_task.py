"""A thread for each small task; or a pool of them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import program

POOL = ThreadPoolExecutor(2)


def task() -> None:
    sum(range(100))


def trigger() -> object:
    thread = threading.Thread(target=task)
    thread.start()
    return thread.join()


def near_miss() -> object:
    return POOL.submit(task).result()


if __name__ == "__main__":
    program.run(trigger, near_miss)
