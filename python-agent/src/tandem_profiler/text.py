"""Writes an upload as text for people: all that is sent, nothing else, as the Java agent does.

Equal uploads give equal texts; different ones give different texts. Numbers that are zero are left
out, as on the wire. Texts of the program are quoted as ``quoting`` says.
"""

from __future__ import annotations

from collections.abc import Iterator

from tandem_profiler.model import (
    AgentCost,
    Frame,
    Gauge,
    HeapSummary,
    LineHits,
    Measure,
    ProcessStatistics,
    Producer,
    Profile,
    Scale,
    Series,
    Upload,
)
from tandem_profiler.quoting import quoted

_MAX_INDENT = 40


def upload_text(upload: Upload) -> str:
    """The text of an upload; ends with a line end."""
    lines = [f"upload {upload.profile_id.hex()} format {upload.format_revision}"]
    lines += _producer(upload.producer)
    lines += _profile(upload.profile)
    return "\n".join(lines) + "\n"


def _producer(producer: Producer) -> Iterator[str]:
    yield f"  service {quoted(producer.service)} instance {quoted(producer.instance)}"
    yield f"  agent {quoted(producer.agent_version)}"
    for runtime in producer.runtimes:
        name, version = quoted(runtime.name), quoted(runtime.version)
        yield f"  runtime {runtime.language.name.lower()} {name} {version}"
    for label in producer.labels:
        yield f"  label {quoted(label.name)} {quoted(label.value)}"


def _profile(profile: Profile) -> Iterator[str]:
    window = profile.window
    yield f"window start_millis {window.start_millis} duration_millis {window.duration_millis}"
    for series in profile.series:
        yield _series(series)
    yield from _tree(profile)
    for hits in profile.line_hits:
        yield from _lines(profile.frames, hits)
    yield from _statistics(profile.statistics)
    if profile.heap is not None:
        yield from _heap(profile.heap)


def _series(series: Series) -> str:
    scale = series.scale
    text = f"series {_key(scale)} samples {sum(series.samples)}"
    text += f" total_value {scale.total_value} {_unit(scale.measure)}"
    if scale.period:
        text += f" period {scale.period}"
    if scale.estimated:
        text += f" estimated {scale.estimated.name.lower()}"
    return text


def _unit(measure: Measure) -> str:
    if measure is Measure.ALLOCATED_BYTES:
        return "bytes"
    return "samples" if measure in (Measure.SAMPLES, Measure.UNSPECIFIED) else "microseconds"


def _tree(profile: Profile) -> Iterator[str]:
    """One line a node in preorder: its depth, its frame, and what each series counted there."""
    entries: dict[int, str] = {}
    for series in profile.series:
        for i, node in enumerate(series.nodes):
            value = f" value {series.values[i]}" if series.values else ""
            counted = f" | {_key(series.scale)} {series.samples[i]}{value}"
            entries[node] = entries.get(node, "") + counted
    yield f"tree nodes {len(profile.ascents) + 1}"
    yield f"{0:5} root{entries.get(0, '')}"
    depth = 0
    columns = zip(profile.ascents, profile.frame_indexes, strict=True)
    for node, (ascent, frame_index) in enumerate(columns, start=1):
        depth += 1 - ascent
        indent = "  " * min(depth, _MAX_INDENT)
        yield f"{depth:5} {indent}{_frame(profile.frames[frame_index])}{entries.get(node, '')}"


def _lines(frames: tuple[Frame, ...], hits: LineHits) -> Iterator[str]:
    yield f"lines {hits.measure.name.lower()}"
    columns = (hits.frame_indexes, hits.lines, hits.self_samples, hits.total_samples)
    for index, line, self_samples, total_samples in zip(*columns, strict=True):
        yield f"  {_frame(frames[index])} line {line} self {self_samples} total {total_samples}"


def _statistics(statistics: ProcessStatistics) -> Iterator[str]:
    yield "statistics"
    yield from _number("cpu_micros", statistics.cpu_micros)
    yield from _gauge("resident_bytes", statistics.resident_bytes)
    yield from _gauge("heap_bytes", statistics.heap_bytes)
    yield from _gauge("threads", statistics.threads)
    yield from _number("gc_count", statistics.gc_count)
    yield from _number("gc_micros", statistics.gc_micros)
    yield from _agent(statistics.agent)
    if statistics.sampler:
        yield f"  sampler {statistics.sampler.name.lower()}"
    if statistics.sampler_reason:
        yield f"  sampler_reason {statistics.sampler_reason.name.lower()}"


def _agent(cost: AgentCost) -> Iterator[str]:
    yield from _number("agent cpu_micros", cost.cpu_micros)
    yield from _number("agent sampling_micros", cost.sampling_micros)
    yield from _number("agent samples", cost.samples)
    for drop in cost.drops:
        yield f"  agent drop {drop.kind.name.lower()} {drop.reason.name.lower()} {drop.count}"


def _gauge(name: str, gauge: Gauge) -> Iterator[str]:
    if gauge != Gauge():
        yield f"  {name} mean {gauge.mean} peak {gauge.peak} limit {gauge.limit}"


def _number(name: str, value: int) -> Iterator[str]:
    if value:
        yield f"  {name} {value}"


def _heap(heap: HeapSummary) -> Iterator[str]:
    count = heap.count.name.lower()
    yield f"heap taken_millis {heap.taken_millis} {count} stall_micros {heap.stall_micros}"
    for one in heap.classes:
        yield f"  {quoted(one.name)} objects {one.objects} bytes {one.bytes}"
    other = heap.other
    yield f"  other classes {other.classes} objects {other.objects} bytes {other.bytes}"


def _key(scale: Scale) -> str:
    return f"{scale.measure.name.lower()} {scale.state.name.lower()}"


def _frame(frame: Frame) -> str:
    return f"{frame.language.name.lower()} {quoted(frame.owner)} {quoted(frame.function)}"
