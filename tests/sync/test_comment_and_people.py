"""What becomes of the comment when people edit it or delete it: theirs is the last word."""

from json import dumps, loads

import pytest

from sync.actions import Verb
from sync.comment import MARKER
from sync.comments.silence import DELETED, EDITED, TAKEN_AWAY
from sync.engagement import Mode
from sync.trail import Kind
from tests.sync.clickup_desk import ClickUpDesk
from tests.sync.desks import EVERY, ITEMS

TRACKERS = EVERY


@pytest.fixture
def ticket(house, desk):
    """A ticket with the bot's comment on it; nothing is held, so that nothing else changes."""
    house.set(mode=Mode.ADVISE)
    made = desk.create()
    house.sync()
    return made


def edit(desk, ticket, text="Nothing to see here."):
    """Somebody writes something else into the bot's comment."""
    [ours] = desk.ours(ticket)
    desk.people(desk.colleague).edit_comment(ticket, ours.id, text)


def delete(desk, ticket):
    [ours] = desk.ours(ticket)
    desk.delete_comment(ticket, ours.id)


def kept(desk, ticket):
    """The bot's comment as the tracker keeps it, and under which name its content stands there."""
    if isinstance(desk, ClickUpDesk):
        return desk.workspace.task(ticket).comments[0], "runs"
    return desk.site.issue(ticket).comments[0], "body"


def put_back(desk, ticket, content, without=""):
    """Somebody makes the comment say again what the bot had written, but for some words."""
    comment, name = kept(desk, ticket)
    desk.people(desk.colleague).edit_comment(ticket, comment.id, "for a moment")
    setattr(comment, name, loads(dumps(content).replace(dumps(without)[1:-1], "") if without else dumps(content)))


def reasons(account):
    return [refusal.reason for refusal in account.refusals if refusal.verb is Verb.PUT_COMMENT]


def overrides(house):
    return [row for row in house.store.trail() if row.kind == Kind.OVERRIDE]


class TestEdited:
    def test_what_somebody_wrote_into_it_stays_and_no_other_one_is_written(self, house, desk, ticket):
        edit(desk, ticket)
        desk.tick(ticket, ITEMS[0])
        assert reasons(house.sync()) == [EDITED]
        assert [said.text for said in desk.comments(ticket)] == ["Nothing to see here."]
        assert house.plan().actions == ()

    def test_the_labels_beside_it_change_all_the_same(self, house, desk, ticket):
        edit(desk, ticket)
        desk.tick(ticket)
        house.sync()
        assert desk.labels(ticket) == []
        assert [said.text for said in desk.comments(ticket)] == ["Nothing to see here."]

    def test_the_plan_says_so_while_there_would_be_news(self, house, desk, ticket):
        edit(desk, ticket)
        desk.tick(ticket, ITEMS[0])
        house.sync()
        desk.say(ticket, "Half of it is done.")
        assert reasons(house.plan()) == [EDITED]

    def test_a_quiet_ticket_costs_no_read(self, house, desk, ticket):
        edit(desk, ticket)
        desk.tick(ticket, ITEMS[0])
        house.sync()
        desk.label(ticket, "web")
        before = len([entry for entry in desk.service.log if "/comment" in entry.path])
        house.sync()
        after = len([entry for entry in desk.service.log if "/comment" in entry.path])
        assert after - before <= 1  # where rules look at comments, those of a changed ticket are read anyway

    def test_it_is_recorded_once_and_by_whom_where_the_tracker_tells(self, house, desk, ticket):
        edit(desk, ticket)
        desk.tick(ticket, ITEMS[0])
        house.sync()
        desk.tick(ticket)
        house.sync()
        [noted] = overrides(house)
        assert loads(noted.facts)["did"] == "edited the comment"
        assert noted.ticket_id == desk.id(ticket)
        assert noted.who == ("" if isinstance(desk, ClickUpDesk) else desk.account(desk.colleague))

    def test_a_new_cycle_with_other_rules_failing_looks_again_and_leaves_it_still(self, house, desk, ticket):
        edit(desk, ticket)
        desk.tick(ticket)
        assert reasons(house.sync()) == [EDITED]
        desk.tick(ticket, ITEMS[0], done=False)
        assert reasons(house.sync()) == [EDITED]
        assert [said.text for said in desk.comments(ticket)] == ["Nothing to see here."]

    def test_whoever_puts_the_words_back_gets_the_comment_kept_up_to_date_again(self, house, desk, ticket):
        comment, name = kept(desk, ticket)
        written = getattr(comment, name)
        edit(desk, ticket)
        desk.tick(ticket, ITEMS[0])
        house.sync()
        put_back(desk, ticket, written)
        desk.tick(ticket)
        house.sync()
        [said] = desk.comments(ticket)
        assert "pass" in said.text

    def test_only_the_marker_taken_away_is_no_edit(self, house, desk, ticket):
        [ours] = desk.ours(ticket)
        comment, name = kept(desk, ticket)
        put_back(desk, ticket, getattr(comment, name), without=MARKER)
        desk.tick(ticket)
        house.sync()
        [said] = desk.comments(ticket)
        assert (said.id, MARKER in said.text) == (ours.id, True)

    def test_whoever_edits_it_and_then_deletes_it_is_left_alone(self, house, desk, ticket):
        [ours] = desk.ours(ticket)
        edit(desk, ticket)
        desk.tick(ticket, ITEMS[0])
        house.sync()
        desk.delete_comment(ticket, ours.id)
        desk.tick(ticket)
        desk.tick(ticket, done=False)
        house.sync()
        assert desk.comments(ticket) == []


class TestDeleted:
    def test_it_comes_back_once(self, house, desk, ticket):
        delete(desk, ticket)
        desk.tick(ticket, ITEMS[0])
        assert reasons(house.sync()) == []
        assert len(desk.ours(ticket)) == 1
        assert house.plan().actions == ()

    def test_the_second_time_nothing_more_is_said(self, house, desk, ticket):
        delete(desk, ticket)
        desk.tick(ticket, ITEMS[0])
        house.sync()
        delete(desk, ticket)
        desk.tick(ticket, ITEMS[0], done=False)
        assert reasons(house.sync()) == [TAKEN_AWAY]
        desk.tick(ticket, ITEMS[0])
        assert reasons(house.sync()) == [TAKEN_AWAY]
        assert desk.comments(ticket) == []
        assert house.plan().actions == ()

    def test_until_other_rules_fail(self, house, desk, ticket):
        for done in (True, False):
            delete(desk, ticket)
            desk.tick(ticket, ITEMS[0], done=done)
            house.sync()
        assert desk.comments(ticket) == []
        desk.tick(ticket)
        house.sync()
        desk.tick(ticket, done=False)
        house.sync()
        assert len(desk.ours(ticket)) == 1

    def test_it_does_not_come_back_only_to_say_that_all_is_well(self, house, desk, ticket):
        delete(desk, ticket)
        desk.tick(ticket)
        assert reasons(house.sync()) == [DELETED]
        assert desk.comments(ticket) == []
        assert house.plan().actions == ()

    def test_every_deletion_is_recorded(self, house, desk, ticket):
        for done in (True, False):
            delete(desk, ticket)
            desk.tick(ticket, ITEMS[0], done=done)
            house.sync()
        assert [loads(noted.facts)["did"] for noted in overrides(house)] == ["deleted the comment"] * 2
        assert {noted.who for noted in overrides(house)} == {""}


def test_a_refusal_makes_no_run_a_failed_one(house, desk, ticket):
    edit(desk, ticket)
    desk.tick(ticket, ITEMS[0])
    assert house.cycle().exit_code == 0
