"""One run at a time writes for an engagement: a second one leaves it alone, and a run that was given up stops."""

from datetime import timedelta

import pytest

from state.open import open_store
from sync import apply
from sync.remembered import OUTBOX, Lease
from tests.sync.commands_apart import Apart

MINUTES = timedelta(minutes=1)


@pytest.fixture
def other(house):
    """Another run, alive, with the same store."""
    return Other(house)


@pytest.fixture
def one_after_the_other(monkeypatch):
    """Tickets are written to one after the other, so that all is silent while one write takes its time."""
    monkeypatch.setattr(apply, "AT_ONCE", 1)


class Other:
    def __init__(self, house):
        self.house = house

    def takes(self, name):
        """Take a lease if it can be had; return the one that is in the way."""
        now = self.house.clock.now()
        with open_store(self.house.installation.state_url) as store:
            return store.take_lease(Lease(name, "other", now, now + 10 * MINUTES), now)

    def ends(self, name):
        with open_store(self.house.installation.state_url) as store:
            store.give_back_lease(name, "other")


def busy(account):
    return [trouble.message for trouble in account.engagements[0].troubles if trouble.kind == "busy"]


def test_where_another_run_is_at_work_nothing_is_done_and_it_is_said(house, desk, other):
    ticket = desk.create()
    other.takes(desk.engagement)
    since = f"{house.clock.now():%H:%M}"
    account = house.cycle()
    (said,) = busy(account)
    assert said.startswith(f"Another run has been at work on {desk.engagement} since {since} UTC")
    assert account.exit_code == 0
    assert (desk.writes(), desk.labels(ticket)) == ([], [])


def test_the_other_engagements_go_on(house, other):
    other.takes("apollo")
    ticket = house.clickup_desk.create()
    house.cycle()
    assert house.clickup_desk.status(ticket) == "blocked"


def test_a_plan_needs_no_turn(house, desk, other):
    desk.create()
    other.takes(desk.engagement)
    assert house.plan().actions


@pytest.mark.parametrize("ends", [True, False], ids=["it ended", "its time is over"])
def test_the_next_run_goes_on_when_the_other_one(house, desk, other, ends):
    ticket = desk.create()
    other.takes(desk.engagement)
    if ends:
        other.ends(desk.engagement)
    else:
        house.clock.pass_(minutes=10)
    assert busy(house.cycle()) == []
    assert desk.status(ticket) == "blocked"


def test_a_run_gives_back_its_turn_also_when_the_tracker_fails(house, desk, other):
    house.cycle()
    assert other.takes(desk.engagement) is None
    other.ends(desk.engagement)
    house.reach(desk.source, desk.service.url, "wrong")
    assert house.cycle().exit_code == 1
    assert other.takes(desk.engagement) is None


@pytest.mark.parametrize("write", [1, 2])
def test_a_run_that_stood_still_too_long_stops_before_its_next_write(house, desk, other, one_after_the_other, write):
    tickets = [desk.create() for _ in range(3)]

    def long_silence():
        house.clock.pass_(minutes=11)
        assert other.takes(desk.engagement) is None

    desk.at_write(write, long_silence)
    account = house.cycle()
    (said,) = busy(account)
    assert f"another one took over {desk.engagement}" in said
    assert len(desk.writes()) <= desk.writes_of_a_hold
    assert account.exit_code == 0
    desk.service.faults.clear()
    other.ends(desk.engagement)
    house.cycle()
    assert house.plan().actions == ()
    assert [len(desk.ours(ticket)) for ticket in tickets] == [1, 1, 1]
    assert [desk.status(ticket) for ticket in tickets] == ["blocked"] * 3


def test_a_run_that_lost_its_turn_while_reading_keeps_and_writes_nothing(house, desk, other):
    desk.create()

    def long_silence():
        house.clock.pass_(minutes=11)
        assert other.takes(desk.engagement) is None

    desk.meanwhile(long_silence, path_contains=desk.listing)
    assert busy(house.cycle())
    assert desk.writes() == []
    assert house.store.cursor(desk.engagement) is None


def test_a_long_run_that_is_never_silent_keeps_its_turn(house, desk, other, one_after_the_other):
    for _ in range(4):
        desk.create()

    def a_while():
        house.clock.pass_(minutes=6)
        assert other.takes(desk.engagement).holder != "other"

    for number in (1, 3, 5):
        desk.at_write(number, a_while)
    assert busy(house.cycle()) == []
    assert house.plan().actions == ()


def test_mail_is_sent_by_one_run_at_a_time(house, desk, other):
    house.sync()
    desk.review(desk.create(status="complete", ticked=True))
    house.sync()
    (waiting,) = house.store.outbox()
    other.takes(OUTBOX)
    assert house.release(waiting.id).state == "ready"
    assert house.mails == ()
    other.ends(OUTBOX)
    house.sync()
    assert [entry.state for entry in house.store.outbox()] == ["sent"]


def test_what_another_run_is_sending_is_not_taken_for_stuck(house, desk, other):
    house.sync()
    desk.review(desk.create(status="complete", ticked=True))
    house.sync()
    (waiting,) = house.store.outbox()
    other.takes(OUTBOX)
    house.store.keep_outbox_state(waiting.id, "sending", house.clock.now())
    house.sync()
    assert [entry.state for entry in house.store.outbox()] == ["sending"]


def test_two_processes_at_once_write_everything_once(house, desk):
    tickets = [desk.create() for _ in range(4)]
    with Apart(house.config) as one, Apart(house.config) as two:
        one.begin("sync", "--engagement", desk.engagement)
        two.begin("sync", "--engagement", desk.engagement)
        assert [one.end(), two.end()] == [0, 0]
        assert one.run("plan", "--engagement", desk.engagement, "--exit-code") == 0
    assert len(desk.writes()) == 4 * desk.writes_of_a_hold
    assert [len(desk.comments(ticket)) for ticket in tickets] == [1] * 4


def test_a_process_that_comes_while_another_one_writes_leaves_it_to_that_one(house, desk):
    ticket, codes = desk.create(), []
    with Apart(house.config) as one, Apart(house.config) as two:
        desk.at_write(1, lambda: codes.append(two.run("sync", "--engagement", desk.engagement)))
        assert one.run("sync", "--engagement", desk.engagement) == 0
    assert codes == [0]
    assert len(desk.writes()) == desk.writes_of_a_hold
    assert len(desk.comments(ticket)) == 1
