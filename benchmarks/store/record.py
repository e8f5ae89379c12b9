"""Records real programs, which nobody here wrote, under the agents, for the benchmark of the store.

    python benchmarks/store/record.py --libraries FOLDER [--seconds 150]

H2 answers queries and google-java-format formats this project's sources, both under the Java agent;
Pygments colours them under the Python agent. What each sends in windows of a minute is kept in
build/bench/recorded/PROGRAM. All run at once, for so many seconds and until they are through. The
folder holds the jars of the first two.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "conformance-tests" / "runner"))
from recorder import Recorder  # noqa: E402

DATA = ROOT / "build" / "bench" / "recorded"
AGENT = ROOT / "java-agent" / "target" / "tandem-java-agent.jar"
PYTHON = ROOT / "python-agent" / ".venv" / "bin" / "python"
SETTINGS = {"report_seconds": "60", "overhead_percent": "100", "exit_seconds": "60"}
COMPILER = "jdk.compiler/com.sun.tools.javac"
EXPORTS = ("api", "code", "file", "parser", "tree", "util")
TABLES = """
CREATE TABLE orders (id INT PRIMARY KEY, customer INT, day DATE, cents BIGINT, note VARCHAR);
CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR, city VARCHAR);
INSERT INTO customers SELECT X, 'customer ' || X, 'city ' || MOD(X, 97) FROM SYSTEM_RANGE(1, 5000);
INSERT INTO orders SELECT X, MOD(X * 31, 5000) + 1, DATEADD('DAY', MOD(X, 700), DATE '2024-01-01'),
  MOD(X * 7919, 10007), REPEAT('note ', MOD(X, 9)) FROM SYSTEM_RANGE(1, 60000);
CREATE INDEX by_customer ON orders (customer);
"""
QUERIES = """
SELECT c.city, COUNT(*), SUM(o.cents) FROM orders o JOIN customers c ON c.id = o.customer
  GROUP BY c.city ORDER BY 3 DESC LIMIT 5;
SELECT customer, cents, RANK() OVER (PARTITION BY customer ORDER BY cents DESC) r FROM orders
  WHERE customer < 200 ORDER BY r, customer LIMIT 5;
SELECT YEAR(day), MONTH(day), AVG(cents) FROM orders GROUP BY YEAR(day), MONTH(day) ORDER BY 1, 2;
SELECT COUNT(*) FROM orders WHERE note LIKE '%note note%' AND REGEXP_LIKE(note, '(note ){3,}');
UPDATE orders SET cents = cents + 1 WHERE MOD(id, 13) = 5;
DELETE FROM orders WHERE MOD(id, 1009) = 3;
MERGE INTO orders SELECT X, 7, DATE '2025-05-05', X, 'again' FROM SYSTEM_RANGE(1, 2000);
WITH RECURSIVE chain (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM chain WHERE n < 2000)
  SELECT SUM(n) FROM chain;
SELECT JSON_OBJECT('city': city, 'names': JSON_ARRAYAGG(name)) FROM customers GROUP BY city
  FETCH FIRST 3 ROWS ONLY;
"""
# A file takes half a second: a process for each would be over before its window has samples.
COLOURING = """
import sys, time
from pygments.cmdline import main
end = time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    if main(["pygmentize", *sys.argv[2:]]):
        sys.exit("Pygments failed")
"""


@dataclass(frozen=True)
class Program:
    """A command that is run again and again; ``fed`` is its input, as long as it runs."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    first: str = ""
    fed: str = ""


def programs(libraries: Path, url: str, folder: Path, seconds: float) -> list[Program]:
    """Those whose windows are kept; they have so many seconds."""
    sources = sorted(map(str, ROOT.glob("*/src/main/java/**/*.java")))
    text = folder / "all.java"
    text.write_text("".join(Path(one).read_text(encoding="utf-8") for one in sources[:150]))
    settings = {**SETTINGS, "collector": url}
    variables = {f"TANDEM_{name.upper()}": value for name, value in settings.items()}
    exports = [f"--add-exports={COMPILER}.{one}=ALL-UNNAMED" for one in EXPORTS]
    shell = ["org.h2.tools.Shell", "-url", "jdbc:h2:mem:bench"]
    formatter = ["com.google.googlejavaformat.java.Main", *(sources * 4)]
    colours = ["-l", "java", "-f", "html", "-O", "full,linenos=table", str(text)]
    colouring = folder / "colouring.py"
    colouring.write_text(COLOURING)
    run = [str(PYTHON), "-m", "tandem_profiler", "run", str(colouring)]
    python = [*run, str(seconds), *colours]
    return [
        Program("h2", _java(_jar(libraries, "h2"), shell), variables, TABLES, QUERIES),
        Program(
            "google-java-format",
            _java(_jar(libraries, "google-java-format"), formatter, exports),
            variables,
        ),
        Program("pygments", python, variables),
    ]


def _java(path: str, words: Sequence[str], options: Sequence[str] = ()) -> list[str]:
    return ["java", "-Xmx256m", f"-javaagent:{AGENT}", *options, "-cp", path, *words]


def _jar(libraries: Path, name: str) -> str:
    return str(next(libraries.glob(f"{name}-*.jar")))


def run(program: Program, until: float) -> None:
    """Runs it until then, and to its end. Raises CalledProcessError where it fails."""
    while True:
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                program.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env={**os.environ, **program.environment, "TANDEM_SERVICE": program.name},
                text=True,
            )
            assert process.stdin
            process.stdin.write(program.first)
            while program.fed and time.monotonic() < until:
                process.stdin.write(program.fed)  # waits where the program is behind
                process.stdin.flush()
            process.stdin.close()
            if process.wait() != 0:
                errors.seek(0)
                print(errors.read().decode(errors="replace"), file=sys.stderr)
                raise subprocess.CalledProcessError(process.returncode, program.command[0])
        if time.monotonic() >= until:
            return


def keep(recorder: Recorder, least: int) -> None:
    """Writes each upload of so many samples."""
    for old in DATA.glob("*/*.upload.gz"):
        old.unlink()
    requests = zip(recorder.requests("Upload"), recorder.uploads(), strict=True)
    for number, (request, upload) in enumerate(requests):
        samples = upload.profile.statistics.agent.samples
        service = upload.producer.service
        if samples < least:
            continue
        file = DATA / service / f"{number:03}.upload.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(request.message, mtime=0))
        print(f"{file.relative_to(ROOT)}: {samples} samples, {file.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--libraries", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--least-samples", type=int, default=200, metavar="N")
    options = parser.parse_args()
    if not shutil.which("java"):
        sys.exit("java is missing")
    with Recorder() as recorder, tempfile.TemporaryDirectory() as folder:
        until = time.monotonic() + options.seconds
        real = programs(options.libraries, recorder.url, Path(folder), options.seconds)
        with ThreadPoolExecutor(len(real)) as pool:
            list(pool.map(run, real, [until] * len(real)))
        keep(recorder, options.least_samples)


if __name__ == "__main__":
    main()
