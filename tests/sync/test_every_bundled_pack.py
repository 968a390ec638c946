"""All packs we ship, on one engagement at once."""

import pytest

from rules.model import Outcome
from sync.engagement import Limits, Mode


@pytest.fixture
def under_every_pack(house, desk):
    """A home ticket and a ticket in review, judged by every pack; the account of a first cycle."""
    house.lay_out_every_pack()
    home = desk.create("The whole engagement", status="in progress")
    ticket = desk.create("A piece of it", days_ago=20)
    house.set(
        packs=tuple(house.packs), home=str(home), mode=Mode.ADVISE, limits=Limits(changes=500, share=1.0), hold=None
    )
    return home, ticket, house.sync()


def test_they_get_along(house, desk, under_every_pack):
    _, _, account = under_every_pack
    assert [one for one in account.troubles if one.kind != "configuration"] == []
    assert account.refusals == ()
    assert {action.state for action in account.actions} == {"applied"}


def test_a_second_cycle_writes_nothing(house, desk, under_every_pack):
    before = desk.writes()
    assert house.sync().actions == ()
    assert desk.writes() == before


def test_the_home_ticket_alone_answers_for_the_engagement(house, desk, under_every_pack):
    home, ticket, _ = under_every_pack
    judged = {
        key: house.store.verdicts(desk.engagement)[desk.id(key)].verdict.with_outcome(Outcome.FAIL, Outcome.PENDING)
        for key in (home, ticket)
    }
    of_home, of_ticket = ({finding.rule for finding in judged[key]} for key in (home, ticket))
    assert "risk-register-is-kept-from-day-one" in of_home - of_ticket
