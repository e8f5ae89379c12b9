"""The protobuf classes that protoc makes of proto/: the independent reader of everyone's bytes."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

_PYTHON_TESTS = Path(__file__).resolve().parents[2] / "python-agent" / "tests"


@cache
def upload_message() -> Any:
    """The class ``Upload``."""
    if str(_PYTHON_TESTS) not in sys.path:
        sys.path.append(str(_PYTHON_TESTS))
    return import_module("generated").profile_pb2().Upload
