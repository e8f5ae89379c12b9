"""The verdict as text, for a person."""

from collections.abc import Iterator

from shares import Cost, Share, Verdict

DEAREST = 12
"""How many of the shop's own functions are listed."""

WIDTH = 64
"""Of the column of names."""


def lines_of(verdict: Verdict) -> Iterator[str]:
    """One table: own functions by total CPU time, then each hot spot beside its truth."""
    yield f"{verdict.service}: its dearest own functions by total CPU time"
    yield f"  {'function':{WIDTH}} {'seconds':>8} {'of requests':>11}"
    for cost in verdict.costs[:DEAREST]:
        yield _cost_line(cost, verdict.requests_micros)
    yield ""
    yield f"  {'hot spot':{WIDTH}} {'profile':>8} {'truth':>8} {'points':>7}"
    for share in verdict.shares:
        yield _share_line(share)
    if not all(share.judged for share in verdict.shares):
        yield "  Judged shares are of the requests without the marked hot spots, on both sides."


def _cost_line(cost: Cost, requests_micros: float) -> str:
    share = 100 * cost.micros / requests_micros if requests_micros else 0
    return f"  {'.'.join(cost.function):{WIDTH}} {cost.micros / 1e6:8.2f} {share:9.1f} %"


def _share_line(share: Share) -> str:
    label = f"{share.name} ({'.'.join(share.function)})"
    numbers = f"{100 * share.profiled:6.1f} % {100 * share.true:6.1f} % {share.points:+7.1f}"
    return f"  {label:{WIDTH}} {numbers}  {'judged' if share.judged else 'marked'}: {share.note}"
