"""Answers a JSON object a line with one a line, as ../README.md says; ends with its input."""

from __future__ import annotations

import json
import sys
from typing import Any

import vector_input
from tandem_profiler.text import upload_text
from tandem_profiler.wire import encode_upload


def main() -> None:
    for line in sys.stdin.buffer:
        print(json.dumps(answer(line)), flush=True)


def answer(line: bytes) -> dict[str, Any]:
    """The answer to one question; any defect is an answer too."""
    try:
        question = json.loads(line)
        if "input" not in question:
            raise ValueError("a question of none of the kinds that README.md names")
        tree = vector_input.tree_of(question["input"])
        upload = vector_input.close(question["input"], tree)
        return {
            "tree": str(tree),
            "profile": upload_text(upload),
            "wire": encode_upload(upload).hex(),
        }
    except Exception as fault:  # noqa: BLE001 -- whatever it is, it is the answer
        return {"error": f"{type(fault).__name__}: {fault}"}


if __name__ == "__main__":
    main()
