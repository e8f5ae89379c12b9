"""Tasks that ask by and by whether something is ready, and sleep in between; or wait to be told."""

import http.client
import queue
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import program

POOL = ThreadPoolExecutor(1)
PARCELS: queue.SimpleQueue[threading.Event] = queue.SimpleQueue()


def pack() -> None:
    """Makes a parcel ready at each beat, whoever waits for it."""
    while True:
        time.sleep(0.2)
        PARCELS.get().set()


def poll() -> None:
    parcel = threading.Event()
    PARCELS.put(parcel)
    while not parcel.is_set():
        time.sleep(0.01)


def wait() -> None:
    parcel = threading.Event()
    PARCELS.put(parcel)
    parcel.wait()


class Desk(BaseHTTPRequestHandler):
    """Answers when a parcel is ready."""

    def do_GET(self) -> None:
        poll()
        self.send_response(204)
        self.end_headers()

    def log_request(self, code: object = "-", size: object = "-") -> None:
        pass


def ask(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/parcel")
    connection.getresponse().read()
    connection.close()


def trigger() -> object:
    POOL.submit(poll).result()
    ask(DESK.server_port)
    with subprocess.Popen(["/bin/sleep", "0.3"]) as packing:
        return packing.wait(timeout=10)


def near_miss() -> object:
    POOL.submit(wait).result()
    with subprocess.Popen(["/bin/sleep", "0.3"]) as packing:
        return packing.wait()


if __name__ == "__main__":
    DESK = HTTPServer(("127.0.0.1", 0), Desk)
    for work in (pack, DESK.serve_forever):
        threading.Thread(target=work, daemon=True).start()
    program.run(trigger, near_miss)
