"""Says what a profile is. Values only: nothing here reads a thread, a clock, a file or a socket.

Rule numbers (R5, R16 ...) are those of conformance-tests/SPEC.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

FORMAT_REVISION = 1
MAX_NAME_BYTES = 512
MAX_TREE_DEPTH = 4096
MAX_HEAP_CLASSES = 1000
MAX_LABELS = 32
MAX_WINDOW_SECONDS = 3600
MAX_INTEGER = 2**63 - 1
GENERATED = "<generated>"
UNKNOWN = "<unknown>"


class Language(IntEnum):
    """In whose rules a frame's names are written."""

    UNSPECIFIED = 0
    JAVA = 1
    PYTHON = 2
    NATIVE = 3
    KERNEL = 4
    OTHER = 5


class Measure(IntEnum):
    """What a series measures, and in which unit."""

    UNSPECIFIED = 0
    CPU_TIME = 1  # microseconds
    WALL_TIME = 2  # microseconds of all threads together
    LOCK_TIME = 3  # microseconds
    ALLOCATED_BYTES = 4
    SAMPLES = 5  # imports without a unit only

    @property
    def has_values(self) -> bool:
        """Whether each sample brings its own value, which a share of the total cannot replace."""
        return self in (Measure.LOCK_TIME, Measure.ALLOCATED_BYTES)


class ThreadState(IntEnum):
    """What a thread was doing at the instant of the sample. Never guessed."""

    UNSPECIFIED = 0
    RUNNING = 1
    GIL_WAIT = 2
    BLOCKED = 3
    WAITING = 4
    SLEEPING = 5
    IO = 6


class EstimateReason(IntEnum):
    """Why a series' values are an estimate."""

    UNSPECIFIED = 0
    CLOCK_SPREAD = 1
    MIXED_DIVISION = 2
    LATE_ATTACH = 3
    SAFEPOINT_BIAS = 4


class Sampler(IntEnum):
    """What took the samples."""

    UNSPECIFIED = 0
    ASYNC_PROFILER = 1
    JFR = 2
    THREAD_DUMP = 3
    CURRENT_FRAMES = 4
    NATIVE_HELPER = 5
    IMPORT = 6


class SamplerReason(IntEnum):
    """Why this sampler runs and not another."""

    UNSPECIFIED = 0
    DEFAULT = 1
    CHOSEN = 2
    LIBRARY_UNAVAILABLE = 3
    EVENTS_UNAVAILABLE = 4
    CRASHED_BEFORE = 5


class DropKind(IntEnum):
    """What was lost."""

    UNSPECIFIED = 0
    SAMPLE = 1
    WINDOW = 2
    UPLOAD = 3


class DropReason(IntEnum):
    """Why it was lost."""

    UNSPECIFIED = 0
    QUEUE_FULL = 1
    REFUSED = 2
    TOO_OLD = 3
    LIMIT = 4
    UNREADABLE = 5
    FAILED = 6


class HeapCount(IntEnum):
    """How a heap summary was counted."""

    UNSPECIFIED = 0
    ALL_OBJECTS = 1
    LIVE_OBJECTS = 2


def without_surrogates(text: str) -> str:
    """The text with each unpaired surrogate as U+FFFD; a pair becomes the character it means."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def normal_name(name: str) -> str:
    """The name as it may leave the process (R5)."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        name = without_surrogates(name)
        size = len(name.encode())
    return name if size <= MAX_NAME_BYTES else GENERATED


def _require_operator_text(what: str, text: str) -> None:
    if any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in text):
        raise ValueError(f"{what} holds a control character")
    if text != without_surrogates(text):
        raise ValueError(f"{what} holds an unpaired surrogate")
    if len(text.encode()) > MAX_NAME_BYTES:
        raise ValueError(f"{what} has {len(text.encode())} bytes, over {MAX_NAME_BYTES}")


@dataclass(frozen=True, slots=True, order=True)
class Frame:
    """One call. Its order is that of siblings in a tree; names are normal from birth (R5, R29)."""

    language: Language
    owner: str
    function: str

    def __post_init__(self) -> None:
        owner, function = self.owner, self.function
        if self.language is Language.NATIVE:
            owner, function = _native(owner, function)
        object.__setattr__(self, "owner", normal_name(owner))
        object.__setattr__(self, "function", normal_name(function))
        if not self.function:
            raise ValueError(f"frame of {self.owner!r} has no function")


# A UUID, or six and more hexadecimal digits of which one is decimal, as unpacked libraries have.
_DRAWN = re.compile(
    "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?=[A-Fa-f]*[0-9])[0-9A-Fa-f]{6,}"
)
# What libraries and programs are called, and the two that the kernel itself maps.
_LIBRARY = re.compile(r"[A-Za-z0-9_.+-]*|\[vdso\]|\[vsyscall\]")


def _native(library: str, symbol: str) -> tuple[str, str]:
    """A native frame without a path (R29): one in the place of a symbol is that of the library.

    The symbols of a library without a name have none either.
    """
    if symbol.startswith("/"):
        library, symbol = symbol, UNKNOWN
    name = _library(library)
    return name, GENERATED if name == GENERATED else symbol


def _library(path: str) -> str:
    """The base name as it is sent; ``<generated>`` where no library is called so."""
    if path.startswith("/memfd:"):
        return GENERATED
    before, kept = "", path.rpartition("/")[2].removesuffix(" (deleted)")
    while before != kept:  # what stood around a cut may make another
        before, kept = kept, _DRAWN.sub("", kept)
    return normal_name(kept) if _LIBRARY.fullmatch(kept) else GENERATED


TRUNCATED = Frame(Language.UNSPECIFIED, "", "<truncated>")
AWAIT = Frame(Language.PYTHON, "asyncio", "<await>")  # above what a task awaits (R59)


@dataclass(frozen=True, slots=True)
class StackTrace:
    """Calls of one thread at one instant, outermost first, each with its line; 0 where unknown."""

    frames: tuple[Frame, ...]
    lines: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.frames) != len(self.lines):
            raise ValueError(f"{len(self.frames)} frames have {len(self.lines)} lines")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of time, end excluded."""

    start_millis: int
    duration_millis: int

    def __post_init__(self) -> None:
        if self.duration_millis <= 0:
            raise ValueError(f"window at {self.start_millis} lasts {self.duration_millis} ms")


@dataclass(frozen=True, slots=True)
class Scale:
    """What the samples of one series are worth, in the unit of the measure."""

    measure: Measure
    state: ThreadState
    period: int
    total_value: int
    estimated: EstimateReason = EstimateReason.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Series:
    """How often stacks that end in a node were seen: columns by ascending node (R19-R22).

    ``values`` is empty unless the measure has values.
    """

    scale: Scale
    nodes: tuple[int, ...]
    samples: tuple[int, ...]
    values: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        scale, total = self.scale, sum(self.samples)
        if not self.nodes or len(self.nodes) != len(self.samples):
            raise ValueError(f"{scale}: {len(self.nodes)} nodes, {len(self.samples)} samples")
        if len(self.values) != (len(self.nodes) if scale.measure.has_values else 0):
            raise ValueError(f"{scale}: {len(self.nodes)} nodes, {len(self.values)} values")
        if scale.measure.has_values and sum(self.values) != scale.total_value:
            raise ValueError(f"{scale}: values sum to {sum(self.values)}")
        if scale.measure is Measure.SAMPLES and (scale.period, scale.total_value) != (0, total):
            raise ValueError(f"{scale}: {total} samples without a unit")
        if total > MAX_INTEGER or scale.total_value > MAX_INTEGER:
            raise ValueError(f"{scale}: {total} samples do not fit")


@dataclass(frozen=True, slots=True)
class LineHits:
    """The most expensive lines: columns by ascending (frame index, line) (R23, R24)."""

    measure: Measure
    frame_indexes: tuple[int, ...]
    lines: tuple[int, ...]
    self_samples: tuple[int, ...]
    total_samples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gauge:
    """Readings of one quantity over a window; a limit of 0 is none or not known."""

    mean: int = 0
    peak: int = 0
    limit: int = 0

    def __post_init__(self) -> None:
        if self.peak < self.mean:
            raise ValueError(f"gauge's peak {self.peak} is below its mean {self.mean}")


@dataclass(frozen=True, slots=True, order=True)
class Drop:
    """Data that was collected and did not arrive."""

    kind: DropKind
    reason: DropReason
    count: int

    def __post_init__(self) -> None:
        if not self.kind or not self.reason or self.count <= 0:
            raise ValueError(f"not a drop: {self.kind!r}, {self.reason!r}, {self.count}")


@dataclass(frozen=True, slots=True)
class AgentCost:
    """What the agent itself cost and what it lost since the window before."""

    cpu_micros: int = 0
    sampling_micros: int = 0
    samples: int = 0
    drops: tuple[Drop, ...] = ()

    def __post_init__(self) -> None:
        keys = [(drop.kind, drop.reason) for drop in self.drops]
        if keys != sorted(set(keys)):
            raise ValueError(f"drops are not in order, one each: {self.drops}")


@dataclass(frozen=True, slots=True)
class ProcessStatistics:
    """Numbers about the process and about the agent in it, over a window."""

    cpu_micros: int = 0
    resident_bytes: Gauge = Gauge()
    heap_bytes: Gauge = Gauge()
    threads: Gauge = Gauge()
    gc_count: int = 0
    gc_micros: int = 0
    agent: AgentCost = AgentCost()
    sampler: Sampler = Sampler.UNSPECIFIED
    sampler_reason: SamplerReason = SamplerReason.UNSPECIFIED


@dataclass(frozen=True, slots=True)
class ClassCount:
    """The objects of one class."""

    name: str
    objects: int
    bytes: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", normal_name(self.name))
        if not self.name or self.objects <= 0:
            raise ValueError(f"class {self.name!r} has {self.objects} objects")


@dataclass(frozen=True, slots=True)
class HeapRemainder:
    """The sum of the classes that are not listed."""

    classes: int = 0
    objects: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class HeapSummary:
    """Objects by class: the largest by bytes, at most 1,000, and one remainder (R26)."""

    taken_millis: int
    count: HeapCount
    stall_micros: int
    classes: tuple[ClassCount, ...]
    other: HeapRemainder

    @staticmethod
    def of(
        counts: Iterable[ClassCount],
        other: HeapRemainder = HeapRemainder(),
        *,
        taken_millis: int,
        count: HeapCount,
        stall_micros: int = 0,
    ) -> HeapSummary:
        """Counts in any order; classes that share a name after R5 are summed."""
        by_name: dict[str, ClassCount] = {}
        for one in counts:
            before = by_name.get(one.name)
            by_name[one.name] = one if before is None else _sum(before, one)
        ranked = sorted(by_name.values(), key=lambda one: (-one.bytes, one.name))
        rest = ranked[MAX_HEAP_CLASSES:]
        remainder = HeapRemainder(
            other.classes + len(rest),
            other.objects + sum(one.objects for one in rest),
            other.bytes + sum(one.bytes for one in rest),
        )
        top = tuple(ranked[:MAX_HEAP_CLASSES])
        return HeapSummary(taken_millis, count, stall_micros, top, remainder)


def _sum(one: ClassCount, more: ClassCount) -> ClassCount:
    return ClassCount(one.name, one.objects + more.objects, one.bytes + more.bytes)


@dataclass(frozen=True, slots=True)
class Profile:
    """What one process was doing during one window: columns in the order of the wire.

    ``frames`` are distinct, by first use in the tree. Node 0 is the root; node n > 0 is entry n - 1
    of ``ascents`` and ``frame_indexes``, in preorder.
    """

    window: Window
    frames: tuple[Frame, ...] = ()
    ascents: tuple[int, ...] = ()
    frame_indexes: tuple[int, ...] = ()
    series: tuple[Series, ...] = ()
    line_hits: tuple[LineHits, ...] = ()
    statistics: ProcessStatistics = field(default_factory=ProcessStatistics)
    heap: HeapSummary | None = None

    def __post_init__(self) -> None:
        if len(self.ascents) != len(self.frame_indexes):
            raise ValueError(f"{len(self.ascents)} ascents, {len(self.frame_indexes)} frames")


@dataclass(frozen=True, slots=True)
class Runtime:
    """A language runtime inside the process; its texts are normal from birth (R5)."""

    language: Language
    name: str
    version: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", normal_name(self.name))
        object.__setattr__(self, "version", normal_name(self.version))


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """One of the operator's labels."""

    name: str
    value: str

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError(f"label without a name has the value {self.value!r}")
        _require_operator_text(f"label name {self.name!r}", self.name)
        _require_operator_text(f"value of label {self.name!r}", self.value)


@dataclass(frozen=True, slots=True)
class Producer:
    """The process that was profiled (R9, R10). Labels in any order become ascending by name."""

    service: str
    instance: str
    runtimes: tuple[Runtime, ...]
    agent_version: str
    labels: tuple[Label, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", tuple(sorted(self.labels)))
        object.__setattr__(self, "agent_version", normal_name(self.agent_version))
        names = [label.name for label in self.labels]
        languages = [runtime.language for runtime in self.runtimes]
        if not self.service or not self.instance:
            raise ValueError(f"service {self.service!r}, instance {self.instance!r}")
        _require_operator_text("service", self.service)
        _require_operator_text("instance", self.instance)
        if len(names) > MAX_LABELS or len(set(names)) != len(names):
            raise ValueError(f"labels repeat a name or are over {MAX_LABELS}: {names}")
        if not languages or languages != sorted(set(languages)) or not languages[0]:
            raise ValueError(f"runtimes are not in order, one each: {languages}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A profile and whose it is."""

    profile_id: bytes
    producer: Producer
    profile: Profile
    format_revision: int = FORMAT_REVISION

    def __post_init__(self) -> None:
        if len(self.profile_id) != 16 or not any(self.profile_id):
            raise ValueError(f"profile_id {self.profile_id.hex()} is not 16 bytes, not all zero")
