"""Builds the upload that an ``input.json`` describes, with the Python agent's own classes."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from types import ModuleType
from typing import Any, TypeVar

from tandem_profiler.call_tree import CallTree
from tandem_profiler.fold import application_cpu_micros
from tandem_profiler.model import (
    AgentCost,
    ClassCount,
    Drop,
    DropKind,
    DropReason,
    EstimateReason,
    Frame,
    Gauge,
    HeapCount,
    HeapRemainder,
    HeapSummary,
    Label,
    Language,
    Measure,
    ProcessStatistics,
    Producer,
    Runtime,
    Sampler,
    SamplerReason,
    Scale,
    StackTrace,
    ThreadState,
    Upload,
    Window,
)
from tandem_profiler.names import Names
from tandem_profiler.pace import first_window_end, next_window_end

FrameOf = Callable[[str, str, str], Frame]

E = TypeVar("E", bound=IntEnum)
Json = dict[str, Any]


def upload_of(document: Json) -> Upload:
    """The upload that an input describes."""
    return close(document, tree_of(document))


def tree_of(document: Json) -> CallTree:
    """What the samples of an input fold into."""
    frame_of = observer(document)
    tree = CallTree(document["max_depth"])
    for sample in document["samples"]:
        tree.add(
            trace_of(sample["stack"], frame_of),
            word(Measure, sample["measure"]),
            word(ThreadState, sample["state"]),
            integer(sample["samples"]),
            integer(sample.get("value", 0)),
        )
    return tree


def integer(number: int) -> int:
    """A number of a sample: Java's are 64 bits long, and a value that no series has is not sent."""
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"{number} is no integer of 64 bits")
    return number


def close(document: Json, tree: CallTree) -> Upload:
    """The tree closed over the rest of its input."""
    upload = document["upload"]
    producer = Producer(
        upload["service"],
        upload["instance"],
        tuple(
            Runtime(word(Language, one["language"]), one["name"], one["version"])
            for one in upload["runtimes"]
        ),
        upload["agent_version"],
        tuple(Label(name, value) for name, value in upload.get("labels", [])),
    )
    profile = tree.to_profile(
        window_of(document),
        [scale_of(one) for one in document["series"]],
        statistics_of(document.get("statistics", {})),
        heap_of(document["heap"]) if "heap" in document else None,
    )
    return Upload(bytes.fromhex(upload["profile_id"]), producer, profile)


def window_of(document: Json) -> Window:
    """As given, or as the agent closes one that starts there."""
    start = document["start_millis"]
    if "duration_millis" in document:
        return Window(start, document["duration_millis"])
    closing = document["closing"]
    end = first_window_end if closing["first"] else next_window_end
    return Window(start, end(start, closing["report_seconds"]) - start)


def observer(document: Json) -> FrameOf:
    """Names frames: as given, or as the agent names what its sampler observed (R28)."""
    by = document.get("observed_by", "")
    if by not in ("", "python"):
        raise ValueError(f"what {by} observes cannot be named here")
    if not by:
        return lambda language, owner, function: Frame(word(Language, language), owner, function)
    names = Names(document.get("generated_names", False))
    with imported(document["modules"]):
        names.refresh()

    def frame_of(language: str, owner: str, function: str) -> Frame:
        if language != "python":
            return Frame(word(Language, language), owner, function)
        code = compile("", owner, "exec")
        return names.frame(code.replace(co_name=function, co_qualname=function))

    return frame_of


@contextmanager
def imported(modules: list[dict[str, str]]) -> Iterator[None]:
    """Modules as they stand in ``sys.modules``, for the time of the block."""
    before = dict(sys.modules)
    for one in modules:
        own_name: str = one.get("own_name", one["name"])
        module = ModuleType(own_name)
        module.__file__ = one["file"]
        sys.modules[one["name"]] = module
    try:
        yield
    finally:
        sys.modules.clear()
        sys.modules.update(before)


def trace_of(stack: list[Any], frame_of: FrameOf) -> StackTrace:
    calls = list(calls_of(stack, frame_of))
    return StackTrace(tuple(frame for frame, _ in calls), tuple(line for _, line in calls))


def calls_of(stack: list[Any], frame_of: FrameOf) -> Iterator[tuple[Frame, int]]:
    for entry in stack:
        times, call = (entry["repeat"], entry["frame"]) if isinstance(entry, dict) else (1, entry)
        language, owner, function, line = call
        for _ in range(times):
            yield frame_of(language, owner, function), line


def scale_of(one: Json) -> Scale:
    return Scale(
        word(Measure, one["measure"]),
        word(ThreadState, one["state"]),
        one["period"],
        total_value_of(one),
        word(EstimateReason, one.get("estimated", "unspecified")),
    )


def total_value_of(one: Json) -> int:
    """As given, or of the clocks of a process and of the agent in it (R31)."""
    if "clocks" not in one:
        total: int = one["total_value"]
        return total
    process, agent = one["clocks"]["process_micros"], one["clocks"]["agent_micros"]
    return application_cpu_micros(ProcessStatistics(process, agent=AgentCost(agent)))


def statistics_of(one: Json) -> ProcessStatistics:
    agent = one.get("agent", {})
    return ProcessStatistics(
        one.get("cpu_micros", 0),
        Gauge(*one.get("resident_bytes", [])),
        Gauge(*one.get("heap_bytes", [])),
        Gauge(*one.get("threads", [])),
        one.get("gc_count", 0),
        one.get("gc_micros", 0),
        AgentCost(
            agent.get("cpu_micros", 0),
            agent.get("sampling_micros", 0),
            agent.get("samples", 0),
            tuple(
                Drop(word(DropKind, kind), word(DropReason, reason), count)
                for kind, reason, count in agent.get("drops", [])
            ),
        ),
        word(Sampler, one.get("sampler", "unspecified")),
        word(SamplerReason, one.get("sampler_reason", "unspecified")),
    )


def heap_of(one: Json) -> HeapSummary:
    return HeapSummary.of(
        [ClassCount(*row) for row in one["classes"]],
        HeapRemainder(*one.get("other", [])),
        taken_millis=one["taken_millis"],
        count=word(HeapCount, one["count"]),
        stall_micros=one["stall_micros"],
    )


def word(kind: type[E], name: str) -> E:
    return kind[name.upper()]
