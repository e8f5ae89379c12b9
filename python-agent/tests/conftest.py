"""What several test modules share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import wheels

# What it finds out is right on a machine of any speed.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that users install."""
    return wheels.wheel(tmp_path_factory.mktemp("wheel"))
