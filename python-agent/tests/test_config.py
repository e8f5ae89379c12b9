"""Where settings come from, which wins, and what is said of a wrong one."""

from pathlib import Path
from typing import Any

import pytest

from tandem_profiler.config import TABLE, Settings, documentation, read, under
from tandem_profiler.model import Label
from tandem_profiler.wire import AgentConfiguration

README = Path(__file__).parents[1] / "README.md"


def settings(
    code: dict[str, object] | None = None,
    words: tuple[str, ...] = (),
    environment: dict[str, str] | None = None,
) -> tuple[Settings, list[str]]:
    """The settings, and what was said about them."""
    said: list[str] = []
    named = {"TANDEM_SERVICE": "shop", **(environment or {})}
    return read(code, words, named, warn=said.append), said


def test_defaults_hold_where_nothing_is_set() -> None:
    got, said = settings()
    assert said == []
    assert (got.service, got.wall_hz, got.report_seconds) == ("shop", 20, 300)
    assert (got.collector, got.enabled, got.lines) == ("http://127.0.0.1:4747", True, True)
    assert (got.generated_names, got.max_depth, got.queue_bytes) == (False, 1000, 8 << 20)


def test_environment_wins_over_code_and_the_command_line_over_both() -> None:
    code: dict[str, object] = {"wall_hz": 1, "max_depth": 10, "report_seconds": 30}
    environment = {"TANDEM_WALL_HZ": "2", "TANDEM_MAX_DEPTH": "20"}
    got, said = settings(code, ("wall_hz=3",), environment)
    assert (got.wall_hz, got.max_depth, got.report_seconds) == (3, 20, 30)
    assert said == []


@pytest.mark.parametrize(
    ("code", "environment", "words"),
    [
        ({"enabled": False}, {"TANDEM_ENABLED": "on"}, ("enabled=on",)),
        ({"enabled": True}, {"TANDEM_ENABLED": "off"}, ("enabled=on",)),
        ({"enabled": True}, {"TANDEM_ENABLED": "1"}, ("enabled=false",)),
    ],
)
def test_off_wins_from_anywhere(
    code: dict[str, object], environment: dict[str, str], words: tuple[str, ...]
) -> None:
    got, _ = settings(code, words, environment)
    assert not got.enabled


def test_instance_is_random_where_it_is_not_set() -> None:
    assert settings()[0].instance != settings()[0].instance
    assert settings({"instance": "one"})[0].instance == "one"


def test_service_comes_from_opentelemetry_where_nothing_sets_it() -> None:
    said: list[str] = []
    assert read(environment={"OTEL_SERVICE_NAME": "till"}, warn=said.append).service == "till"
    assert said == []
    got, _ = settings(environment={"OTEL_SERVICE_NAME": "till"})
    assert got.service == "shop"


def test_service_that_nobody_set_is_said_once() -> None:
    said: list[str] = []
    assert read(environment={}, warn=said.append).service == "unknown_service:python"
    assert said == ["setting service is not set; used instead: unknown_service:python"]


def test_labels_come_as_text_or_as_a_mapping() -> None:
    expected = (Label("env", "prod"), Label("version", "1.4"))
    assert settings({"labels": "version=1.4, env=prod"})[0].labels == expected
    assert settings({"labels": {"version": 1.4, "env": "prod"}})[0].labels == expected
    assert settings({"labels": ""})[0].labels == ()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("wall_hz", "SECRET"),
        ("wall_hz", "0"),
        ("wall_hz", "1001"),
        ("wall_hz", "9" * 5000),
        ("wall_hz", "²"),
        ("report_seconds", "9"),
        ("report_seconds", "3001"),
        ("max_depth", "1"),
        ("max_depth", "4097"),
        ("queue_bytes", "65535"),
        ("overhead_percent", "nan"),
        ("overhead_percent", "101"),
        ("enabled", "SECRET"),
        ("lines", "perhaps"),
        ("service", ""),
        ("service", "a\nb"),
        ("service", "\udcff"),
        ("instance", "x" * 513),
        ("labels", "SECRET"),
        ("labels", "=SECRET"),
        ("labels", "a=1,a=2"),
        ("labels", ",".join(f"l{number}=1" for number in range(33))),
        ("collector", "SECRET"),
        ("collector", "ftp://SECRET:1"),
        ("collector", "http://user:SECRET@host:1"),
        ("collector", "http://:SECRET@host:1"),
        ("collector", "http://host:1/SECRET"),
        ("collector", "http://host:1?SECRET"),
        ("collector", "http://host:SECRET"),
        ("collector", "http://ho st:1"),
        ("collector", "http://[::1"),
    ],
)
def test_wrong_value_is_left_out_and_told_in_one_line_without_it(name: str, wrong: str) -> None:
    got, said = settings(words=(f"{name}={wrong}",))
    before = settings()[0]
    if name != "instance":
        assert getattr(got, name) == getattr(before, name)
    (line,) = said
    assert line.startswith(f"setting {name} of --set is") or " has more than 32" in line
    assert "used instead: " in line
    assert "SECRET" not in line
    assert "\n" not in line


def test_wrong_value_leaves_the_one_below_it() -> None:
    got, said = settings({"wall_hz": 7}, ("wall_hz=many",))
    assert got.wall_hz == 7
    assert said == [
        "setting wall_hz of --set is not a whole number from 1 to 1000; used instead: 7"
    ]


def test_value_of_a_wrong_type_is_left_out() -> None:
    got, said = settings({"wall_hz": object(), "labels": {"a": "1,b=2"}})
    assert (got.wall_hz, got.labels) == (20, ())
    assert [line.split(" of ")[0] for line in said] == ["setting wall_hz", "setting labels"]


def test_unknown_setting_is_named_and_never_its_value() -> None:
    _, said = settings({"colour": "SECRET"}, ("size=SECRET", "http://u:SECRET@host"))
    assert said == [
        "setting colour of start() is not known; it is left out",
        "setting size of --set is not known; it is left out",
        "a setting of --set is not known; it is left out",
    ]


def test_none_in_code_is_as_if_it_was_not_there() -> None:
    got, said = settings({"wall_hz": None})
    assert (got.wall_hz, said) == (20, [])


@pytest.mark.parametrize("url", ["http://h", "https://h:1", "http://[::1]:4747", "http://1.2.3.4"])
def test_collector_takes_addresses(url: str) -> None:
    assert settings({"collector": url + "/"})[0].collector == url


def asked(**fields: Any) -> AgentConfiguration:
    return AgentConfiguration(format_revision=1, **fields)


def test_collector_lowers_what_was_set_here_and_never_raises_it() -> None:
    local, _ = settings({"wall_hz": 10, "max_depth": 100})
    lower = under(local, asked(wall_hz=5, max_depth=50))
    assert (lower.wall_hz, lower.max_depth) == (5, 50)
    higher = under(local, asked(wall_hz=11, max_depth=101))
    assert (higher.wall_hz, higher.max_depth) == (10, 100)


def test_collector_replaces_what_nobody_set() -> None:
    got = under(settings()[0], asked(wall_hz=50, max_depth=2000, report_seconds=10))
    assert (got.wall_hz, got.max_depth, got.report_seconds) == (50, 2000, 10)


def test_collector_switches_off_and_never_on() -> None:
    assert not under(settings()[0], asked(disabled=True)).enabled
    assert not under(settings({"enabled": False})[0], asked()).enabled


def test_collector_that_asks_for_nonsense_or_nothing_changes_nothing() -> None:
    local, _ = settings()
    assert under(local, asked()) == local
    assert under(local, asked(wall_hz=1001, max_depth=1, report_seconds=3001)) == local


def test_documentation_has_a_row_for_every_setting() -> None:
    rows = documentation().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [setting.name for setting in TABLE]
    fields = set(Settings.__dataclass_fields__) - {"local"}
    assert {setting.name for setting in TABLE} == fields


def test_readme_holds_the_documentation() -> None:
    assert documentation() in README.read_text(encoding="utf-8")
