"""How long a collector of its own takes to acknowledge profiles that 16 clients push at once.

python benchmarks/store/push.py [--quick]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "conformance-tests" / "runner"))
from end_to_end import JAR, running_collector  # noqa: E402

CLASSES = ROOT / "collector" / "target" / "test-classes"
BENCH = "io.tandemprofiler.collector.bench.PushBench"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only shows that it works")
    options = parser.parse_args()
    few = ["--clients", "2", "--pushes", "3"] if options.quick else []
    with running_collector() as url:
        command = ["java", "-Xmx1g", "-cp", f"{JAR}:{CLASSES}", BENCH, *few, url]
        subprocess.run(command, check=True)
    print("  two peers, pprofs of 590 stacks each, 16 clients (see README): p50 122 and 500 ms")


if __name__ == "__main__":
    main()
