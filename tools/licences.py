"""Says whose works are in what we ship, and refuses a licence that does not go with Apache-2.0.

    python tools/licences.py DIST

Reads the SBOMs in DIST/sbom, writes DIST/THIRD-PARTY.txt with the texts that the libraries bring.
packaging/licences.json says what is allowed; of several to choose from, one that is will do.
Exit 1 names each component whose licences are not known or not allowed.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
REPOSITORY = Path.home() / ".m2" / "repository"
TEXT = re.compile(r"(META-INF/)?[^/]*(LICEN[SC]E|NOTICE|COPYING)[^/]*", re.IGNORECASE)
OURS = "io.tandemprofiler"


@dataclass(frozen=True, slots=True)
class Component:
    """A library within, or needed by, one of the things that we ship."""

    purl: str
    name: str
    version: str
    licences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Which licences go with ours, and by what other names they are known."""

    allowed: dict[str, str]
    names: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Policy:
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def allows(self, licence: str) -> bool:
        """Of "A OR B" one is enough, of "A AND B" both are needed."""
        if licence in self.names or licence in self.allowed:
            return self.names.get(licence, licence) in self.allowed
        plain = licence.replace("(", " ").replace(")", " ").strip()
        if " OR " in plain:
            return any(self.allows(each.strip()) for each in plain.split(" OR "))
        return " AND " in plain and all(self.allows(each.strip()) for each in plain.split(" AND "))

    def objections(self, component: Component) -> list[str]:
        """What is wrong with a component: nothing, or one line. Its licences are a choice."""
        if not component.licences:
            return [f"{component.purl}: its licence is not known"]
        if any(self.allows(licence) for licence in component.licences):
            return []
        return [f"{component.purl}: {' or '.join(component.licences)} is not allowed"]


def components_of(sbom: dict[str, Any]) -> list[Component]:
    """Those of others, in the order of their names."""
    found = [
        Component(
            each.get("purl", each["name"]),
            "/".join(filter(None, (each.get("group"), each["name"]))),
            each.get("version", ""),
            tuple(_licences(each)),
        )
        for each in sbom.get("components", [])
        if each.get("group") != OURS
    ]
    return sorted(found, key=lambda component: component.purl)


def _licences(component: dict[str, Any]) -> Iterator[str]:
    for each in component.get("licenses", []):
        licence = each.get("license", {})
        name = each.get("expression") or licence.get("id") or licence.get("name")
        if name:
            yield name


def texts_of(component: Component) -> list[tuple[str, str]]:
    """Names and texts of the licences and notices that a library of Maven's or npm's brings."""
    jar = re.fullmatch(r"pkg:maven/([^/]+)/([^@]+)@([^?]+)(?:\?.*)?", component.purl)
    if jar:
        group, artifact, version = (unquote(part) for part in jar.groups())
        folder = REPOSITORY / group.replace(".", "/") / artifact / version
        return [text for path in sorted(folder.glob("*.jar")) for text in _texts_in(path)]
    package = re.fullmatch(r"pkg:npm/(.+)@[^@]+", component.purl)
    if package:
        folder = ROOT / "collector/ui/node_modules" / unquote(package[1])
        return [
            (path.name, path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*"))
            if path.is_file() and TEXT.fullmatch(path.name)
        ]
    return []


def _texts_in(jar: Path) -> Iterator[tuple[str, str]]:
    if jar.stem.endswith(("-sources", "-javadoc", "-tests")):
        return
    with zipfile.ZipFile(jar) as content:
        for name in sorted(content.namelist()):
            if TEXT.fullmatch(name) and not name.endswith((".class", "/")):
                yield name, content.read(name).decode("utf-8", "replace")


def report(shipped: dict[str, list[Component]]) -> str:
    """Each component under what it is shipped in, then each text once."""
    lines = ["Works of others in what Tandem ships, and their licences.", ""]
    numbers: dict[str, int] = {}
    texts: list[str] = []
    for name, components in shipped.items():
        lines += [f"== {name}", ""]
        for component in components:
            known = []
            for _, text in texts_of(component):
                digest = hashlib.sha256(text.strip().encode()).hexdigest()
                if digest not in numbers:
                    numbers[digest] = len(numbers) + 1
                    texts.append(text.strip())
                known.append(numbers[digest])
            where = f" [{', '.join(map(str, dict.fromkeys(known)))}]" if known else ""
            lines.append(
                f"{component.name} {component.version}: {' or '.join(component.licences)}{where}"
            )
        lines.append("" if components else "(none)\n")
    for number, text in enumerate(texts, 1):
        lines += [f"==== [{number}]", "", text, ""]
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


def main(words: list[str]) -> int:
    if len(words) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    dist = Path(words[0])
    policy = Policy.read(ROOT / "packaging" / "licences.json")
    shipped = {
        path.name.removesuffix(".cdx.json"): components_of(
            json.loads(path.read_text(encoding="utf-8"))
        )
        for path in sorted((dist / "sbom").glob("*.cdx.json"))
    }
    objections = [
        f"{name}: {objection}"
        for name, components in shipped.items()
        for component in components
        for objection in policy.objections(component)
    ]
    for objection in objections:
        print(objection, file=sys.stderr)
    (dist / "THIRD-PARTY.txt").write_text(report(shipped), encoding="utf-8")
    return 1 if objections else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
