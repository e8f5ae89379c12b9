"""What all programs with secrets do alike; see ../README.md. Imported by each, sampled with it."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator


class Place:
    """One place that holds a marker. A thread of its own parks in it; the main thread asks."""

    def __init__(self, name: str, marker: str) -> None:
        self.name, self._marker = name, marker
        self._filled, self._asked, self._answered = (threading.Event() for _ in range(3))
        self.ended = False
        self._found: str | None = None

    def take(self) -> str:
        """The marker: a new text, of which nobody else keeps more than the runner's line."""
        return "".join(self._marker)

    def parked(self) -> bool:
        """Waits until somebody asks. True: call `found`, and park again. False: end."""
        self.filled()
        self._asked.wait()
        self._asked.clear()
        return not self.ended

    def filled(self) -> None:
        """For a place that runs instead of parking, until it is ``ended``."""
        self._filled.set()

    def is_asked(self) -> bool:
        """Whether such a place must call `found` now."""
        if self.ended or not self._asked.is_set():
            return False
        self._asked.clear()
        return True

    def found(self, marker: object) -> None:
        """What lies in the place now."""
        self._found = str(marker)
        self._answered.set()

    def ready(self) -> None:
        if not self._filled.wait(30):
            raise TimeoutError(self.name)

    def read(self) -> str:
        self._answered.clear()
        self._asked.set()
        if not self._answered.wait(30):
            raise TimeoutError(self.name)
        return str(self._found)

    def end(self) -> None:
        self.ended = True
        self._asked.set()


Body = Callable[[Place], object]


def told() -> dict[str, str]:
    """The markers by place: the first line."""
    markers: dict[str, str] = json.loads(sys.stdin.readline())
    return markers


def serve(
    markers: dict[str, str],
    bodies: dict[str, Body],
    read: Callable[[], dict[str, str]] = dict,
    executed: Callable[[], list[str]] = list,
) -> None:
    """Runs each body in a thread of its own with its `Place`, and answers until told to end.

    ``read`` finds the markers of places without a body, ``executed`` names the traps that were run.
    """
    places = [Place(name, markers[name]) for name in bodies]
    threads = [
        threading.Thread(target=bodies[place.name], args=(place,), daemon=True) for place in places
    ]
    for thread, place in zip(threads, places, strict=True):
        thread.start()
        place.ready()
    sys.stdout.write("filled\n")
    sys.stdout.flush()
    for _ in _asked():
        found: dict[str, object] = {place.name: place.read() for place in places}
        sys.stdout.write(json.dumps({**found, **read(), "!executed": executed()}) + "\n")
        sys.stdout.flush()
    for place in places:
        place.end()
    for thread in threads:
        thread.join(30)


def _asked() -> Iterator[None]:
    while sys.stdin.readline().strip() == "read":
        yield
