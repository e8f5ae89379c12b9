"""Starts the shop: ``python serve.py --port 8082``. SIGTERM and Ctrl-C end it with exit code 0."""

import argparse
import signal
import sys

from shop.server import ShopServer, Size


def main() -> None:
    parser = argparse.ArgumentParser(description="The shop of the examples, written in Python.")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--products", type=int, default=3000)
    parser.add_argument("--largest-cart", type=int, default=550)
    parser.add_argument("--largest-page", type=int, default=700)
    options = parser.parse_args()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    size = Size(options.products, options.largest_cart, options.largest_page)
    with ShopServer(options.port, size) as server:
        print(f"shop-python on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
