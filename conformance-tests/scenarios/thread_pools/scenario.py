"""A pool of two runs a task that waits for a while and asks for the next."""

import threading
from concurrent.futures import ThreadPoolExecutor

POOL = ThreadPoolExecutor(2)


def main():
    POOL.submit(task)


def task():
    work()  # here: task
    POOL.submit(task)


def work():
    threading.Event().wait(0.2)  # here: work
