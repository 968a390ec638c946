"""One bad ticket never stops the others; a source that is down is left alone and says so once."""

from dataclasses import replace
from itertools import count

import pytest

from connectors.sandbox import Fault
from connectors.sandbox.limits import per_ticket_writes
from sync.actions import ActionState
from tests.sync.desks import EVERY

TRACKERS = EVERY
UNWELL = {
    "faults": {"status": 502, "body": "<html>Bad gateway</html>"},
    "busy": {"status": 429, "headers": {"Retry-After": "1"}},
    "refusals": {"status": 400, "body": '{"errorMessages": ["No"], "err": "No", "ECODE": "X"}'},
    "no rights": {"status": 401, "body": '{"err": "Team not authorized", "ECODE": "OAUTH_027"}'},
    "conflicts": {"status": 409},
}
LOGIN_PAGE = "<!DOCTYPE html><title>Log in</title>"


def writes_to(desk, ticket):
    """Mean the writes to one ticket."""
    place = f"/{desk.id(ticket)}"
    return lambda method, path: desk.is_write(method, path) and f"{path}/".find(f"{place}/") >= 0


def while_it_lasts(desk, meant, **fault):
    desk.meanwhile(lambda: None, meant=meant, times=None, **fault)


def from_write_on(desk, number, **fault):
    """Let every request fail from the so-many-th write on, reads as well."""
    written = 0

    def meant(method, path):
        nonlocal written
        written += desk.is_write(method, path)
        return written >= number

    while_it_lasts(desk, meant, **fault)


def is_done(desk, ticket):
    return len(desk.ours(ticket)) == 1 and desk.labels(ticket) == ["gate:blocked"] and desk.status(ticket) == "blocked"


def tickets_of(account, *states):
    return {action.ticket for action in account.actions if action.state in states}


class TestOneBadTicket:
    @pytest.mark.parametrize("fault", UNWELL.values(), ids=UNWELL)
    def test_the_others_are_done_and_it_is_done_when_it_is_well_again(self, house, desk, fault):
        before, bad, after = desk.create(), desk.create(), desk.create()
        while_it_lasts(desk, writes_to(desk, bad), **fault)
        account = house.sync()
        assert [is_done(desk, one) for one in (before, bad, after)] == [True, False, True]
        assert tickets_of(account, ActionState.FAILED) == {bad}
        assert tickets_of(account, ActionState.PLANNED, ActionState.UNKNOWN) == set()
        assert account.troubles == ()
        desk.service.faults.clear()
        house.clock.pass_(days=int(fault is UNWELL["refusals"]))  # what is refused is not tried in every cycle
        house.sync()
        assert is_done(desk, bad)
        assert house.plan().actions == ()

    def test_what_is_wrong_is_told_with_the_action(self, house, desk):
        bad = desk.create()
        while_it_lasts(desk, writes_to(desk, bad), status=503)
        account = house.sync()
        told = {action.error for action in account.actions if action.ticket == bad}
        assert all("503" in error for error in told)

    def test_two_bad_tickets_in_a_row_are_still_two_bad_tickets(self, house, desk):
        first, second, good = desk.create(), desk.create(), desk.create()
        for bad in (first, second):
            while_it_lasts(desk, writes_to(desk, bad), status=500)
        account = house.sync()
        assert is_done(desk, good)
        assert account.troubles == ()


class TestBrokenConnection:
    def test_when_nothing_is_taken_writing_is_paused_and_told_in_one_sentence(self, house, desk, monkeypatch):
        monkeypatch.setattr("sync.apply.AT_ONCE", 2)
        tickets = [desk.create() for _ in range(6)]
        while_it_lasts(desk, desk.is_write, status=503)
        account = house.sync()
        (trouble,) = account.troubles
        assert trouble.retryable
        assert "Writing is paused" in trouble.message
        assert "planned writes wait for the next cycle" in trouble.message
        failed, waiting = tickets_of(account, ActionState.FAILED), tickets_of(account, ActionState.PLANNED)
        assert 3 <= len(failed) <= 5  # those under way when it was broken off are among them
        assert len(failed) + len(waiting) == len(tickets)
        desk.service.faults.clear()
        house.sync()
        assert all(is_done(desk, one) for one in tickets)

    def test_when_nothing_answers_any_more_the_first_write_is_the_last(self, house, desk):
        tickets = [desk.create() for _ in range(4)]
        from_write_on(desk, 2, reset=True)
        account = house.cycle()
        (trouble,) = account.engagements[0].troubles
        assert trouble.kind == "Unreachable"
        assert account.exit_code == 75
        assert tickets_of(account.engagements[0], ActionState.FAILED) == set()
        desk.service.faults.clear()
        house.sync()
        assert all(is_done(desk, one) for one in tickets)
        assert not house.store.open_intents(desk.engagement)

    def test_a_token_that_expires_in_the_middle_is_told_once(self, house, desk):
        tickets = [desk.create() for _ in range(4)]
        from_write_on(desk, 2, status=401)
        account = house.cycle()
        (trouble,) = account.engagements[0].troubles
        assert (trouble.kind, trouble.retryable, account.exit_code) == ("NotAuthorised", False, 1)
        desk.service.faults.clear()
        house.sync()
        assert all(is_done(desk, one) for one in tickets)

    def test_a_login_page_in_place_of_every_answer_is_no_proof_of_anything(self, house, desk):
        tickets = [desk.create() for _ in range(4)]
        from_write_on(desk, 1, status=200, body=LOGIN_PAGE)
        account = house.sync()
        assert tickets_of(account, ActionState.APPLIED) == set()
        assert [trouble.kind for trouble in account.troubles] == ["BadAnswer"]
        desk.service.faults.clear()
        house.sync()
        assert all(is_done(desk, one) for one in tickets)

    def test_a_login_page_while_reading_does_not_move_the_window_on(self, house, desk):
        house.sync()
        before = house.store.cursor(desk.engagement)
        ticket = desk.create()
        while_it_lasts(desk, lambda _method, path: desk.listing in path, status=200, body=LOGIN_PAGE)
        assert [trouble.kind for trouble in house.sync().troubles] == ["BadAnswer"]
        assert house.store.cursor(desk.engagement).since == before.since
        desk.service.faults.clear()
        house.sync()
        assert is_done(desk, ticket)

    def test_other_engagements_go_on(self, house, desk):
        house.engagements = house.installation.engagements
        other = house.clickup_desk if desk is house.jira_desk else house.jira_desk
        mine, theirs = desk.create(), other.create()
        while_it_lasts(desk, desk.is_write, reset=True)
        house.cycle()
        assert (is_done(desk, mine), is_done(other, theirs)) == (False, True)


class TestOddTickets:
    def test_half_a_sign_in_a_title_costs_nothing(self, house, desk):
        odd, ticket = desk.create("Half a smile \ud83d"), desk.create()
        account = house.sync()
        assert account.troubles == ()
        assert {subject.ticket.title for subject in account.subjects} >= {"Half a smile \N{REPLACEMENT CHARACTER}"}
        assert is_done(desk, odd)
        assert is_done(desk, ticket)

    def test_a_ticket_in_no_form_we_know_is_told_and_the_others_of_its_page_are_whole(self, house, desk):
        odd, ticket = desk.create(), desk.create()
        make_odd(desk, odd)
        run = house.cycle()
        [account] = run.engagements
        (trouble,) = account.troubles
        assert odd in trouble.message
        assert run.exit_code == 0
        assert "title should be text and is list" in trouble.message or "not in the form" in trouble.message
        assert is_done(desk, ticket)
        assert odd not in {subject.ticket.key for subject in account.subjects}

    def test_it_is_told_again_in_every_comparison_of_ids_and_fails_no_run(self, house, desk):
        odd, _ = desk.create(), desk.create()
        house.sync()
        make_odd(desk, odd)
        desk.label(odd, "web")
        for _ in range(3):
            house.clock.pass_(days=1)
            run = house.cycle()
            assert [trouble.kind for trouble in run.engagements[0].troubles] == ["unreadable"]
            assert run.exit_code == 0

    def test_where_no_ticket_at_all_could_be_judged_the_run_failed(self, house, desk):
        make_odd(desk, desk.create())
        run = house.cycle()
        assert [trouble.kind for trouble in run.engagements[0].troubles] == ["unreadable"]
        assert run.exit_code == 1

    def test_a_ticket_that_was_known_stands_as_it_was_known(self, house, desk):
        odd = desk.create()
        house.sync()
        make_odd(desk, odd)
        desk.label(odd, "web")
        account = house.sync()
        assert [trouble.kind for trouble in account.troubles] == ["unreadable"]
        (subject,) = [one for one in account.subjects if one.ticket.key == odd]
        assert subject.ticket.title == "A piece of work"


def make_odd(desk, ticket):
    """Let the tracker answer a list where a title should be."""
    if desk.source == "studio":
        desk.workspace.task(ticket).name = ["A", "list"]
    else:
        desk.site.issue(ticket).values["summary"] = ["A", "list"]


class TestParts:
    def test_a_part_that_is_refused_is_told_and_the_rest_stands(self, house, desk):
        ticket = desk.create()
        house.engagements = (replace(house.engagements[0], label_prefix="gate "),)
        if desk.source == "studio":
            refused = {"status": 400, "body": '{"err": "Tag invalid", "ECODE": "TAG_001"}'}
            desk.fault(Fault(path_contains="/tag/", times=None, **refused))
        account = house.sync()
        failed = [action for action in account.actions if action.state is ActionState.FAILED]
        assert [action.after for action in failed] == ["gate blocked"]
        assert "space" in failed[0].error or "Tag invalid" in failed[0].error
        assert len(desk.ours(ticket)) == 1
        assert desk.status(ticket) == "blocked"

    def test_mails_that_may_not_be_kept_back_are_asked_about_once(self, house, desk):
        if desk.source == "studio":
            return  # ClickUp has no such question: its comments say whom they notify
        tickets = [desk.create() for _ in range(3)]
        house.sync()
        desk.site.switches.clients_are_admins = False
        for ticket in tickets:
            desk.tick(ticket)
        house.sync()
        refusals = [entry for entry in desk.service.log if entry.status == 403]
        assert len(refusals) == 1
        assert all(desk.labels(ticket) == [] for ticket in tickets)


def test_calls_are_counted_as_the_service_saw_them(house, desk):
    for _ in range(3):
        desk.create()
    desk.fault(Fault(status=503, headers={"Retry-After": "1"}))
    desk.fault(Fault(path_contains=desk.listing, status=502))
    before = len(desk.service.log)
    account = house.cycle()
    calls = account.calls[desk.source]
    asked = desk.service.log[before:]
    assert calls.writes == sum(entry.is_write for entry in asked)
    assert calls.reads + calls.writes == len(asked)
    assert calls.retries == 2
    assert calls.throttled_s > 0


def test_a_site_that_limits_writes_to_one_ticket_is_met_slowly_and_never_given_up(house, desk, monkeypatch):
    monkeypatch.setattr("sync.apply.AT_ONCE", 1)  # the clock of this limit counts requests
    tickets = [desk.create() for _ in range(3)]
    limit = per_ticket_writes(desk.is_write, most=1, span=6.0)
    limit.clock = count().__next__  # every request takes a second
    desk.service.limits.append(limit)
    account = house.sync()
    assert account.troubles == ()
    assert all(is_done(desk, one) for one in tickets)
    assert 429 in {entry.status for entry in desk.service.log}
