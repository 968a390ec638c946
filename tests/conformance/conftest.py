"""The traffic of the whole run, judged once, when all other tests have made theirs."""

import os
from pathlib import Path

import pytest

from tests.conformance.judging import judge

HERE = Path(__file__).parent
FOUND = pytest.StashKey()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.parent == HERE)


def pytest_terminal_summary(terminalreporter, config):
    if FOUND in config.stash:
        terminalreporter.write_line(repr(config.stash[FOUND]))


@pytest.fixture(scope="session")
def judged(shared, recordings, request):
    """What was found in the traffic of this run."""
    found = judge(recordings, shared)
    if not found.requests:
        pytest.skip("no test of this run asked a sandbox anything")
    request.config.stash[FOUND] = found
    return found


@pytest.fixture
def whole_run():
    """Skips unless what was written down is of all tests, as `./dev test` says: a part of them asks only a part."""
    if "TRAFFIC_IS_WHOLE" not in os.environ:
        pytest.skip("only a run of all tests asks everything: ./dev test")
