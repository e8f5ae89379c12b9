"""What ``show`` prints: the text of uploads and nothing else, while nothing is sent."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from expectations import SCENARIOS
from programs import CLASSES, EXIT_SECONDS, JAVA_AGENT, PATIENCE_SECONDS, Testee
from recorder import Recorder

NAME = "show"
CASE = "cpu_bound"
SAMPLED_SECONDS = (2, 6, 18, 54, 162)  # until the program's input ends, try by try
_TEXT = r'(?:[A-Za-z0-9_.$<>:/+-]+|"(?:[^"\\]|\\.)*")'
_FRAME = rf"(?:java|python|native|kernel|other|unspecified) {_TEXT} {_TEXT}"
_LINE = re.compile(
    "|".join(
        (
            r"upload [0-9a-f]{32} format 1",
            rf"  (?:service {_TEXT} instance|label {_TEXT}|runtime \w+ {_TEXT}|agent) {_TEXT}",
            r"window start_millis \d+ duration_millis \d+",
            r"series \w+ \w+ samples \d+ total_value \d+ \w+(?: period \d+)?(?: estimated \w+)?",
            r"tree nodes \d+",
            rf" *\d+ +(?:root|{_FRAME})(?: \| \w+ \w+ \d+(?: value \d+)?)*",
            r"lines \w+",
            rf"  {_FRAME} line \d+ self \d+ total \d+",
            r"statistics",
            r"  (?:agent )?\w+(?: \w+)* \d+",
            r"  (?:sampler|sampler_reason) \w+",
        )
    )
)
_INNERMOST = {
    "java": "java cpu_bound.Scenario$Cart total |",
    "python": "python cpu_bound.scenario Cart.total |",
}


def fault_of(testee: Testee) -> str | None:
    """Runs a scenario under ``show``; what is wrong with what it printed, or sent all the same."""
    fault = None
    for seconds in SAMPLED_SECONDS:
        with Recorder() as recorder, tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "shown.txt"
            fault = _run(testee, output, recorder.url, seconds)
            if fault is None and any(recorder.everything()):
                return "show sent something"
            if fault is None:
                shown = output.read_text(encoding="utf-8") if output.exists() else ""
                fault = fault_of_text(shown, testee.language)
        if fault is None:
            return None
    return fault


def fault_of_text(text: str, language: str) -> str | None:
    """What is wrong with a text that shows uploads of the scenario."""
    for line in text.splitlines():
        if not _LINE.fullmatch(line):
            return f"is no line of an upload's text: {line}"
    if _INNERMOST[language] not in text:
        return f"nowhere is the scenario's {_INNERMOST[language]!r}: {text[:2000]}"
    return None


def _run(testee: Testee, output: Path, url: str, seconds: float) -> str | None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TANDEM_")}
    process = subprocess.Popen(
        _command(testee, output),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "TANDEM_COLLECTOR": url, "TANDEM_EXIT_SECONDS": EXIT_SECONDS},
    )
    try:
        with suppress(subprocess.TimeoutExpired):  # as wanted: it runs until its input ends
            process.wait(seconds)
        printed, log = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return f"did not end within {PATIENCE_SECONDS} s"
    if process.returncode != 0 or printed:
        return f"exit {process.returncode}, printed {printed!r}: {log[-2000:]}"
    return None


def _command(testee: Testee, output: Path) -> list[str]:
    if testee.language == "python":
        show = [testee.home, "-m", "tandem_profiler", "show", "--output", str(output)]
        return [*show, "--service", "shown", str(SCENARIOS / "host.py"), CASE]
    show = [str(Path(testee.home) / "bin" / "java"), "-jar", str(JAVA_AGENT), "show"]
    words = ["--output", str(output), "service=shown", "--", "-cp", str(CLASSES), "Host", CASE]
    return [*show, *words]
