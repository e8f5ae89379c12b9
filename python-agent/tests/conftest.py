"""What several test modules share."""

from pathlib import Path

import pytest

import wheels


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that users install."""
    return wheels.wheel(tmp_path_factory.mktemp("wheel"))
