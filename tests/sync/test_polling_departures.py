"""Tickets that are deleted, hidden, moved away or renamed are found when all ids are compared, once a day."""

from dataclasses import replace
from datetime import date

import pytest

from rules.model import Standing, Waiver
from sync.actions import Action, Verb
from sync.listing import Whereabouts
from tests.sync.desks import VISIBLE_NAME
from tests.sync.ladder import PLAN


def stored(desk):
    if desk.source == "acme-jira":
        return desk.site.issues
    return desk.workspace.tasks


def hide(desk, ticket):
    """Nobody but its owner may see the ticket any more; return how to show it again."""
    number = desk.id(ticket)
    hidden = stored(desk).pop(number)
    return lambda: stored(desk).update({number: hidden})


def move_away(desk, ticket):
    """Move a ticket out of the engagement's scope."""
    if desk.source == "acme-jira":
        site = desk.site
        site.projects["ZEU"] = replace(site.projects["APO"], id="10099", key="ZEU", name="Zeus")
        site.issue(ticket).project = "ZEU"
        desk.people("ana").rename(ticket, "ZEU-1")
    else:
        desk.workspace.task(ticket).list_id = "901102"


def a_day_later(house, **more):
    house.clock.pass_(days=1)
    return house.sync(**more)


def known(house, desk):
    return {one.ticket.id for one in house.store.snapshots(desk.engagement)}


@pytest.fixture
def two(house, desk):
    """Two blocked tickets, seen and written to."""
    tickets = [desk.create() for _ in range(2)]
    house.sync()
    return tickets


def test_a_deleted_ticket_is_left_alone_and_told_once(house, desk, two):
    gone, kept = two
    number = desk.id(gone)
    desk.people(desk.author).delete(gone)
    account = a_day_later(house)
    assert [(one.key, one.whereabouts) for one in account.departed] == [(gone, Whereabouts.GONE)]
    assert (account.seen, [one.ticket.key for one in account.subjects]) == (1, [kept])
    assert set(house.store.verdicts(desk.engagement)) == {desk.id(kept)}
    assert a_day_later(house).departed == ()
    assert house.store.versions(desk.engagement, number)


def test_a_plan_shows_it_and_lets_nothing_go(house, desk, two):
    desk.people(desk.author).delete(two[0])
    house.clock.pass_(days=1)
    planned = house.plan()
    assert [one.key for one in planned.departed] == [two[0]]
    assert len(known(house, desk)) == 2
    assert [one.key for one in house.sync().departed] == [two[0]]


def test_it_is_found_by_the_comparison_and_not_by_the_cycles_between(house, desk, two):
    desk.people(desk.author).delete(two[0])
    before = len(desk.service.log)
    assert house.sync().departed == ()
    house.sync()
    assert len(desk.service.log) - before <= 2 * 5


def test_a_ticket_moved_out_of_the_scope_belongs_elsewhere(house, desk, two):
    move_away(desk, two[0])
    account = a_day_later(house)
    assert [(one.key, one.whereabouts) for one in account.departed] == [(two[0], Whereabouts.ELSEWHERE)]
    assert desk.id(two[1]) in known(house, desk)


def test_nothing_is_written_to_it_any_more(house, desk, two):
    hide(desk, two[0])
    a_day_later(house)
    house.set(label_prefix="check:")
    account = house.sync()
    assert {action.ticket for action in account.actions} == {two[1]}
    assert desk.labels(two[1]) == ["gate:blocked", "check:blocked"]


def test_a_ticket_that_comes_back_goes_on_from_where_it_was(house, desk, two):
    number = desk.id(two[0])
    first = house.store.versions(desk.engagement, number)[0].first_seen
    show = hide(desk, two[0])
    a_day_later(house)
    show()
    account = a_day_later(house)
    assert account.departed == ()
    (back,) = [one for one in house.store.snapshots(desk.engagement) if one.ticket.id == number]
    assert back.first_seen == first
    assert house.store.departed(desk.engagement) == {}
    assert len(desk.ours(two[0])) == 1
    assert desk.status(two[0]) == "blocked"


def test_its_begun_write_is_settled(house, desk, two):
    action = Action(desk.engagement, two[0], desk.id(two[0]), Verb.ADD_LABEL, after="gate:x")
    hide(desk, two[0])
    house.clock.pass_(days=1)
    house.store.intend("lost", [action], house.clock.now())
    house.sync()
    assert house.store.open_intents(desk.engagement) == ()


def test_a_warning_about_it_that_waits_for_release_is_withdrawn(house, climbing):
    ticket = climbing.create(**{VISIBLE_NAME: "Login screens"})
    climbing.fill(ticket, "Mitigation", PLAN)
    house.sync()
    a_day_later(house)
    a_day_later(house)
    assert [entry.state for entry in house.store.outbox()] == ["held"]
    hide(climbing, ticket)
    a_day_later(house)
    assert [(entry.state, entry.error) for entry in house.store.outbox()] == [("withdrawn", "its ticket is gone")]
    assert house.store.rungs(climbing.engagement) == {}


class TestASuddenLoss:
    """Most tickets vanish at once: more likely a fault of rights or scope than twenty deletions."""

    @pytest.fixture
    def twelve(self, house, desk):
        tickets = [desk.create(ticked=True) for _ in range(12)]
        house.sync()
        return tickets

    def test_nothing_is_forgotten_and_it_is_told_with_the_next_step(self, house, desk, twelve):
        for ticket in twelve[:7]:
            hide(desk, ticket)
        account = a_day_later(house)
        (trouble,) = account.troubles
        assert trouble.kind == "vanished"
        assert f"{desk.source} lists only 5 of 12 tickets" in trouble.message
        assert (account.departed, len(known(house, desk))) == ((), 12)
        assert house.sync().troubles == (trouble,)

    def test_it_ends_by_itself_when_they_are_back(self, house, desk, twelve):
        shows = [hide(desk, ticket) for ticket in twelve]
        assert a_day_later(house).troubles
        for show in shows:
            show()
        account = house.sync()
        assert (account.troubles, account.departed, account.changed) == ((), (), 0)

    def test_a_person_may_say_that_it_is_meant(self, house, desk, twelve):
        for ticket in twelve[:7]:
            hide(desk, ticket)
        told = a_day_later(house).troubles[0].message
        account = house.sync(approve=told.rpartition(" ")[2])
        assert len(account.departed) == 7
        assert (account.troubles, len(known(house, desk))) == ((), 5)

    @pytest.mark.parametrize("of", [1, 12])
    def test_no_ticket_at_all_is_never_believed(self, house, desk, of):
        tickets = [desk.create(ticked=True) for _ in range(of)]
        blocked = desk.create()
        house.sync()
        before = desk.writes()
        tickets.append(blocked)
        for ticket in tickets:
            hide(desk, ticket)
        account = a_day_later(house)
        (trouble,) = account.troubles
        assert f"lists only 0 of {of + 1} tickets" in trouble.message
        assert (account.departed, account.actions, len(known(house, desk))) == ((), (), of + 1)
        assert desk.writes() == before

    def test_another_scope_with_other_tickets_is_asked_about_in_the_same_cycle(self, house, desk, twelve):
        house.set(scope=desk.elsewhere)
        account = house.sync()
        assert [trouble.kind for trouble in account.troubles if trouble.kind != "configuration"] == ["vanished"]
        assert (account.departed, account.actions) == ((), ())
        assert len(known(house, desk)) >= 12

    def test_a_plan_tells_the_same_as_the_cycle_after_it(self, house, desk, twelve):
        for ticket in twelve[:7]:
            hide(desk, ticket)
        house.clock.pass_(days=1)
        planned = house.plan()
        assert house.sync().troubles == planned.troubles != ()

    @pytest.mark.parametrize(("of", "lost"), [(12, 6), (9, 8), (1, 1)])
    def test_half_of_them_or_some_of_few_are_believed(self, house, desk, of, lost):
        tickets = [desk.create(ticked=True) for _ in range(of)]
        house.sync()
        for ticket in tickets[:lost]:
            hide(desk, ticket)
        assert len(a_day_later(house).departed) == lost


def test_a_renamed_ticket_keeps_its_comment_its_history_and_its_waiver(house):
    desk = house.jira_desk
    house.only(desk)
    ticket = desk.create()
    account = house.sync()
    failing = [one.rule for one in account.subjects[0].verdict.findings if one.severity == "block"]
    house.installation = replace(
        house.installation,
        waivers=tuple(Waiver(rule, ticket, date(2026, 12, 31), "agreed", "ana") for rule in failing),
    )
    waived = house.sync()
    desk.people("ana").rename(ticket, "APO-99")
    renamed = house.sync()
    (subject,) = renamed.subjects
    assert subject.ticket.key == "APO-99"
    assert subject.verdict.standing == waived.subjects[0].verdict.standing != Standing.BLOCKED
    assert len(desk.ours("APO-99")) == 1
    assert house.store.former_keys(desk.engagement) == {desk.id("APO-99"): (ticket,)}
