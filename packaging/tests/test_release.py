"""What lies in dist/: checksums, licences, components; each file to deploy it by its own tool."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import licences
import pytest
from conftest import ROOT

TOOLS = ROOT / "build" / "venv" / "packaging" / "bin"
POLICY = licences.Policy.read(ROOT / "packaging" / "licences.json")


def test_checksums_are_those_of_every_file(dist: Path) -> None:
    said = {}
    for line in (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        said[name] = digest
    found = {
        str(path.relative_to(dist)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in dist.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert said == found


def test_every_licence_goes_with_ours(dist: Path) -> None:
    names = set()
    for path in sorted((dist / "sbom").glob("*.cdx.json")):
        components = licences.components_of(json.loads(path.read_text(encoding="utf-8")))
        names |= {component.name for component in components}
        assert [line for each in components for line in POLICY.objections(each)] == []
    text = (dist / "THIRD-PARTY.txt").read_text(encoding="utf-8")
    assert all(name in text for name in names)
    assert {"com.linecorp.armeria/armeria", "tools.profiler/async-profiler", "grpcio"} <= names
    assert any(name.endswith("preact") for name in names)
    assert "Permission is hereby granted, free of charge" in text, "texts, not only names"


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("Apache-2.0", True),
        ("The Apache Software License, Version 2.0", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT AND BSD-3-Clause)", True),
    ],
)
def test_policy_judges(licence: str, allowed: bool) -> None:
    component = licences.Component("pkg:maven/a/b@1", "a/b", "1", (licence,))
    assert (POLICY.objections(component) == []) is allowed


def test_policy_objects_to_a_licence_that_is_not_known() -> None:
    assert POLICY.objections(licences.Component("pkg:npm/b@1", "b", "1", ())) == [
        "pkg:npm/b@1: its licence is not known"
    ]


def test_archives_name_no_folder_of_the_machine_that_made_them(dist: Path) -> None:
    home = str(Path.home()).encode()
    root = str(ROOT).encode()
    looked = 0
    for wheel in dist.glob("*.whl"):
        with zipfile.ZipFile(wheel) as content:
            for name in content.namelist():
                data = content.read(name)
                assert root not in data, f"{wheel.name}: {name}"
                assert not (name.endswith(".so") and home in data), f"{wheel.name}: {name}"
                looked += name.endswith(".so")
    for archive in dist.glob("*gz"):
        with tarfile.open(archive) as content:
            assert {(each.uid, each.gid, each.uname) for each in content} == {(0, 0, "")}
    assert looked > 0


def test_unit_is_accepted_and_confined() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.fail("systemd-analyze is missing: install the package systemd")
    unit = ROOT / "packaging" / "systemd" / "tandem-collector.service"
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True
    )
    about_it = [
        line
        for line in verified.stderr.splitlines()
        if unit.name in line and "is not executable" not in line  # java lies elsewhere, perhaps
    ]
    assert about_it == []
    subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=15", unit],
        check=True,
        capture_output=True,
    )


def test_dockerfile_is_accepted() -> None:
    subprocess.run([TOOLS / "hadolint", ROOT / "packaging" / "docker" / "Dockerfile"], check=True)


def test_settings_are_as_good_as_their_defaults(dist: Path) -> None:
    settings = dist / "collector.yaml"
    subprocess.run(
        ["java", "-jar", dist / "tandem-collector.jar", "check-config", settings], check=True
    )
    subprocess.run([TOOLS / "yamllint", "-d", "relaxed", settings], check=True)
