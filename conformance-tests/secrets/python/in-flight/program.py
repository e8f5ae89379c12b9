"""Data on its way: a request that is being answered, a statement that is being run, a pipe."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from protocol import Place, serve, told


class Answers(BaseHTTPRequestHandler):
    """Parks with the request in hand; its body, path and a header are the marker."""

    place: Place

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        while self.place.parked():
            assert self.path == f"/{body}?card={body}"
            self.place.found(self.headers["Authorization"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to stderr."""


def posts_and_waits(place: Place) -> None:
    handler = type("Answers", (Answers,), {"place": place})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        secret = place.take()
        client = http.client.HTTPConnection("127.0.0.1", server.server_port)
        headers = {"Authorization": secret, "Cookie": f"session={secret}"}
        client.request("POST", f"/{secret}?card={secret}", secret, headers)
        client.getresponse().read()


def runs_a_statement(place: Place) -> None:
    """The text of the statement is the marker, and so is what it is run with."""

    def parks(literal: str, bound: str) -> int:
        while place.parked():
            assert literal == bound
            place.found(literal)
        return 1

    secret = place.take()
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.create_function("parks", 2, parks)
        connection.execute(f"SELECT parks('{secret}', ?) AS {secret}", (secret,))


def reads_a_socket(place: Place) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(place.take().encode())
        while place.parked():
            place.found(ours.recv(100, socket.MSG_PEEK).decode())


def runs_a_command(place: Place) -> None:
    echo = "import sys; sys.stdout.write(sys.argv[1]); sys.stdout.flush(); sys.stdin.read()"
    command = [sys.executable, "-S", "-c", echo, place.take()]
    pipe: Any = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.read(len(place.take()))
        while place.parked():
            place.found(said)


BODIES = {
    "http": posts_and_waits,
    "sql": runs_a_statement,
    "socket": reads_a_socket,
    "command": runs_a_command,
}

if __name__ == "__main__":
    serve(told(), BODIES)
