"""Plants leaks into what a run left behind, one at a time: the runner must notice each."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from secrecy_run import Run

FORMS: tuple[Callable[[str], bytes], ...] = (
    str.encode,
    lambda marker: marker.encode("utf-16-le"),
    lambda marker: marker.encode().hex().encode(),
    lambda marker: base64.b64encode(b"+" + marker.encode()),
    lambda marker: gzip.compress(marker.encode()),
)


@dataclass(frozen=True)
class Planted:
    """A run that is at fault."""

    what: str
    breaks: tuple[str, ...]
    run: Run


def leaks_in(run: Run, rules: tuple[str, ...]) -> Iterator[Planted]:
    """Each marker in an upload, and once in every other place and form."""
    for place, marker in run.markers.items():
        upload = with_name(run.uploads[0], marker).SerializeToString()
        yield _written(f"{place} in an upload", rules, run, "request, message", upload)
    marker = next(iter(run.markers.values()))
    for number, form in enumerate(FORMS):
        hidden = b"before " + form(marker) + b" after"
        for where in ("the log", "a file when it had ended", "request, metadata user-agent"):
            yield _written(f"form {number} in {where}", ("R71",), run, where, hidden)
    yield Planted("a file that others may read", ("R71",), replace(run, open_files=["audit"]))
    made = ["/var/tmp/a, for which nobody asked"]
    yield Planted("a file that nobody asked for", ("R71",), replace(run, unasked=made))
    yield Planted("a trap that was run", ("R70",), replace(run, executed=["__eq__"]))
    late = f"{run.log}\n!executed __eq__\n"
    yield Planted("a trap that was run at the end", ("R70",), replace(run, log=late))
    yield Planted("a marker that was lost", ("R60",), replace(run, found={}))
    more = {*run.headers, ("x-host", "web-1")}
    yield Planted("a header", ("R77",), replace(run, headers=more))
    yield Planted("a talkative header", ("R77",), replace(run, headers={("user-agent", "web-1")}))


def hashed(run: Run) -> Run:
    """A run that tells, in the name of an owner, a hash of its first secret."""
    digest = hashlib.sha256(next(iter(run.markers.values())).encode()).hexdigest()
    return replace(run, uploads=[with_name(one, f"o{digest[:8]}") for one in run.uploads])


def heapless(run: Run) -> Run:
    """A run in which nobody counted the heap."""
    uploads = []
    for upload in run.uploads:
        copy = type(upload)()
        copy.CopyFrom(upload)
        copy.profile.ClearField("heap")
        uploads.append(copy)
    return replace(run, uploads=uploads)


def with_name(upload: Any, name: str) -> Any:
    """A copy of an upload in which some owner has this name."""
    copy = type(upload)()
    copy.CopyFrom(upload)
    index = next(i for i in copy.profile.frames.owner_indexes if i)
    copy.profile.strings[index] = name
    return copy


def _written(what: str, breaks: tuple[str, ...], run: Run, where: str, data: bytes) -> Planted:
    return Planted(what, breaks, replace(run, written=[*run.written, (where, data)]))
