"""Drives shops at a modest rate and proves that each request has one answer.

``python load.py --for 60 http://127.0.0.1:8081 http://127.0.0.1:8082`` sends to each shop, over and
over and in changing order, the requests of a book made from the shop's own size. Every answer is
checked, and a request that is repeated must be answered with the same bytes. The digest in the last
line is over the book's answers: runs with the same seed and sizes must print the same one.
"""

import argparse
import hashlib
import http.client
import json
import random
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from book import Request, WrongAnswer, book_of

TIMEOUT_SECONDS = 30


@dataclass
class Tally:
    """What came back from one shop. Thread-safe."""

    requests: int = 0
    answers: dict[Request, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, request: Request, body: bytes) -> None:
        """Counts the answer. Raises WrongAnswer where it is not what it must be."""
        digest = hashlib.sha256(body).hexdigest()
        with self._lock:
            self.requests += 1
            known = self.answers.get(request)
        if known is None:
            request.check(body)
            with self._lock:
                self.answers[request] = digest
        elif known != digest:
            raise WrongAnswer(f"{request.path} was answered in two ways")

    def digest(self, book: list[Request]) -> str:
        """Of all answers in the order of the book; '-' as long as one is missing."""
        if any(request not in self.answers for request in book):
            return "-"
        return hashlib.sha256("".join(map(self.answers.__getitem__, book)).encode()).hexdigest()[
            :16
        ]


class Customer:
    """Asks one request after the other over one connection, and thinks in between."""

    def __init__(self, url: str, tally: Tally, book: list[Request], *, seed: str) -> None:
        self._address = urlsplit(url).netloc
        self._tally = tally
        self._book = book
        self._random = random.Random(seed)

    def shop(self, stop: threading.Event, think_seconds: float, rounds: int) -> None:
        """Until told to stop, or after so many rounds through the book (0: without end)."""
        connection = http.client.HTTPConnection(self._address, timeout=TIMEOUT_SECONDS)
        done = 0
        try:
            while not stop.is_set() and (rounds == 0 or done < rounds):
                for request in self._random.sample(self._book, len(self._book)):
                    self._tally.add(request, ask(connection, request))
                    if stop.wait(self._random.uniform(0, 2 * think_seconds)):
                        break
                done += 1
        except (OSError, http.client.HTTPException, ValueError, KeyError, WrongAnswer) as error:
            self._tally.problems.append(f"{self._address}: {error!r}")
            stop.set()
        finally:
            connection.close()


def ask(connection: http.client.HTTPConnection, request: Request) -> bytes:
    """The body of the answer. Raises WrongAnswer where the status is not 200."""
    connection.request("POST" if request.body else "GET", request.path, request.body or None)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise WrongAnswer(f"{request.path} was answered {response.status}: {body[:200]!r}")
    return body


def size_of(url: str) -> dict[str, int]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_SECONDS)
    try:
        return dict(json.loads(ask(connection, Request("/size", b"", 0))))
    finally:
        connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(description="Drives shops and checks their answers.")
    parser.add_argument("shops", nargs="+", metavar="URL")
    parser.add_argument("--for", dest="seconds", type=float, help="stop after so many seconds")
    parser.add_argument("--rounds", type=int, default=0, help="stop after so many of the book")
    parser.add_argument("--customers", type=int, default=2, help="of each shop, at the same time")
    parser.add_argument("--think-millis", type=float, default=110, help="mean pause of a customer")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    started = time.monotonic()
    try:
        books = {url: book_of(size_of(url), options.seed) for url in options.shops}
    except (OSError, http.client.HTTPException, ValueError, WrongAnswer) as error:
        print(f"load: a shop does not tell its size: {error!r}", file=sys.stderr)
        return 1
    tallies = {url: Tally() for url in options.shops}
    threads = [
        threading.Thread(
            target=Customer(url, tallies[url], books[url], seed=f"{options.seed} {url} {i}").shop,
            args=(stop, options.think_millis / 1000, options.rounds),
        )
        for url in options.shops
        for i in range(options.customers)
    ]
    for thread in threads:
        thread.start()
    deadline = started + options.seconds if options.seconds else float("inf")
    while any(thread.is_alive() for thread in threads) and time.monotonic() < deadline:
        stop.wait(0.1)
        if stop.is_set():
            break
    stop.set()
    for thread in threads:
        thread.join()

    seconds = time.monotonic() - started
    problems = [problem for tally in tallies.values() for problem in tally.problems]
    for problem in problems:
        print(f"load: {problem}", file=sys.stderr)
    print(
        f"load: {seconds:.0f} s, "
        + ", ".join(
            f"{url} {tallies[url].requests} requests digest {tallies[url].digest(books[url])}"
            for url in options.shops
        )
        + f", {len(problems)} wrong"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
