"""What an agent adds to a JVM that does nothing: time before ``main``, memory, and CPU at first."""

from __future__ import annotations

import contextlib
import random
import statistics
import time
import zipfile
from dataclasses import dataclass

from jvms import CLASSES, Servers, Variant, flight_recorder, jvm

SMALL = ("-Xmx128m", "-XX:+UseSerialGC")
NONE = Variant("none")


@dataclass(frozen=True)
class Plan:
    """How often each JVM is started, and how long it stays before its memory is read."""

    starts: int
    sets: int
    seconds: float  # a first profile is uploaded by 20 s


FULL = Plan(starts=15, sets=3, seconds=25)
QUICK = Plan(starts=2, sets=1, seconds=3)


def measure(homes: list[str], servers: Servers, plan: Plan) -> None:
    """Prints one row for each agent and JVM."""
    print(f"{'agent':20} {'main thread':>14} {'memory':>12} {'CPU at first':>14}   target")
    for home in homes:
        print(f"{home}, {plan.starts} starts; each more than without an agent")
        variants = [
            NONE,
            empty_agent(),
            servers.tandem(),
            servers.tandem(",sampler=jfr", "tandem, jfr"),
            servers.tandem(",sampler=thread-dump", "tandem, dumps"),
            servers.pyroscope(),
            flight_recorder("default"),
        ]
        main_millis = _main_millis(home, variants, plan)
        resident, cpu_millis = _settled(home, variants, plan)
        for name in main_millis:
            target = "25 ms, 85 MB" if name == "tandem" else "-"
            print(
                f"{name:20} {_more(main_millis, name):>11.1f} ms {_more(resident, name):>9.1f} MB"
                f" {_more(cpu_millis, name):>11.0f} ms   {target}",
                flush=True,
            )


def empty_agent() -> Variant:
    """One whose only class does nothing."""
    jar = CLASSES / "nothing.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nPremain-Class: Nothing\n")
        archive.write(CLASSES / "Nothing.class", "Nothing.class")
    return Variant("an empty agent", (f"-javaagent:{jar}",))


def _main_millis(home: str, variants: list[Variant], plan: Plan) -> dict[str, list[float]]:
    """CPU time of the main thread before ``main``, of each start; in a new order each time."""
    seen: dict[str, list[float]] = {v.name: [] for v in variants}
    for _ in range(plan.starts):
        for variant in random.sample(variants, len(variants)):
            with jvm(home, variant, "Idle", memory=SMALL) as one:
                seen[variant.name].append(int(one.answer("ready")[0]) / 1e6)
    return seen


def _settled(
    home: str, variants: list[Variant], plan: Plan
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Resident megabytes, and CPU milliseconds so far, some time after the start; all at once."""
    resident: dict[str, list[float]] = {v.name: [] for v in variants}
    cpu: dict[str, list[float]] = {v.name: [] for v in variants}
    for _ in range(plan.sets):
        with contextlib.ExitStack() as stack:
            running = {
                v.name: stack.enter_context(jvm(home, v, "Idle", memory=SMALL)) for v in variants
            }
            for one in running.values():
                one.answer("ready")
            time.sleep(plan.seconds)
            for name, one in running.items():
                resident[name].append(one.resident_megabytes())
                cpu[name].append(1000 * one.cpu_seconds())
    return resident, cpu


def _more(seen: dict[str, list[float]], name: str) -> float:
    """The median, over that of the JVM without an agent; that one's own is given as it is."""
    without = 0.0 if name == NONE.name else statistics.median(seen[NONE.name])
    return statistics.median(seen[name]) - without
