"""The command ``tandem``: runs a program under the agent, in the real ``__main__``.

What the program can see (``sys.argv``, ``__main__``, ``sys.path[0]``, exit code, traceback) is
as without the agent, so that pickle and multiprocessing find what they look for.
"""

from __future__ import annotations

import argparse
import builtins
import importlib.util
import io
import os
import pkgutil
import shutil
import sys
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import Any, NoReturn

from tandem_profiler import __version__

_WRONG_USE = 2


def main() -> NoReturn:
    """Runs the command; does not return."""
    options, program = _parse(sys.argv[1:])
    if options.command == "settings":
        from tandem_profiler.config import documentation  # noqa: PLC0415

        print(documentation())  # noqa: T201
        sys.exit(0)
    settings = list(options.set)
    settings += [f"{n}={v}" for n in ("service", "collector") if (v := getattr(options, n, None))]
    try:
        target = _module(program) if options.module else _file(program)
    except _NotFoundError as reason:
        print(f"tandem: {reason}", file=sys.stderr)  # noqa: T201
        sys.exit(_WRONG_USE)
    except SyntaxError as error:  # in the program: shown as without us
        sys.excepthook(type(error), error.with_traceback(None), None)
        sys.exit(1)
    from tandem_profiler.launch import start_with  # noqa: PLC0415

    show = os.path.abspath(options.output) if options.output else ""
    shows = options.command == "show"
    start_with({}, settings, launcher=_become.__code__, show=show if shows else None)
    _become(target)


class _NotFoundError(Exception):
    """The program cannot be run; the message says why."""


@dataclass(frozen=True, slots=True)
class _Target:
    """What to run, and what it finds there."""

    code: CodeType
    argv: list[str]
    path: str  # the first of sys.path
    file: str
    loader: Any
    spec: Any  # None for a file


def _parse(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="tandem", description="Profiles a Python program and sends stack traces, nothing else."
    )
    parser.add_argument("--version", action="version", version=f"tandem {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("settings", help="print the table of settings")
    run = commands.add_parser(
        "run",
        help="run a program under the agent",
        usage="tandem run [--service S] [--collector URL] [--set NAME=VALUE] [-m] TARGET [ARG ...]",
    )
    run.add_argument("--collector", help="address of the collector")
    show = commands.add_parser(
        "show",
        help="run a program, send nothing, and print what would be sent",
        usage="tandem show [--output FILE] [--service S] [--set NAME=VALUE] [-m] TARGET [ARG ...]",
    )
    show.add_argument("--output", help="print to this file, and not to stderr")
    for command in (run, show):
        command.set_defaults(parser=command, output=None)
        command.add_argument("--service", help="name of the service")
        command.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help="any setting"
        )
        command.add_argument("-m", dest="module", action="store_true", help="TARGET is a module")
        command.add_argument("program", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    program = getattr(options, "program", [])
    if program[:1] == ["--"]:
        program = program[1:]
    if options.command != "settings" and not program:
        why = "which program? give a file, a command of this environment, or -m and a module"
        options.parser.error(why)
    return options, program


def _file(program: list[str]) -> _Target:
    """A source file, a folder or archive with a ``__main__``, or a command on the PATH."""
    name = program[0]
    place = os.path.abspath(name)
    importer: Any = pkgutil.get_importer(place) if os.path.exists(place) else None
    if importer is not None:
        return _of_spec(importer.find_spec("__main__"), program, place)
    if not os.path.isfile(name):
        found = shutil.which(name)
        if found is None:
            raise _NotFoundError(f"no file and no command is named {name!r}")
        name = found
    file = os.path.abspath(name)
    try:
        with io.open_code(file) as source:
            text = source.read()
    except OSError as error:
        raise _NotFoundError(f"{name} cannot be read: {error.strerror}") from None
    if b"\0" in text:
        raise _NotFoundError(f"{name} is no Python program")
    code = compile(text, file, "exec", dont_inherit=True)
    path = os.path.dirname(os.path.realpath(file))
    loader = SourceFileLoader("__main__", file)
    return _Target(code, [name, *program[1:]], path, file, loader, None)


def _module(program: list[str]) -> _Target:
    """A module, or the ``__main__`` of a package."""
    name = program[0]
    if not sys.flags.safe_path:
        sys.path[0] = os.getcwd()
    try:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = importlib.util.find_spec(f"{name}.__main__")
    except (ImportError, ValueError) as error:
        raise _NotFoundError(f"no module {name!r}: {error}") from None
    origin = name if spec is None or spec.origin is None else spec.origin
    return _of_spec(spec, [origin, *program[1:]], os.getcwd())


def _of_spec(spec: Any, argv: list[str], path: str) -> _Target:
    loader: Any = None if spec is None else spec.loader
    code = loader.get_code(spec.name) if hasattr(loader, "get_code") else None
    if code is None:
        raise _NotFoundError(f"{argv[0]} holds no code to run")
    return _Target(code, argv, path, spec.origin, loader, spec)


def _become(target: _Target) -> NoReturn:
    """Runs the code in the module ``__main__`` itself, which this module then no longer is.

    From ``clear`` on no global of this module may be used: they may be gone.
    """
    system = sys
    system.argv[:] = target.argv
    if not system.flags.safe_path:
        system.path[0] = target.path
    new = {
        "__name__": "__main__",
        "__doc__": None,
        "__package__": None if target.spec is None else target.spec.parent,
        "__loader__": target.loader,
        "__spec__": target.spec,
        "__annotations__": {},
        "__builtins__": builtins,
        "__file__": target.file,
        "__cached__": None if target.spec is None else target.spec.cached,
    }
    namespace = system.modules["__main__"].__dict__
    namespace.clear()
    namespace.update(new)

    def show_without_us(kind: Any, error: Any, trace: Any) -> None:
        inner = trace
        while inner is not None and inner.tb_frame.f_code is not launcher:
            inner = inner.tb_next
        if inner is not None:
            trace = inner.tb_next
            error.__traceback__ = trace
        shown(kind, error, trace)

    launcher = system._getframe().f_code
    try:
        exec(target.code, namespace)  # noqa: S102 -- this is what the command is for
    except BaseException:
        shown = system.excepthook
        system.excepthook = show_without_us
        raise
    raise SystemExit(0)


if __name__ == "__main__":
    main()
