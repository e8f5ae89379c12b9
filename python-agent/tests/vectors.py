"""Reads the vectors that both agents must reproduce (conformance-tests/vectors)."""

import json
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

from tandem_profiler.call_tree import CallTree
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
    Profile,
    Runtime,
    Sampler,
    SamplerReason,
    Scale,
    StackTrace,
    ThreadState,
    Upload,
    Window,
)

ROOT = Path(__file__).parents[2] / "conformance-tests" / "vectors"

E = TypeVar("E", bound=IntEnum)
Json = dict[str, Any]


def folders() -> list[Path]:
    return sorted(path.parent for path in ROOT.glob("*/*/input.json"))


def upload_of(folder: Path) -> Upload:
    document = json.loads((folder / "input.json").read_text())
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
    profile_id = bytes.fromhex(upload["profile_id"])
    return Upload(profile_id, producer, profile_of(document), upload["format_revision"])


def profile_of(document: Json) -> Profile:
    tree = CallTree(document["max_depth"])
    for sample in document["samples"]:
        tree.add(
            trace_of(sample["stack"]),
            word(Measure, sample["measure"]),
            word(ThreadState, sample["state"]),
            sample["samples"],
            sample.get("value", 0),
        )
    return tree.to_profile(
        Window(document["start_millis"], document["duration_millis"]),
        [scale_of(one) for one in document["series"]],
        statistics_of(document.get("statistics", {})),
        heap_of(document["heap"]) if "heap" in document else None,
    )


def trace_of(stack: list[Any]) -> StackTrace:
    calls = list(calls_of(stack))
    return StackTrace(tuple(frame for frame, _ in calls), tuple(line for _, line in calls))


def calls_of(stack: list[Any]) -> Iterator[tuple[Frame, int]]:
    for entry in stack:
        times, call = (entry["repeat"], entry["frame"]) if isinstance(entry, dict) else (1, entry)
        language, owner, function, line = call
        for _ in range(times):
            yield Frame(word(Language, language), owner, function), line


def scale_of(one: Json) -> Scale:
    return Scale(
        word(Measure, one["measure"]),
        word(ThreadState, one["state"]),
        one["period"],
        one["total_value"],
        word(EstimateReason, one.get("estimated", "unspecified")),
    )


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
