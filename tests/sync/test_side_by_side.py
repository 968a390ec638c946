"""Several tickets are written to at once: each in its own order, none in the way of another, the store by one thread."""

from datetime import timedelta
from itertools import count
from threading import Barrier, Event, get_ident

import pytest

from connectors.sandbox import Fault
from state.open import open_store
from sync import apply
from sync.actions import ActionState
from sync.engagement import Limits
from sync.remembered import Lease
from sync.side_by_side import SideBySide

MANY = apply.AT_ONCE * 2


@pytest.fixture
def roomy(house):
    """A house whose limits let a cycle write to all its tickets."""
    house.set(limits=Limits(changes=1_000, share=1.0, mails=1_000))
    return house


def never(_result):
    return False


def test_works_wait_side_by_side():
    meeting = Barrier(3, timeout=20)
    works = [lambda number=number: (meeting.wait(), number)[1] for number in range(6)]
    assert SideBySide().do(works, 3, never) == list(range(6))


def test_what_is_asked_for_is_done_by_the_thread_that_began():
    tickets = SideBySide()
    works = [lambda: (get_ident(), tickets.ask(get_ident))] * 4
    told = tickets.do(works, 4, never)
    assert {asked for _, asked in told} == {get_ident()}
    assert get_ident() not in {at_work for at_work, _ in told}


def test_what_the_asked_one_raises_is_raised_where_it_was_asked_for():
    tickets = SideBySide()

    def work():
        with pytest.raises(ZeroDivisionError):
            tickets.ask(lambda: 1 / 0)
        return "went on"

    assert tickets.do([work], 1, never) == ["went on"]


def test_none_is_begun_once_one_was_enough():
    begun = []
    works = [lambda number=number: begun.append(number) or number for number in range(9)]
    assert SideBySide().do(works, 1, lambda result: result == 2) == [0, 1, 2] == begun


def test_an_error_is_raised_when_what_is_under_way_has_ended():
    tickets, ended = SideBySide(), []
    failed = Event()

    def fails():
        failed.set()
        raise RuntimeError

    def takes_longer():
        assert failed.wait(20)
        ended.append(tickets.ask(lambda: "kept"))

    with pytest.raises(RuntimeError):
        tickets.do([takes_longer, fails, lambda: ended.append("never begun")], 2, never)
    assert ended == ["kept"]


def test_a_person_who_breaks_off_lets_what_is_under_way_come_to_its_end():
    tickets, ended = SideBySide(), []

    def broken_off():
        raise KeyboardInterrupt

    def hit():
        with pytest.raises(KeyboardInterrupt):
            tickets.ask(broken_off)
        ended.append(tickets.ask(lambda: "kept"))

    with pytest.raises(KeyboardInterrupt):
        tickets.do([hit, *[lambda: ended.append("never begun")] * 3], 1, never)
    assert ended == ["kept"]


def test_a_cycle_holds_many_tickets_at_once_and_tells_them_in_the_order_of_the_plan(roomy, desk):
    tickets = [desk.create() for _ in range(MANY)]
    planned = [one.ticket for one in roomy.plan().actions]
    account = roomy.cycle()
    assert [desk.status(one) for one in tickets] == ["blocked"] * MANY
    assert [len(desk.ours(one)) for one in tickets] == [1] * MANY
    engagement = next(one for one in account.engagements if one.name == desk.engagement)
    assert [one.ticket for one in engagement.actions] == planned
    assert {one.state for one in engagement.actions} == {ActionState.APPLIED}
    assert roomy.store.open_intents(desk.engagement) == ()
    assert roomy.plan().actions == ()


class Meeting:
    """A tracker where the first two edits wait for one another."""

    def __init__(self, tracker):
        self.tracker, self.barrier, self.edits = tracker, Barrier(2, timeout=20), count()

    def __getattr__(self, name):
        return getattr(self.tracker, name)

    def edit(self, edit):
        if next(self.edits) < 2:
            self.barrier.wait()
        return self.tracker.edit(edit)


def test_several_writes_are_on_their_way_together(roomy, desk):
    roomy.trackers[desk.source] = Meeting(roomy.trackers[desk.source])
    for _ in range(2):
        desk.create()
    roomy.sync()
    assert roomy.plan().actions == ()


@pytest.mark.parametrize("lost", [{"when": "after_write", "reset": True}, {"status": 500}], ids=["lost", "not taken"])
def test_a_write_that_fails_leaves_the_others_alone(roomy, desk, lost):
    desk.fault(Fault(**desk.requests.first_comment, **lost))
    tickets = [desk.create() for _ in range(MANY)]
    roomy.cycle()
    assert sum(desk.status(one) == "blocked" for one in tickets) >= MANY - 1
    desk.service.faults.clear()
    roomy.sync()
    assert [len(desk.ours(one)) for one in tickets] == [1] * MANY
    assert roomy.plan().actions == ()


def test_a_source_that_takes_no_write_is_left_in_peace_after_those_under_way(roomy, desk):
    for _ in range(MANY * 2):
        desk.create()
    desk.fault(Fault(**{**desk.requests.first_comment, "times": None}, status=500))
    account = roomy.cycle()
    assert account.exit_code != 0
    asked = {one.ticket for one in account.engagements[0].actions if one.state is not ActionState.PLANNED}
    assert len(asked) < apply.AT_ONCE + apply.IN_A_ROW


def test_nothing_is_begun_after_another_run_took_over(roomy, desk):
    tickets = [desk.create() for _ in range(MANY)]

    def taken_over():
        now = roomy.clock.now() + timedelta(minutes=20)
        with open_store(roomy.installation.state_url) as store:
            assert store.take_lease(Lease(desk.engagement, "other", now, now + timedelta(minutes=10)), now) is None
        roomy.clock.at = now  # from here on the lease of the run is over

    desk.at_write(1, taken_over)
    account = roomy.cycle()
    assert [one.kind for one in account.engagements[0].troubles] == ["busy"]
    begun = [one for one in tickets if desk.comments(one)]
    assert 0 < len(begun) <= apply.AT_ONCE
    assert "blocked" not in {desk.status(one) for one in tickets}
    with open_store(roomy.installation.state_url) as store:
        store.give_back_lease(desk.engagement, "other")
    roomy.sync()
    assert [len(desk.ours(one)) for one in tickets] == [1] * MANY
    assert roomy.plan().actions == ()
