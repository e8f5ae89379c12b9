"""A server that accepts one caller and never says a word, and the caller, who listens."""

import socket
import threading


def main():
    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(server,)).start()
    listen(server)  # here: main


def serve(server):
    first, _ = server.accept()
    with first:
        server.accept()  # here: serve


def listen(server):
    caller = socket.create_connection(server.getsockname())
    caller.makefile("rb").read(1)  # here: listen
