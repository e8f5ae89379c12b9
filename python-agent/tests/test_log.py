"""What is said about an error of our own."""

import re

from tandem_profiler.log import told
from tandem_profiler.wire import decode_agent_configuration


class CardError(Exception):
    """Its name says what the application deals in."""


def raised(error: Exception) -> Exception:
    try:
        raise error
    except (CardError, KeyError) as caught:
        return caught


def test_told_names_kind_and_line_and_never_the_message() -> None:
    try:
        decode_agent_configuration(b"\x0a\x05")
    except ValueError as error:
        assert re.fullmatch(r"ValueError at wire\.py:\d+", told(error))


def test_told_of_foreign_code_names_no_file_and_no_class() -> None:
    assert told(raised(CardError("4711"))) == "an error at an unknown line"
    assert told(raised(KeyError("4711"))) == "KeyError at an unknown line"
