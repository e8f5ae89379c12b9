"""Where nothing is sampled, and what is said about it."""

import sys

import pytest

from tandem_profiler.interpreter import refusal


def test_refusal_of_a_free_threaded_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal() is None
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    assert "free-threaded" in str(refusal())
