"""A ticket that a write does not find is looked for at once, and let go in the same cycle."""

import pytest

from sync.actions import ActionState
from sync.engagement import Limits, Mode
from sync.listing import Whereabouts
from tests.sync.desks import EVERY

TRACKERS = EVERY


@pytest.fixture
def written(house, desk):
    """Make tickets that are seen and written to, and let the bot want to write to all of them again."""

    def make(number):
        house.set(mode=Mode.ADVISE, limits=Limits(share=1))
        tickets = [desk.create() for _ in range(number)]
        house.sync()
        house.set(label_prefix="check:")
        return tickets

    return make


def delete(desk, *tickets):
    for ticket in tickets:
        desk.people(desk.author).delete(ticket)


def departures(account):
    return [(one.key, one.whereabouts) for one in account.departed]


def test_it_is_let_go_and_told_in_the_cycle_that_meets_it_and_never_again(house, desk, written):
    gone, kept = written(2)
    delete(desk, gone)
    account = house.sync()
    assert departures(account) == [(gone, Whereabouts.GONE)]
    assert (account.seen, [one.ticket.key for one in account.subjects]) == (1, [kept])
    assert {refusal.ticket for refusal in account.refusals} == {gone}
    assert desk.labels(kept) == ["gate:blocked", "check:blocked"]
    following = house.sync()
    assert (departures(following), following.actions, following.refusals) == ([], (), ())


def test_what_was_not_written_to_it_is_no_failure(house, desk, written):
    [gone] = written(1)
    delete(desk, gone)
    run = house.cycle()
    assert run.exit_code == 0
    assert [action for action in run.engagements[0].actions if action.state is ActionState.FAILED] == []


def test_it_may_be_told_as_gone_for_good(house, desk, written):
    gone, kept = written(2)
    place = f"/{desk.id(gone)}"
    words = '{"errorMessages":["The issue was deleted."],"err":"Task deleted","ECODE":"ITEM_014"}'
    desk.meanwhile(lambda: None, path_contains=place, times=None, status=410, body=words)
    assert departures(house.sync()) == [(gone, Whereabouts.GONE)]
    assert "check:blocked" in desk.labels(kept)


def test_a_comment_that_is_gone_takes_no_ticket_with_it(house, desk, written):
    [ticket] = written(1)
    desk.delete_comment(ticket, desk.ours(ticket)[0].id)
    desk.tick(ticket)
    desk.review(ticket)
    account = house.sync()
    assert (account.seen, departures(account)) == (1, [])


def test_many_at_once_are_left_to_the_comparison_of_all_ids_which_is_then_due(house, desk, written):
    _, *gone = written(5)
    delete(desk, *gone)
    first = house.sync()
    assert departures(first) == []
    assert {action.ticket for action in first.actions if action.state is ActionState.FAILED} == set(gone)
    assert departures(house.sync()) == [(one, Whereabouts.GONE) for one in gone]


def test_where_most_cannot_be_seen_any_more_nothing_is_forgotten(house, desk, written):
    gone = written(11)
    delete(desk, *gone)
    house.sync()
    (trouble,) = house.sync().troubles
    assert trouble.kind == "vanished"
    assert len(list(house.store.snapshots(desk.engagement))) == 11


def test_where_nobody_answers_when_it_is_looked_for_it_stays_known(house, desk, written):
    [gone] = written(1)
    number = desk.id(gone)
    delete(desk, gone)
    looks, asked = 2 if desk.source == "studio" else 1, 0  # on ClickUp tags are looked at before they are written

    def is_looked_for(method, path):
        nonlocal asked
        asked += method == "GET" and path.endswith(number)
        return asked > looks

    desk.meanwhile(lambda: None, meant=is_looked_for, times=None, status=503)
    account = house.sync()
    assert [trouble.kind for trouble in account.troubles] == ["Unreachable"]
    assert departures(account) == []
    desk.service.faults.clear()
    assert departures(house.sync()) == [(gone, Whereabouts.GONE)]
