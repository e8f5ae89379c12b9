"""What the demo asks over HTTP: of the collector its API, of a shop its truth."""

import http.client
import json
import socket
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

TIMEOUT_SECONDS = 30


class Unreachable(Exception):
    """There was no answer, or not 200; the message says from where and which."""


def get(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as response:
            return bytes(response.read())
    except urllib.error.HTTPError as error:
        raise Unreachable(
            f"{url}: {error.code} {error.read(500).decode(errors='replace')}"
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{url}: {error}") from error


def answers(url: str) -> bool:
    try:
        get(url)
    except Unreachable:
        return False
    return True


def truth(shop: str) -> dict[str, Any]:
    return dict(json.loads(get(shop + "/truth")))


def services(collector: str) -> set[str]:
    """Names of the services that have at least one profile."""
    listed = json.loads(get(collector + "/api/v1/services"))["services"]
    return {service["service"] for service in listed if service["profiles"]}


def flamegraph(collector: str, service: str, from_millis: int, to_millis: int) -> dict[str, Any]:
    query = _cpu_time(service, from_millis, to_millis)
    return dict(json.loads(get(f"{collector}/api/v1/flamegraph?{query}")))


def flamegraph_html(collector: str, service: str, from_millis: int, to_millis: int) -> bytes:
    query = _cpu_time(service, from_millis, to_millis)
    return get(f"{collector}/api/v1/flamegraph.html?{query}")


def free_port(wanted: int) -> int:
    """The wanted port of the loopback address, or another if that is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Unreachable("127.0.0.1 has no free port")


def _cpu_time(service: str, from_millis: int, to_millis: int) -> str:
    return urlencode(
        {
            "service": service,
            "from_millis": from_millis,
            "to_millis": to_millis,
            "measure": "cpu_time",
        }
    )
