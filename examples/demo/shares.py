"""Judges a profile by the truth: pure functions over what the collector and the shop answered.

The same denominator on both sides is what makes the shares comparable: the CPU time under the one
function that answers requests (the hot spot of kind ``all``), which leaves out the host's compiler,
collector of garbage and agent. Hot spots that a sampler cannot see rightly are *marked* (``judged``
is false); the judged shares are taken without them, that is, of the requests minus the marked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
Function = tuple[str, str]
"""Owner and name, as a frame has them."""

_NOT_LOOKED_AT = "<python>"
_PYTHON = 2  # of Language in the schema


@dataclass(frozen=True, slots=True)
class Share:
    """One hot spot in the profile and in truth. Shares are of 1."""

    name: str
    function: Function
    judged: bool
    note: str
    profiled: float
    true: float

    @property
    def points(self) -> float:
        """Profile minus truth, in points of a hundred."""
        return 100 * (self.profiled - self.true)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one of the shop's own functions costs with all that it calls, by the profile."""

    function: Function
    micros: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison found; nothing is wrong exactly if ``problems`` is empty."""

    service: str
    requests_micros: float  # of the profile
    costs: Sequence[Cost]  # dearest first
    shares: Sequence[Share]
    problems: Sequence[str]


def with_python_looked_at(flamegraph: Json) -> Json:
    """Takes Python that the bridge did not look at for Python as it did look at.

    It is told as ``<python>``, and is more where the machine is busy and looks are few.
    """
    tree, frames, strings = flamegraph["tree"], flamegraph["frames"], flamegraph["strings"]
    kinds = [
        "unknown" if strings[name] == _NOT_LOOKED_AT else "python" if language == _PYTHON else ""
        for language, name in zip(frames["languages"], frames["function_indexes"], strict=True)
    ]
    own = list(
        zip((kinds[frame] for frame in tree["frame_indexes"]), tree["self"][1:], strict=True)
    )
    seen = sum(value for kind, value in own if kind == "python")
    unknown = sum(value for kind, value in own if kind == "unknown")
    if not seen or not unknown:
        return flamegraph
    factors = {"": 1.0, "python": (seen + unknown) / seen, "unknown": 0.0}
    values = [tree["self"][0], *(value * factors[kind] for kind, value in own)]
    return {**flamegraph, "tree": {**tree, "self": values}}


def total_by_function(flamegraph: Json) -> dict[Function, float]:
    """CPU time of each function with all that it calls, in microseconds; recursion counts once."""
    tree, frames, strings = flamegraph["tree"], flamegraph["frames"], flamegraph["strings"]
    values = tree["self"]
    totals: dict[Function, float] = {}
    path: list[Function] = []
    for ascent, frame, value in zip(
        tree["ascents"], tree["frame_indexes"], values[1:], strict=True
    ):
        del path[len(path) - ascent :]
        owner, function = frames["owner_indexes"][frame], frames["function_indexes"][frame]
        path.append((strings[owner], strings[function]))
        if value:
            for on_path in set(path):
                totals[on_path] = totals.get(on_path, 0) + value
    return totals


def judge(
    truth: Json,
    flamegraph: Json,
    *,
    own_prefix: str | tuple[str, ...],
    tolerance_points: float = 8,
) -> Verdict:
    """Compares a shop's truth with its profile. ``own_prefix`` begins its own owners."""
    service = truth["service"]
    totals = total_by_function(with_python_looked_at(flamegraph))
    spots = truth["hot_spots"]
    [root] = [spot for spot in spots if spot["kind"] == "all"]
    requests_micros = totals.get(_function(root), 0)
    costs = _own_costs(totals, own_prefix)
    if not flamegraph["total"]:
        return Verdict(service, 0, costs, [], [f"{service}: the profile is empty"])
    if not requests_micros:
        missing = f"{service}: no CPU time under {'.'.join(_function(root))}"
        return Verdict(service, 0, costs, [], [missing])
    if not root["cpu_micros"]:
        return Verdict(service, requests_micros, costs, [], [f"{service}: there was no load"])

    shares = _shares([spot for spot in spots if spot is not root], root, totals)
    return Verdict(
        service, requests_micros, costs, shares, _problems(service, shares, tolerance_points)
    )


def _shares(spots: Sequence[Json], root: Json, totals: Mapping[Function, float]) -> list[Share]:
    marked = [spot for spot in spots if not spot["judged"]]
    profiled_all, true_all = totals[_function(root)], root["cpu_micros"]
    profiled_base = profiled_all - sum(totals.get(_function(spot), 0) for spot in marked)
    true_base = true_all - sum(spot["cpu_micros"] for spot in marked)
    shares = []
    for spot in spots:
        judged = spot["judged"]
        profiled = totals.get(_function(spot), 0)
        shares.append(
            Share(
                spot["name"],
                _function(spot),
                judged,
                spot["note"],
                _part(profiled, profiled_base if judged else profiled_all),
                _part(spot["cpu_micros"], true_base if judged else true_all),
            )
        )
    return shares


def _problems(service: str, shares: Sequence[Share], tolerance_points: float) -> list[str]:
    if not any(share.judged for share in shares):
        return [f"{service}: no hot spot can be judged"]
    return [
        f"{service}: {share.name} has {100 * share.profiled:.1f} % of the profile and in truth"
        f" {100 * share.true:.1f} %: {share.points:+.1f} points, more than {tolerance_points:g}"
        for share in shares
        if share.judged and abs(share.points) > tolerance_points
    ]


def _own_costs(totals: Mapping[Function, float], own_prefix: str | tuple[str, ...]) -> list[Cost]:
    own = [
        Cost(function, micros)
        for function, micros in totals.items()
        if function[0].startswith(own_prefix)
    ]
    return sorted(own, key=lambda cost: (-cost.micros, cost.function))


def _function(spot: Json) -> Function:
    return spot["owner"], spot["function"]


def _part(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0
