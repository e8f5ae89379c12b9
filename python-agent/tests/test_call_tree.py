"""Twins of CallTreeTest and of what NamesTest says about frames and stacks."""

import gc

import pytest

from tandem_profiler.call_tree import CallTree
from tandem_profiler.model import (
    GENERATED,
    TRUNCATED,
    Frame,
    Language,
    Measure,
    Scale,
    StackTrace,
    ThreadState,
    Window,
    normal_name,
)
from traces import CPU, TOTAL, lines, path_by_node, paths, profile_of, trace_of, tree_of


def test_add_counts_each_path() -> None:
    tree = tree_of("main;parse", "main", "main;parse", "idle")
    assert paths(tree) == ["idle 1", "main 1", "main;parse 2"]


def test_add_makes_no_objects_for_the_cyclic_collector_to_look_at() -> None:
    """It would look at all of them in one go, and hold the interpreter's lock meanwhile."""
    frames = [Frame(Language.PYTHON, "app", f"call_{number}") for number in range(100)]
    traces = [StackTrace((frames[i], *frames), (0,) * 101) for i in range(100)]
    tree = CallTree()
    for trace in traces:
        tree.add(trace, *CPU, 1)
    assert len(profile_of(tree).frame_indexes) == 100 * 101
    assert tracked(tree) < 500  # its tables, a count for each stack, and the 100 frames


def tracked(root: object) -> int:
    """What the collector would look at behind this object, its class and module left out."""
    seen, waiting = dict[int, object](), [root]
    while waiting:
        one = waiting.pop()
        if id(one) not in seen and gc.is_tracked(one) and not isinstance(one, type):
            seen[id(one)] = one
            waiting += gc.get_referents(one)
    return len(seen)


def test_add_counts_recursion_once_per_level() -> None:
    tree = tree_of("main;parse;parse", "main;parse")
    assert paths(tree) == ["main;parse 1", "main;parse;parse 1"]


def test_add_counts_an_empty_stack_for_the_root_alone() -> None:
    assert paths(tree_of("", "main")) == [" 1", "main 1"]


def test_add_counts_a_line_once_per_stack() -> None:
    tree = tree_of("main:1;parse:5;parse:5", "main:1;parse:5;parse:6", "main")
    assert lines(tree) == [
        "main:1 self 0 total 2",
        "parse:5 self 1 total 2",
        "parse:6 self 1 total 1",
    ]


def test_add_refuses_a_count_that_is_not_positive() -> None:
    with pytest.raises(ValueError, match="0 samples"):
        CallTree().add(trace_of("main"), *CPU, 0)


def test_to_profile_keeps_measures_and_states_apart() -> None:
    waiting = (Measure.WALL_TIME, ThreadState.WAITING)
    tree = tree_of("main")
    tree.add(trace_of("main;await"), *waiting, 7)
    cpu, wall = profile_of(tree, waiting).series
    assert (cpu.scale.measure, cpu.scale.state) == CPU
    assert (wall.scale.measure, wall.scale.state) == waiting
    assert (wall.nodes, wall.samples) == ((2,), (7,))


def test_to_profile_sums_measured_values() -> None:
    allocated = (Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED)
    tree = CallTree()
    tree.add(trace_of("main"), *allocated, 1, 100)
    tree.add(trace_of("main"), *allocated, 2, 23)
    (series,) = tree.to_profile(Window(1, 1), [Scale(*allocated, 512, 0)]).series
    assert (series.samples, series.values) == ((3,), (123,))
    assert series.scale == Scale(*allocated, 512, 123)


def test_to_profile_refuses_a_series_without_a_total() -> None:
    with pytest.raises(ValueError, match=r"CPU_TIME.*RUNNING.*without a scale"):
        tree_of("main").to_profile(Window(1, 1))


def test_to_profile_survives_a_tree_of_the_greatest_depth() -> None:
    deep = ";".join(["f"] * 4096)
    assert len(profile_of(tree_of(deep, max_depth=4096)).ascents) == 4096


def test_to_profile_leaves_out_a_scale_without_samples() -> None:
    profile = profile_of(tree_of("main"), (Measure.WALL_TIME, ThreadState.IO))
    assert [series.scale.measure for series in profile.series] == [Measure.CPU_TIME]
    assert profile.series[0].scale.total_value == TOTAL


def test_call_tree_refuses_a_depth_beyond_the_rule() -> None:
    with pytest.raises(ValueError, match="4097"):
        CallTree(4097)


def test_clean_replaces_each_unpaired_surrogate() -> None:
    assert normal_name("a\ud800b\udc00\U0001f600\ud800\ud800") == "a�b�\U0001f600��"


def test_clean_keeps_512_bytes_and_not_one_more() -> None:
    longest = "é" * 256
    assert normal_name(longest) is longest
    assert normal_name(longest + "x") == GENERATED


def test_clean_measures_what_is_left_of_surrogates() -> None:
    assert len(normal_name("\ud800" * 170 + "xx")) == 172
    assert normal_name("\ud800" * 171) == GENERATED


def test_compare_puts_astral_behind_the_rest_of_the_basic_plane() -> None:
    tree = CallTree()
    for name in ("\U0001f600", "�"):
        tree.add(StackTrace((Frame(Language.PYTHON, "", name),), (0,)), *CPU, 1)
    assert path_by_node(profile_of(tree)) == ["", "�", "\U0001f600"]


def test_frame_refuses_a_function_without_a_name() -> None:
    with pytest.raises(ValueError, match="'App'"):
        Frame(Language.JAVA, "App", "")


def test_truncated_to_keeps_the_innermost_frames() -> None:
    tree = tree_of("main:1;a:2;b:3;c:4", max_depth=3)
    assert paths(tree) == ["<truncated>;b;c 1"]
    assert lines(tree) == ["b:3 self 0 total 1", "c:4 self 1 total 1"]
    assert profile_of(tree).frames[0] == TRUNCATED


def test_truncated_to_leaves_a_stack_of_exactly_the_limit() -> None:
    assert paths(tree_of("main;a;b", max_depth=3)) == ["main;a;b 1"]
