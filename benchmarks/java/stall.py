"""How long counting the heap stops the application, by the size of the heap.

Read from the JVM's own log of its stops, which the machine's load does not prolong much.
"""

from __future__ import annotations

import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from jvms import PATIENCE_SECONDS, Servers, Variant, jvm

STOP = re.compile(r'Safepoint "GC_HeapInspection".* At safepoint: +(\d+) ns')


@dataclass(frozen=True)
class Plan:
    """Megabytes of objects."""

    sizes: tuple[int, ...]


FULL = Plan((50, 200, 800))
QUICK = Plan((20,))


def measure(homes: list[str], servers: Servers, plan: Plan) -> None:
    """Prints one row for each JVM and size."""
    print("heap used         heap_summary=on   for each MB     jcmd GC.class_histogram   target")
    for home in homes:
        for size in plan.sizes:
            print(_row(home, servers, size), flush=True)


def _row(home: str, servers: Servers, size: int) -> str:
    counting = ",heap_summary=on,heap_stall_millis=1000"
    memory = (f"-Xms{3 * size}m", f"-Xmx{3 * size}m")
    tandem = servers.tandem(counting)
    logged = Variant("", (*tandem.options, "-Xlog:safepoint:file=safepoints.log"))
    with jvm(home, logged, "Heap", str(size), memory=memory) as one:
        used = int(one.answer("ready")[0])
        log = one.folder / "safepoints.log"
        ours = _next_stop_millis(log, 0)  # the first window ends after 10 s
        subprocess.run(
            [f"{home}/bin/jcmd", str(one.process.pid), "GC.class_histogram"],
            stdout=subprocess.DEVNULL,
            check=True,
        )
        peers = _next_stop_millis(log, 1)
    return (
        f"{used:>6} MB {ours:>20.0f} ms {ours / used:>10.2f} ms {peers:>24.0f} ms"
        "   50 ms, else none (heap_stall_millis)"
    )


def _next_stop_millis(log: Path, earlier: int) -> float:
    """How long the stop after so many earlier ones lasted."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        stops = STOP.findall(log.read_text()) if log.exists() else []
        if len(stops) > earlier:
            return int(stops[earlier]) / 1e6
        time.sleep(0.1)
    raise RuntimeError("the heap is not counted")
