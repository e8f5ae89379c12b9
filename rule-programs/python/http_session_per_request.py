"""Requests each with a session of its own, whose connection ends with it; or with one session."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import program
import requests


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


SERVER = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
SERVER.daemon_threads = True
URL = f"http://127.0.0.1:{SERVER.server_port}/"
SESSION = requests.Session()


def trigger() -> object:
    return requests.get(URL, timeout=10).status_code


def near_miss() -> object:
    return SESSION.get(URL, timeout=10).status_code


if __name__ == "__main__":
    threading.Thread(target=SERVER.serve_forever, daemon=True).start()
    program.run(trigger, near_miss)
