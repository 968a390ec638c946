"""What a plan shows is what the sync after it does: the same actions, the same digest, whatever there is to do."""

from dataclasses import replace

import pytest

from sync.actions import ActionState, Verb
from sync.cycle import run_cycle
from sync.engagement import HoldBy, Limits, MailMode
from tests.sync.commands_apart import KILLED, Apart
from tests.sync.desks import VISIBLE_NAME
from tests.sync.killing import Story, sending_house
from tests.sync.ladder import PLAN, put_up


@pytest.fixture
def house(house):
    house.set(limits=Limits(changes=500, share=1.0))
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)
    return house


def cycle(house, *, writes):
    """Run a cycle at the present moment."""
    (account,) = run_cycle(house.world, house.engagements, writes=writes).engagements
    return account


def does_what_it_showed(house, *, cycles=1):
    """Plan, then sync, until there is nothing to do, at most so many times; return the verbs of both."""
    verbs = set()
    for _ in range(cycles):
        verbs |= did_what_it_showed(house)
    assert cycle(house, writes=False).actions == ()
    return verbs


def did_what_it_showed(house):
    planned, done = cycle(house, writes=False), cycle(house, writes=True)
    assert {action.identity for action in done.actions} == {action.identity for action in planned.actions}
    assert done.digest == planned.digest
    assert {action.state for action in done.actions} <= {ActionState.APPLIED}
    return {action.verb for action in done.actions}


def test_nothing_to_do(house, desk):
    assert does_what_it_showed(house) == set()


def test_a_hold_and_a_first_comment(house, desk):
    desk.create()
    assert does_what_it_showed(house) == {Verb.ADD_LABEL, Verb.PUT_COMMENT, Verb.HOLD}


def test_a_release(house, desk):
    ticket = desk.create()
    house.sync()
    desk.tick(ticket)
    assert does_what_it_showed(house) == {Verb.REMOVE_LABEL, Verb.PUT_COMMENT, Verb.RELEASE}


def test_a_flag_that_is_set_and_cleared(house):
    desk = house.jira_desk
    house.only(desk)
    house.set(hold=HoldBy(flag=True))
    ticket = desk.create()
    assert Verb.SET_FLAG in does_what_it_showed(house)
    desk.tick(ticket)
    assert Verb.CLEAR_FLAG in does_what_it_showed(house)


def test_a_return(house, desk):
    house.set(hold=HoldBy(back=True))
    ticket = desk.create("One", "in progress", ticked=False)
    house.sync()
    desk.move(ticket, "review")
    assert Verb.RETURN in does_what_it_showed(house, cycles=2)  # it is judged anew where it then stands


def test_a_mail_to_a_client(house, desk):
    house.sync()
    desk.review(desk.create(status="complete", ticked=True))
    assert does_what_it_showed(house) == {Verb.SEND_NOTICE}


def test_steps_of_a_ladder_and_what_they_do(house, desk):
    put_up(house)
    ticket = desk.create(**{VISIBLE_NAME: "Login screens"})
    desk.fill(ticket, "Mitigation", PLAN)
    seen = does_what_it_showed(house)
    for _ in range(3):
        house.clock.pass_(days=3)
        seen |= does_what_it_showed(house, cycles=2)  # a step is taken when its mail was sent
    desk.tick(ticket)
    seen |= does_what_it_showed(house, cycles=2)
    assert {Verb.ESCALATE, Verb.SEND_NOTICE, Verb.ADD_LABEL, Verb.REMOVE_LABEL} <= seen


def test_after_a_deletion(house, desk):
    tickets = [desk.create() for _ in range(3)]
    house.sync()
    desk.delete(tickets[0])
    house.clock.pass_(days=1)
    does_what_it_showed(house)


def test_after_a_lost_answer_that_could_not_be_looked_up(house, desk):
    for _ in range(2):
        desk.create()
    down = []
    desk.at_write(2, lambda: down.append(1), when="after_write", reset=True)
    desk.meanwhile(lambda: None, meant=lambda _how, _path: bool(down), status=503, times=None)
    house.sync()
    assert house.store.open_intents(desk.engagement)
    desk.service.faults.clear()
    does_what_it_showed(house)
    assert house.store.open_intents(desk.engagement) == ()


def test_a_plan_after_a_crash_settles_nothing_and_shows_what_the_next_sync_does(tmp_path, desk_after_crash):
    story, planned = desk_after_crash
    done = story.house.sync()
    assert {action.identity for action in done.actions} == {action.identity for action in planned.actions}
    story.all_is_right()


@pytest.fixture(params=range(1, 40, 6))
def desk_after_crash(request, tmp_path):
    """A bot that died after so many transactions of its store, and the plan made then."""
    with sending_house(tmp_path) as house, Apart(house.config) as apart:
        house.only(house.jira_desk)
        story = Story(house, apart, house.jira_desk)
        story.goes_on()
        if story.apart.run("sync", "--engagement", "apollo", commits=request.param) != KILLED:
            pytest.fail("it came to its end alive")
        intents = house.store.open_intents("apollo")
        planned = house.plan()
        assert house.store.open_intents("apollo") == intents
        yield story, planned
