"""The shop on a port of the loopback address."""

from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from shop.service import Answer, Shop, json_answer
from shop.stock import invent


@dataclass(frozen=True, slots=True)
class Size:
    """How big the shop is. The load cuts its carts and pages to it."""

    products: int
    largest_cart: int
    largest_page: int


class ShopServer(ThreadingHTTPServer):
    """Port 0 means any free one."""

    def __init__(self, port: int, size: Size) -> None:
        self.size = size
        self.shop = Shop(invent(size.products))
        super().__init__(("127.0.0.1", port), ShopHandler)

    def server_close(self) -> None:
        super().server_close()
        self.shop.close()


class ShopHandler(BaseHTTPRequestHandler):
    """One connection, which customers may keep."""

    server: ShopServer
    protocol_version = "HTTP/1.1"
    # Otherwise the body waits for the acknowledgement of the head.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._reply(b"")

    def do_POST(self) -> None:
        self._reply(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _reply(self, body: bytes) -> None:
        address = urlsplit(self.path)
        match address.path:
            case "/size":
                self._send(json_answer(200, asdict(self.server.size)))
            case "/truth":
                self._send(json_answer(200, self.server.shop.truth.reading()))
            case path:
                self._send(self.server.shop.serve(path, dict(parse_qsl(address.query)), body))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        if answer.encoding:
            self.send_header("Content-Encoding", answer.encoding)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Customers are not logged."""
