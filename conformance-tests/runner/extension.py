"""Reads what the native sampler's extension can reach: the fields of the interpreter that its
sources name, and the functions that its machine code imports.

``audit/native-names.json`` gives a reason for each. Both lists are exact. No text of a frame, of an
object or of a file can be reached by what they hold.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "python-agent" / "src" / "native"
ALLOWED = json.loads(
    (ROOT / "conformance-tests" / "audit" / "native-names.json").read_text(encoding="utf-8")
)
_OFFSET = re.compile(r"offsetof\((\w+), ([\w.]+)\)")
_MEMBER = re.compile(r"->(\w+)")
_SLOT = re.compile(r"\b(?:co|f|ob|gc|func|tp)_\w+")
_BEFORE_LOCALS = "OWNER_AT < offsetof(_PyInterpreterFrame, localsplus)"  # asserted: reads nothing
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PLANTED_FIELDS = {
    "locals": "#define CODE_AT offsetof(_PyInterpreterFrame, localsplus)\n",
    "a text of a code": "static void f(PyCodeObject *code) { (void)code->co_name; }\n",
    "a dictionary": "static void f(PyFunctionObject *one) { (void)one->func_globals; }\n",
}
PLANTED_IMPORTS = ("PyObject_Str", "PyUnicode_AsUTF8", "PyObject_GetAttrString", "memmem")


def faults_of_sources() -> list[str]:
    """Fields beyond the list, and those on the list that are not named."""
    named = set().union(*map(_fields, (file.read_text() for file in SOURCES.iterdir())))
    gone = sorted(set(ALLOWED["fields"]) - named)
    return _beyond(named, "fields") + [f"does not name {one}, which is on the list" for one in gone]


def faults_of_planted_field(name: str) -> list[str]:
    """What is wrong with a source that stands beside the others."""
    return _beyond(_fields(PLANTED_FIELDS[name]), "fields")


def faults_of_imports(library: bytes) -> list[str]:
    """What the machine code of the extension imports beyond the list."""
    with tempfile.NamedTemporaryFile(suffix=".so") as file:
        file.write(library)
        file.flush()
        done = subprocess.run(
            ["nm", "-D", "--undefined-only", "--no-demangle", file.name],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    words = (line.split()[-1] for line in done.stdout.splitlines())
    return faults_of_names({word.split("@")[0] for word in words})


def faults_of_names(imported: set[str]) -> list[str]:
    """What is imported beyond the list."""
    return _beyond(imported, "imports")


def _beyond(named: set[str], kind: str) -> list[str]:
    return [
        f"{kind} has {name}, which is not on the list"
        for name in sorted(named)
        if not ALLOWED[kind].get(name)
    ]


def _fields(source: str) -> set[str]:
    """Every field of the interpreter's that a source names, by offset or by reference."""
    code = _COMMENT.sub("", source).replace(_BEFORE_LOCALS, "")
    offsets = {f"{owner}.{field}" for owner, field in _OFFSET.findall(code)}
    referred = set(_MEMBER.findall(code)) - _own_fields()
    slots = {slot for slot in _SLOT.findall(_OFFSET.sub("", code)) if not slot.startswith("f_last")}
    return offsets | referred | slots


def _own_fields() -> set[str]:
    """Fields of the extension's own structures, as it declares them."""
    text = "".join(_COMMENT.sub("", file.read_text()) for file in SOURCES.iterdir())
    bodies = re.findall(r"(?:typedef |static )struct \{(.*?)\n\}", text, re.DOTALL)
    return {
        name
        for body in bodies
        for declaration in body.split(";")
        for name in re.findall(r"(\w+)(?:\[\w+\])?(?=,|$)", declaration.strip())
    }
