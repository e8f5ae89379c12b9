"""Takes out of a CycloneDX file what differs from run to run, and writes it in one order.

    python tools/sbom.py FILE TO

The time becomes that of SOURCE_DATE_EPOCH. A serial number, which is random, goes, and so do paths
of this machine.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def settled(sbom: dict[str, Any], epoch: int) -> dict[str, Any]:
    """The same components, without what is of one run."""
    kept = {key: value for key, value in sbom.items() if key != "serialNumber"}
    moment = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept["metadata"] = {**_without_paths(sbom.get("metadata", {})), "timestamp": moment}
    kept["components"] = [_without_paths(each) for each in sbom.get("components", [])]
    return kept


def _without_paths(value: Any) -> Any:
    """Without references to files, which name folders of the machine that looked."""
    if isinstance(value, dict):
        return {key: _without_paths(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [
            _without_paths(each)
            for each in value
            if not (isinstance(each, dict) and str(each.get("url", "")).startswith("file:"))
        ]
    return value


def main(words: list[str]) -> int:
    if len(words) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    source, target = map(Path, words)
    sbom = json.loads(source.read_text(encoding="utf-8"))
    text = json.dumps(
        settled(sbom, int(os.environ["SOURCE_DATE_EPOCH"])),
        indent=2,
        sort_keys=True,
        ensure_ascii=False,
    )
    target.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
