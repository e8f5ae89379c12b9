"""Exceptions: what they say, what they hold on to, where they are while they are handled."""

from __future__ import annotations

import sys
import warnings

from protocol import Place, serve, told


def handles_a_message(place: Place) -> None:
    try:
        raise ValueError(place.take())
    except ValueError as error:
        while place.parked():
            place.found(error)


def handles_a_note(place: Place) -> None:
    try:
        error = KeyError("stock")
        error.add_note(place.take())
        raise error
    except KeyError as error:
        while place.parked():
            place.found(error.__notes__[0])


def handles_a_cause(place: Place) -> None:
    try:
        try:
            raise OSError(2, place.take())
        except OSError as first:
            raise RuntimeError("second") from first
    except RuntimeError as second:
        while place.parked():
            place.found(second.__cause__.strerror)  # type: ignore[union-attr]


def handles_a_group(place: Place) -> None:
    try:
        raise ExceptionGroup(place.take(), [ValueError(place.take()), TypeError(place.take())])
    except* ValueError as group:
        while place.parked():
            place.found(group.message)
    except* TypeError:
        pass


def cleans_up(place: Place) -> None:
    try:
        raise LookupError(place.take())
    finally:
        while place.parked():
            error = sys.exc_info()[1]
            place.found(error)
        return  # noqa: B012 -- the exception ends here


def holds_a_traceback(place: Place) -> None:
    try:
        fails_with_a_local(place.take())
    except ZeroDivisionError as error:
        held = error
    while place.parked():
        trace = held.__traceback__
        assert trace is not None
        assert trace.tb_next is not None
        place.found(trace.tb_next.tb_frame.f_locals["password"])


def fails_with_a_local(password: str) -> float:
    return len(password) / 0


def remembers_a_warning(place: Place) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn(place.take(), stacklevel=1)
        while place.parked():
            place.found(caught[0].message)


def asserts(place: Place) -> None:
    try:
        raise AssertionError(place.take())
    except AssertionError as error:
        sys.last_exc = sys.last_value = error
        while place.parked():
            place.found(sys.last_value)


BODIES = {
    "message": handles_a_message,
    "note": handles_a_note,
    "cause": handles_a_cause,
    "group": handles_a_group,
    "finally": cleans_up,
    "traceback": holds_a_traceback,
    "warning": remembers_a_warning,
    "last": asserts,
}

if __name__ == "__main__":
    serve(told(), BODIES)
