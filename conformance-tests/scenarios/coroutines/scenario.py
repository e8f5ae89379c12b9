"""A task awaits a coroutine that computes; another waits for its turn that never comes."""

import asyncio
import threading


def main():
    threading.Thread(target=asyncio.run, args=(outer(),)).start()


async def outer():
    idle = asyncio.create_task(asyncio.Event().wait())
    await asyncio.sleep(0)
    await inner()  # here: outer
    await idle


async def inner():
    work()  # here: inner


def work():
    while True:  # here: work
        pass  # here: work
