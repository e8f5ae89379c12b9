"""More expressions than the module's cache holds, so that each is compiled anew; or a few."""

import re

import program

LINE = "2026-11-30T12:00:00Z GET /cart?id=4711 200 12ms"
EXPRESSIONS = [rf"(\S+) (GET|POST) (/\S*)\?id={number} (\d{{3}}) .*" for number in range(1000)]


def trigger() -> object:
    return [re.match(expression, LINE) for expression in EXPRESSIONS]


def near_miss() -> object:
    return [re.match(EXPRESSIONS[number % 8], LINE) for number in range(1000)]


if __name__ == "__main__":
    program.run(trigger, near_miss)
