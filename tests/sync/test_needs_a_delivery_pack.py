"""An engagement that is not small needs a pack that tells its client of milestones or deliveries."""

from datetime import date

import pytest

from rules.model import Ticket
from rules.pack import Pack, Stage
from rules.policy import compile_policy
from rules.scene import Setting
from sync.misfits import reasons_for_a_delivery_pack

BARE = compile_policy((Pack("register"),), Setting(), {})
SMALL = Ticket("s", "1", "A-1", start=date(2026, 3, 2), due=date(2026, 3, 13), sprint=("Sprint 1",))


def ticket(**facts):
    return Ticket("s", "2", "A-2", **facts)


def test_ten_working_days_one_sprint_and_one_team_are_small():
    assert reasons_for_a_delivery_pack(BARE, [SMALL, ticket(fields={"Team": "Web"}), ticket()]) == ()


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (ticket(due=date(2026, 3, 16)), "runs from 2026-03-02 to 2026-03-16, over more than 10 working days"),
        (ticket(sprint=("Sprint 2",)), "spans 2 sprints"),
        (ticket(fields={"Team": "Shop"}), "has 2 teams"),
    ],
)
def test_more_than_that_is_told_with_its_figures(other, reason):
    assert reasons_for_a_delivery_pack(BARE, [SMALL, ticket(fields={"Team": "Web"}), other]) == (reason,)


def test_a_pack_that_tells_the_client_is_enough():
    telling = compile_policy((Pack("method", stages=(Stage("Done", tells=("delivery",)),)),), Setting(), {})
    assert reasons_for_a_delivery_pack(telling, [SMALL, ticket(sprint=("Sprint 2",))]) == ()


def test_the_finding_names_the_place_and_stops_nothing(house, desk):
    desk.create(status="review")
    desk.create(status="assigned", days_ago=40)
    house.set(packs=("risk-register",))
    account = house.sync()
    (told,) = [one.message for one in account.troubles if "delivery pack" in one.message]
    assert f"under packs: of engagement {desk.engagement}" in told
    assert account.subjects
