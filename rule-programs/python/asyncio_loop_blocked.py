"""A coroutine that sleeps the whole event loop; or only itself."""

import asyncio
import time

import program


async def ask(block: bool) -> int:
    for _ in range(5):
        if block:
            time.sleep(0.01)
        else:
            await asyncio.sleep(0.01)
    return 1


async def ask_all(block: bool) -> int:
    return sum(await asyncio.gather(*[ask(block) for _ in range(4)]))


def trigger() -> object:
    return asyncio.run(ask_all(block=True))


def near_miss() -> object:
    return asyncio.run(ask_all(block=False))


if __name__ == "__main__":
    program.run(trigger, near_miss)
