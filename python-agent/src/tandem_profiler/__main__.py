"""The command ``tandem``: runs a program under the agent, in the real ``__main__``.

What the program can see (``sys.argv``, ``__main__``, ``sys.path[0]``, exit code, traceback) is
as without the agent, so that pickle and multiprocessing find what they look for.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import os
import shutil
import sys
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
    settings += [f"{n}={v}" for n in ("service", "collector") if (v := getattr(options, n))]
    try:
        code, argv, path, package = _target(options.module, program)
    except _NotFoundError as reason:
        print(f"tandem: {reason}", file=sys.stderr)  # noqa: T201
        sys.exit(_WRONG_USE)
    from tandem_profiler.launch import start_with  # noqa: PLC0415

    start_with({}, settings, launcher=_become.__code__)
    _become(code, argv, path, package)
    raise SystemExit(0)  # no name of this module may be left


class _NotFoundError(Exception):
    """The program cannot be run; the message says why."""


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
    run.add_argument("--service", help="name of the service")
    run.add_argument("--collector", help="address of the collector")
    run.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="any setting")
    run.add_argument("-m", dest="module", action="store_true", help="TARGET is a module")
    run.add_argument("program", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    program = getattr(options, "program", [])
    if program[:1] == ["--"]:
        program = program[1:]
    if options.command == "run" and not program:
        run.error("which program? give a file, a command of this environment, or -m and a module")
    return options, program


def _target(module: bool, program: list[str]) -> tuple[CodeType, list[str], str, Any]:
    """What to run: its code, argv, ``sys.path[0]`` and, for a module, its spec."""
    if module:
        return _module(program[0], program[1:])
    file = program[0]
    if os.path.isdir(file) and os.path.isfile(os.path.join(file, "__main__.py")):
        return _script(os.path.join(file, "__main__.py"), program, file)
    if not os.path.isfile(file):
        found = shutil.which(file)
        if found is None:
            raise _NotFoundError(f"no file and no command is named {file!r}")
        file = found
    return _script(file, [file, *program[1:]], os.path.dirname(os.path.realpath(file)))


def _script(file: str, argv: list[str], path: str) -> tuple[CodeType, list[str], str, Any]:
    try:
        with io.open_code(file) as source:
            code = compile(source.read(), file, "exec", dont_inherit=True)
    except (OSError, ValueError) as error:
        raise _NotFoundError(f"{file} is no Python program: {error}") from None
    return code, argv, path, None


def _module(name: str, arguments: list[str]) -> tuple[CodeType, list[str], str, Any]:
    sys.path[0] = os.getcwd()
    try:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = importlib.util.find_spec(f"{name}.__main__")
    except ImportError as error:
        raise _NotFoundError(f"no module {name!r}: {error}") from None
    loader: Any = spec.loader if spec is not None else None
    code = loader.get_code(spec.name) if spec is not None and hasattr(loader, "get_code") else None
    if spec is None or code is None:
        raise _NotFoundError(f"no module {name!r} with code to run")
    return code, [spec.origin or name, *arguments], os.getcwd(), spec


def _become(code: CodeType, argv: list[str], path: str, spec: Any) -> None:
    """Runs the code in the module ``__main__`` itself, which this module then no longer is.

    From ``clear`` on no global of this module may be used: they may be gone.
    """
    system = sys
    system.argv[:] = argv
    system.path[0] = path
    new = {
        "__name__": "__main__",
        "__file__": argv[0] if spec is None else spec.origin,
        "__builtins__": __builtins__,
        "__spec__": spec,
        "__package__": None if spec is None else spec.parent,
        "__loader__": None if spec is None else spec.loader,
        "__doc__": None,
        "__cached__": None,
        "__annotations__": {},
    }
    namespace = system.modules["__main__"].__dict__
    namespace.clear()
    namespace.update(new)
    try:
        exec(code, namespace)  # noqa: S102 -- this is what the command is for
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # noqa: BLE001 -- printed as without us: our own frame left out
        traceback = error.__traceback__
        system.excepthook(type(error), error, traceback and traceback.tb_next)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
