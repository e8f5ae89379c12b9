"""turns.py LOAD: does as many works as each line of its standard input says; others wait.

Answers each line with the CPU time that the whole process spent on it, in ns; when the input ends,
with the wall time of each work, in ns, and the memory that it takes.
"""

import contextlib
import json
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from loads import LOADS, Doing

WAITING, DEPTH = 8, 12


def wait(depth: int, until: threading.Event) -> None:
    """Waits so many calls deep."""
    if depth:
        wait(depth - 1, until)
    else:
        until.wait()


def resident_kilobytes() -> int:
    """What the process takes now."""
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])


def main() -> None:
    """Takes turns until its input ends."""
    over = threading.Event()
    waiting = [threading.Thread(target=wait, args=(DEPTH, over)) for _ in range(WAITING)]
    for thread in waiting:
        thread.start()
    doing = Doing(LOADS[sys.argv[1]])
    print("ready", flush=True)
    for line in sys.stdin:
        before = time.process_time_ns()
        for _ in range(int(line)):
            doing.one()
        print("done", time.process_time_ns() - before, flush=True)
    over.set()
    print("end", json.dumps({"nanos": doing.nanos, "kilobytes": resident_kilobytes()}), flush=True)


with contextlib.suppress(KeyboardInterrupt):  # an interrupt is how some profilers are told to end
    main()
