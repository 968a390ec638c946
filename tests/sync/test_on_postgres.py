"""Whole cycles over both trackers with the state in PostgreSQL: they do what they do with a file."""

from rules.facts import unpacked
from sync.trail import verified
from tests.sync.houses import House


def story(house):
    """Let people work and cycles pass, with a new start between them; return what was written and what the trail
    tells."""
    house.cycle()
    desk = house.jira_desk
    desk.create("Login screens", status="complete", ticked=True, labels=("mobile",))
    desk.review(desk.create(status="complete", ticked=True, **{"Client name for it": "Login screens"}))
    first = [done for account in house.cycle().engagements for done in account.actions]
    house.start_again()
    second = [done for account in house.cycle().engagements for done in account.actions]
    assert verified(house.store.trail(), house.store.trail_anchor(), house.store.trail_head()).flaw is None
    told = [(row.kind, row.engagement, row.ticket, without_run(unpacked(row.facts))) for row in house.store.trail()]
    return [(one.verb, one.ticket, one.state) for one in first], second, told


def without_run(facts):
    return {name: fact for name, fact in facts.items() if name not in {"run", "notice", "message"}}


def test_cycles_do_and_tell_the_same_with_either_store(tmp_path, postgres_url):
    (tmp_path / "file").mkdir()
    (tmp_path / "server").mkdir()
    with House(tmp_path / "file") as on_a_file, House(tmp_path / "server", state_url=postgres_url) as on_a_server:
        expected, done = story(on_a_file), story(on_a_server)

    assert done == expected
    assert done[0]
    assert done[1] == []
