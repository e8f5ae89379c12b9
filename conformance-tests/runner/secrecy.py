"""Tier 3: programs with planted secrets, under the real agents; no secret may leave the process.

    python conformance-tests/runner/secrecy.py --python 3.12=PATH... --java 21=HOME... --report FILE
    python conformance-tests/runner/secrecy.py --jep 21x3.12=HOME,ENVIRONMENT

`--case NAME` and `--testee NAME` (as `python` or `python 3.12`), each as often as wanted, run only
these. Each program runs with two sets of secrets of different alphabets, again and for longer where
chance has not shown all of its places. Exit 1 where a case failed. What a program must do:
conformance-tests/secrets/README.md.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from known import KnownDifferences
from messages import NotStrictError
from non_interference import OF_THE_FORMAT, Vouch, difference, names, repeated, vouch_for
from planted import HASHES, has_frames, hashed, heapless, leaks_in, named_by_a_secret
from results import Results
from scan import leaks
from secrecy_run import TOKEN, Case, Frame, Run, Testee, new_markers, run, run_and_kill

HEADERS = {  # of gRPC, with what each may say
    ":method": "POST",
    ":scheme": "https?",
    ":path": r"/tandem\.v1\.ProfilerService/(Configure|Upload)",
    ":authority": r"127\.0\.0\.1:\d+",
    "te": "trailers",
    "content-type": "application/grpc",
    "user-agent": r"(tandem-java/[\d.]+ )?grpc-[a-z-]+/[\d.]+( grpc-c/[\d.]+ \(linux; chttp2\))?",
    "grpc-accept-encoding": "[a-z, ]+",
    "grpc-encoding": "gzip|identity",
    "authorization": f"Bearer {TOKEN}",  # where a token is set
    "grpc-timeout": r"\d{1,8}[HMSmun]",
}
LONG = 8  # characters of a name that chance does not put into encrypted bytes
_IN_A_REQUEST = re.compile(r"connection \d+, |request \d+ .*, metadata authorization")
SECONDS = (1.5, 4.0, 12.0, 36.0)  # how long a program is sampled, try by try
JOBS = 3  # cases at once: they wait most of the time


@dataclass(frozen=True)
class Verdict:
    """One case of the report."""

    name: str
    rules: tuple[str, ...]
    fault: str | None
    breaks: tuple[str, ...] = ()


def judge(case: Case, testee: Testee, tries: Sequence[float] = SECONDS) -> Iterator[Verdict]:
    """Runs the program until chance has shown enough, or something is wrong."""
    runs: tuple[list[Run], list[Run]] = ([], [])
    vouch = vouch_for(testee, case.folder / "program.py")
    failed = fault = missing = None
    differing: list[str] = []
    for seconds in tries:
        with ThreadPoolExecutor(2) as pool:
            for alphabet, one in enumerate(pool.map(_Runner(case, testee, seconds), (0, 1))):
                runs[alphabet].append(one)
                failed = failed or one.fault
                fault = fault or fault_of(case, one)
        missing = _not_sampled(case, runs) or next(
            filter(None, (fault_of_heap(case, of_secret) for of_secret in runs)), None
        )
        differing = difference(*runs, vouch)
        if fault or not (missing or differing):
            break
    every = runs[0] + runs[1]
    fault = fault or missing or _invented(testee, vouch, every)
    by_tls = ("R78",) if case.options.get("tls") else ()
    yield Verdict(case.name, (*case.rules, "R77", *by_tls), fault)
    told = "\n".join(differing[:20]) or None
    yield Verdict(f"{case.name}: two secrets", ("R72",), failed or told)
    if _is_audited(case):
        audits = next(filter(None, map(fault_of_audit, every)), None)
        yield Verdict(f"{case.name}: audit_file", ("R74",), failed or audits)
    if case.options.get("kill") and case.name == case.folder.name:  # not again for each variant
        yield from _killed(case, testee)
    if not (fault or differing):
        yield from _planted(case, runs, vouch)


def _killed(case: Case, testee: Testee) -> Iterator[Verdict]:
    """Six runs with the same secrets, of which only random names may differ, and those must."""
    runs = []
    for moment, one in run_and_kill(case, testee, new_markers(case, 0)):
        yield Verdict(f"{case.name}: killed, {moment}", ("R71",), fault_of(case, one))
        runs.append(one)
    again = "\n".join(repeated(runs)) or None
    yield Verdict(f"{case.name}: killed, what it calls itself", ("R72",), again)
    noticed = again or repeated(map(named_by_a_secret, runs))
    missed = None if noticed else "not noticed: the hash of a secret for an instance"
    yield Verdict(f"{case.name}: planted, an instance", (), missed, ("R72",))


def _invented(testee: Testee, vouch: Vouch, runs: Sequence[Run]) -> str | None:
    """Frames that stand in no source file; of the JVM only differences are judged so."""
    if testee.language != "python":
        return None
    invented = vouch.unknown(set().union(*map(names, runs)) - OF_THE_FORMAT)
    return f"frames that stand in no source file: {sorted(invented)}" if invented else None


def _planted(case: Case, runs: Sequence[Sequence[Run]], vouch: Vouch) -> Iterator[Verdict]:
    """What was found good, with a leak planted into it: the same judgement must find fault."""
    runs = [list(filter(has_frames, of_secret)) for of_secret in runs]
    good = runs[0][-1]
    unnoticed: dict[tuple[str, ...], list[str]] = {}
    for leak in leaks_in(good, case.rules):
        noticed = fault_of(case, leak.run) is not None
        unnoticed.setdefault(leak.breaks, []).extend([] if noticed else [leak.what])
    unnoticed["R72",] = [
        f"a hash in the name of an owner, in {name}"
        for name, form in HASHES.items()
        if not difference(*([hashed(one, form) for one in of_secret] for of_secret in runs), vouch)
    ]
    if _counts_the_heap(case):
        unnoticed["R40",] = [] if fault_of_heap(case, [heapless(good)]) else ["no heap summary"]
    if _is_audited(case):
        lying = replace(good, audit=(good.audit or "").replace(" samples ", " samples 1", 1))
        unnoticed["R74",] = (
            [] if fault_of_audit(lying) else ["a number that audit_file tells otherwise"]
        )
    for breaks, which in unnoticed.items():
        fault = f"not noticed: {', '.join(which)}" if which else None
        yield Verdict(f"{case.name}: planted, {' '.join(breaks)}", (), fault, breaks)


class _Runner:
    """Runs a case with a secret of the given alphabet."""

    def __init__(self, case: Case, testee: Testee, seconds: float) -> None:
        self._case, self._testee, self._seconds = case, testee, seconds

    def __call__(self, alphabet: int) -> Run:
        markers = new_markers(self._case, alphabet)
        try:
            return run(self._case, self._testee, markers, self._seconds)
        except NotStrictError as error:
            return Run(markers, fault=f"sent what cannot be accounted for: {error}")


def fault_of(case: Case, one: Run) -> str | None:
    """What is wrong with a run by itself: a leak, a trap that was run, a marker not alive."""
    if one.fault is not None:
        return one.fault
    found = leaks(one.markers, one.written)
    if found:
        return "\n".join(map(str, found[:20]))
    executed = {*one.executed, *re.findall("^!executed (.*)", one.log, re.MULTILINE)}
    if executed:
        return f"code of the application was run by the agent: {', '.join(sorted(executed))}"
    dead = [name for name, marker in one.markers.items() if one.found.get(name) != marker]
    if dead:
        return f"markers that were not alive while sampled: {dead}, but {one.found}"
    odd = [header for header in one.headers if not _is_of_grpc(*header)]
    if odd:
        return f"headers that are not gRPC's own: {odd}"
    if one.open_files:
        return f"files that others may read: {one.open_files}"
    if one.unasked:
        return f"files: {'; '.join(one.unasked[:20])}"
    return _fault_of_sending(case, one) if one.uploads else None  # too early: to be run for longer


def _fault_of_sending(case: Case, one: Run) -> str | None:
    for pattern in case.option("logs", one.markers, []):
        if not re.search(pattern, one.log, re.MULTILINE):
            return f"no line of the log matches {pattern!r}: {one.log}"
    return readable(one, one.encrypted) if one.encrypted is not None else None


def readable(one: Run, encrypted: Sequence[bytes]) -> str | None:
    """What a listener could read of what passed by TLS; and a token where the collector is not."""
    if not any(encrypted):
        return "nothing passed by TLS"
    if not any(name == "authorization" for name, _ in one.headers):
        return "the collector was told no token"
    passed = [(f"connection {number}, encrypted", sent) for number, sent in enumerate(encrypted)]
    kept = [(where, data) for where, data in one.written if not _IN_A_REQUEST.match(where)]
    found = [str(leak) for leak in leaks(one.markers, passed)]
    found += [str(leak) for leak in leaks({"token": TOKEN}, [*passed, *kept])]
    names = {name for upload in one.uploads for name in upload.profile.strings}
    names |= {text for header in one.headers for text in header}
    long = [name.encode() for name in names if len(name) >= LONG]
    found += [f"{name!r} is in {where}" for where, sent in passed for name in long if name in sent]
    return "\n".join(found[:20]) or None


def _is_of_grpc(name: str, value: str) -> bool:
    return bool(HEADERS.get(name) and re.fullmatch(HEADERS[name], value))


def fault_of_audit(one: Run) -> str | None:
    """Where ``audit_file`` does not hold exactly what was sent, the first line that differs.

    It is written first: behind what arrived, it may hold one whole upload that was given up.
    """
    if one.fault is not None:
        return None
    if one.audit is None and one.uploads:
        return "the agent wrote no audit_file"
    sent, told = one.sent_as_text.splitlines(), (one.audit or "").splitlines()
    given_up = told[len(sent) :]
    begun = [line.startswith("upload ") for line in given_up]
    whole = not given_up or (begun[0] and sum(begun) == 1 and "statistics" in given_up)
    if told[: len(sent)] == sent and whole:
        return None
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(sent, told, strict=False))))
    return (
        f"line {same + 1} of {len(told)} differs:\n"
        f"sent  {sent[same : same + 1]}\ntold  {told[same : same + 1]}"
    )


def _not_sampled(case: Case, runs: Sequence[Sequence[Run]]) -> str | None:
    for of_secret in runs:
        seen = {path for one in of_secret for upload in one.uploads for path in paths(upload)}
        missing = [
            name
            for name, wanted in case.places.items()
            if not any(_holds(path, wanted) for path in seen)
        ]
        if missing:
            wanted = {name: case.places[name] for name in missing}
            return f"places that were in no sample: {wanted}; seen: {_short(seen)}"
    return None


def fault_of_heap(case: Case, of_secret: Sequence[Run]) -> str | None:
    """Where the heap is to be counted: whether it was, and names every class of ``keep``."""
    if not _counts_the_heap(case):
        return None
    heaps = [
        one.profile for run in of_secret for one in run.uploads if one.profile.HasField("heap")
    ]
    named = {heap.strings[index] for heap in heaps for index in heap.heap.class_indexes}
    missing = set(case.options.get("keep", [])) - named
    if not named or missing:
        return f"no heap summary names {sorted(missing) or 'any class'}"
    return None


def _counts_the_heap(case: Case) -> bool:
    return bool(case.options.get("settings", {}).get("heap_summary") == "on")


def _is_audited(case: Case) -> bool:
    """Not where ``audit_file`` is one that cannot be written."""
    return "audit_file" not in case.options.get("settings", {})


def _short(paths_seen: set[tuple[Frame, ...]]) -> str:
    innermost = sorted({".".join(path[-1]) for path in paths_seen if path})
    return ", ".join(innermost)[:2000]


def _holds(path: tuple[Frame, ...], wanted: tuple[Frame, ...]) -> bool:
    return any(path[i : i + len(wanted)] == wanted for i in range(len(path)))


def paths(upload: Any) -> Iterator[tuple[Frame, ...]]:
    """The frames from the outermost to each node of the tree."""
    profile = upload.profile
    table, strings = profile.frames, profile.strings
    path: list[Frame] = []
    for ascent, frame in zip(profile.tree.ascents, profile.tree.frame_indexes, strict=True):
        del path[len(path) - ascent :]
        path.append((strings[table.owner_indexes[frame]], strings[table.function_indexes[frame]]))
        yield tuple(path)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="VERSION=PATH")
    parser.add_argument("--java", action="append", default=[], metavar="VERSION=HOME")
    parser.add_argument("--jep", action="append", default=[], metavar="VERSION=HOME,ENVIRONMENT")
    parser.add_argument("--case", action="append", default=[], metavar="NAME")
    parser.add_argument("--testee", action="append", default=[], metavar="NAME")
    parser.add_argument("--report", type=Path, metavar="FILE")
    options = parser.parse_args()
    cells = [("python", one) for one in options.python] + [("java", one) for one in options.java]
    cells += [("jep", one) for one in options.jep]
    testees = [Testee(language, *cell.split("=", 1)) for language, cell in cells]
    wanted = [
        (testee, case)
        for testee in testees
        for case in testee.cases()
        if not options.testee or {testee.name, testee.language} & set(options.testee)
        if not options.case or case.name in options.case
    ]
    for testee, case in wanted:
        if why := case.why_not(testee.version):
            print(f"not for {testee.name:13} {case.name}: {why}", flush=True)
    wanted = [(testee, case) for testee, case in wanted if case.why_not(testee.version) is None]
    known = KnownDifferences.of("secrets")
    results = Results("secrets")
    with ThreadPoolExecutor(JOBS) as pool:
        for (testee, _), verdicts in zip(wanted, pool.map(_judged, wanted), strict=True):
            for verdict in verdicts:
                results.add(
                    case=verdict.name,
                    testee=testee.name,
                    rules=verdict.rules,
                    breaks=verdict.breaks,
                    fault=known.judge(verdict.name, testee.name, verdict.fault),
                    quiet=bool(verdict.breaks),
                )
    every = (Testee(language, "", "") for language in ("java", "python", "jep"))
    there = {case.name for one in every for case in one.cases()}
    for name, testee_name in known.never_run():
        if name.split(": ")[0] not in there:
            results.add(case=name, testee=testee_name, fault="is a known difference of no case")
    return results.write(options.report)


def _judged(wanted: tuple[Testee, Case]) -> list[Verdict]:
    """The verdicts on a case; what goes wrong fails this case alone."""
    testee, case = wanted
    try:
        return list(judge(case, testee))
    except Exception as error:  # noqa: BLE001 -- whatever it is, the other cases are judged
        return [Verdict(case.name, case.rules, f"{type(error).__name__}: {error}")]


if __name__ == "__main__":
    sys.exit(main())
