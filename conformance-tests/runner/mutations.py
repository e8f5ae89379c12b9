"""Breaks the product on purpose, one fault at a time, and demands that the suite notices each.

    python conformance-tests/runner/mutations.py [--only NAME...] [--at-once N]

A fault is a file in ``mutations/``: what it shows, which text of which file it replaces by what,
which rules it breaks, and the smallest part of the suite that must notice. It is made in a copy of
the tree; the part is run there and must fail in a case that names each of the rules. Without a
fault the same part must pass. Prints a table, fault x noticed by. Exit 1 where one was not noticed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from results import Results

ROOT = Path(__file__).resolve().parent.parent.parent
MUTATIONS = ROOT / "conformance-tests" / "mutations"
PARTS = ("proto", "common-model", "java-agent", "collector", "python-agent", "conformance-tests")
LEFT_OUT = shutil.ignore_patterns(
    "node_modules", "ui", ".venv", "build", "surefire-reports", "mutations"
)
SECONDS = 900  # the longest that a part of the suite may take
COMMANDS = {  # of the suite, by tier; the arguments of a mutation follow
    "vectors": ["vectors.py"],
    "fuzz": ["fuzz.py", "--only", "encoders", "--cases", "1000", "--seed", "1"],
    "scenarios": ["scenarios.py"],
    "secrets": ["secrecy.py"],
    "audit": ["audit.py"],
}
IN_VAIN = {"scenarios": ["--deadline", "75"]}  # for what a fault keeps away: no longer than that
AT_ONCE = 2  # a part often waits for a window to end
LIVE = ("scenarios", "secrets")  # tiers that are told which runtime to run


T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Mutation:
    """One deliberate fault, and who must notice."""

    name: str
    shows: str
    file: str
    old: str
    new: str
    breaks: tuple[str, ...]
    tier: str
    arguments: tuple[str, ...]
    says: str  # a regular expression that the fault must match

    @classmethod
    def read(cls, file: Path) -> Mutation:
        raw = json.loads(file.read_text(encoding="utf-8"))
        breaks, arguments = tuple(raw.pop("breaks")), tuple(raw.pop("arguments", ()))
        return cls(file.stem, breaks=breaks, arguments=arguments, says=raw.pop("says", ""), **raw)

    @property
    def language(self) -> str:
        return "java" if self.file.endswith(".java") else "python"

    @property
    def part(self) -> Part:
        runtime = self.language if self.tier in LIVE else ""
        return Part(self.tier, self.arguments, runtime)


@dataclass(frozen=True)
class Part:
    """A part of the suite: what is run, with and without a fault."""

    tier: str
    arguments: tuple[str, ...]
    runtime: str

    def __str__(self) -> str:
        return " ".join((self.tier, *self.arguments, self.runtime)).strip()


@dataclass(frozen=True)
class Failure:
    """One case of the suite that failed, and the rules that it names."""

    case: str
    rules: frozenset[str]
    fault: str


class MutationError(Exception):
    """A mutation that cannot be made: it says nothing about the suite."""


class Tree:
    """A copy of the tree with all that was built, so that little is to be built again."""

    def __init__(self, place: Path) -> None:
        self._place = place
        for part in PARTS:
            shutil.copytree(ROOT / part, place / part, ignore=LEFT_OUT)
        shutil.copy(ROOT / "VERSION", place)
        venv = Path("python-agent") / ".venv"
        shutil.copytree(ROOT / venv, place / venv, symlinks=True, copy_function=os.link)
        self.python = place / venv / "bin" / "python"
        (agent,) = (place / venv).glob("lib/python3*/site-packages/__editable__*tandem*.pth")
        agent.unlink()  # a link: what it names must stay as it is
        agent.write_text(str(place / "python-agent" / "src"), encoding="utf-8")

    @contextmanager
    def mutated(self, mutation: Mutation) -> Iterator[None]:
        """The tree with the fault; what was changed is put back."""
        file = self._place / mutation.file
        before = file.read_text(encoding="utf-8")
        if before.count(mutation.old) != 1:
            raise MutationError(
                f"{mutation.file} holds {mutation.old!r} {before.count(mutation.old)} times"
            )
        file.write_text(before.replace(mutation.old, mutation.new), encoding="utf-8")
        try:
            with self._rebuilt(file), self._pure(file):
                yield
        finally:
            file.write_text(before, encoding="utf-8")

    @contextmanager
    def _pure(self, file: Path) -> Iterator[None]:
        """A fault of the pure sampler: without the extension, it is the one that runs."""
        extensions = list(file.parent.glob("_native.*.so")) if file.name == "sampler.py" else []
        for extension in extensions:
            extension.rename(extension.with_suffix(".away"))
        try:
            yield
        finally:
            for extension in extensions:
                extension.with_suffix(".away").rename(extension)

    @contextmanager
    def _rebuilt(self, file: Path) -> Iterator[None]:
        """Java: the classes of the one file, in every jar that holds them."""
        if file.suffix != ".java":
            yield
            return
        with tempfile.TemporaryDirectory() as folder:
            self._compile(file, Path(folder))
            classes = {
                str(one.relative_to(folder)): one.read_bytes()
                for one in Path(folder).rglob("*.class")
            }
        before = {jar: jar.read_bytes() for jar in self._jars() if _holds(jar, classes)}
        if not before:
            raise MutationError(f"no jar holds {sorted(classes)}")
        for jar in before:
            _replace(jar, classes)
        try:
            yield
        finally:
            for jar, content in before.items():
                jar.write_bytes(content)

    def _compile(self, file: Path, folder: Path) -> None:
        module = file.relative_to(self._place).parts[0]
        libraries = self._place / "conformance-tests/testees/java/target/lib"
        path = f"{self._place / module / 'target' / 'classes'}:{libraries}/*"
        command = ["javac", "-nowarn", "--release", "17" if module == "collector" else "11"]
        command += ["-proc:none", "-cp", path, "-d", str(folder), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise MutationError(f"does not compile: {done.stderr}")

    def _jars(self) -> list[Path]:
        patterns = ("*/target/*.jar", "conformance-tests/testees/java/target/lib/tandem-*.jar")
        return [jar for pattern in patterns for jar in self._place.glob(pattern)]

    def failures(self, part: Part, more: Sequence[str] = ()) -> list[Failure]:
        """Runs a part of the suite, with ``more`` arguments; the cases that failed."""
        suite = self._place / "conformance-tests"
        shutil.rmtree(suite / "build" / "results", ignore_errors=True)
        command = [str(self.python), str(suite / "runner" / COMMANDS[part.tier][0])]
        command += [*COMMANDS[part.tier][1:], *part.arguments, *self._runtime(part), *more]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=self._place
        )
        written = list((suite / "build" / "results").glob("*.json"))
        if not written:
            raise MutationError(f"{part} gave no result: {(done.stdout + done.stderr)[-3000:]}")
        results = [one for file in written for one in json.loads(file.read_text(encoding="utf-8"))]
        failures = [
            Failure(one["case"], frozenset((*one["rules"], *one["breaks"])), one["fault"])
            for one in results
            if one["fault"] is not None
        ]
        if bool(failures) != (done.returncode != 0):
            raise MutationError(f"{part}: exit {done.returncode} with {len(failures)} failures")
        return failures

    def _runtime(self, part: Part) -> list[str]:
        """Tiers that run agents are told under which runtime."""
        if part.runtime == "python":
            return ["--python", f"{sys.version_info[0]}.{sys.version_info[1]}={self.python}"]
        if part.runtime == "java":
            home = Path(shutil.which("java") or "java").resolve().parent.parent
            return ["--java", f"here={home}"]
        return []


def _holds(jar: Path, classes: dict[str, bytes]) -> bool:
    with zipfile.ZipFile(jar) as content:
        return not classes.keys().isdisjoint(content.namelist())


def _replace(jar: Path, classes: dict[str, bytes]) -> None:
    with zipfile.ZipFile(jar) as content:
        entries = [(entry, content.read(entry)) for entry in content.infolist()]
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_STORED) as content:
        for entry, data in entries:
            if entry.filename not in classes:
                content.writestr(entry, data, zipfile.ZIP_STORED)
        for name, data in classes.items():
            content.writestr(name, data)


def judge(mutation: Mutation, failures: Sequence[Failure]) -> tuple[str | None, str]:
    """What is wrong, if anything, and who noticed."""
    named = [one for one in failures if one.rules & set(mutation.breaks)]
    missing = set(mutation.breaks).difference(*(one.rules for one in failures))
    if missing:
        seen = (
            "; ".join(f"{one.case}: {one.fault[:300]}" for one in failures[:3]) or "nothing failed"
        )
        return f"no case failed that names {', '.join(sorted(missing))}: {seen}", "nobody"
    noticed = [one for one in named if re.search(mutation.says, one.fault)]
    if not noticed:
        return f"no fault says {mutation.says!r}: {named[0].fault[:500]}", "nobody"
    more = f" and {len(noticed) - 1} more" if len(noticed) > 1 else ""
    return None, f"{noticed[0].case}{more}"


def run(
    mutations: Sequence[Mutation], results: Results, at_once: int = AT_ONCE
) -> list[tuple[str, ...]]:
    """Controls first, ``at_once`` of all, each in its own tree. Returns the rows of the table."""
    rows: list[tuple[str, ...]] = [("fault", "rules", "tier", "noticed by", "s")]
    parts = list(dict.fromkeys(one.part for one in mutations))
    with (
        tempfile.TemporaryDirectory(dir=_build()) as place,
        ThreadPoolExecutor(at_once) as several,
    ):
        trees = Trees(Path(place), at_once)
        controls = several.map(trees.timed(_control), parts)
        faults = several.map(trees.timed(_noticed), mutations)
        for part, (fault, seconds) in zip(parts, controls, strict=True):
            results.add(case=f"control: {part}", testee="mutations", fault=fault)
            noticed = "nobody, rightly" if fault is None else "FAILED"
            rows.append(("(none)", "", str(part), noticed, seconds))
        for mutation, ((fault, noticed), seconds) in zip(mutations, faults, strict=True):
            testee = f"mutated-{mutation.language}"
            results.add(case=mutation.name, testee=testee, breaks=mutation.breaks, fault=fault)
            rules = " ".join(mutation.breaks)
            rows.append((mutation.name, rules, mutation.tier, noticed, seconds))
    return rows


class Trees:
    """Copies of the tree; a job has one to itself. For several threads."""

    def __init__(self, place: Path, number: int) -> None:
        self._free: SimpleQueue[Tree] = SimpleQueue()
        for one in range(number):
            self._free.put(Tree(place / str(one)))

    def timed(self, job: Callable[[Tree, T], R]) -> Callable[[T], tuple[R, str]]:
        """The job on a tree that is free; with its result come the seconds that it took."""

        def run(subject: T) -> tuple[R, str]:
            tree = self._free.get()
            began = time.monotonic()
            try:
                return job(tree, subject), f"{time.monotonic() - began:.0f}"
            finally:
                self._free.put(tree)

        return run


def _build() -> Path:
    """Beside the tree, so that files can be linked; never inside what is copied."""
    place = ROOT / "build" / "mutations"
    place.mkdir(parents=True, exist_ok=True)
    return place


def _control(tree: Tree, part: Part) -> str | None:
    """What fails without a fault."""
    try:
        failures = tree.failures(part)
    except (MutationError, subprocess.TimeoutExpired) as problem:
        return str(problem)
    return "\n".join(f"{one.case}: {one.fault[:500]}" for one in failures[:5]) or None


def _noticed(tree: Tree, mutation: Mutation) -> tuple[str | None, str]:
    try:
        with tree.mutated(mutation):
            return judge(mutation, tree.failures(mutation.part, IN_VAIN.get(mutation.tier, ())))
    except (MutationError, subprocess.TimeoutExpired) as problem:
        return str(problem), "nobody"


def table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, metavar="N", help="trees at once")
    parser.add_argument("--report", type=Path, metavar="FILE", help="JUnit XML")
    options = parser.parse_args()
    mutations = [Mutation.read(file) for file in sorted(MUTATIONS.glob("*.json"))]
    chosen = [one for one in mutations if one.name in (options.only or [one.name])]
    results = Results("mutations")
    print(table(run(chosen, results, options.at_once)))
    return results.write(options.report)


if __name__ == "__main__":
    sys.exit(main())
