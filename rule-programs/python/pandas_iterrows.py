"""A table row by row; or column by column."""

import pandas
import program

TABLE = pandas.DataFrame({"price": range(2000), "count": range(2000)})


def trigger() -> object:
    return sum(row["price"] * row["count"] for _, row in TABLE.iterrows())


def near_miss() -> object:
    return int((TABLE["price"] * TABLE["count"]).sum())


if __name__ == "__main__":
    program.run(trigger, near_miss)
