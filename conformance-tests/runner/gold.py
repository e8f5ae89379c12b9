"""Uploads that earlier versions wrote: every later collector reads and shows them as it did."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from differences import first_difference

GOLD = Path(__file__).resolve().parents[1] / "gold"

Check = Callable[[], str | None]


def checks(shown: Callable[[bytes], str]) -> Iterator[tuple[str, Check]]:
    """Each gold file as it was written, and as a collector shows it today."""
    for folder in sorted(GOLD.glob("v*")):
        yield f"gold/{folder.name}/manifest", partial(altered, folder)
        for upload in sorted(folder.glob("*.upload")):
            yield f"gold/{folder.name}/{upload.stem}", partial(read, upload, shown)


def add(name: str, upload: bytes, view: str) -> None:
    """A new gold file, as ``v1/java-agent``. Raises FileExistsError: gold is never written anew."""
    file = GOLD / f"{name}.upload"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as new:
        new.write(upload)
    recorded = file.with_suffix(".view.json")
    recorded.write_text(view, encoding="utf-8")
    with (file.parent / "manifest.sha256").open("a", encoding="utf-8") as manifest:
        for one in (file, recorded):
            manifest.write(f"{_digest(one)}  {one.name}\n")


def altered(folder: Path) -> str | None:
    """The fault where a file is not the one that the manifest names: gold is never written anew."""
    lines = (folder / "manifest.sha256").read_text().splitlines()
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = sorted(file for file in folder.iterdir() if file.suffix in (".upload", ".json"))
    actual = {file.name: _digest(file) for file in files}
    wrong = sorted(name for name in expected | actual if expected.get(name) != actual.get(name))
    return f"altered, missing or not in the manifest: {', '.join(wrong)}" if wrong else None


def read(upload: Path, shown: Callable[[bytes], str]) -> str | None:
    """The fault where a collector shows an upload otherwise than when it was recorded."""
    expected = upload.with_suffix(".view.json").read_text(encoding="utf-8")
    return first_difference("view", expected, shown(upload.read_bytes()))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
