"""Turns values into the canonical bytes of proto/tandem/v1, and the answer of `Configure` back.

Equal content gives equal bytes (R4). Written by hand: applications pin their own protobuf package.
Columns are encoded in slices, so that no single call holds the interpreter lock for long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tandem_profiler.model import (
    FORMAT_REVISION,
    MAX_INTEGER,
    AgentCost,
    Gauge,
    HeapSummary,
    LineHits,
    ProcessStatistics,
    Producer,
    Profile,
    Series,
    Upload,
)

_SLICE = 1000
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True, slots=True)
class AgentConfiguration:
    """What the collector asks an agent to do; 0 means "not set"."""

    format_revision: int
    disabled: bool = False
    cpu_hz: int = 0
    wall_hz: int = 0
    report_seconds: int = 0
    max_depth: int = 0


def encode_upload_request(upload: Upload) -> bytes:
    """The bytes of an ``UploadRequest``."""
    return _message(1, encode_upload(upload))


def encode_upload(upload: Upload) -> bytes:
    """The canonical bytes of an ``Upload``."""
    return b"".join(
        (
            _integer(1, upload.format_revision),
            _message(2, upload.profile_id),
            _message(3, _producer(upload.producer)),
            _message(4, _profile(upload.profile)),
        )
    )


def encode_configure_request(producer: Producer) -> bytes:
    """The bytes of a ``ConfigureRequest``."""
    return _message(1, _producer(producer)) + _integer(2, FORMAT_REVISION)


def decode_agent_configuration(data: bytes) -> AgentConfiguration:
    """The collector's answer. Fields that are not known are skipped: collectors may be newer.

    Raises ValueError for bytes that are no answer.
    """
    numbers = dict.fromkeys(range(1, 7), 0)
    position = 0
    while position < len(data):
        tag, position = _read_varint(data, position)
        if tag & 7 == _VARINT:
            value, position = _read_varint(data, position)
            numbers[tag >> 3] = value
        else:
            position = _skip(data, position, tag & 7)
    if position > len(data) or not numbers[1]:
        raise ValueError(f"{len(data)} bytes that name no format revision")
    return AgentConfiguration(
        numbers[1], bool(numbers[2]), numbers[3], numbers[4], numbers[5], numbers[6]
    )


def _producer(producer: Producer) -> bytes:
    parts = [_text(1, producer.service), _text(2, producer.instance)]
    for runtime in producer.runtimes:
        fields = _integer(1, runtime.language) + _text(2, runtime.name) + _text(3, runtime.version)
        parts.append(_element(3, fields))
    parts.append(_text(4, producer.agent_version))
    for label in producer.labels:
        parts.append(_element(5, _text(1, label.name) + _text(2, label.value)))
    return b"".join(parts)


def _profile(profile: Profile) -> bytes:
    strings = _strings(profile)
    parts = [
        _integer(1, profile.window.start_millis),
        _integer(2, profile.window.duration_millis),
    ]
    parts += [_element(3, text.encode()) for text in strings]
    parts += [
        _message(4, _frame_table(profile, strings)),
        _message(5, _column(1, profile.ascents) + _column(2, profile.frame_indexes)),
    ]
    parts += [_element(6, _series(series)) for series in profile.series]
    parts += [_element(7, _line_hits(hits)) for hits in profile.line_hits]
    parts.append(_message(8, _statistics(profile.statistics)))
    if profile.heap is not None:
        parts.append(_message(9, _heap(profile.heap, strings)))
    return b"".join(parts)


def _strings(profile: Profile) -> dict[str, int]:
    """Index by text, in order of first use (R12)."""
    strings = {"": 0}
    for frame in profile.frames:
        strings.setdefault(frame.owner, len(strings))
        strings.setdefault(frame.function, len(strings))
    if profile.heap is not None:
        for count in profile.heap.classes:
            strings.setdefault(count.name, len(strings))
    return strings


def _frame_table(profile: Profile, strings: dict[str, int]) -> bytes:
    frames = profile.frames
    return (
        _column(1, [frame.language for frame in frames])
        + _column(2, [strings[frame.owner] for frame in frames])
        + _column(3, [strings[frame.function] for frame in frames])
    )


def _series(series: Series) -> bytes:
    scale = series.scale
    return b"".join(
        (
            _integer(1, scale.measure),
            _integer(2, scale.state),
            _integer(3, scale.period),
            _integer(4, scale.total_value),
            _column(5, _deltas(series.nodes)),
            _column(6, series.samples),
            _column(7, series.values),
            _integer(8, scale.estimated),
        )
    )


def _line_hits(hits: LineHits) -> bytes:
    return b"".join(
        (
            _integer(1, hits.measure),
            _column(2, _deltas(hits.frame_indexes)),
            _column(3, hits.lines),
            _column(4, hits.self_samples),
            _column(5, hits.total_samples),
        )
    )


def _statistics(statistics: ProcessStatistics) -> bytes:
    return b"".join(
        (
            _integer(1, statistics.cpu_micros),
            _message(2, _gauge(statistics.resident_bytes)),
            _message(3, _gauge(statistics.heap_bytes)),
            _message(4, _gauge(statistics.threads)),
            _integer(5, statistics.gc_count),
            _integer(6, statistics.gc_micros),
            _message(7, _agent_cost(statistics.agent)),
            _integer(8, statistics.sampler),
            _integer(9, statistics.sampler_reason),
        )
    )


def _gauge(gauge: Gauge) -> bytes:
    return _integer(1, gauge.mean) + _integer(2, gauge.peak) + _integer(3, gauge.limit)


def _agent_cost(cost: AgentCost) -> bytes:
    parts = [_integer(1, cost.cpu_micros), _integer(2, cost.sampling_micros)]
    parts.append(_integer(3, cost.samples))
    for drop in cost.drops:
        fields = _integer(1, drop.kind) + _integer(2, drop.reason) + _integer(3, drop.count)
        parts.append(_element(4, fields))
    return b"".join(parts)


def _heap(heap: HeapSummary, strings: dict[str, int]) -> bytes:
    return b"".join(
        (
            _integer(1, heap.taken_millis),
            _integer(2, heap.count),
            _integer(3, heap.stall_micros),
            _column(4, [strings[count.name] for count in heap.classes]),
            _column(5, [count.objects for count in heap.classes]),
            _column(6, [count.bytes for count in heap.classes]),
            _integer(7, heap.other.classes),
            _integer(8, heap.other.objects),
            _integer(9, heap.other.bytes),
        )
    )


def _deltas(ascending: Sequence[int]) -> list[int]:
    befores = (0, *ascending[:-1])
    return [one - before for before, one in zip(befores, ascending, strict=True)]


def _varint(value: int) -> bytes:
    if not 0 <= value <= MAX_INTEGER:
        raise ValueError(f"{value} is not in 0 ... 2^63 - 1 (R6)")
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _integer(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value) if value else b""


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode())


def _message(number: int, data: bytes) -> bytes:
    """A singular field: absent where empty."""
    return _element(number, data) if data else b""


def _element(number: int, data: bytes) -> bytes:
    """One entry of a repeated field: there even where empty."""
    return _varint(number << 3 | _BYTES) + _varint(len(data)) + data


def _column(number: int, values: Sequence[int]) -> bytes:
    slices = (values[start : start + _SLICE] for start in range(0, len(values), _SLICE))
    return _message(number, b"".join(map(_packed, slices)))


def _packed(values: Sequence[int]) -> bytes:
    if max(values) < 128:
        return bytes(values)
    return b"".join([_VARINTS[value] if 0 <= value < 2048 else _varint(value) for value in values])


def _table(values: Iterable[int]) -> tuple[bytes, ...]:
    return tuple(map(_varint, values))


_VARINTS = _table(range(2048))


def _read_varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if position >= len(data) or shift > 63:
            raise ValueError(f"no varint ends at byte {position} of {len(data)}")
        byte = data[position]
        position += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, position
        shift += 7


def _skip(data: bytes, position: int, wire_type: int) -> int:
    if wire_type == _BYTES:
        size, position = _read_varint(data, position)
        return position + size
    if wire_type in (_FIXED64, _FIXED32):
        return position + (8 if wire_type == _FIXED64 else 4)
    raise ValueError(f"wire type {wire_type} at byte {position}")
