"""What doctor says of a state store on a server."""

import pytest

from sync.checkup import house
from sync.examination import ServerFacts, StoreFacts


def said(latency):
    facts = StoreFacts("postgresql://bot@db.example/state", "0020", None, ServerFacts("15.1", 3 << 20, latency))
    return {check.name: check for check in house.store(facts)}


def test_the_servers_version_and_size_are_told_and_no_disk_is_judged():
    checks = said(0.0004)
    assert list(checks) == ["store", "server", "latency"]
    assert checks["server"].said == "PostgreSQL 15.1; the database has 3 MiB"
    assert checks["latency"].said == "a question takes 0.4 ms"
    assert {check.state.name for check in checks.values()} == {"OK"}


@pytest.mark.parametrize(("latency", "status"), [(0.01, "OK"), (0.05, "WARN")])
def test_a_server_far_away_is_told_with_what_helps(latency, status):
    check = said(latency)["latency"]
    assert check.state.name == status
    assert bool(check.fix) == (status == "WARN")
