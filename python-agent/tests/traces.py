"""A tiny language for traces: "main:1;parse:5" is outermost first, with lines; "" is empty."""

from tandem_profiler.call_tree import CallTree
from tandem_profiler.model import (
    Frame,
    Language,
    Measure,
    Profile,
    Scale,
    StackTrace,
    ThreadState,
    Window,
)

CPU = (Measure.CPU_TIME, ThreadState.RUNNING)
TOTAL = 20_000


def trace_of(text: str) -> StackTrace:
    calls = [call.partition(":") for call in text.split(";")] if text else []
    frames = tuple(Frame(Language.PYTHON, "app", name) for name, _, _ in calls)
    return StackTrace(frames, tuple(int(line or 0) for _, _, line in calls))


def tree_of(*traces: str, max_depth: int = 1000) -> CallTree:
    tree = CallTree(max_depth)
    for trace in traces:
        tree.add(trace_of(trace), *CPU, 1)
    return tree


def profile_of(tree: CallTree, *more: tuple[Measure, ThreadState]) -> Profile:
    scales = [Scale(*key, period=0, total_value=TOTAL) for key in (CPU, *more)]
    return tree.to_profile(Window(1, 1), scales)


def path_by_node(profile: Profile) -> list[str]:
    """The path of every node, the root's first: an independent reading of the two columns."""
    paths: list[str] = [""]
    stack: list[str] = []
    for ascent, index in zip(profile.ascents, profile.frame_indexes, strict=True):
        del stack[len(stack) - ascent :]
        stack.append(profile.frames[index].function)
        paths.append(";".join(stack))
    return paths


def paths(tree: CallTree) -> list[str]:
    """Every path that samples of CPU time ended in, with how many."""
    profile = profile_of(tree)
    names = path_by_node(profile)
    (series,) = profile.series
    return [
        f"{names[node]} {samples}"
        for node, samples in zip(series.nodes, series.samples, strict=True)
    ]


def lines(tree: CallTree) -> list[str]:
    """Every line that was hit, as "function:line self n total n"."""
    profile = profile_of(tree)
    (hits,) = profile.line_hits
    rows = zip(hits.frame_indexes, hits.lines, hits.self_samples, hits.total_samples, strict=True)
    return [
        f"{profile.frames[frame].function}:{line} self {own} total {total}"
        for frame, line, own, total in rows
    ]
