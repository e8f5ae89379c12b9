"""The Python half of Storm."""

import time


def hog(_host):
    """Keeps the interpreter's lock for as long as it may."""
    return sum(number * number for number in range(20_000))


def recurse(host):
    return host.down(8)


def down(host, levels):
    return host.down(levels)


def lock(host):
    return host.locked(3)


def throw(host):
    try:
        host.refuse()
    except Exception:  # noqa: BLE001 (what Java throws has no class of its own)
        host.catchPythons()


def refuse():
    raise ValueError("refused")


def call_back(host):
    return sorted(range(50), key=host.key)


def wait(_host):
    time.sleep(0.005)
