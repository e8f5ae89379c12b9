"""Plants leaks into what a run left behind, one at a time: the runner must notice each."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from secrecy_run import TOKEN, Run

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
        upload = with_name(with_frames(run), marker).SerializeToString()
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
    if run.encrypted is not None:
        clear = [*run.encrypted, with_frames(run).SerializeToString()]
        yield Planted("an upload in clear", ("R78",), replace(run, encrypted=clear))
        silent = {header for header in run.headers if header[0] != "authorization"}
        yield Planted("no token", ("R78",), replace(run, headers=silent))
        yield _written("a token", ("R78",), run, "the log", TOKEN.encode())
        yield Planted("nothing by TLS", ("R78",), replace(run, encrypted=[]))
    more = {*run.headers, ("x-host", "web-1")}
    yield Planted("a header", ("R77",), replace(run, headers=more))
    yield Planted("a talkative header", ("R77",), replace(run, headers={("user-agent", "web-1")}))


def hashed(run: Run, form: Callable[[bytes], str]) -> Run:
    """A run that tells, in the name of an owner, a hash of its first secret, written so."""
    digest = hashlib.sha256(next(iter(run.markers.values())).encode()).digest()
    return replace(run, uploads=[with_name(with_frames(run), form(digest))])


def _base36(digest: bytes) -> str:
    number, text = int.from_bytes(digest[:5], "big"), ""
    while number:
        number, digit = divmod(number, 36)
        text += "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
    return text


def _five(digest: bytes) -> int:
    """A number of five digits, as short as a line or a port: seldom the same for two secrets."""
    return 10_000 + int.from_bytes(digest[:8], "big") % 90_000


HASHES: dict[str, Callable[[bytes], str]] = {
    "hex": lambda digest: f"o{digest.hex()[:8]}",
    "decimals": lambda digest: str(int.from_bytes(digest[:4], "big")),
    "decimals behind a name of the platform's": lambda digest: f"java.util.Map${_five(digest)}",
    "base 36": _base36,
    "base 64": lambda digest: base64.b64encode(digest[:9]).decode(),
    "base 36 under a package of the platform's": lambda digest: f"java.util.{_base36(digest)}",
}


def named_by_a_secret(run: Run) -> Run:
    """A run of a process that calls itself by a hash of its first secret."""
    digest = hashlib.sha256(next(iter(run.markers.values())).encode()).hexdigest()

    def named(message: Any) -> Any:
        copy = _copied(message)
        copy.producer.instance = digest[:16]
        return copy

    uploads, configures = map(named, run.uploads), map(named, run.configures)
    return replace(run, uploads=list(uploads), configures=list(configures))


def heapless(run: Run) -> Run:
    """A run in which nobody counted the heap."""
    uploads = []
    for upload in run.uploads:
        copy = _copied(upload)
        copy.profile.ClearField("heap")
        uploads.append(copy)
    return replace(run, uploads=uploads)


def has_frames(run: Run) -> bool:
    """Whether a leak can be planted into it: a window can be empty."""
    return any(any(upload.profile.frames.owner_indexes) for upload in run.uploads)


def with_frames(run: Run) -> Any:
    """The first upload of a run in which a frame has an owner."""
    return next(one for one in run.uploads if any(one.profile.frames.owner_indexes))


def with_name(upload: Any, name: str) -> Any:
    """A copy of an upload in which some owner has this name."""
    copy = _copied(upload)
    index = next(i for i in copy.profile.frames.owner_indexes if i)
    copy.profile.strings[index] = name
    return copy


def _copied(message: Any) -> Any:
    copy = type(message)()
    copy.CopyFrom(message)
    return copy


def _written(what: str, breaks: tuple[str, ...], run: Run, where: str, data: bytes) -> Planted:
    return Planted(what, breaks, replace(run, written=[*run.written, (where, data)]))
