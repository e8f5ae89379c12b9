"""A large program that nobody here wrote, under the agent: it does the same, and is seen."""

import os
import subprocess
import sys
from pathlib import Path

from collector_stand_in import CollectorStandIn, functions

PATIENCE_SECONDS = 300
BIN = Path(sys.executable).parent
UNTIDY = "x = {  'a':1 }\n" * 300 + "def f( a ):\n  return   a\n" * 100


def black(folder: Path, url: str, *words: str) -> tuple[int, str, str, list[str]]:
    """What formatting some files with two workers comes to: exit code, output, and the files."""
    files = [folder / f"{number}.py" for number in range(4)]
    folder.mkdir()
    for file in files:
        file.write_text(UNTIDY)
    own = {key: value for key, value in os.environ.items() if not key.startswith("TANDEM_")}
    done = subprocess.run(
        [*words, "--quiet", "--workers", "2", "."],
        cwd=folder,
        env={
            **own,
            "TANDEM_COLLECTOR": url,
            "TANDEM_SERVICE": "black",
            "TANDEM_WALL_HZ": "100",
            "BLACK_CACHE_DIR": str(folder / "cache"),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr, [file.read_text() for file in files]


def test_black_formats_the_same_and_is_seen(tmp_path: Path) -> None:
    with CollectorStandIn() as collector:
        plain = black(tmp_path / "plain", collector.url, str(BIN / "black"))
        command = (str(BIN / "tandem"), "run", str(BIN / "black"))
        assert black(tmp_path / "ours", collector.url, *command) == plain
        uploads = [collector.upload(), *collector.uploads_so_far()]
    assert plain[0] == 0
    assert plain[3][0].startswith('x = {"a": 1}\n')
    seen = set().union(*map(functions, uploads))
    # Most of black is compiled and has no Python frames; what hands out its work is not.
    assert "black.concurrency.reformat_many" in seen, seen
    assert "click.core.Command.main" in seen
