"""What samples in keys become: states, CPU time, lines."""

import sys
import threading
from array import array
from types import ModuleType

import pytest

from tandem_profiler.fold import Closed, to_profile
from tandem_profiler.model import AWAIT, Measure, ProcessStatistics, Profile, ThreadState, Window
from tandem_profiler.names import Names
from tandem_profiler.sampler import Count, Samples

WAIT, RUN = threading.Condition.wait.__code__, threading.Thread.run.__code__


def folded(samples: Samples, awaited: Samples | None = None) -> Profile:
    samples.codes.update({id(code): code for code in (WAIT, RUN)})
    statistics = ProcessStatistics(cpu_micros=700)
    closed = Closed(Window(1, 1000), samples, awaited or Samples(), 20 / 3, 100, statistics)
    return to_profile(closed, Names(), lines=True)


def key(*codes: object) -> bytes:
    return array("q", [*map(id, codes), *[0] * len(codes)]).tobytes()


def series(profile: Profile) -> dict[tuple[Measure, ThreadState], tuple[int, int]]:
    """Samples and total value of each."""
    return {
        (one.scale.measure, one.scale.state): (sum(one.samples), one.scale.total_value)
        for one in profile.series
    }


CPU = (Measure.CPU_TIME, ThreadState.RUNNING)
UNKNOWN = (Measure.WALL_TIME, ThreadState.UNSPECIFIED)
WAITING = (Measure.WALL_TIME, ThreadState.WAITING)
SLEEPING = (Measure.WALL_TIME, ThreadState.SLEEPING)


def test_cpu_time_goes_to_what_moved_and_is_not_known_to_wait() -> None:
    samples = Samples(
        moved={key(RUN): Count(3, 3000), key(WAIT): Count(2, 2000)},
        still={key(WAIT): Count(5, 5000), key(RUN): Count(1, 1000)},
    )
    assert series(folded(samples)) == {CPU: (3, 700), UNKNOWN: (4, 4), WAITING: (7, 7)}


def test_cpu_time_is_never_lost_where_all_that_moved_waits() -> None:
    samples = Samples(moved={key(WAIT): Count(2, 2000)}, still={key(RUN): Count(1, 1000)})
    assert series(folded(samples)) == {CPU: (2, 700), UNKNOWN: (1, 1), WAITING: (2, 2)}


def test_sleep_is_told_by_the_kernel_unless_the_place_says_more() -> None:
    samples = Samples(
        moved={key(RUN): Count(1, 1000)},
        asleep={key(RUN): Count(3, 3000), key(WAIT): Count(2, 2000)},
    )
    expected = {CPU: (1, 700), UNKNOWN: (1, 1), WAITING: (2, 2), SLEEPING: (3, 3)}
    assert series(folded(samples)) == expected


def test_period_is_that_of_the_rate_as_it_was() -> None:
    profile = folded(Samples(moved={key(RUN): Count(3, 3000)}))
    assert {one.scale.period for one in profile.series} == {150_000}


def test_stack_ends_where_it_enters_the_agent() -> None:
    inside = key(WAIT, to_profile.__code__, RUN)  # innermost first
    samples = Samples(still={inside: Count(1, 1000)})
    samples.codes[id(to_profile.__code__)] = to_profile.__code__
    profile = folded(samples)
    assert [frame.function for frame in profile.frames] == ["Thread.run"]
    assert series(profile) == {UNKNOWN: (1, 1)}


def test_lines_are_those_of_the_instructions() -> None:
    profile = folded(Samples(moved={key(RUN): Count(3, 3000)}))
    assert {line for hits in profile.line_hits for line in hits.lines} == {RUN.co_firstlineno}


def test_stack_of_a_module_that_only_begins_like_the_agent_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = ModuleType("tandem_profiler_shop")
    module.__file__ = "/shop.py"
    monkeypatch.setitem(sys.modules, module.__name__, module)
    code = compile("4711", module.__file__, "eval")
    samples = Samples(still={key(code): Count(1, 1000)}, codes={id(code): code})
    owners = [frame.owner for frame in folded(samples).frames]
    assert owners == ["tandem_profiler_shop"]


def test_what_tasks_await_is_wall_time_under_a_frame_of_its_own() -> None:
    awaited = Samples(still={key(WAIT): Count(20, 1_000_000)}, codes={id(WAIT): WAIT})
    profile = folded(Samples(moved={key(RUN): Count(3, 3000)}), awaited)
    assert series(profile) == {CPU: (3, 700), UNKNOWN: (3, 3), WAITING: (20, 1000)}
    paths = [profile.frames[i].function for i in profile.frame_indexes]
    assert paths == ["<await>", "Condition.wait", "Thread.run"]
    assert AWAIT in profile.frames
