"""What a cycle costs in which nothing, or little, changed."""

from datetime import timedelta

import pytest

from connectors.sandbox.story import plant
from sync import polling
from sync.engagement import Mode


def reads(account, desk):
    return account.calls[desk.source].reads


def comments_asked(desk, since):
    return [entry.path for entry in list(desk.service.log)[since:] if entry.path.endswith("/comment")]


@pytest.fixture
def quiet(house, desk):
    """A tracker full of work, after the bot wrote what there was to write and saw its own writes come back."""
    plant(house.sandbox)
    house.cycle()
    house.cycle()
    return house


def test_a_quiet_cycle_asks_for_changes_and_little_else(quiet, desk):
    before = len(desk.service.log)
    account = quiet.cycle()
    in_turn = comments_asked(desk, before)
    assert reads(account, desk) - len(in_turn) <= 3
    assert len(in_turn) <= polling.CALLS_FOR_COMMENTS
    assert account.calls[desk.source].writes == 0
    assert [(one.changed, one.judged) for one in account.engagements] == [(0, 0)]


def test_many_changes_of_one_moment_are_not_listed_again_for_ever(house, desk):
    house.set(mode=Mode.OBSERVE)
    for _ in range(450):
        desk.create(ticked=True)
    house.cycle()
    assert reads(house.cycle(), desk) > 3
    house.clock.pass_(hours=2)
    house.cycle()
    assert reads(house.cycle(), desk) <= 3
    desk.create(ticked=True)
    assert house.sync().changed == 1


def test_one_change_costs_its_own_details_and_no_others(quiet, desk):
    at_rest = reads(quiet.cycle(), desk)
    desk.create(ticked=True)
    account = quiet.cycle()
    assert account.engagements[0].changed == 1
    assert reads(account, desk) - at_rest <= 2


def test_what_changed_is_read_once_more_only_where_it_may_have_changed_within_the_same_moment(house, desk):
    house.sync()
    ticket = desk.create(ticked=True)
    house.clock.pass_(seconds=-50)
    assert house.sync().changed == 1  # ten seconds after the change: another may follow with the same time
    stamp = times(desk, ticket)
    desk.label(ticket, "late")
    set_back(desk, ticket, stamp)
    assert house.sync().changed == 1
    assert "late" in next(iter(house.store.snapshots(desk.engagement))).ticket.labels


def raw(desk, ticket):
    return desk.site.issue(ticket) if desk.source == "acme-jira" else desk.workspace.task(ticket)


def times(desk, ticket):
    return raw(desk, ticket).updated


def set_back(desk, ticket, stamp):
    """Let the last change bear the time of the one before, as in a tracker that counts in coarse steps."""
    raw(desk, ticket).updated = stamp


class TestCommentsThatMoveNoTime:
    """ClickUp may leave a task's change time as it was when somebody comments (case 74)."""

    @pytest.fixture
    def desk(self, house):
        house.only(house.clickup_desk)
        house.clickup_desk.workspace.switches.comment_touches = False
        return house.clickup_desk

    @pytest.mark.parametrize("touches", [False, True])
    def test_a_comment_on_a_ticket_with_failing_rules_is_found_all_the_same(self, house, desk, touches):
        desk.workspace.switches.comment_touches = touches
        ticket = desk.create(ticked=True, status="complete")
        house.sync()
        house.sync()
        assert desk.status(ticket) == "blocked"
        desk.review(ticket)
        house.sync()
        assert desk.status(ticket) == "complete"

    def test_they_are_looked_at_in_turn_within_a_number_of_calls(self, house, desk, monkeypatch):
        monkeypatch.setattr(polling, "CALLS_FOR_COMMENTS", 2)
        tickets = {desk.create() for _ in range(5)}
        house.set(mode=Mode.OBSERVE)
        house.sync()
        house.clock.pass_(minutes=10)
        house.sync()
        looked, before = [], len(desk.service.log)
        for _ in range(3):
            house.sync()
            looked.append(comments_asked(desk, before))
            before = len(desk.service.log)
        assert [len(one) for one in looked] == [2, 2, 2]
        assert len({path for paths in looked for path in paths}) == len(tickets)

    def test_nobody_looks_where_nothing_fails(self, house, desk):
        desk.create(ticked=True)
        house.sync()
        house.sync()
        before = len(desk.service.log)
        house.sync()
        assert comments_asked(desk, before) == []


@pytest.mark.parametrize("touches", [False, True])
class TestTagsThatMoveNoTime:
    """ClickUp may leave a task's change time as it was when somebody changes its tags (case 74)."""

    @pytest.fixture
    def desk(self, house, touches):
        house.only(house.clickup_desk)
        house.clickup_desk.workspace.switches.tag_touches = touches
        return house.clickup_desk

    @pytest.fixture
    def blocked(self, house, desk):
        """A task that nobody touches any more, with the bot's tag on it."""
        ticket = desk.create()
        house.sync()
        house.clock.pass_(hours=2)
        house.sync()
        assert desk.labels(ticket) == ["gate:blocked"]
        return ticket

    def test_the_bots_own_tag_is_put_back_within_a_day(self, house, desk, blocked):
        desk.unlabel(blocked, "gate:blocked")
        house.clock.pass_(days=1)
        account = house.sync()
        assert desk.labels(blocked) == ["gate:blocked"]
        assert account.changed == 1
        assert house.plan().actions == ()

    def test_one_that_does_not_belong_there_is_taken_away(self, house, desk, blocked):
        desk.label(blocked, "gate:waived")
        house.clock.pass_(days=1)
        house.sync()
        assert desk.labels(blocked) == ["gate:blocked"]

    def test_any_other_is_seen(self, house, desk, blocked):
        desk.label(blocked, "urgent")
        house.clock.pass_(days=1)
        house.sync()
        [kept] = house.store.snapshots(desk.engagement)
        assert set(kept.ticket.labels) == {"gate:blocked", "urgent"}

    def test_where_it_moves_no_time_it_costs_no_call_of_its_own(self, house, desk, blocked):
        desk.workspace.switches.tag_touches = False
        house.clock.pass_(days=1)
        house.cycle()
        house.clock.pass_(days=1)
        at_rest = reads(house.cycle(), desk)
        desk.label(blocked, "urgent")
        house.clock.pass_(days=1)
        assert reads(house.cycle(), desk) <= at_rest


def test_a_ticket_from_the_future_does_not_keep_later_changes_out(house, desk):
    house.sync()
    early = desk.create(ticked=True)
    raw(desk, early).updated = house.clock.now() + timedelta(days=400)
    house.sync()
    assert house.store.cursor(desk.engagement).since <= house.clock.now()
    desk.create(ticked=True)
    assert house.sync().changed == 1


def test_the_cursor_never_goes_back(house, desk):
    desk.create(ticked=True)
    marks = []
    for _ in range(4):
        house.sync()
        marks.append(house.store.cursor(desk.engagement).since)
    desk.create(ticked=True)
    house.sync()
    assert marks == sorted(marks)
    assert house.store.cursor(desk.engagement).since > marks[-1]
