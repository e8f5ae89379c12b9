"""Random profiles: equal content gives equal bytes, and protobuf reads and rewrites them."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generated import profile_pb2
from tandem_profiler.call_tree import CallTree
from tandem_profiler.model import (
    Frame,
    Language,
    Measure,
    Producer,
    Profile,
    Runtime,
    Scale,
    StackTrace,
    ThreadState,
    Upload,
    Window,
    normal_name,
)
from tandem_profiler.wire import encode_upload

Sample = tuple[StackTrace, Measure, ThreadState, int]

PRODUCER = Producer("shop", "one", (Runtime(Language.PYTHON, "CPython", "3"),), "0")
KEYS = [(Measure.CPU_TIME, ThreadState.RUNNING)]
KEYS += [(Measure.WALL_TIME, state) for state in ThreadState]

NAMES = st.text(st.characters(codec=None), max_size=4)  # surrogates included
FUNCTIONS = st.one_of(
    st.sampled_from(["a", "b", "\ud83d", "\ude00", "\U0001f600", "￿", "x" * 513]),
    NAMES.filter(bool),
)
FRAMES = st.builds(Frame, st.sampled_from(list(Language)[1:]), NAMES, FUNCTIONS)


@st.composite
def samples(draw: Any) -> Sample:
    frames = draw(st.lists(FRAMES, max_size=6))
    lines = draw(st.lists(st.integers(0, 2**31 - 1), min_size=len(frames), max_size=len(frames)))
    measure, state = draw(st.sampled_from(KEYS))
    trace = StackTrace(tuple(frames), tuple(lines))
    return trace, measure, state, draw(st.integers(1, 2**40))


def profile_of(some: list[Sample]) -> Profile:
    tree = CallTree(5)
    for sample in some:
        tree.add(*sample)
    return tree.to_profile(Window(1, 1000), [Scale(*key, 50_000, 2**62) for key in KEYS])


def encoded(some: list[Sample]) -> bytes:
    return encode_upload(Upload(b"\1" * 16, PRODUCER, profile_of(some)))


@given(st.lists(samples(), max_size=12), st.randoms(use_true_random=False))
def test_encode_upload_is_the_same_in_any_order(some: list[Sample], dice: random.Random) -> None:
    shuffled = list(some)
    dice.shuffle(shuffled)
    assert encoded(shuffled) == encoded(some)


@given(st.lists(samples(), max_size=12))
def test_protobuf_rewrites_the_same_bytes(some: list[Sample]) -> None:
    wire = encoded(some)
    message = profile_pb2().Upload.FromString(wire)
    assert message.SerializeToString(deterministic=True) == wire


@given(st.lists(samples(), min_size=1, max_size=12))
def test_protobuf_reads_what_was_counted(some: list[Sample]) -> None:
    profile = profile_pb2().Upload.FromString(encoded(some)).profile
    counted: dict[tuple[int, int], int] = {}
    for _, measure, state, count in some:
        counted[measure, state] = counted.get((measure, state), 0) + count
    assert {(one.measure, one.state): sum(one.samples) for one in profile.series} == counted


@given(st.lists(samples(), max_size=12))
def test_siblings_ascend_by_the_bytes_of_their_names(some: list[Sample]) -> None:
    profile = profile_pb2().Upload.FromString(encoded(some)).profile
    table = profile.frames
    path: list[int] = []
    before: dict[tuple[Any, ...], Any] = {}
    for ascent, frame in zip(profile.tree.ascents, profile.tree.frame_indexes, strict=True):
        del path[len(path) - ascent :]
        key = (
            table.languages[frame],
            profile.strings[table.owner_indexes[frame]].encode(),
            profile.strings[table.function_indexes[frame]].encode(),
        )
        assert before.get(tuple(path), (-1, b"", b"")) < key
        before[tuple(path)] = key
        path.append(frame)


@given(NAMES)
def test_normal_name_is_utf_8_and_stays_as_it_is(name: str) -> None:
    normal = normal_name(name)
    assert len(normal.encode()) <= 512
    assert normal_name(normal) == normal


@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_normal_name_leaves_good_names_alone(name: str) -> None:
    assert normal_name(name) == name


@given(st.text(st.sampled_from("a\ud800\udc00"), max_size=8))
def test_normal_name_pairs_surrogates_as_utf_16_does(name: str) -> None:
    units = [ord(char) for char in name]
    expected, at = "", 0
    while at < len(units):
        if units[at] == 0xD800 and units[at + 1 : at + 2] == [0xDC00]:
            expected, at = expected + "\U00010000", at + 2
        else:
            expected, at = expected + ("a" if units[at] == 0x61 else "�"), at + 1
    assert normal_name(name) == expected
