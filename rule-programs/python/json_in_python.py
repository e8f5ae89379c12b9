"""JSON with an indent, for which CPython has only an encoder in Python; or without."""

import json

import program

ORDER = {
    "id": 4711,
    "lines": [{"sku": f"sku{i}", "count": i, "tags": ["a", "b"]} for i in range(200)],
}


def trigger() -> object:
    return json.dumps(ORDER, indent=2)


def near_miss() -> object:
    return json.loads(json.dumps(ORDER, separators=(",", ":")))


if __name__ == "__main__":
    program.run(trigger, near_miss)
