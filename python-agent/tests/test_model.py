"""What the model refuses, and what it makes normal at birth. The vectors show the rest."""

import pytest

from tandem_profiler.model import (
    GENERATED,
    Label,
    Language,
    Measure,
    Producer,
    Runtime,
    Scale,
    Series,
    ThreadState,
)

JAVA = Runtime(Language.JAVA, "OpenJDK", "17")
PYTHON = Runtime(Language.PYTHON, "CPython", "3.13")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\n", "holds a control character"),
        ("\x9f", "holds a control character"),
        ("\ud800", "holds an unpaired surrogate"),
    ],
)
def test_producer_refuses_what_no_operator_may_write(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=f"service {fault}"):
        Producer(text, "i-1", (JAVA,), "0.1.0")
    with pytest.raises(ValueError, match=f"value of label 'env' {fault}"):
        Label("env", text)
    with pytest.raises(ValueError, match=fault):
        Label(text, "")


def test_producer_refuses_texts_over_512_bytes() -> None:
    longest = "é" * 256
    assert Label(longest, longest).name == longest
    with pytest.raises(ValueError, match="has 513 bytes, over 512"):
        Label("env", longest + "x")


def test_producer_refuses_runtimes_that_are_not_in_order_one_each() -> None:
    for runtimes in ((PYTHON, JAVA), (JAVA, JAVA), (Runtime(Language.UNSPECIFIED, "", ""),)):
        with pytest.raises(ValueError, match="not in order"):
            Producer("shop", "i-1", runtimes, "0.1.0")


def test_producer_refuses_labels_that_repeat_a_name_or_are_over_32() -> None:
    with pytest.raises(ValueError, match="repeat a name"):
        Producer("shop", "i-1", (JAVA,), "0.1.0", (Label("env", "a"), Label("env", "b")))
    many = tuple(Label(f"l{number}", "") for number in range(33))
    with pytest.raises(ValueError, match="over 32"):
        Producer("shop", "i-1", (JAVA,), "0.1.0", many)
    assert len(Producer("shop", "i-1", (JAVA,), "0.1.0", many[1:]).labels) == 32


def test_runtime_cleans_its_texts() -> None:
    runtime = Runtime(Language.JAVA, "a\ud800", "x" * 513)
    assert runtime == Runtime(Language.JAVA, "a\ufffd", GENERATED)


def test_series_refuses_values_that_do_not_sum_to_the_total() -> None:
    scale = Scale(Measure.ALLOCATED_BYTES, ThreadState.UNSPECIFIED, 0, 99)
    with pytest.raises(ValueError, match="values sum to 100"):
        Series(scale, (1,), (1,), (100,))
