"""On which JVM and Python the tests run: ``--cell HOME=ENVIRONMENT``, as `tools/jep` makes one."""

import pytest
from hosts import BRIDGE, Cell


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cell", required=True, help="home of a JVM = environment with Jep")


@pytest.fixture(scope="session")
def cell(pytestconfig: pytest.Config) -> Cell:
    """With the programs compiled."""
    assert BRIDGE.exists(), f"{BRIDGE} is missing: run make build"
    made = Cell.of(pytestconfig.getoption("--cell"))
    made.compile()
    return made
