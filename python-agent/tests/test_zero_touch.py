"""The start-up line of a real wheel in a fresh environment."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector_stand_in import CollectorStandIn, functions
from programs import BUSY, PATIENCE_SECONDS, environment, written
from wheels import environment_with, packages


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    python = environment_with(wheel, tmp_path_factory.mktemp("environment") / "venv")
    (packages(python) / "other.pth").write_text(
        "# none\n"
    )  # for any such file 3.13 imports a codec
    return str(python)


@pytest.fixture
def collector() -> Iterator[CollectorStandIn]:
    with CollectorStandIn() as server:
        yield server


def ran(words: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=folder,
        env=environment(more.pop("url", "http://127.0.0.1:9"), **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )


@pytest.mark.parametrize("value", ["off", "", None])
def test_start_up_line_imports_nothing_where_it_is_off(
    installed: str, tmp_path: Path, value: str | None
) -> None:
    look = "import sys; print(sorted(sys.modules)); print(sys.flags.no_site)"
    more = {} if value is None else {"TANDEM_START": value}
    ours = ran([installed, "-c", look], tmp_path, **more)
    (line,) = Path(installed).parents[1].glob("lib/python3*/site-packages/tandem_profiler.pth")
    line.rename(line.with_suffix(".away"))
    try:
        without = ran([installed, "-c", look], tmp_path)
    finally:
        line.with_suffix(".away").rename(line)
    assert ours.stdout == without.stdout
    assert (ours.stderr, without.stderr) == ("", "")


def test_every_process_is_profiled_where_it_is_on(
    installed: str, tmp_path: Path, collector: CollectorStandIn
) -> None:
    child = f"{BUSY}\ndef in_child():\n    busy()\nif __name__ == '__main__':\n    in_child()\n"
    written(tmp_path, child, "child.py")
    source = (
        f"{BUSY}\nimport multiprocessing, subprocess, sys\n"
        "def in_spawned():\n    busy()\n"
        "def in_server_child():\n    busy()\n"
        "if __name__ == '__main__':\n"
        "    subprocess.run([sys.executable, '-I', 'child.py'], check=True)\n"
        "    for how, what in (('spawn', in_spawned), ('forkserver', in_server_child)):\n"
        "        one = multiprocessing.get_context(how).Process(target=what)\n"
        "        one.start()\n        one.join()\n        print(one.exitcode)\n"
    )
    written(tmp_path, source)
    done = ran([installed, "app.py"], tmp_path, url=collector.url, TANDEM_START="on")
    assert (done.stdout, done.stderr) == ("0\n0\n", "")
    seen = {}
    for upload in collector.uploads_so_far():
        seen.update(dict.fromkeys(functions(upload), upload.producer.instance))
    names = ("__main__.in_child", "__main__.in_spawned", "__main__.in_server_child")
    assert set(names) <= set(seen)
    assert len({seen[name] for name in names}) == 3


def test_the_command_knows_better_than_the_environment(
    installed: str, tmp_path: Path, collector: CollectorStandIn
) -> None:
    written(tmp_path, BUSY + "busy()\n")
    tandem = str(Path(installed).with_name("tandem"))
    words = [tandem, "run", "--service", "better", "app.py"]
    done = ran(words, tmp_path, url=collector.url, TANDEM_START="1")
    assert done.stderr == ""
    upload = collector.upload()
    assert upload.producer.service == "better"
    assert "__main__.busy" in functions(upload)
    assert not [name for name in functions(upload) if name.startswith("tandem_profiler")]


def test_a_second_start_is_one_line(installed: str, tmp_path: Path) -> None:
    start = "import tandem_profiler; tandem_profiler.start(); print('fine')"
    done = ran([installed, "-c", start], tmp_path, url="none", TANDEM_START="on")
    assert done.stdout == "fine\n"
    assert done.stderr == "tandem: already started; the settings of the first start hold\n"
