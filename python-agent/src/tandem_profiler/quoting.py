r"""Writes a text of the program so that nothing in it can be misread, as the Java agent does.

It stands bare where it has only ASCII letters, digits and ``_.$<>:/+-``, else in quotes, with what
cannot be seen or turns the direction of writing as ``\u{...}``. Different texts stay different.
"""

from __future__ import annotations

import re

_BARE = re.compile("[A-Za-z0-9_.$<>:/+-]+")
_ESCAPED = re.compile(  # quotes, controls, what is invisible, marks of direction
    '["\\\\\0-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb'
    "\U000e0000-\U000e007f]"
)


def quoted(text: str) -> str:
    """The text bare where nothing in it can be misread, else in quotes."""
    if _BARE.fullmatch(text):
        return text
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return "\\" + char if char in '"\\' else f"\\u{{{ord(char):04x}}}"
