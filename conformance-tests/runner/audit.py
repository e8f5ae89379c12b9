"""The audit: what can be shown without running anything. Of the Python sampler's bytecode, of the
schema, of the extension, of what is installed.

    python conformance-tests/runner/audit.py --report FILE

`--case NAME`, as often as wanted, runs only these. Each check is also given what it must object to.
Exit 1 where a case failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import bytecode
import extension
import schema
import wheel
from results import Results


@dataclass(frozen=True)
class Check:
    """A case: what it finds fault with must be nothing; or, where it breaks rules, something."""

    name: str
    faults: Callable[[], list[str]]
    rules: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()

    def fault(self) -> str | None:
        found = self.faults()
        if self.breaks:
            return None if found else "what was planted was not noticed"
        return "\n".join(found) or None


def checks(folder: Path) -> Iterator[Check]:
    """All of them; what must be built is built in ``folder``."""
    for module in bytecode.LISTED:
        faults = partial(bytecode.faults_of_listed, module)
        yield Check(f"python bytecode: {module}", faults, ("R75",))
    yield Check("python bytecode: every module", bytecode.faults_of_all, ("R75",))
    for name, source in bytecode.PLANTED.items():
        faults = partial(bytecode.faults_of_planted, source)
        yield Check(f"python bytecode: planted {name}", faults, breaks=("R75",))
    yield Check("schema", schema.faults, ("R73",))
    for name, field in schema.PLANTED.items():
        faults = partial(schema.faults_of_planted, field)
        yield Check(f"schema: planted {name}", faults, breaks=("R73",))
    yield Check("python extension: fields", extension.faults_of_sources, ("R79",))
    for name in extension.PLANTED_FIELDS:
        faults = partial(extension.faults_of_planted_field, name)
        yield Check(f"python extension: planted {name}", faults, breaks=("R79",))
    for name in extension.PLANTED_IMPORTS:
        faults = partial(extension.faults_of_names, {name})
        yield Check(f"python extension: planted {name}", faults, breaks=("R76",))
    yield Check("python wheel", partial(wheel.faults, folder), ("R76",))
    for name in wheel.PLANTED:
        faults = partial(wheel.faults_of_planted, folder, name)
        yield Check(f"python wheel: planted {name}", faults, breaks=("R76",))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--case", action="append", default=[], metavar="NAME")
    parser.add_argument("--report", type=Path, metavar="FILE")
    options = parser.parse_args()
    results = Results("audit")
    with tempfile.TemporaryDirectory() as folder:
        for check in checks(Path(folder)):
            if options.case and check.name not in options.case:
                continue
            try:
                fault = check.fault()
            except Exception as error:  # noqa: BLE001 -- a check that fails, fails its case alone
                fault = f"{type(error).__name__}: {error}"
            testee = check.name.split(" ")[0].split(":")[0]
            results.add(
                case=check.name,
                testee=testee,
                rules=check.rules,
                breaks=check.breaks,
                fault=fault,
                quiet=True,
            )
    return results.write(options.report)


if __name__ == "__main__":
    sys.exit(main())
