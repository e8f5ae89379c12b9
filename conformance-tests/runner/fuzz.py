"""Random inputs into the encoders of both languages, and broken bytes into the collector.

    python fuzz.py --cases 2000 --seed 1     # the same cases every time
    python fuzz.py --minutes 10              # other cases every time; prints their seeds

Exit 1 where two testees differ, or the collector answers with anything but a rule.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import fuzz_collector
import fuzz_encoders
from results import Results


def progress(text: str) -> None:
    if sys.stderr.isatty():
        print(text, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=2000, help="of each half")
    parser.add_argument("--seed", type=int, help="of the cases; drawn where it is not given")
    parser.add_argument("--minutes", type=float, help="go on with other seeds for so long")
    parser.add_argument("--only", choices=["encoders", "collector"], help="one half alone")
    parser.add_argument("--report", type=Path, metavar="FILE", help="JUnit XML")
    options = parser.parse_args()
    results = Results("fuzz")
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    end = time.monotonic() + 60 * (options.minutes or 0)
    while True:
        print(f"seed {seed}", flush=True)
        if options.only != "collector":
            fuzz_encoders.compare(seed, options.cases, results)
        if options.only != "encoders":
            fuzz_collector.attack(seed, options.cases, results, progress)
        seed += 1
        if results.failed or time.monotonic() >= end:
            return results.write(options.report)


if __name__ == "__main__":
    sys.exit(main())
