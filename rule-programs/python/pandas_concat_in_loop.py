"""A table that is copied for each part it gets; or made of all parts at once."""

import pandas
import program

PARTS = [pandas.DataFrame({"price": range(10), "count": range(10)}) for _ in range(100)]


def trigger() -> object:
    table = PARTS[0]
    for part in PARTS[1:]:
        table = pandas.concat([table, part])
    return table


def near_miss() -> object:
    table = pandas.concat(PARTS)
    return [table.groupby("count")["price"].sum() for _ in range(100)]


if __name__ == "__main__":
    program.run(trigger, near_miss)
