"""What the benchmarks compare does the same work."""

import pytest

from tests.bench import poll, rules, tickets
from tests.bench.fast_jira import serving


@pytest.fixture(scope="module")
def fast_jira():
    with serving(250) as url:
        yield url


def test_engine_generated_code_and_plain_walk_agree_on_every_finding():
    assert sum(rules.disagreements(rules.forty(), tickets.tickets(300))) == 0


@pytest.mark.parametrize("way", poll.WAYS.values(), ids=poll.WAYS)
def test_every_way_of_reading_reads_every_issue(fast_jira, way):
    assert way(fast_jira) == 250
