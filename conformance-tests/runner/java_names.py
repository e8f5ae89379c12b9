"""Which names a JVM can say that were not made of data: those that stand in what it runs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zipfile import ZipFile

Frame = tuple[str, str]

PLATFORM_PREFIXES = ("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.w3c.", "org.xml.")
LIBRARY_PREFIXES = ("org.sqlite.", "org.slf4j.", "ch.qos.logback.", "jep.")  # that programs use
_KNOWN = (*PLATFORM_PREFIXES, *LIBRARY_PREFIXES, "io.tandemprofiler.")
_LONG_NUMBER = re.compile(r"\d{4}")  # longer than those of lambdas and local classes
_MADE = re.compile(  # while the JVM runs: no file has them
    r"java\.lang\.invoke\.(LambdaForm\$\w{2,3}|BoundMethodHandle\$Species_[A-Z]+)"
    r"|(jdk\.|com\.sun\.)?proxy\d?\.\$Proxy"
    r"|(jdk\.internal|sun)\.reflect\.Generated(Method|Constructor|SerializationConstructor)Accessor"
)
_DEMANGLED = re.compile(r"(non-)?virtual thunk to |\b\d{1,7}ul\b|\[clone [^]]*\]")
_WORD = re.compile(r"\w+")
_LAMBDA = re.compile(r"lambda\$(\w+)\$\d+")
_BESIDE = {"Proxy", "access", "clinit", "generated", "init"} | {
    *("accept", "apply", "call", "get", "run", "test")  # of lambdas
}
_PRIMITIVES = {"boolean", "byte", "char", "short", "int", "long", "float", "double"}


class JavaNames:
    """Knows the names in a program's sources, and in the libraries that its JVM loads.

    ``beside`` are further ones, of native code.
    """

    def __init__(
        self, home: Path, sources: Collection[Path], jar: Path, beside: tuple[Path, ...] = ()
    ) -> None:
        text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
        self._words = set(_WORD.findall(text)) | _BESIDE
        self._home, self._jar, self._beside = home, jar, beside

    def unknown(self, frames: Collection[Frame]) -> set[Frame]:
        """Those that stand nowhere."""
        return {frame for frame in frames if not self._stands(*frame)}

    def _stands(self, owner: str, function: str) -> bool:
        if owner == "" and self._is_class(function.rstrip("[]")):
            return True  # of a heap summary
        if self._is_class(owner):
            known = owner.startswith(_KNOWN) and not _LONG_NUMBER.search(function)
            return known or self._in_sources(function)
        return self._in_libraries(function)

    def _is_class(self, name: str) -> bool:
        if name.startswith(PLATFORM_PREFIXES):
            return self._is_platforms(name.split("$$Lambda")[0])
        if name.startswith(_KNOWN):
            return not _LONG_NUMBER.search(name)
        return name in _PRIMITIVES or (bool(name) and self._in_sources(name))

    def _in_sources(self, name: str) -> bool:
        """A class, a method, or one that the compiler made of these."""
        plain = _LAMBDA.sub(r"\1", name).replace("$$Lambda", "")
        return all(
            part in self._words or (part.isdecimal() and not _LONG_NUMBER.match(part))
            for part in _WORD.findall(plain)
        )

    def _is_platforms(self, name: str) -> bool:
        """Whether the image of the JDK's classes lists package and class, or the JVM makes it."""
        if _MADE.fullmatch(name):
            return True
        package, _, plain = name.rpartition(".")
        parts = (package.replace(".", "/"), plain)
        return all(_stands_in_image(self._home, part) for part in parts)

    def _in_libraries(self, symbol: str) -> bool:
        plain = _DEMANGLED.sub("", symbol)
        words = (word.removesuffix("ul") for word in _WORD.findall(plain))  # of a template: 42ul
        return all(
            _stands_in_libraries(self._home, self._jar, self._beside, word) for word in words
        )


@cache  # a search through 100 MB, and the same names come again and again
def _stands_in_image(home: Path, part: str) -> bool:
    modules = home / "lib" / "modules"
    with modules.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as image:
        return image.find(b"\0" + part.encode() + b"\0") >= 0


@cache
def _stands_in_libraries(home: Path, jar: Path, beside: tuple[Path, ...], word: str) -> bool:
    return word.encode() in _all_libraries(home, jar, beside)


@lru_cache(maxsize=1)
def _all_libraries(home: Path, jar: Path, beside: tuple[Path, ...]) -> bytes:
    return b"\0".join([*_libraries(home, jar), *(path.read_bytes() for path in beside)])


def _libraries(home: Path, jar: Path) -> Iterator[bytes]:
    system = Path("/lib").resolve()
    patterns = ("lib*/*/libc.so*", "*/libc.so*", "*/libpthread.so*", "*/ld-linux*", "*/libm.so*")
    for path in (
        *home.glob("lib/**/*.so"),
        *(path for pattern in patterns for path in system.glob(pattern)),
        *Path("/usr/lib/debug/.build-id").glob("*/*.debug"),
    ):
        yield path.read_bytes()
    with ZipFile(jar) as inside:  # libraries that a program unpacks
        for name in inside.namelist():
            if name.endswith(".so") and "Linux/" in name:
                yield inside.read(name)
