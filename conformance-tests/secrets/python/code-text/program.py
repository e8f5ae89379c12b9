"""What a source file says beside its names. The docstring of the module: MARKER_module_docstring"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from protocol import Place, serve, told

PREFIX = "as written: "
ANNOTATED: MARKER_annotation = None  # type: ignore[name-defined]  # noqa: F821


def holds_a_string_constant(place: Place) -> None:
    while place.parked():
        place.found("MARKER_string_constant")


def holds_a_bytes_constant(place: Place) -> None:
    while place.parked():
        place.found(b"MARKER_bytes_constant".decode())


def holds_a_constant_in_a_tuple(place: Place) -> None:
    while place.parked():
        place.found(("a", ("b", "MARKER_nested_constant"))[1][1])


def holds_a_default(place: Place, default: str = "MARKER_default") -> None:
    while place.parked():
        place.found(default)


def holds_a_docstring(place: Place) -> None:
    """MARKER_docstring"""
    while place.parked():
        place.found(holds_a_docstring.__doc__)


def holds_an_annotation(place: Place) -> MARKER_annotation:  # type: ignore[name-defined]  # noqa: F821
    while place.parked():
        place.found(holds_an_annotation.__annotations__["return"])


def holds_a_comment(place: Place) -> None:
    # as written: MARKER_comment
    while place.parked():
        place.found(_as_written(holds_a_comment))


def holds_a_source_line(place: Place) -> None:
    # as written: MARKER_source_line
    while place.parked():
        place.found(_as_written(holds_a_source_line))


def holds_an_f_string(place: Place) -> None:
    while place.parked():
        place.found(f"{'MARKER_f_string'}{place.name[:0]}")


def holds_names_of_variables(place: Place) -> None:
    MARKER_variable = 1  # noqa: F841, N806
    while place.parked():
        place.found(sys._getframe().f_code.co_varnames[1])


def holds_names_of_attributes(place: Place) -> None:
    while place.parked():
        place.found(getattr(place, "MARKER_attribute", "MARKER_attribute"))


def _as_written(function: object) -> str:
    lines = inspect.getsource(function).splitlines()  # type: ignore[arg-type]
    return next(line.split(PREFIX)[1].split("\\")[0] for line in lines if PREFIX in line)


def reads_the_module(place: Place) -> None:
    while place.parked():
        assert place.take() in Path(__file__).read_text(encoding="utf-8")
        place.found((__doc__ or "").rpartition(" ")[2])


BODIES = {
    "string_constant": holds_a_string_constant,
    "bytes_constant": holds_a_bytes_constant,
    "nested_constant": holds_a_constant_in_a_tuple,
    "default": holds_a_default,
    "docstring": holds_a_docstring,
    "module_docstring": reads_the_module,
    "annotation": holds_an_annotation,
    "comment": holds_a_comment,
    "source_line": holds_a_source_line,
    "f_string": holds_an_f_string,
    "variable": holds_names_of_variables,
    "attribute": holds_names_of_attributes,
}

if __name__ == "__main__":
    serve(told(), BODIES)
