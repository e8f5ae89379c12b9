"""The check itself, on trees small enough to read."""

from typing import Any

import pytest

from shares import judge, total_by_function, with_python_looked_at


def flamegraph_of(*stacks: str) -> dict[str, Any]:
    """From lines like ``shop.answer;shop.total 60``: owner before the last dot, callers first."""
    children: dict[str, Any] = {}
    root: dict[str, Any] = {"self": 0.0, "children": children}
    for stack in stacks:
        path, value = stack.rsplit(" ", 1)
        node = root
        for frame in path.split(";"):
            node = node["children"].setdefault(frame, {"self": 0.0, "children": {}})
        node["self"] += float(value)

    strings = [""]
    columns = ("languages", "owner_indexes", "function_indexes")
    frames: dict[str, list[int]] = {column: [] for column in columns}
    known: dict[str, int] = {}
    tree: dict[str, list[Any]] = {"ascents": [], "frame_indexes": [], "self": [0.0], "samples": [0]}
    depth_before = 0

    def index(text: str) -> int:
        if text not in strings:
            strings.append(text)
        return strings.index(text)

    def walk(node: dict[str, Any], depth: int) -> None:
        nonlocal depth_before
        for name, child in sorted(node["children"].items()):
            if name not in known:
                known[name] = len(known)
                owner, function = name.rsplit(".", 1)
                frames["languages"].append(2)
                frames["owner_indexes"].append(index(owner))
                frames["function_indexes"].append(index(function))
            tree["ascents"].append(depth_before - depth)
            tree["frame_indexes"].append(known[name])
            tree["self"].append(child["self"])
            depth_before = depth + 1
            walk(child, depth + 1)

    walk(root, 0)
    return {"total": sum(tree["self"]), "strings": strings, "frames": frames, "tree": tree}


def truth_of(**cpu_micros: int) -> dict[str, Any]:
    """All in module ``shop``; ``answer`` is the root, ``squeeze`` is marked."""
    spots = [
        {
            "name": name,
            "kind": "all" if name == "answer" else "own",
            "owner": "shop",
            "function": name,
            "judged": name not in ("answer", "squeeze"),
            "note": "",
            "cpu_micros": micros,
        }
        for name, micros in cpu_micros.items()
    ]
    return {"service": "shop-test", "hot_spots": spots}


def test_total_counts_callees_and_recursion_once() -> None:
    flamegraph = flamegraph_of("a.f 1", "a.f;a.g 2", "a.f;a.g;a.f 4", "a.f;a.h 8", "a.h 16")
    assert total_by_function(flamegraph) == {("a", "f"): 15, ("a", "g"): 6, ("a", "h"): 24}


def test_python_that_was_not_looked_at_is_taken_for_what_was() -> None:
    flamegraph = flamegraph_of("a.f;.<python> 30", "a.f;p.g 40", "a.f;p.h 20", "a.f 10")
    names = [flamegraph["strings"][owner] for owner in flamegraph["frames"]["owner_indexes"]]
    flamegraph["frames"]["languages"] = [2 if name in ("p", "") else 1 for name in names]
    totals = total_by_function(with_python_looked_at(flamegraph))
    assert totals == {("a", "f"): 100, ("p", "g"): 60, ("p", "h"): 30}


def test_judge_accepts_shares_within_the_tolerance() -> None:
    flamegraph = flamegraph_of(
        "shop.answer 5", "shop.answer;shop.total 60", "shop.answer;shop.find 35", "gc.run 300"
    )
    verdict = judge(truth_of(answer=200, total=130, find=60), flamegraph, own_prefix="shop")
    assert verdict.problems == []
    assert [(s.name, s.profiled, s.true) for s in verdict.shares] == [
        ("total", 0.6, 0.65),
        ("find", 0.35, 0.3),
    ]
    assert [cost.function for cost in verdict.costs] == [
        ("shop", "answer"),
        ("shop", "total"),
        ("shop", "find"),
    ]


def test_judge_takes_judged_shares_without_the_marked() -> None:
    flamegraph = flamegraph_of(
        "shop.answer 10", "shop.answer;shop.total 40", "shop.answer;shop.squeeze 50"
    )
    verdict = judge(truth_of(answer=100, total=64, squeeze=20), flamegraph, own_prefix="shop")
    assert verdict.problems == []
    assert [(s.name, s.judged, s.profiled, s.true) for s in verdict.shares] == [
        ("total", True, 0.8, 0.8),
        ("squeeze", False, 0.5, 0.2),
    ]


def test_judge_names_the_spot_that_is_off() -> None:
    flamegraph = flamegraph_of("shop.answer;shop.total 50", "shop.answer;shop.find 50")
    verdict = judge(truth_of(answer=100, total=59, find=41), flamegraph, own_prefix="shop")
    assert verdict.problems == [
        "shop-test: total has 50.0 % of the profile and in truth 59.0 %: -9.0 points, more than 8",
        "shop-test: find has 50.0 % of the profile and in truth 41.0 %: +9.0 points, more than 8",
    ]


def test_judge_notices_a_spot_that_the_profile_does_not_have() -> None:
    flamegraph = flamegraph_of("shop.answer;shop.find 50")
    verdict = judge(truth_of(answer=100, total=50), flamegraph, own_prefix="shop")
    assert [share.profiled for share in verdict.shares] == [0]
    assert len(verdict.problems) == 1


@pytest.mark.parametrize(
    ("truth", "stacks", "problem"),
    [
        (truth_of(answer=9, total=9), [], "shop-test: the profile is empty"),
        (truth_of(answer=9, total=9), ["gc.run 5"], "shop-test: no CPU time under shop.answer"),
        (truth_of(answer=0, total=0), ["shop.answer 5"], "shop-test: there was no load"),
        (truth_of(answer=9), ["shop.answer 5"], "shop-test: no hot spot can be judged"),
    ],
)
def test_judge_refuses_what_proves_nothing(
    truth: dict[str, Any], stacks: list[str], problem: str
) -> None:
    assert judge(truth, flamegraph_of(*stacks), own_prefix="shop").problems == [problem]
