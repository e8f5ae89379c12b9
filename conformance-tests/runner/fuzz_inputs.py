"""Random inputs of an encoder, in the form of a vector's ``input.json``.

A *lawful* input breaks no rule of SPEC.md: every encoder must take it and every decoder must read
what was written. An *odd* input is a lawful one with one number or text that a rule forbids, or
that is near what a rule forbids: of it is asked only that all testees do the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
Draw = Callable[..., Any]

MAX = 2**63 - 1
MAX_DEPTH = 4096
LANGUAGES = ["java", "python", "native", "kernel", "other"]
STATES = ["unspecified", "running", "gil_wait", "blocked", "waiting", "sleeping", "io"]
STATES_OF = {
    "cpu_time": ["running"],
    "wall_time": STATES,
    "lock_time": ["blocked"],
    "allocated_bytes": ["unspecified"],
    "samples": ["unspecified"],
}
WITH_VALUES = ("lock_time", "allocated_bytes")
ESTIMATES = ["unspecified", "clock_spread", "mixed_division", "late_attach", "safepoint_bias"]
SAMPLERS = [
    *("unspecified", "async_profiler", "jfr", "thread_dump"),
    *("current_frames", "native_helper", "import"),
]
SAMPLER_REASONS = [
    *("unspecified", "default", "chosen", "library_unavailable"),
    *("events_unavailable", "crashed_before"),
]
DROP_KINDS = ["sample", "window", "upload"]
DROP_REASONS = ["queue_full", "refused", "too_old", "limit", "unreadable", "failed"]

# Neighbours in one order that are far apart in another, and names that rules single out.
NASTY_NAMES = [
    *("a", "b", "A", "é", "e\u0301", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\ufffd"),
    *("\U00010000", "\U0001f600", "\U0010ffff", "\ud800", "\udc00", "\ud83d", "\ude00"),
    *("a\ud800", "\ud800a", "\ud800\ud800\udc00", "\udc00\ud800", "\x00", "\n", "\x7f", "\x85"),
    *("<generated>", "<unknown>", "<lambda>", "f.<locals>.g", "__init__", "/", "a/b", "\u2028"),
    *("com.acme.Main", "Main$$Lambda", "<init>", "lambda$main$0", "plus-Wa3L5BU", "4711", "-1"),
    *("libjvm.so", "/usr/lib/libc.so.6", "lib0a1b2c3d4e5f.so", "/memfd:a (deleted)", "[vdso]"),
    *("x-0f8fad5b-d9cb-469f-a165-70867728950e.so", "libz.so.1 (deleted)", "a b.so", "[heap]"),
]
FILLERS = ["x", "é", "€", "\U0001f600", "\ud800"]


@st.composite
def long_names(draw: Draw) -> str:
    """Names of about 512 bytes, of one kind of character and some bytes of padding."""
    filler = draw(st.sampled_from(FILLERS))
    size = 3 if filler == "\ud800" else len(filler.encode())
    wanted = draw(st.integers(510, 514))
    return filler * (wanted // size) + "x" * (wanted % size)


names = st.one_of(
    st.sampled_from(NASTY_NAMES),
    st.text(st.characters(codec=None), min_size=1, max_size=6),  # every plane, surrogates too
    long_names(),
)
owners = st.one_of(st.just(""), names)
texts = st.one_of(  # what an operator may write
    st.sampled_from(["shop", "1.4", "prod", "é", "\ufffd", "\U0001f600", "x" * 512, "€" * 170]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8),
)
numbers = st.one_of(
    st.integers(0, 300),
    st.sampled_from([2**bits - d for bits in (7, 14, 31, 32, 53, 56, 62, 63) for d in (1, 2)]),
    st.integers(0, MAX),
)
lines = st.one_of(st.integers(0, 200), st.sampled_from([0, 127, 128, 2**31 - 1]))


def _as_some_agent_names_it(call: tuple[str, str, str]) -> tuple[str, str, str]:
    """The call, of a language without rules for names where it breaks R27, R28 or R33."""
    language, owner, function = call
    java_owner = owner == "<generated>" or (CLASS.fullmatch(owner) and "$$Lambda" not in owner)
    java = java_owner and (function in NO_METHODS or METHOD.fullmatch(function))
    python = "/" not in owner and "\\" not in owner
    lawful = {"java": java, "python": python}.get(language, True)
    return call if lawful else ("other", owner, function)


CLASS = re.compile(r"[A-Za-z0-9_.$\u0080-\U0010ffff-]*")
METHOD = re.compile(r"(?![0-9])[A-Za-z0-9_$\u0080-\U0010ffff-]+")
NO_METHODS = ("<init>", "<clinit>", "<unknown>", "<generated>")
calls = st.tuples(st.sampled_from(LANGUAGES), owners, names).map(_as_some_agent_names_it)


@st.composite
def lawful_inputs(draw: Draw) -> Json:
    start = draw(st.one_of(st.just(1_790_000_000_000), st.integers(1, 2**53)))
    duration = draw(st.one_of(st.just(300_000), st.integers(1, 3_600_000)))
    max_depth = draw(st.sampled_from([1000, 1000, 1, 2, 3, 5, MAX_DEPTH - 1, MAX_DEPTH]))
    samples = draw(_samples(max_depth))
    document = {
        "upload": draw(_uploads()),
        "start_millis": start,
        "duration_millis": duration,
        "max_depth": max_depth,
        "samples": samples,
        "series": draw(_series(samples)),
        "statistics": draw(_statistics),
    }
    if draw(st.integers(0, 3)) == 3:
        document["heap"] = draw(_heaps(start, duration))
    return document


@st.composite
def _uploads(draw: Draw) -> Json:
    languages = draw(st.sets(st.sampled_from(range(len(LANGUAGES))), min_size=1, max_size=3))
    labels = draw(st.lists(st.tuples(texts, st.one_of(st.just(""), texts)), max_size=4))
    many = draw(st.integers(0, 19)) == 19
    if many:
        labels += [(f"label {number}", "") for number in range(32 - len(labels))]
    return {
        "format_revision": 1,
        "profile_id": draw(st.binary(min_size=16, max_size=16).filter(any)).hex(),
        "service": draw(texts),
        "instance": draw(texts),
        "runtimes": [
            {"language": LANGUAGES[number], "name": draw(texts), "version": draw(texts)}
            for number in sorted(languages)
        ],
        "agent_version": draw(st.one_of(st.just("0.1.0"), st.just(""), texts)),
        "labels": [list(label) for label in dict(labels).items()],
    }


@st.composite
def _samples(draw: Draw, max_depth: int) -> list[Json]:
    """Stacks out of a few calls, so that paths meet, recur and share names."""
    pool = draw(st.lists(calls, min_size=1, max_size=5))
    keys = draw(st.lists(_keys, min_size=1, max_size=4))
    stacks = draw(st.lists(_stacks(pool, max_depth), max_size=8))
    samples = [
        {
            "measure": key[0],
            "state": key[1],
            "samples": draw(st.one_of(st.integers(1, 300), st.integers(1, 2**58))),
            "value": draw(st.integers(0, 2**58)) if key[0] in WITH_VALUES else 0,
            "stack": stack,
        }
        for stack in stacks
        for key in [draw(st.sampled_from(keys))]
    ]
    if samples and draw(st.integers(0, 5)) == 5:
        _fill_to_the_brim(draw(st.sampled_from(samples)), samples)
    return samples


@st.composite
def _keys(draw: Draw) -> tuple[str, str]:
    measure = draw(st.sampled_from(list(STATES_OF)))
    return measure, draw(st.sampled_from(STATES_OF[measure]))


_keys = _keys()


def _fill_to_the_brim(chosen: Json, samples: list[Json]) -> None:
    """Makes the measure's samples, and its values, sum to 2^63 - 1."""
    others = [one for one in samples if one is not chosen and one["measure"] == chosen["measure"]]
    chosen["samples"] = MAX - sum(one["samples"] for one in others)
    if chosen["measure"] in WITH_VALUES:
        chosen["value"] = MAX - sum(one["value"] for one in others)


@st.composite
def _stacks(draw: Draw, pool: list[tuple[str, str, str]], max_depth: int) -> list[Any]:
    stack: list[Any] = []
    for call in draw(st.lists(st.sampled_from(pool), max_size=7)):
        entry = [*call, draw(lines)]
        if draw(st.integers(0, 11)) == 11:
            stack.append({"repeat": draw(_repeats(max_depth)), "frame": entry})
        else:
            stack.append(entry)
    if stack and draw(st.integers(0, 9)) == 9:  # mutual recursion
        stack = stack * draw(st.integers(2, 12))
    return stack


def _repeats(max_depth: int) -> st.SearchStrategy[int]:
    """Levels of direct recursion; rarely as many as count, for those cost time."""
    around = [max(1, max_depth + more) for more in (-2, -1, 0, 1, 2)]
    near = st.sampled_from(around if max_depth < 100 else [2, 3])
    deep = st.sampled_from([*around, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1, 5000])
    return st.integers(0, 9).flatmap(lambda dice: deep if dice == 9 else near)


@st.composite
def _series(draw: Draw, samples: list[Json]) -> list[Json]:
    """One for each key, in any order."""
    by_key: dict[tuple[str, str], list[Json]] = {}
    for sample in samples:
        by_key.setdefault((sample["measure"], sample["state"]), []).append(sample)
    return [
        {
            "measure": measure,
            "state": state,
            "period": 0 if measure == "samples" else draw(numbers),
            "total_value": _total(draw, measure, by_key[measure, state]),
            "estimated": draw(st.sampled_from(ESTIMATES)),
        }
        for measure, state in draw(st.permutations(sorted(by_key)))
    ]


def _total(draw: Draw, measure: str, samples: list[Json]) -> int:
    if measure in WITH_VALUES:
        return sum(sample["value"] for sample in samples)
    if measure == "samples":
        return sum(sample["samples"] for sample in samples)
    return draw(numbers)


_gauges = st.tuples(numbers, numbers, numbers).map(lambda three: [*sorted(three[:2]), three[2]])
_drops = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 5)), numbers.map(lambda n: max(n, 1)), max_size=4
).map(
    lambda counts: [
        [DROP_KINDS[kind], DROP_REASONS[reason], counts[kind, reason]]
        for kind, reason in sorted(counts)
    ]
)
_agents = st.fixed_dictionaries(
    {},
    optional={
        "cpu_micros": numbers,
        "sampling_micros": numbers,
        "samples": numbers,
        "drops": _drops,
    },
)
_statistics = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {},
        optional={
            "cpu_micros": numbers,
            "resident_bytes": _gauges,
            "heap_bytes": _gauges,
            "threads": _gauges,
            "gc_count": numbers,
            "gc_micros": numbers,
            "agent": _agents,
            "sampler": st.sampled_from(SAMPLERS),
            "sampler_reason": st.sampled_from(SAMPLER_REASONS),
        },
    ),
)
_classes = st.tuples(
    names.map(lambda name: name if name == "<generated>" or CLASS.fullmatch(name) else "C"),  # R40
    st.one_of(st.integers(1, 50), st.integers(1, 2**49)),
    st.one_of(st.sampled_from([0, 16, 24]), st.integers(0, 2**49)),
)


@st.composite
def _heaps(draw: Draw, start: int, duration: int) -> Json:
    classes = [list(one) for one in draw(st.lists(_classes, max_size=6))]
    if draw(st.integers(0, 11)) == 11:  # about a thousand, so that some go into the remainder
        count = draw(st.integers(995, 1003))
        classes += [[f"C{number}", 1 + number % 7, 8 * (number % 50)] for number in range(count)]
    other = draw(
        st.one_of(
            st.just([0, 0, 0]),
            st.tuples(st.integers(1, 2**40), st.integers(1, 2**40), numbers.map(lambda n: n // 2)),
        )
    )
    return {
        "taken_millis": draw(st.integers(start, start + duration)),
        "count": draw(st.sampled_from(["all_objects", "live_objects"])),
        "stall_micros": draw(numbers),
        "other": list(other),
        "classes": classes,
    }


ODD_TEXTS = ["", "\n", "\x7f", "\x9f", "\ud800", "a\udc00", "x" * 513, "€" * 171]
ODD_NUMBERS = [-1, 0, MAX, MAX + 1, 2**64]


@st.composite
def odd_inputs(draw: Draw) -> Json:
    document = draw(lawful_inputs())
    holder, key = draw(st.sampled_from(_odd_places(document)))
    odd = ODD_TEXTS if isinstance(holder[key], str) else ODD_NUMBERS
    holder[key] = draw(st.sampled_from(odd))
    return document


def _odd_places(document: Json) -> list[tuple[Any, Any]]:
    """Where a text or a number can be replaced, as (holder, key)."""
    upload, samples = document["upload"], document["samples"]
    places: list[tuple[Any, Any]] = [(upload, "service"), (upload, "instance")]
    places += [(upload, "agent_version"), (document, "duration_millis")]
    places += [(one, key) for one in upload["runtimes"] for key in ("name", "version")]
    places += [(label, at) for label in upload["labels"] for at in (0, 1)]
    places += [(one, key) for one in samples for key in ("samples", "value")]
    places += [(one, key) for one in document["series"] for key in ("period", "total_value")]
    for sample in samples:
        frames = [one["frame"] if isinstance(one, dict) else one for one in sample["stack"]]
        places += [(frame, at) for frame in frames for at in (1, 2)]
    statistics = document["statistics"]
    places += [(statistics, key) for key in ("cpu_micros", "gc_count") if key in statistics]
    for gauge in ("resident_bytes", "heap_bytes", "threads"):
        places += [(statistics[gauge], at) for at in range(3) if gauge in statistics]
    places += [(drop, 2) for drop in statistics.get("agent", {}).get("drops", [])]
    if "heap" in document:
        heap = document["heap"]
        places += [(heap["other"], at) for at in range(3)]
        places += [(row, at) for row in heap["classes"][:6] for at in range(3)]
    return places
