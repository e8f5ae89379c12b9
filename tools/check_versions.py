"""Holds every part to the one version in the file VERSION. Exit 1 names the parts that differ."""

from __future__ import annotations

import json
import re
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POM = "{http://maven.apache.org/POM/4.0.0}"


def main() -> int:
    expected = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    found = {
        "collector/ui/package.json": json.loads(
            (ROOT / "collector/ui/package.json").read_text(encoding="utf-8")
        )["version"],
    }
    for pom in [ROOT / "pom.xml", *ROOT.glob("*/pom.xml"), *ROOT.glob("examples/*/pom.xml")]:
        project = ElementTree.parse(pom).getroot()
        version = project.find(f"{POM}version")
        if version is None:
            version = project.find(f"{POM}parent/{POM}version")
        found[str(pom.relative_to(ROOT))] = version.text if version is not None else None
    python = tomllib.loads((ROOT / "python-agent/pyproject.toml").read_text(encoding="utf-8"))
    if "version" in python["project"]:
        found["python-agent/pyproject.toml"] = python["project"]["version"]
    for source in (ROOT / "python-agent/src").rglob("*.py"):
        for literal in re.findall(r'__version__ = "([^"]+)"', source.read_text(encoding="utf-8")):
            found[str(source.relative_to(ROOT))] = literal
    chart = "packaging/helm/tandem-collector/Chart.yaml"
    for field, version in re.findall(
        r"^(version|appVersion): (.*)$", (ROOT / chart).read_text(encoding="utf-8"), re.MULTILINE
    ):
        found[f"{chart} ({field})"] = version
    wrong = {part: version for part, version in found.items() if version != expected}
    for part, version in wrong.items():
        print(f"{part} has version {version}, the file VERSION says {expected}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
