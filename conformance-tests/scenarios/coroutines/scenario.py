"""A task awaits a coroutine that computes; another waits for its turn that never comes."""

import asyncio
import threading


def main():
    threading.Thread(target=asyncio.run, args=(both(),)).start()


async def both():
    await asyncio.gather(outer(), asyncio.Event().wait())


async def outer():
    await inner()  # here: outer


async def inner():
    work()  # here: inner


def work():
    while True:  # here: work
        pass  # here: work
