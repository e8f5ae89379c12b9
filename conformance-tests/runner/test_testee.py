"""What the suite stands on: a testee that crashes or hangs, and how a difference is shown."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import gold
import pytest
from differences import first_difference
from known import KnownDifferences
from testee import Testee, TesteeError

PROGRAM = """
import json, sys, time
for line in sys.stdin:
    question = json.loads(line)
    if question.get("crash"): sys.exit("out of luck")
    if question.get("hang"): time.sleep(600)
    print(json.dumps(question), flush=True)
"""


@pytest.fixture
def testee() -> Iterator[Testee]:
    with Testee("echo", [sys.executable, "-c", PROGRAM]) as testee:
        yield testee


def test_a_crash_is_told_with_the_last_words_and_the_next_question_is_answered(
    testee: Testee,
) -> None:
    with pytest.raises(TesteeError, match="out of luck"):
        testee.ask({"crash": True})
    assert testee.ask({"a": 1}) == {"a": 1}


def test_a_hang_ends_and_the_next_question_is_answered(testee: Testee) -> None:
    with pytest.raises(TesteeError, match=r"no answer in 0\.3 s"):
        testee.ask({"hang": True}, seconds=0.3)
    assert testee.ask({"a": 1}) == {"a": 1}


def test_a_defect_is_an_error(testee: Testee) -> None:
    with pytest.raises(TesteeError, match="index 7"):
        testee.ask({"error": "index 7"})


def test_what_a_killed_testee_left_is_removed() -> None:
    program = f"import pathlib; pathlib.Path('{{temporary}}', 'left').touch()\n{PROGRAM}"
    with Testee("echo", [sys.executable, "-c", program]) as testee:
        testee.ask({})
        (folder,) = {Path(word.split("'")[1]) for word in testee._command if "Path" in word}
        assert (folder / "left").exists()
    assert not folder.exists()


def test_first_difference_shows_the_line() -> None:
    difference = first_difference("tree", "root\n  a\n  b\n", "root\n  a\n  \u202ec\n")
    assert difference == "tree, line 3:\n  expected   b\n  got        \\u202ec"


def test_first_difference_shows_a_line_too_many() -> None:
    difference = first_difference("tree", "root\n", "root\n  a\n")
    assert difference == "tree, line 2:\n  expected (no such line)\n  got        a"


def test_first_difference_shows_the_byte() -> None:
    difference = first_difference("wire", "0801", "0802")
    assert difference is not None
    assert "wire, byte 1 (2 expected, 2 got)" in difference
    assert "expected 08 [01]" in difference


def test_first_difference_of_equals_is_none() -> None:
    assert first_difference("wire", "0801", "0801") is None


def test_a_known_difference_is_no_fault_until_it_passes_or_differs_otherwise(
    tmp_path: Path,
) -> None:
    entry = {"tier": "t", "case": "case", "testee": "java", "fault": "differs:", "reason": "why"}
    file = tmp_path / "known.json"
    file.write_text(json.dumps([entry]), encoding="utf-8")
    known = KnownDifferences.of("t", file)
    assert known.judge("case", "java", "differs: 1\ndiffers: 2") is None
    assert "take it off the list" in (known.judge("case", "java", None) or "")
    assert "leaks" in (known.judge("case", "java", "differs: 1\nleaks") or "")
    assert known.judge("case", "python", "differs: 1") == "differs: 1"
    assert known.never_run() == []


def test_a_known_difference_of_no_case_is_told() -> None:
    assert KnownDifferences({("gone", "java"): "?"}).never_run() == [("gone", "java")]


def test_gold_that_was_altered_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.upload").write_bytes(b"1")
    (tmp_path / "manifest.sha256").write_text(f"{'0' * 64}  a.upload\n{'0' * 64}  b.upload\n")
    assert gold.altered(tmp_path) == "altered, missing or not in the manifest: a.upload, b.upload"
