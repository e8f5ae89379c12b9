"""The judge of what ``show`` prints finds fault with what is none of an upload's text."""

import vectors
from shown import fault_of_text

SHOWN = (
    "upload 00000000000000000000000000000001 format 1\n"
    "  service shown instance i-1\n"
    "tree nodes 3\n"
    "    0 root\n"
    "    1   java cpu_bound.Scenario main\n"
    "    2     java cpu_bound.Scenario$Cart total | cpu_time running 7\n"
)


def test_fault_of_text_takes_what_uploads_are_shown_as() -> None:
    assert fault_of_text(SHOWN, "java") is None


def test_fault_of_text_takes_every_line_of_every_vector() -> None:
    for vector in vectors.vectors():
        if vector.document.get("statistics") is not None and not vector.document.get("heap"):
            text = vector.expected("profile")
            fault = fault_of_text(text + SHOWN, "java")
            assert fault is None, f"{vector.name}: {fault}"


def test_fault_of_text_names_what_is_more_than_that() -> None:
    assert "host db-1" in str(fault_of_text(SHOWN + "  host db-1\n", "java"))
    assert "secret" in str(fault_of_text(SHOWN + "    3 java a b | secret\n", "java"))


def test_fault_of_text_misses_the_scenario() -> None:
    assert "nowhere" in str(fault_of_text(SHOWN, "python"))
