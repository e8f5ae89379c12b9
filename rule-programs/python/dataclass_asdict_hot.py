"""A dataclass made a dictionary by ``asdict``, which copies all in it; or field by field."""

import dataclasses

import program


@dataclasses.dataclass
class Line:
    sku: str
    count: int


@dataclasses.dataclass
class Order:
    number: int
    lines: list[Line]


ORDER = Order(4711, [Line(f"sku{i}", i) for i in range(50)])


def trigger() -> object:
    return dataclasses.asdict(ORDER)


def near_miss() -> object:
    changed = dataclasses.replace(ORDER, number=4712)
    lines = [{"sku": line.sku, "count": line.count} for line in changed.lines]
    return {"number": changed.number, "lines": lines}


if __name__ == "__main__":
    program.run(trigger, near_miss)
