"""What the vectors cannot show: one text for each thing that must not be misread."""

from dataclasses import replace

import pytest

from tandem_profiler.model import Label, Language, Producer, Profile, Runtime, Upload, Window
from tandem_profiler.text import upload_text

PRODUCER = Producer("shop", "i-1", (Runtime(Language.PYTHON, "CPython", "3.11 7"),), "0.1.0")


def labelled(value: str) -> Upload:
    producer = replace(PRODUCER, labels=(Label("env", value),))
    return Upload(bytes(15) + b"\1", producer, Profile(Window(1, 2)))


def test_upload_text_starts_with_the_producer() -> None:
    assert upload_text(labelled("prod")) == (
        "upload 00000000000000000000000000000001 format 1\n"
        "  service shop instance i-1\n"
        "  agent 0.1.0\n"
        '  runtime python CPython "3.11 7"\n'
        "  label env prod\n"
        "window start_millis 1 duration_millis 2\n"
        "tree nodes 1\n"
        "    0 root\n"
        "statistics\n"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("", '""'),
        ("a b", '"a b"'),
        ('a"b', '"a\\"b"'),
        ("a\\b", '"a\\\\b"'),
        ("a\u202eb", '"a\\u{202e}b"'),
        ("a\u200bb", '"a\\u{200b}b"'),
        ("Größe", '"Größe"'),
        ("\U0001f600", '"\U0001f600"'),
        ("\U000e0041", '"\\u{e0041}"'),
        ("A$B.<init>:+/-_9", "A$B.<init>:+/-_9"),
    ],
)
def test_upload_text_quotes_what_could_be_misread(value: str, written: str) -> None:
    assert f"  label env {written}\n" in upload_text(labelled(value))
