"""A task awaits a coroutine that awaits one that waits for ever; its loop has nothing to do."""

import asyncio
import threading


def main():
    threading.Thread(target=asyncio.run, args=(serve(),)).start()


async def serve():
    await handle()  # here: serve


async def handle():
    await fetch()  # here: handle


async def fetch():
    await asyncio.Event().wait()  # here: fetch
