"""A nested order copied whole; or only the level that changes."""

import copy

import program

ORDER = {
    "id": 4711,
    "lines": [{"sku": f"sku{i}", "count": i, "tags": ["a", "b"]} for i in range(50)],
}


def trigger() -> object:
    order = copy.deepcopy(ORDER)
    order["id"] = 4712
    return order


def near_miss() -> object:
    order = copy.copy(ORDER)
    order["lines"] = [dict(line) for line in ORDER["lines"]]
    return order


if __name__ == "__main__":
    program.run(trigger, near_miss)
