"""What the benchmarks compare does the same work."""

import pytest

from rules.measures.catalogue import BY_NAME, figures
from tests.bench import measures, poll, rules, tickets
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


def test_the_plain_loop_and_the_measures_come_to_the_same_figures():
    told = measures.history(500)
    chosen = [BY_NAME[name] for name in ("resolution_time", "on_time", "compliance")]
    values = [figure.value for figure in figures(told, measures.PERIOD, chosen)]
    assert values == pytest.approx(measures.plain_loop(told))
