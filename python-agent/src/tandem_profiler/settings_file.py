"""Reads a file of settings: UTF-8, one ``name=value`` a line; ``#`` and ``!`` begin a comment."""

from __future__ import annotations

from pathlib import Path

_MAX_BYTES = 1 << 20


def read_settings(path: str) -> list[tuple[str, str]]:
    """Names and values, in order. Raises OSError or ValueError where it cannot be read."""
    file = Path(path)
    if not file.is_file():
        raise FileNotFoundError  # a pipe would wait for its writer
    if file.stat().st_size > _MAX_BYTES:
        raise ValueError
    pairs = []
    for line in file.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        if name.strip() and not name.lstrip().startswith(("#", "!")):
            pairs.append((name.strip(), value.strip()))
    return pairs
