"""Records the profiles of the rules' programs, under the real agents.

    python rule-programs/record.py                           # all, into recordings/
    python rule-programs/record.py java-linked-list-by-index # those
    python rule-programs/record.py --some 10 --seed 9 --to build/recordings

For each rule there are RULE.trigger.gz and RULE.near-miss.gz: what its program's agent sent, each
UploadRequest as it came behind its length in four bytes. ``tools/record-rules`` makes all ready.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Timer

HOME = Path(__file__).resolve().parent
ROOT = HOME.parent
sys.path.insert(0, str(ROOT / "conformance-tests" / "runner"))

from recorder import Recorder  # noqa: E402

CASES = ("trigger", "near-miss")
JAVA_AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
JEP_BRIDGE = ROOT / "jep-bridge" / "target" / "tandem-jep-bridge.jar"
JAVA_PACKAGE = "io.tandemprofiler.programs"
# Often enough for a share within ten seconds; a small heap, so that what fills it is seen, too.
JAVA_SETTINGS = "cpu_hz=100,wall_hz=20,lines=off,report_seconds=10,overhead_percent=50"
JAVA_OPTIONS = ("-Xmx128m", "-Djava.io.tmpdir={folder}")
PYTHON_SETTINGS = ("wall_hz=50", "lines=off", "report_seconds=10", "overhead_percent=50")
END_SECONDS = 120


@dataclass(frozen=True)
class Program:
    """The program that proves a rule, in both its cases."""

    rule: str
    words: tuple[str, ...]  # of the command line, before the case
    environment: Mapping[str, str] = field(default_factory=dict)

    def command(self, case: str, url: str, folder: str) -> list[str]:
        """With the collector's address, and a folder for what the program leaves."""
        words = [word.format(url=url, folder=folder) for word in self.words]
        return [*words, case]


def programs(java: Path, python: Path, jep: Path | None) -> list[Program]:
    """One for each rule, in the order of their names; those with Jep where that is."""
    return sorted([*_in_java(java, jep), *_in_python(python)], key=lambda one: one.rule)


def _in_java(home: Path, jep: Path | None) -> Iterator[Program]:
    target = HOME / "java" / "target"
    for source in (HOME / "java").glob("src/main/java/**/*.java"):
        name = source.stem
        with_jep = name.startswith("Jep")
        if "void main(" not in source.read_text(encoding="utf-8") or (with_jep and not jep):
            continue
        words = re.sub("([A-Z])", r"-\1", name).lower()
        rule = words[1:] if with_jep else "java" + words
        agent = f"-javaagent:{JAVA_AGENT}=service={rule},collector={{url}},{JAVA_SETTINGS}"
        agent += ",jep_frames=on" if with_jep else ""
        options = [f"-Djava.library.path={jep}/jep"] if with_jep else []
        path = f"{target / 'classes'}:{target / 'lib'}/*"
        path += f":{JEP_BRIDGE}:{jep}/jep/*" if with_jep else ""
        command = [str(home / "bin" / "java"), agent, *JAVA_OPTIONS, *options, "-cp", path]
        environment = {"PYTHONPATH": str(jep)} if with_jep else {}
        yield Program(rule, (*command, f"{JAVA_PACKAGE}.{name}"), environment)


def _in_python(python: Path) -> Iterator[Program]:
    for source in (HOME / "python").glob("*.py"):
        if source.stem == "program":
            continue
        rule = "python-" + source.stem.replace("_", "-")
        settings = [word for one in PYTHON_SETTINGS for word in ("--set", one)]
        agent = ["-m", "tandem_profiler", "run", "--service", rule, "--collector", "{url}"]
        yield Program(rule, (str(python), *agent, *settings, str(source)))


def record(program: Program, case: str) -> list[bytes]:
    """The requests of the program's agent, until it has done its work and told of that, too."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
    with Recorder() as recorder, TemporaryDirectory() as folder, TemporaryFile() as log:
        running = subprocess.Popen(
            program.command(case, recorder.url, folder),
            env={**own, **program.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        patience = Timer(END_SECONDS, running.kill)
        patience.start()
        try:
            done = b"done\n" in (running.stdout or [])
            before = _uploads(recorder)
            if done and recorder.wait_for(lambda one: _uploads(one) > before, END_SECONDS):
                return [request.message for request in recorder.requests("Upload")]
        finally:
            patience.cancel()
            running.kill()
            running.communicate()
        log.seek(0)
        raise RuntimeError(f"{program.rule}, {case}: no upload\n{log.read().decode()[-3000:]}")


def _uploads(recorder: Recorder) -> int:
    return len(recorder.requests("Upload"))


def keep(file: Path, requests: Sequence[bytes]) -> int:
    """Writes the requests, each behind its length; how many bytes the file has."""
    framed = b"".join(len(one).to_bytes(4, "big") + one for one in requests)
    return file.write_bytes(gzip.compress(framed, 9, mtime=0))


def _recorded(folder: Path, program: Program, case: str) -> str:
    requests = record(program, case)
    size = keep(folder / f"{program.rule}.{case}.gz", requests)
    return f"{program.rule}.{case}: {len(requests)} windows, {size} bytes"


def _chosen(all_of_them: Sequence[Program], options: argparse.Namespace) -> list[Program]:
    unknown = set(options.rules) - {one.rule for one in all_of_them}
    if unknown:
        sys.exit(f"no program of {', '.join(sorted(unknown))}")
    chosen = [one for one in all_of_them if not options.rules or one.rule in options.rules]
    if options.some:
        chosen = random.Random(options.seed).sample(chosen, options.some)
    return chosen


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rules", nargs="*", metavar="RULE")
    parser.add_argument("--some", type=int, metavar="N", help="so many, chosen by --seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=3, metavar="N", help="so many run")
    parser.add_argument("--to", type=Path, default=HOME / "recordings", metavar="FOLDER")
    parser.add_argument("--java", type=Path, required=True, help="home of a JDK")
    parser.add_argument(
        "--python", type=Path, required=True, help="with requirements.txt and agent"
    )
    parser.add_argument("--jep", type=Path, help="site-packages of a Python with Jep, 3.11")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    chosen = _chosen(programs(options.java, options.python, options.jep), options)
    runs = [(program, case) for program in chosen for case in CASES]
    failed = 0
    with ThreadPoolExecutor(options.at_once) as pool:
        futures = [pool.submit(_recorded, options.to, *run) for run in runs]
        for future in futures:
            try:
                print(future.result(), flush=True)
            except RuntimeError as error:
                failed += 1
                print(f"FAILED: {error}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
