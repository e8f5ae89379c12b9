"""When windows end, and how the rate follows the cost."""

import time

import pytest

from tandem_profiler.config import Settings
from tandem_profiler.pace import (
    Pace,
    WindowClock,
    first_window_end,
    next_window_end,
    upload_delay,
)


def test_first_window_is_short() -> None:
    assert first_window_end(7_000, 300) == 17_000
    assert first_window_end(7_000, 10) == 17_000


def test_windows_end_on_multiples_of_the_period() -> None:
    assert next_window_end(300_000, 300) == 600_000
    assert next_window_end(310_000, 300) == 600_000
    assert next_window_end(590_000, 300) == 900_000


@pytest.mark.parametrize("seconds", [10, 300, 3000, 3001, 3600])
def test_no_window_is_longer_than_an_hour(seconds: int) -> None:
    for start in range(0, seconds * 1000, seconds * 50):
        assert 0 < next_window_end(start, seconds) - start <= 3_600_000


def test_window_clock_follows_only_between_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    day = [1_000_000_000_000]
    monkeypatch.setattr(time, "time_ns", lambda: day[0])
    monkeypatch.setattr(time, "monotonic_ns", lambda: 5)
    clock = WindowClock()
    assert clock.now_millis() == 1_000_000
    assert clock.follow() is False
    day[0] -= 3_600_000_000_000 - 2_700_000_000_000
    assert clock.now_millis() == 1_000_000
    assert clock.follow() is True
    assert clock.now_millis() == 100_000


def test_rate_halves_above_the_limit_and_comes_back() -> None:
    settings, pace = Settings(wall_hz=20), Pace()
    pace.weigh(settings, 5.0, 0, 50_001)
    assert pace.hz(settings) == 10
    pace.weigh(settings, 5.0, 0, 20_000)
    assert pace.hz(settings) == 10
    pace.weigh(settings, 5.0, 0, 12_000)
    assert pace.hz(settings) == 20


def test_busy_process_has_half_the_share_of_its_own_time() -> None:
    settings, pace = Settings(wall_hz=20), Pace()
    pace.weigh(settings, 5.0, 40_000_000, 200_000)
    assert pace.hz(settings) == 20
    pace.weigh(settings, 5.0, 40_000_000, 200_001)
    assert pace.hz(settings) == 10


def test_rate_never_falls_below_one() -> None:
    settings, pace = Settings(wall_hz=20), Pace()
    for _ in range(20):
        pace.weigh(settings, 5.0, 0, 5_000_000)
    assert pace.hz(settings) == 1


@pytest.mark.parametrize(("report_seconds", "longest"), [(10, 1.0), (300, 10.0), (3600, 10.0)])
def test_uploads_are_spread_over_a_tenth_of_the_period(report_seconds: int, longest: float) -> None:
    delays = [upload_delay(report_seconds) for _ in range(500)]
    assert 0 <= min(delays) < longest / 4 < longest * 3 / 4 < max(delays) < longest
