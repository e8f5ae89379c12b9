"""Reads which names the Python agent's bytecode can reach, and compares them with allow-lists.

``audit/python-names.json`` gives a reason for each name that those modules of the agent which touch
frames use, and that the module neither defines itself nor imports from another of the agent's; a
text that could be an attribute of a frame or a code is a name as well. The list is exact.
Everywhere in the agent the ways to a value are forbidden, also as texts
(``getattr(frame, "f_locals")``).
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "python-agent" / "src" / "tandem_profiler"
ALLOWED = json.loads(
    (ROOT / "conformance-tests" / "audit" / "python-names.json").read_text(encoding="utf-8")
)
LISTED = tuple(sorted(ALLOWED["modules"]))
FORBIDDEN = frozenset(
    """
    f_locals f_globals f_builtins f_trace tb_frame gi_frame cr_frame ag_frame gi_yieldfrom cr_await
    co_consts co_varnames co_cellvars co_freevars co_names __closure__ cell_contents __defaults__
    __kwdefaults__ __globals__ __wrapped__ __self__ get_objects get_referrers get_referents
    inspect traceback linecache getsource tracemalloc pickle marshal current_thread _active
    getpid gethostname getfqdn uname getuser getlogin getpwuid expanduser
    environ environb getenv argv orig_argv attrgetter methodcaller eval exec locals globals
    settrace setprofile addaudithook setswitchinterval
    main_thread get_name getName _limbo _dangling daemon native_id current_task all_tasks
    get_event_loop get_running_loop breakpointhook excepthook displayhook
    """.split()
)
FORBIDDEN_ATTRIBUTES = frozenset({"enumerate"})  # a built-in function of this name is none
COMPILER = frozenset(  # names that the compiler puts into modules and classes by itself
    """
    __annotations__ __doc__ __future__ __module__ __name__ __qualname__ __firstlineno__
    __static_attributes__ __classdict__ __type_params__ annotations
    """.split()
)
_ATTRIBUTE = re.compile("(f|co|tb|gi|cr|ag)_[a-z_]+")
PLANTED = {
    "f_locals": "def walk(frame):\n    return frame.f_locals\n",
    "f_globals by getattr": "def walk(frame):\n    return getattr(frame, 'f_globals')\n",
    "constants": "def walk(frame):\n    return frame.f_code.co_consts\n",
    "attrgetter": "from operator import attrgetter\nread = attrgetter('f_' + 'locals')\n",
    "vars": "def walk(frame):\n    return vars(frame)\n",
    "all objects": "import gc\n\ndef walk():\n    return gc.get_objects()\n",
    "a generator's frame": "def walk(generator):\n    return generator.gi_frame\n",
    "the environment": "import os\n\ndef walk():\n    return os.environ\n",
    "evaluation": "def walk(frame):\n    return eval('frame.f_back')\n",
    "a name of another module of ours": "def walk(frame):\n    return frame.owner\n",
    "a field by its text": "def walk(frame):\n    return getattr(frame, 'f_trace_lines')\n",
    "all threads": "import threading\n\ndef walk():\n    return threading.enumerate()\n",
}


def faults_of_listed(module: str) -> list[str]:
    """Names beyond the module's list, and names on the list that it does not use."""
    allowed = ALLOWED["modules"][module]
    return _beyond(_source(module), allowed) + _unused(_source(module), allowed)


def faults_of_all() -> list[str]:
    """Ways to a value, in any module, that have no reason of their own."""
    return [
        f"{file.stem} names {name}"
        for file in sorted(PACKAGE.glob("*.py"))
        for name in sorted(_ways(_source(file.stem)))
        if not ALLOWED["ways to a value"].get(name, {}).get(file.stem)
    ]


def faults_of_planted(source: str) -> list[str]:
    """What is wrong with a source that stands where the sampler stands."""
    named = sorted(_ways(source))
    return named + _beyond(source, ALLOWED["modules"]["sampler"])


def _source(module: str) -> str:
    return (PACKAGE / f"{module}.py").read_text(encoding="utf-8")


def _beyond(source: str, allowed: dict[str, str]) -> list[str]:
    return [
        f"names {name}, which is not on the list"
        for name in sorted(_names(source) - _own(source) - COMPILER)
        if not allowed.get(name)
    ]


def _unused(source: str, allowed: dict[str, str]) -> list[str]:
    gone = sorted(set(allowed) - _names(source))
    return [f"does not name {name}, which is on the list" for name in gone]


def _names(source: str) -> set[str]:
    """Every name that the bytecode loads, stores, imports or takes an attribute by.

    Also by its text, where a frame, a code, a traceback or a generator could have it.
    """
    named = {name for code in _codes(_compiled(source)) for name in code.co_names}
    return named | {text for text in _texts(source) if _ATTRIBUTE.fullmatch(text)}


def _ways(source: str) -> set[str]:
    """What is forbidden among the names, and among the texts that could be used as one."""
    attributes = {node.attr for node in ast.walk(ast.parse(source)) if type(node) is ast.Attribute}
    imported = {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    reached = (_names(source) | _texts(source)) & FORBIDDEN
    return reached | (attributes | imported) & FORBIDDEN_ATTRIBUTES


def _texts(source: str) -> set[str]:
    return {
        constant
        for code in _codes(_compiled(source))
        for constant in _flat(code.co_consts)
        if isinstance(constant, str)
    }


def _flat(constants: object) -> Iterator[object]:
    if isinstance(constants, tuple | frozenset):
        for constant in constants:
            yield from _flat(constant)
    else:
        yield constants


def _compiled(source: str) -> CodeType:
    return compile(source, "agent", "exec", dont_inherit=True)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


@cache
def _own(source: str) -> frozenset[str]:
    """Names that a module itself gives, and those that it imports from another of the agent's."""
    own: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            own.add(node.name)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            own.add(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tandem_profiler"):
            own |= {node.module or "", *(alias.name for alias in node.names)}
    return frozenset(own)
