"""Names compared with all others by ``difflib``, in Python; or by the words that they share."""

import difflib

import program

NAMES = [
    f"{wood} {thing} {number}"
    for wood in ("oak", "pine", "ash")
    for thing in ("table", "chair", "bench")
    for number in range(10)
]
WORDS = {name: frozenset(name.split()) for name in NAMES}


def trigger() -> object:
    return difflib.get_close_matches("oak tabel", NAMES, cutoff=0.5)


def near_miss() -> object:
    asked = frozenset(["oak", "table"])
    return sorted(NAMES, key=lambda name: len(WORDS[name] & asked), reverse=True)[:3]


if __name__ == "__main__":
    program.run(trigger, near_miss)
