"""The engagement in a few lines on its home ticket, on both trackers."""

from datetime import UTC, datetime, time, timedelta

import pytest

from sync.engagement import Limits, Mode
from tests.sync.desks import VISIBLE_NAME
from tests.sync.ladder import put_up

HEAD = "Engagement {}: {}."


@pytest.fixture
def home(house, desk):
    """A ticket that stands for the whole engagement."""
    key = str(desk.create("The whole engagement", status="in progress", ticked=True))
    house.set(home=key, mode=Mode.ADVISE, limits=Limits(changes=500, share=1.0))
    return key


def summary(desk, home):
    """What the comment on the home ticket says."""
    (ours,) = desk.ours(home)
    return ours.text


def put_off(desk, ticket, day):
    """Somebody moves the due date of a ticket."""
    if desk.source == "studio":
        task = desk.workspace.task(ticket)
        task.due = datetime.combine(day, time(4), UTC)
        desk.workspace.touch(task, desk.workspace.clock.now())
    else:
        desk.fill(ticket, "Due date", day)


def test_it_says_health_tickets_and_dates(house, desk, home):
    ticket = desk.create("Login screens", **{VISIBLE_NAME: "Login"})
    house.sync()
    told, due = summary(desk, home), (house.clock.now() + timedelta(days=30)).date()
    assert HEAD.format(desk.engagement, "on track") in told
    assert "Tickets: 1 open (1 blocked), 0 done." in told
    assert "Milestones (1)" in told
    assert f"{ticket} Login screens: agreed {due}" in told


def test_a_second_cycle_writes_nothing(house, desk, home):
    desk.create()
    house.sync()
    before = desk.writes()
    assert house.sync().actions == ()
    house.clock.pass_(hours=2)
    house.sync()
    assert desk.writes() == before


def test_a_date_that_moved_is_shown_beside_the_agreed_one(house, desk, home):
    ticket = desk.create("Login screens")
    house.sync()
    agreed = (house.clock.now() + timedelta(days=30)).date()
    later = agreed + timedelta(days=7)
    put_off(desk, ticket, later)
    house.sync()
    told = summary(desk, home)
    assert HEAD.format(desk.engagement, "off track") + " 1 agreed date has moved." in told
    assert f"agreed {agreed}, now {later} (reason: not stated)" in told


def test_a_date_that_passed_is_told_on_the_day_after_it(house, desk, home):
    desk.create("Login screens", days_ago=29)
    house.sync()
    assert "at risk. 1 piece of work due within five working days" in summary(desk, home)
    house.clock.pass_(days=2)
    house.sync()
    told = summary(desk, home)
    assert "1 planned date has passed before the work was done." in told
    assert ", passed" in told


def test_an_open_escalation_is_told_with_its_step(house, desk):
    put_up(house)
    home = str(desk.create("The whole engagement", status="in progress", ticked=True))
    house.set(home=home)
    ticket = desk.create("Login screens")
    house.sync()
    told = summary(desk, home)
    assert "Open escalations (1)" in told
    day = house.clock.now().date()
    assert f"{ticket} Login screens: Internal review, step 1 of 3, since {day}  delivery-risk" in told
    assert house.sync().actions == ()


def test_while_a_plan_waits_for_approval_nothing_else_is_told(house, desk, home):
    desk.create("Login screens")
    house.set(limits=Limits(changes=0))
    house.sync()
    assert "A plan waits" in summary(desk, home)
    assert "Tickets: 1 open" not in summary(desk, home)
    house.set(limits=Limits())
    house.sync()
    assert "Tickets: 1 open" in summary(desk, home)


def test_an_engagement_of_nothing_but_its_home_has_nothing_to_tell(house, desk, home):
    house.sync()
    assert desk.ours(home) == []


def test_a_waiver_that_ends_soon_is_told(house, desk, home):
    ticket = desk.create("Login screens")
    house.sync()
    until = (house.clock.now() + timedelta(days=7)).date()
    desk.say(
        ticket,
        f"gate: waive self-assessment-is-complete until {until} because the form moves to another tool",
        desk.manager,
    )
    house.sync()
    told = summary(desk, home)
    assert "Waivers that end within 10 working days (1)" in told
    assert f"{ticket} Login screens: until {until}" in told


def test_where_the_bot_only_observes_nothing_is_written(house, desk, home):
    house.set(mode=Mode.OBSERVE)
    house.sync()
    assert desk.ours(home) == []
