"""Where settings come from, which wins, and what is said about a wrong one."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tandem_profiler.config import TABLE, Settings, documentation, read, under
from tandem_profiler.model import Label
from tandem_profiler.wire import AgentConfiguration

README = Path(__file__).parents[1] / "README.md"
SERVICE = {"TANDEM_SERVICE": "shop"}

# By setting: texts that are values, with what they mean, and texts that are none.
GOOD: dict[str, dict[str, Any]] = {
    "settings": {"/dev/null/none": "/dev/null/none"},
    "service": {"shop": "shop", " shop ": "shop", "é" * 256: "é" * 256},
    "instance": {"shop-1": "shop-1"},
    "collector": {
        "http://127.0.0.1:4747": "http://127.0.0.1:4747",
        "https://tandem.example.com/": "https://tandem.example.com",
        "http://[::1]:4747": "http://[::1]:4747",
        "none": "none",
    },
    "token": {"aZ09-._~+/==": "aZ09-._~+/=="},
    "token_file": {"/run/secrets/token": "/run/secrets/token"},
    "ca": {"/etc/ca.pem": "/etc/ca.pem"},
    "certificate": {"own.pem": os.path.abspath("own.pem")},
    "key": {"/run/key.pem": "/run/key.pem"},
    "labels": {
        "": (),
        "b=2, a=1": (Label("a", "1"), Label("b", "2")),
        "empty=": (Label("empty", ""),),
        "query=a=b": (Label("query", "a=b"),),
    },
    "enabled": {"on": True, "OFF": False, "true": True, "0": False},
    "off_file": {"/run/off": "/run/off"},
    "wall_hz": {"1": 1, "1000": 1000},
    "report_seconds": {"10": 10, "3600": 3600},
    "exit_seconds": {"1": 1, "300": 300},
    "max_depth": {"2": 2, "4096": 4096},
    "lines": {"off": False},
    "generated_names": {"on": True},
    "queue_bytes": {"65536": 65536},
    "overhead_percent": {"0.5": 0.5, "100": 100.0},
    "sampler": {"auto": "auto", "native": "native", "pure": "pure"},
    "audit_file": {"/var/log/audit": "/var/log/audit", "here": os.path.abspath("here")},
    "on_sigterm": {"off": "off", "upload": "upload"},
}
WRONG: dict[str, list[str]] = {
    "settings": ["", "a\nb"],
    "service": ["", "a\nb", "x" * 513, "\udcff" * 513],
    "instance": [" ", "a\0b"],
    "collector": [
        *("shop:4747", "ftp://shop", "http://", "http://shop/path", "http://a:b@shop"),
        *("http://shop:port", "http://shop:99999", "http://sh op", "http://[::1", "http://x?y"),
    ],
    "token": ["", "4711 4711", "4711é", "=", "4711\n4711", "x" * 4097],
    "token_file": ["", "a\nb"],
    "ca": ["", "a\nb"],
    "certificate": [""],
    "key": ["a\0b"],
    "labels": ["4711", "=4711", "a=1,a=4711", "a=\x01", ",".join(f"n{i}=1" for i in range(33))],
    "enabled": ["4711", ""],
    "off_file": [""],
    "wall_hz": ["0", "1001", "-4711", "4711.5", "²", "9" * 5000],
    "report_seconds": ["9", "3601"],
    "exit_seconds": ["0", "301", "1.5"],
    "max_depth": ["1", "4097"],
    "lines": ["maybe"],
    "generated_names": ["2"],
    "queue_bytes": ["65535", "9" * 30],
    "overhead_percent": ["0", "-4711", "nan", "inf", "101", "much"],
    "sampler": ["", "4711", "Pure"],
    "audit_file": ["", "a\nb", "a\0b"],
    "on_sigterm": ["4711", "on"],
}


def settings(
    code: dict[str, object] | None = None,
    words: tuple[str, ...] = (),
    environment: dict[str, str] | None = None,
) -> tuple[Settings, list[str]]:
    """The settings, and what was said about them."""
    said: list[str] = []
    found = read(code, words, SERVICE if environment is None else environment, warn=said.append)
    return found, said


def cases(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in values.items() for text in texts]


def short(value: object) -> str:
    return ascii(value)[:20]


def test_every_setting_has_cases() -> None:
    names = [setting.name for setting in TABLE]
    assert list(GOOD) == list(WRONG) == names


@pytest.mark.parametrize(("name", "text"), cases(GOOD), ids=short)
def test_good_text_is_read(name: str, text: str) -> None:
    found, said = settings(environment={**SERVICE, f"TANDEM_{name.upper()}": text})
    assert getattr(found, name) == GOOD[name][text]
    unread = "the settings file cannot be read (FileNotFoundError): going on without it"
    assert said == ([unread] if name == "settings" else [])


@pytest.mark.parametrize(("name", "text"), cases(WRONG), ids=short)
def test_wrong_text_is_one_line_that_never_repeats_it(name: str, text: str) -> None:
    found, said = settings(environment={"TANDEM_SERVICE": "shop", f"TANDEM_{name.upper()}": text})
    if name == "service":
        assert said.pop() == "setting service is not set; used instead: unknown_service:python"
    (line,) = said
    assert line.startswith(f"setting {name} of TANDEM_{name.upper()} ")
    assert "; used instead: " in line
    assert line.isprintable()
    assert "4711" not in line
    if name not in ("instance", "service"):
        assert getattr(found, name) == getattr(Settings(), name)


def test_settings_file_stands_below_code_and_names_no_other(tmp_path: Path) -> None:
    file = tmp_path / "tandem.settings"
    file.write_text(
        "# of the operator\n\n ! too\nservice = shöp\nlabels=a=1,b=2\nwall_hz=5\nmax_depth=7\n"
        "settings=/nowhere\nca\nlines=4711\nunknown_4711=4711\n",
        encoding="utf-8",
    )
    found, said = settings({"wall_hz": 6, "settings": "/no"}, (f"settings={file}",), {})
    assert (found.service, found.wall_hz, found.max_depth) == ("shöp", 6, 7)
    assert found.labels == (Label("a", "1"), Label("b", "2"))
    assert found.settings == str(file)
    assert said == [
        "setting ca of the settings file is empty or holds a control character; used instead: none",
        "setting lines of the settings file is neither on nor off; used instead: on",
        "a setting of the settings file is not known; it is left out",
    ]


def test_settings_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "bytes").write_bytes(b"service=\xff")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(2 << 20)
    for name in ("missing", "pipe", "bytes", "large", "."):
        found, (line,) = settings({"settings": str(tmp_path / name)})
        assert found == replace(Settings(), **changed(found))
        assert line.startswith("the settings file cannot be read (")
        assert str(tmp_path) not in line


def changed(found: Settings) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("settings", "service", "instance", "local")}


def test_enabled_off_in_the_settings_file_wins(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("enabled=off")
    found, _ = settings({"settings": str(tmp_path / "file"), "enabled": True})
    assert found.enabled is False


def test_order_of_sources() -> None:
    code: dict[str, object] = {"wall_hz": 1, "max_depth": 11, "report_seconds": 21}
    environment = {**SERVICE, "TANDEM_MAX_DEPTH": "12", "TANDEM_REPORT_SECONDS": "22"}
    found, said = settings(code, ("report_seconds=23",), environment)
    assert (found.wall_hz, found.max_depth, found.report_seconds) == (1, 12, 23)
    assert said == []
    assert found.local == {"wall_hz", "max_depth", "report_seconds", "service"}


def test_wrong_text_leaves_the_value_of_the_source_before() -> None:
    found, (line,) = settings({"wall_hz": 5}, (), {**SERVICE, "TANDEM_WALL_HZ": "fast"})
    assert found.wall_hz == 5
    assert line.endswith("; used instead: what was set before")


@pytest.mark.parametrize("source", ["code", "environment", "command line"])
def test_enabled_off_wins_from_anywhere(source: str) -> None:
    on = {"code": True, "environment": "on", "command line": "on", source: "off"}
    words = (f"enabled={on['command line']}",)
    environment = {**SERVICE, "TANDEM_ENABLED": str(on["environment"])}
    found, said = settings({"enabled": on["code"]}, words, environment)
    assert found.enabled is False
    assert said == []


def test_unknown_setting_is_one_line() -> None:
    _, said = settings({"nonsense": 1}, ("colour=red", "no spaces here=1"))
    assert said == [
        "a setting of start() is not known; it is left out",
        "a setting of --set is not known; it is left out",
        "a setting of --set is not known; it is left out",
    ]


def test_code_gives_values_as_well_as_texts() -> None:
    labels = {"env": "prod", "version": 1.4}
    found, said = settings({"labels": labels, "lines": False, "wall_hz": "7", "max_depth": None})
    assert found.labels == (Label("env", "prod"), Label("version", "1.4"))
    assert (found.lines, found.wall_hz, found.max_depth) == (False, 7, 1000)
    assert said == []


@pytest.mark.parametrize(
    "labels", [{"a,b": "1"}, {"a=b": "1"}, {"a": "1,c=2"}, object(), ["a=1"], {"": "1"}], ids=ascii
)
def test_labels_of_code_that_cannot_be_written_are_wrong(labels: object) -> None:
    found, said = settings({"labels": labels})
    assert found.labels == ()
    assert len(said) == 1


def test_service_is_taken_from_opentelemetry() -> None:
    found, said = settings(environment={"OTEL_SERVICE_NAME": "other"})
    assert (found.service, said) == ("other", [])
    found, said = settings(environment={"OTEL_SERVICE_NAME": "other", "TANDEM_SERVICE": "shop"})
    assert (found.service, said) == ("shop", [])


def test_service_that_is_missing_is_one_line() -> None:
    found, said = settings(environment={})
    assert found.service == "unknown_service:python"
    assert len(said) == 1
    assert settings({"enabled": False}, environment={})[1] == []


def test_instance_is_random() -> None:
    assert settings()[0].instance != settings()[0].instance


def asked(**values: Any) -> AgentConfiguration:
    return AgentConfiguration(1, **values)


@pytest.mark.parametrize(
    ("name", "lower", "higher"),
    [("wall_hz", 2, 500), ("max_depth", 100, 4000), ("report_seconds", 10, 3600)],
)
def test_collector_replaces_defaults_and_only_lowers_what_was_set(
    name: str, lower: int, higher: int
) -> None:
    default, _ = settings()
    for value in (lower, higher):
        assert getattr(under(default, asked(**{name: value})), name) == value
    between = (lower + higher) // 2
    local, _ = settings({name: between})
    assert getattr(under(local, asked(**{name: lower})), name) == lower
    assert getattr(under(local, asked(**{name: higher})), name) == between


def test_collector_that_asks_for_nothing_changes_nothing() -> None:
    default, _ = settings()
    assert under(default, asked()) == default


@pytest.mark.parametrize("seconds", [1, 9, 3601, 2**62])
def test_collector_that_asks_for_nonsense_changes_nothing(seconds: int) -> None:
    default, _ = settings()
    nonsense = asked(report_seconds=seconds, wall_hz=2**62, max_depth=1)
    assert under(default, nonsense) == default


def test_collector_may_disable_and_never_enables() -> None:
    default, _ = settings()
    assert under(default, asked(disabled=True)).enabled is False
    off, _ = settings({"enabled": False})
    assert under(off, asked()).enabled is False


def test_documentation_has_a_row_for_each_setting() -> None:
    rows = documentation().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [setting.name for setting in TABLE]


def test_readme_holds_the_table() -> None:
    assert f"\n{documentation()}\n\n" in README.read_text()
