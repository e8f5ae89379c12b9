"""``storm.py --cell HOME=PLACE SECONDS``: a storm in a JVM with Python, under the bridge.

Exit 1 where it crashed, stood still, or ended otherwise than it should: see `programs/Storm.java`.
"""

from __future__ import annotations

import argparse
import sys

from hosts import Cell, ran

KINDS = (
    *("hogs", "recurses", "locks", "locks_too", "throws", "calls_back", "waits"),
    *("comes_and_goes", "dumps", "collects"),
)
"""Of threads: all that may be at once. Interpreters with modules of their own have another test."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cell", required=True, type=Cell.of)
    parser.add_argument("seconds")
    options = parser.parse_args()
    options.cell.compile()
    try:
        with ran(options.cell, "report_seconds=10", "Storm", options.seconds, *KINDS) as stormed:
            print("\n".join(stormed.lines))
    except RuntimeError as failed:
        print(f"storm: {failed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
