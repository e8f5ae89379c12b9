"""The judge of boundaries itself, and that nothing is wrong and unmarked where it matters."""

from pathlib import Path

import pytest
from audit import stacks
from boundaries import APPROXIMATE, GIL_HOLDER, UNDIVIDED, score, truths
from division import largest_error, shares
from hosts import Cell, ran

PATH = (
    "java Walk$Walker run",
    "java Walk$Host go",
    "python walk step",
    "python walk go",
    "java Walk$Host cb",
    "java Walk$Digits d7",
    "java Walk$Digits work",
)
GLUE = "java jep.Jep invoke"
PYTHON = (*PATH[:4], "python walk d4", "python walk work")


def scored(*stack: str) -> dict[str, int]:
    return dict(score({stack: 5}, {"7": PATH, "4": PYTHON}).micros)


def test_score_takes_a_path_for_right() -> None:
    assert scored(*PATH) == {"right": 5}
    assert scored(*PATH[:2], GLUE, *PATH[2:], "native libc.so write") == {"right": 5}


def test_score_takes_the_beginning_of_a_path_for_right() -> None:
    assert scored(*PATH[:4]) == {"right": 5}
    assert scored(*PATH[:4], "java Walk$Host refuse") == {"right": 5}


@pytest.mark.parametrize(
    "stack",
    [
        (*PATH[:2], *PATH[3:]),  # a frame is lost
        (*PATH[:2], PATH[4], *PATH[2:4], *PATH[5:]),  # cut elsewhere
        (*PATH[:4], PATH[3], *PATH[4:]),  # a frame too many
        (*PATH[:2], GLUE, *PATH[4:]),  # Python is lost
        (*PYTHON[:-2], "python walk d7", PYTHON[-1]),  # Python of another path
    ],
)
def test_score_notices_a_wrong_stack(stack: tuple[str, ...]) -> None:
    assert scored(*stack) == {"wrong": 5}


def test_score_tells_what_is_marked_from_what_is_wrong() -> None:
    approximate = 'other "" <approximate>'
    assert scored(*PATH[:4], approximate, *PATH[4:]) == {"approximate, right": 5}
    assert scored(*PATH[:3], approximate, *PATH[4:]) == {"approximate, wrong": 5}
    assert scored(*PATH[:2], 'python "" <python>') == {"undivided": 5}
    assert scored(*PATH[:5], "java Walk$Digits d4", PATH[-1]) == {"another's": 5}


def test_score_leaves_out_what_has_no_python_and_who_holds_the_lock() -> None:
    assert scored(*PATH[:2]) == {}
    assert scored("java java.lang.Thread run") == {}
    assert scored(*PATH[:4], 'other "" <gil-holder>', "python walk work") == {"right": 5}


def test_truths_are_the_frames_of_each_number() -> None:
    assert truths(["path 7 a;b", "done 1 2"]) == {"7": ("a", "b")}


def test_stacks_are_read_in_microseconds(tmp_path: Path) -> None:
    audit = tmp_path / "audit.txt"
    audit.write_text(
        "upload 00 format 1\nseries cpu_time running samples 4 total_value 400 microseconds\n"
        "tree nodes 4\n    0 root\n    1   java A b | cpu_time running 1 | wall_time running 9\n"
        '    2     other "" <gil-holder> | cpu_time running 3\n    1   java A c\n'
    )
    assert stacks(audit, "cpu_time") == {
        ("java A b",): 100,
        ("java A b", 'other "" <gil-holder>'): 300,
    }


def test_shares_are_of_what_was_divided() -> None:
    entered = "python turns Turns.serve"
    seen = {
        ("java Turns run", entered, "python turns counted"): 60,
        ("java Turns run", entered, "python turns joined", "python turns joined.<locals>.x"): 20,
        ("java Turns run", 'python "" <python>'): 20,
    }
    of_kinds, undivided = shares(seen, {"counted": 1, "joined": 1})
    assert (of_kinds, undivided) == ({"counted": 0.75, "joined": 0.25}, 0.2)
    assert largest_error(of_kinds, {"counted": 1, "joined": 1}) == 25


def has_ended_in_python(audit: Path) -> bool:
    """Whether a path was seen up to the Python that it ends in, and nothing of it is open."""
    unsure = {UNDIVIDED, APPROXIMATE, GIL_HOLDER}
    return any(
        "python walk work" in stack and unsure.isdisjoint(stack)
        for stack in stacks(audit, "cpu_time")
    )


@pytest.mark.parametrize("load", ["ordinary", "adversarial"])
def test_no_boundary_is_wrong_and_unmarked(cell: Cell, load: str) -> None:
    settings = "report_seconds=10,jep_hz=50"
    with ran(cell, settings, "Walk", load, "2", "15", "1", until=has_ended_in_python) as walked:
        found = score(stacks(walked.audit, "cpu_time"), truths(walked.lines))
    assert not found.examples, found.examples[:3]
    assert found.micros["right"] > 0, (found.micros, walked.log)
