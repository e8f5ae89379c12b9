"""Knows every setting: its name, default, meaning and how its text is read. One table drives all.

Order, later wins: default < collector < file < code < environment < command line. ``enabled=off``
wins from anywhere, and the collector only lowers what was set here.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from tandem_profiler.credentials import is_token
from tandem_profiler.model import MAX_LABELS, MAX_TREE_DEPTH, MAX_WINDOW_SECONDS, Label
from tandem_profiler.settings_file import read_settings
from tandem_profiler.wire import AgentConfiguration

PREFIX = "TANDEM_"
UNKNOWN_SERVICE = "unknown_service:python"
NOWHERE = "none"  # the collector of one who sends nothing


class WrongSettingError(ValueError):
    """A text that is no value of its setting; the message says why and never repeats the text."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an agent runs with. Built by `read`."""

    settings: str = ""
    service: str = UNKNOWN_SERVICE
    instance: str = ""
    collector: str = "http://127.0.0.1:4747"
    token: str = ""
    token_file: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""
    labels: tuple[Label, ...] = ()
    enabled: bool = True
    off_file: str = ""
    wall_hz: int = 20
    report_seconds: int = 300
    exit_seconds: int = 2
    max_depth: int = 1000
    lines: bool = True
    generated_names: bool = False
    queue_bytes: int = 8 * 1024 * 1024
    overhead_percent: float = 1.0
    sampler: str = "auto"
    audit_file: str = ""
    on_sigterm: str = "off"
    local: frozenset[str] = frozenset()  # names of those that somebody set in this process


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    read: Callable[[str], Any]
    meaning: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name.upper()

    @property
    def default(self) -> str:
        """The default, as a person writes it."""
        return self.written(getattr(Settings(), self.name))

    @staticmethod
    def written(value: Any) -> str:
        """A value of a setting, as a person writes it."""
        if isinstance(value, bool):
            return "on" if value else "off"
        if isinstance(value, tuple):
            return ",".join(f"{label.name}={label.value}" for label in value)
        return str(value)


def _switch(text: str) -> bool:
    words = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    if text.lower() not in words:
        raise WrongSettingError("is neither on nor off")
    return words[text.lower()]


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        digits = text.isascii() and text.isdigit() and len(text) < 20
        if not digits or not least <= int(text) <= most:
            raise WrongSettingError(f"is not a whole number from {least} to {most}")
        return int(text)

    return read


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise WrongSettingError(f"is none of {', '.join(words)}")
        return text

    return read


def _percent(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 100:
        raise WrongSettingError("is not a number above 0, at most 100")
    return value


def _name(text: str) -> str:
    if not text or not text.isprintable() or len(text.encode("utf-8", "replace")) > 512:
        raise WrongSettingError("is empty, longer than 512 bytes, or holds a control character")
    return text


def _address(text: str) -> str:
    if text == NOWHERE:
        return text
    try:
        url = urlsplit(text.rstrip("/"))
        good = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        good = False
    plain = text.isprintable() and not set(text) & set("@?# ")
    if not good or not plain or url.path:
        raise WrongSettingError(
            "is not of the form http://host:port or https://host:port, nor none"
        )
    return text.rstrip("/")


def _token(text: str) -> str:
    if not is_token(text):
        raise WrongSettingError("is not a token of 1 to 4096 letters, digits and -._~+/=")
    return text


def _file(text: str) -> str:
    if not text or not text.isprintable():
        raise WrongSettingError("is empty or holds a control character")
    try:
        return os.path.abspath(text)
    except OSError:  # the working folder is gone
        raise WrongSettingError("is relative to a folder that is gone") from None


def _at_sigterm(text: str) -> str:
    if text not in ("off", "upload"):
        raise WrongSettingError("is neither off nor upload")
    return text


def _labels(text: str) -> tuple[Label, ...]:
    labels: dict[str, str] = {}
    for part in text.split(",") if text else ():
        name, equals, value = part.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or name in labels:
            raise WrongSettingError("is not a list name=value,name=value of different names")
        labels[_name(name)] = value and _name(value)
    if len(labels) > MAX_LABELS:
        raise WrongSettingError(f"has more than {MAX_LABELS} labels")
    return tuple(Label(name, value) for name, value in sorted(labels.items()))


TABLE: tuple[Setting, ...] = (
    Setting(
        "settings",
        _file,
        "a file of settings, in UTF-8, one `name=value` a line, as in `wall_hz=10`; read once, at"
        " the start",
    ),
    Setting("service", _name, "name of the service; else OTEL_SERVICE_NAME"),
    Setting("instance", _name, "name of this process among its service's; random where not set"),
    Setting(
        "collector", _address, "address of the collector, http:// or https://; none sends nothing"
    ),
    Setting(
        "token",
        _token,
        "shows the collector who we are; only sent over https or within this machine",
    ),
    Setting(
        "token_file",
        _file,
        "a file that holds the token, read anew for each call, so that it may be replaced; instead"
        " of token",
    ),
    Setting(
        "ca", _file, "a PEM file of the certificates that are trusted with https, instead of grpc's"
    ),
    Setting("certificate", _file, "a PEM file with our own certificate, for a collector that asks"),
    Setting("key", _file, "a PEM file with the certificate's private key (PKCS #8, no password)"),
    Setting("labels", _labels, "labels of this process, as in version=1.4,env=prod"),
    Setting("enabled", _switch, "off: no samples, no threads, no uploads; off wins from anywhere"),
    Setting(
        "off_file", _file, "nothing is sampled as long as this file exists; looked for every second"
    ),
    Setting("wall_hz", _whole(1, 1000), "samples of each thread per second"),
    Setting(
        "report_seconds",
        _whole(10, MAX_WINDOW_SECONDS),
        "one profile each; the first ends after 10 s, the last at exit",
    ),
    Setting(
        "exit_seconds",
        _whole(1, 300),
        "how long the end of the process waits, at most, until its last profile is sent",
    ),
    Setting("max_depth", _whole(2, MAX_TREE_DEPTH), "frames kept of a stack, the innermost"),
    Setting("lines", _switch, "count lines, not only functions"),
    Setting("generated_names", _switch, "send names of code that belongs to no module (notebooks)"),
    Setting(
        "queue_bytes", _whole(65_536, 1 << 30), "bytes of uploads kept while the collector is away"
    ),
    Setting("overhead_percent", _percent, "of one core: above it the rate is halved"),
    Setting(
        "sampler",
        _one_of("auto", "native", "pure"),
        "native sees threads while they hold the GIL, too; pure needs no C extension, and stands in"
        " where that does not load; auto is native",
    ),
    Setting("audit_file", _file, "every upload is also written here as text, before it is sent"),
    Setting(
        "on_sigterm",
        _at_sigterm,
        "upload: a SIGTERM that the program leaves alone uploads the last window, within"
        " exit_seconds, and then ends the process as it would have; off: that window is lost",
    ),
)
_Given = tuple[str, object, str]  # a name, its value, and where it stands
_BY_NAME = {setting.name: setting for setting in TABLE}


def read(
    code: Mapping[str, object] | None = None,
    command_line: Iterable[str] = (),
    environment: Mapping[str, str] | None = None,
    *,
    warn: Callable[[str], None],
) -> Settings:
    """The settings of this process. What is wrong is told to ``warn``, one line each, and left out.

    ``code`` holds values or their texts; ``command_line`` texts of the form ``name=value``.
    """
    environment = os.environ if environment is None else environment
    pairs: list[_Given] = [
        (name, value, "start()") for name, value in (code or {}).items() if value is not None
    ]
    pairs += [
        (setting.name, environment[setting.variable], setting.variable)
        for setting in TABLE
        if setting.variable in environment
    ]
    for word in command_line:
        name, equals, text = word.partition("=")
        pairs.append((name if equals else "", text, "--set"))  # without it, it may be anything
    pairs = _of_file(pairs, warn) + pairs
    return _named(_applied(pairs, warn), environment, warn)


def _of_file(pairs: Iterable[_Given], warn: Callable[[str], None]) -> list[_Given]:
    """What the file says that the last of these names; a file names no other."""
    path = ""
    for name, value, _ in pairs:
        if name == "settings":
            with suppress(WrongSettingError):  # of which a line will say so
                path = _file(_text(value).strip())
    if not path:
        return []
    try:
        return [
            (*pair, "the settings file") for pair in read_settings(path) if pair[0] != "settings"
        ]
    except (OSError, ValueError) as error:  # never the path, nor a message that holds it
        warn(f"the settings file cannot be read ({type(error).__name__}): going on without it")
        return []


def _applied(pairs: Iterable[_Given], warn: Callable[[str], None]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    off = False
    for name, value, source in pairs:
        setting = _BY_NAME.get(name)
        if setting is None:
            warn(f"a setting of {source} is not known; it is left out")  # it may be a secret
            continue
        try:
            values[name] = setting.read(_text(value).strip())
            off = off or (name == "enabled" and not values[name])
        except WrongSettingError as wrong:
            used = "what was set before" if name in values else setting.default or "none"
            warn(f"setting {name} of {source} {wrong}; used instead: {used}")
    if off:
        values["enabled"] = False
    return values


def _text(value: object) -> str:
    """A value of code as the text that a person would write; texts stay as they are."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        pairs = [(str(name), str(text)) for name, text in value.items()]
        if any("," in name or "=" in name or "," in text for name, text in pairs):
            raise WrongSettingError("holds a comma, or = in a name")
        return ",".join(f"{name}={text}" for name, text in pairs)
    return str(value) if isinstance(value, str | int | float) else "?"


def _named(
    values: dict[str, Any], environment: Mapping[str, str], warn: Callable[[str], None]
) -> Settings:
    local = frozenset(values)
    if "service" not in values:
        try:
            values["service"] = _name(environment.get("OTEL_SERVICE_NAME", "").strip())
        except WrongSettingError:
            if values.get("enabled", True):
                warn(f"setting service is not set; used instead: {UNKNOWN_SERVICE}")
    values.setdefault("instance", secrets.token_hex(8))
    return Settings(**values, local=local)


def under(settings: Settings, asked: AgentConfiguration) -> Settings:
    """What holds after the collector's answer.

    It replaces what nobody set here, lowers what somebody did, and may switch off; it never raises
    a local value nor switches on. What is outside a setting's range changes nothing.
    """
    values: dict[str, int] = {}
    for name in ("wall_hz", "max_depth", "report_seconds"):
        try:
            value: int = _BY_NAME[name].read(str(getattr(asked, name)))
        except WrongSettingError:  # 0, which is "not set", or nonsense
            continue
        local = name in settings.local
        values[name] = min(value, getattr(settings, name)) if local else value
    enabled = settings.enabled and not asked.disabled
    return replace(settings, **values, enabled=enabled)  # type: ignore[arg-type]


def documentation() -> str:
    """The table as Markdown, one row a setting."""
    rows = ["| setting | environment | default | meaning |", "|---|---|---|---|"]
    rows += [f"| `{s.name}` | `{s.variable}` | {s.default} | {s.meaning} |" for s in TABLE]
    return "\n".join(rows)
