"""Every form is found where it was planted, and nothing is found where nothing was."""

import base64
import gzip
import os
import zlib

import pytest
from scan import find, leaks

MARKER = "Zq7kPw3nVxR9tB"

FORMS = {
    "text": MARKER.encode(),
    "text, reversed": MARKER[::-1].encode(),
    "UTF-16 LE": MARKER.encode("utf-16-le"),
    "UTF-16 BE": MARKER.encode("utf-16-be"),
    "UTF-32 LE": MARKER.encode("utf-32-le"),
    "UTF-32 BE": MARKER.encode("utf-32-be"),
    "hex": MARKER.encode().hex().encode(),
    "hex of UTF-16 LE": MARKER.encode("utf-16-le").hex().encode(),
    "hex of UTF-16 BE": MARKER.encode("utf-16-be").hex().encode(),
    "percent-encoded": "".join(f"%{ord(char):02X}" for char in MARKER).encode(),
    "base64": base64.b64encode(MARKER.encode()),
    "base64 of UTF-16": base64.b64encode(MARKER.encode("utf-16-le")),
}


@pytest.mark.parametrize("form", FORMS)
def test_find_sees_each_form(form: str) -> None:
    assert find(MARKER, b"before " + FORMS[form] + b" after") == {form}


@pytest.mark.parametrize("form", FORMS)
def test_find_sees_each_form_inside_gzip(form: str) -> None:
    data = b"\x00\x00\x01\x00\x00" + gzip.compress(b"x" * 9000 + FORMS[form])
    assert find(MARKER, data) == {f"{form} inside gzip"}


def test_find_sees_what_is_compressed_twice_or_by_zlib() -> None:
    inner = gzip.compress(MARKER.encode())
    assert find(MARKER, b"." + gzip.compress(inner)) == {"text inside gzip inside gzip"}
    assert find(MARKER, zlib.compress(MARKER.encode())) == {"text inside zlib"}


def test_find_sees_a_stream_that_was_cut_off() -> None:
    whole = gzip.compress(MARKER.encode() + os.urandom(50_000))
    assert "text inside gzip" in find(MARKER, whole[:30_000])


@pytest.mark.parametrize("text", [MARKER.lower(), MARKER.upper(), f"log: user={MARKER}!"])
def test_find_ignores_case(text: str) -> None:
    assert find(MARKER, text.encode()) == {"text"}


def test_find_sees_hex_in_any_case() -> None:
    digits = MARKER.encode().hex()
    assert find(MARKER, digits.upper().encode()) == {"hex"}
    assert find(MARKER, (digits[:10].upper() + digits[10:]).encode()) == {"hex"}


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_find_sees_base64_at_every_alignment(before: int, after: int, encode: object) -> None:
    wrapped = b"\xff" * before + MARKER.encode() + b"\xfe" * after
    assert "base64" in find(MARKER, encode(wrapped))  # type: ignore[operator]


def test_find_sees_nothing_in_noise_or_in_another_marker() -> None:
    assert find(MARKER, os.urandom(1 << 20)) == set()
    assert find(MARKER, b"Zq7kPw3nVxR9tC " + MARKER[:-1].encode()) == set()


def test_leaks_say_which_marker_where() -> None:
    written = [("the log", b"nothing"), ("a file", b"<" + MARKER.encode() + b">")]
    (leak,) = leaks({"password": MARKER, "other": "NeverSeen4711"}, written)
    assert str(leak) == "the marker password is in a file, as text"
