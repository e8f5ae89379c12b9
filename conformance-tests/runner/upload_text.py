"""The text of an upload, made from its bytes by the generated protobuf classes alone.

Shares no code with the agents: what ``show`` and ``audit_file`` print is compared with what this
makes of the bytes that arrived.
"""

from __future__ import annotations

from typing import Any

from messages import word

UNITS = {1: "microseconds", 2: "microseconds", 3: "microseconds", 4: "bytes", 5: "samples"}
BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.$<>:/+-")
UNSEEN = [
    *(range(0x20), range(0x7F, 0xA1), range(0xAD, 0xAE), range(0x61C, 0x61D)),
    *(range(0x200B, 0x2010), range(0x2028, 0x202F), range(0x2060, 0x2070)),
    *(range(0xFEFF, 0xFF00), range(0xFFF9, 0xFFFC), range(0xE0000, 0xE0080)),
]


def text_of(upload: Any) -> str:
    """The text of a parsed ``Upload`` message."""
    out: list[str] = []
    producer, profile = upload.producer, upload.profile
    out.append(f"upload {upload.profile_id.hex()} format {upload.format_revision}")
    out.append(f"  service {quoted(producer.service)} instance {quoted(producer.instance)}")
    out.append(f"  agent {quoted(producer.agent_version)}")
    for one in producer.runtimes:
        out.append(f"  runtime {word(one, 'language')} {quoted(one.name)} {quoted(one.version)}")
    for one in producer.labels:
        out.append(f"  label {quoted(one.name)} {quoted(one.value)}")
    out.append(
        f"window start_millis {profile.start_millis} duration_millis {profile.duration_millis}"
    )
    out += map(series_line, profile.series)
    out += tree_lines(profile)
    out += hits_lines(profile)
    out += statistics_lines(profile.statistics)
    if profile.HasField("heap"):
        out += heap_lines(profile)
    return "".join(line + "\n" for line in out)


def key(series: Any) -> str:
    return f"{word(series, 'measure')} {word(series, 'state')}"


def series_line(series: Any) -> str:
    line = f"series {key(series)} samples {sum(series.samples)}"
    line += f" total_value {series.total_value} {UNITS[series.measure]}"
    if series.period:
        line += f" period {series.period}"
    if series.estimated:
        line += f" estimated {word(series, 'estimated')}"
    return line


def tree_lines(profile: Any) -> list[str]:
    lines = [f"tree nodes {len(profile.tree.ascents) + 1}", "    0 root"]
    depth = 0
    for ascent, index in zip(profile.tree.ascents, profile.tree.frame_indexes, strict=True):
        depth = depth + 1 - ascent
        lines.append(f"{depth:>5} " + "  " * min(depth, 40) + frame(profile, index))
    for series in profile.series:
        node = 0
        for i, (delta, samples) in enumerate(zip(series.node_deltas, series.samples, strict=True)):
            node += delta
            lines[1 + node] += f" | {key(series)} {samples}"
            if series.values:
                lines[1 + node] += f" value {series.values[i]}"
    return lines


def frame(profile: Any, index: int) -> str:
    frames, strings = profile.frames, profile.strings
    languages = frames.DESCRIPTOR.fields_by_name["languages"].enum_type.values
    language = languages[frames.languages[index]].name.removeprefix("LANGUAGE_").lower()
    owner, function = frames.owner_indexes[index], frames.function_indexes[index]
    return f"{language} {quoted(strings[owner])} {quoted(strings[function])}"


def hits_lines(profile: Any) -> list[str]:
    lines = []
    for hits in profile.line_hits:
        lines.append(f"lines {word(hits, 'measure')}")
        index = 0
        for i, delta in enumerate(hits.frame_deltas):
            index += delta
            samples = f"self {hits.self_samples[i]} total {hits.total_samples[i]}"
            lines.append(f"  {frame(profile, index)} line {hits.lines[i]} {samples}")
    return lines


def statistics_lines(statistics: Any) -> list[str]:
    lines = ["statistics"]
    for field, value in statistics.ListFields():
        if field.name == "agent":
            lines += agent_lines(value)
        elif field.enum_type is not None:
            lines.append(f"  {field.name} {word(statistics, field.name)}")
        elif field.message_type is not None:
            lines.append(f"  {field.name} mean {value.mean} peak {value.peak} limit {value.limit}")
        else:
            lines.append(f"  {field.name} {value}")
    return lines


def agent_lines(cost: Any) -> list[str]:
    lines = []
    for field, value in cost.ListFields():
        if field.name == "drops":
            for drop in value:
                what = f"{word(drop, 'kind')} {word(drop, 'reason')} {drop.count}"
                lines.append(f"  agent drop {what}")
        else:
            lines.append(f"  agent {field.name} {value}")
    return lines


def heap_lines(profile: Any) -> list[str]:
    heap = profile.heap
    taken = f"heap taken_millis {heap.taken_millis} {word(heap, 'count')}"
    lines = [f"{taken} stall_micros {heap.stall_micros}"]
    for index, objects, size in zip(heap.class_indexes, heap.objects, heap.bytes, strict=True):
        lines.append(f"  {quoted(profile.strings[index])} objects {objects} bytes {size}")
    other = f"objects {heap.other_objects} bytes {heap.other_bytes}"
    lines.append(f"  other classes {heap.other_classes} {other}")
    return lines


def quoted(text: str) -> str:
    if text and BARE.issuperset(text):
        return text
    return '"' + "".join(map(shown, text)) + '"'


def shown(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if any(ord(char) in span for span in UNSEEN):
        return f"\\u{{{ord(char):04x}}}"
    return char
