"""What the benchmarks compare does the same work."""

from tests.bench import rules, tickets


def test_engine_generated_code_and_plain_walk_agree_on_every_finding():
    assert sum(rules.disagreements(rules.forty(), tickets.tickets(300))) == 0
