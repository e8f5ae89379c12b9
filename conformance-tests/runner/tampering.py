"""Falsifies what arrived, one fault at a time, so that each run shows that the judge notices it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from judge import Arrived
from stacks import Frame, LineHit, Stack


@dataclass(frozen=True)
class Fault:
    """A fault that an agent could have, and a scenario that must notice it."""

    name: str
    case: str
    breaks: tuple[str, ...]
    on_stack: Callable[[Stack], Stack | None] | None = None  # gives ``None`` for one that is lost
    on_hit: Callable[[LineHit, int], LineHit] | None = None  # is told its frame's first line

    def applied(self, stacks: Sequence[Stack], hits: Sequence[LineHit]) -> Arrived:
        """What would have arrived. What the fault is not about stays as it is."""
        if self.on_stack is not None:
            changed = [self.on_stack(s) if self._is_of_case(s) else s for s in stacks]
            stacks = [stack for stack in changed if stack is not None]
        if self.on_hit is not None:
            ordered = sorted(hits, key=lambda hit: hit.line, reverse=True)
            first = {hit.frame: hit.line for hit in ordered}
            hits = [self.on_hit(hit, first[hit.frame]) for hit in hits]
        return stacks, hits

    def _is_of_case(self, stack: Stack) -> bool:
        return any(frame.owner.startswith(self.case + ".") for frame in stack.frames)


def faults() -> Iterator[Fault]:
    """All of them."""
    yield _guess("running", "cpu_bound", "R50", "waiting")
    yield _guess("waiting", "waiting_on_a_queue", "R51", "sleeping")
    yield _guess("blocked", "blocked_on_a_lock", "R52", "io")
    yield _guess("sleeping", "sleeping", "R53", "waiting")
    yield _guess("io", "on_the_network", "R54", "waiting")
    yield _guess("what is not known", "unknown_places", "R55", "waiting")
    yield Fault("a lost recursion level", "direct_recursion", ("R17",), _without_recursion)
    yield Fault("the wrong end is cut", "deep_stacks", ("R16",), _cut_inside)
    yield Fault("a thread is missing", "two_threads", ("R56",), _without("left"))
    yield Fault("a child's calls in its parent's profile", "forked_processes", ("R57",), _of_parent)
    yield Fault("a task looks like a thread", "awaiting", ("R59",), _without_root)
    yield Fault("the line of def", "straight_calls", ("R58",), on_hit=_at_def)
    yield Fault("Python that Java called is lost", "mixed_calls", ("R80",), _java_alone)
    yield Fault("Python stands beside its caller", "mixed_callbacks", ("R80",), _java_first)
    yield Fault("a division is not marked", "mixed_work", ("R81",), _unmarked)
    yield Fault("what is certain is marked", "mixed_calls", ("R82",), _doubted)


def _guess(state: str, case: str, rule: str, guessed: str) -> Fault:
    def guess(stack: Stack) -> Stack:
        return replace(stack, state=guessed) if stack.measure == "wall_time" else stack

    return Fault(f"{guessed} is said of {state}", case, (rule,), guess)


def _without_recursion(stack: Stack) -> Stack:
    return replace(stack, frames=tuple(frame for frame, _ in groupby(stack.frames)))


def _cut_inside(stack: Stack) -> Stack:
    truncated, *kept = stack.frames
    return replace(stack, frames=(*kept, truncated))


def _without(function: str) -> Callable[[Stack], Stack | None]:
    def lose(stack: Stack) -> Stack | None:
        return None if any(frame.function == function for frame in stack.frames) else stack

    return lose


def _without_root(stack: Stack) -> Stack:
    return replace(stack, frames=stack.frames[1:])


def _java_alone(stack: Stack) -> Stack:
    return replace(stack, frames=tuple(f for f in stack.frames if f.language != "python"))


def _java_first(stack: Stack) -> Stack:
    return replace(stack, frames=tuple(sorted(stack.frames, key=lambda f: f.language == "python")))


def _unmarked(stack: Stack) -> Stack:
    return replace(stack, estimated="")


def _doubted(stack: Stack) -> Stack:
    doubt = Frame("other", "", "<approximate>")
    return replace(stack, frames=(*stack.frames[:-1], doubt, stack.frames[-1]))


def _of_parent(stack: Stack) -> Stack:
    return replace(stack, instance="")


def _at_def(hit: LineHit, first: int) -> LineHit:
    return replace(hit, line=first - 1)
