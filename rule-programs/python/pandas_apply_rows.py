"""A function applied to each row of a table; or to each of a few columns."""

import pandas
import program

TABLE = pandas.DataFrame({"price": range(2000), "count": range(2000)})


def trigger() -> object:
    return TABLE.apply(lambda row: row["price"] * row["count"], axis=1)


def near_miss() -> object:
    return TABLE.apply(lambda column: column.sum())


if __name__ == "__main__":
    program.run(trigger, near_miss)
