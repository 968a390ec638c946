"""The traffic of the whole run, judged once, when all other tests have made theirs."""

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
def whole_run(request):
    """Skips unless all tests were to run: what some of them do not ask says nothing."""
    chosen = request.config.option
    left_out = set(HERE.parent.rglob("test_*.py")) - {item.path for item in request.session.items}
    if left_out or chosen.keyword or chosen.markexpr:
        pytest.skip("only a run of all tests asks everything")
