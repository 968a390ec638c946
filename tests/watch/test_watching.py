"""What becomes of cycles in the log: what begins and ends is told once, and no ticket's text ever."""

import json
from dataclasses import replace
from threading import Thread

import pytest
import structlog

from sync.account import Trouble
from sync.actions import ActionState, Verb
from sync.limits import Excess
from sync.mailing.store import Bounce
from sync.service.turns import HOUSE
from tests.watch.accounts import DENIED, DOWN, account_of, action, finding, subject
from tests.watch.conftest import FIVE_MINUTES, MORNING


def cycles(service, *accounts):
    for account in accounts:
        service.watch.began("apollo", account.run)
        service.watch.ended("apollo", account, 1.5)


def test_a_cycle_in_which_something_happened_is_a_line(service):
    cycles(service, account_of(seen=7, changed=2, judged=3, actions=(action(),)))
    (line,) = service.events("cycle")
    assert (line["engagement"], line["run"], line["source"]) == ("apollo", "r1", "acme-jira")
    assert (line["outcome"], line["seconds"], line["level"]) == ("done", 1.5, "info")
    assert (line["seen"], line["changed"], line["judged"], line["written"]) == (7, 2, 3, 1)


def test_a_cycle_in_which_nothing_happened_is_none(service):
    cycles(service, account_of(seen=7))
    assert service.lines == []


@pytest.mark.parametrize("level", ["debug"])
def test_those_who_look_closely_see_it_all_the_same(service):
    cycles(service, account_of(seen=7))
    assert [line["event"] for line in service.lines] == ["cycle_began", "cycle"]


def test_a_trouble_is_told_when_it_begins_and_when_it_is_over_and_not_between(service):
    cycles(service, account_of(DOWN), account_of(DOWN, run="r2"), account_of(DOWN, run="r3"), account_of(run="r4"))
    began, over = service.events("trouble", "recovered")
    assert (began["kind"], began["level"], began["run"]) == ("Unreachable", "warning", "r1")
    assert "nothing listens" in began["message"]
    assert (over["from"], over["kind"], over["run"]) == ("trouble", "Unreachable", "r4")


def test_another_trouble_beside_the_first_is_told_too(service):
    cycles(service, account_of(DOWN), account_of(DOWN, DENIED))
    assert [(line["kind"], line["level"]) for line in service.events("trouble")] == [
        ("Unreachable", "warning"),
        ("NotAuthorised", "error"),
    ]


def test_a_trouble_of_one_engagement_says_nothing_of_another(service):
    cycles(service, account_of(DOWN))
    other = account_of(DOWN)
    service.watch.ended("lumen", other, 1.0)
    assert len(service.events("trouble")) == 1
    assert service.events("recovered") == []


@pytest.mark.parametrize("kind", ["busy", "stopped"])
def test_where_another_run_is_at_work_what_stands_stays(service, kind):
    cycles(service, account_of(DOWN), account_of(Trouble(kind, "…", retryable=True)), account_of(DOWN))
    assert len(service.events("trouble")) == 1
    assert service.events("recovered") == []


def test_a_plan_beyond_a_limit_is_told_with_its_digest(service):
    refused = account_of(actions=(action(state=ActionState.PLANNED),), excesses=(Excess("changes", 60, 50),))
    cycles(service, refused, refused, account_of())
    began, over = service.events("plan_refused", "recovered")
    assert began["digest"] == refused.digest
    assert began["limits"] == {"changes": "60 of at most 50"}
    assert over["from"] == "plan_refused"


def test_a_write_that_failed_is_told_by_its_ticket_verb_and_rule_alone(service):
    failed = action(Verb.HOLD, ActionState.FAILED, error="The field Secret Project X is required")
    cycles(service, account_of(actions=(failed,)))
    (line,) = service.events("write_failed")
    assert (line["ticket"], line["verb"], line["rule"]) == ("APO-1", "hold", ["due-date-is-set"])
    assert "Secret Project X" not in service.stream.getvalue()


def test_a_write_that_fails_again_and_again_is_told_once(service):
    failed = action(Verb.HOLD, ActionState.FAILED)
    cycles(service, account_of(actions=(failed,)), account_of(actions=(failed,)), account_of())
    assert len(service.events("write_failed")) == 1
    assert service.events("recovered") == []  # nobody knows that it was done since


def test_tickets_that_cannot_be_read_are_counted(service):
    why = "APO-7 could not be read and was passed over: “Secret Project X” is no date"
    cycles(service, account_of(Trouble("unreadable", why), Trouble("unreadable", why)))
    assert service.events("tickets_unreadable")[0]["tickets"] == 2
    assert "Secret Project X" not in service.stream.getvalue()


def test_no_line_holds_what_a_ticket_says(service):
    judged = (subject("APO-1", finding("due-date-is-set")),)
    cycles(service, account_of(subjects=judged, judged=1, actions=(action(),)))
    assert "A title nobody outside may read" not in service.stream.getvalue()


def test_a_cycle_that_breaks_is_told_with_its_traceback_once(service):
    for _ in range(3):
        service.watch.began("apollo", "")
        try:
            {}["s3cr3t-token"]
        except KeyError as error:
            service.watch.failed("apollo", error)
    cycles(service, account_of())
    (line,) = service.events("cycle_broken")
    assert (line["kind"], line["engagement"], line["level"]) == ("KeyError", "apollo", "error")
    assert "test_watching.py" in line["exception"]
    assert "s3cr3t-token" not in service.stream.getvalue()
    assert service.events("recovered")[0]["kind"] == "KeyError"


def test_a_trouble_that_lasted_before_a_cycle_broke_is_not_told_as_over(service):
    cycles(service, account_of(DOWN))
    service.watch.failed("apollo", ValueError("x"))
    assert service.events("recovered") == []


def test_what_concerns_all_engagements_has_its_own_turn(service):
    account = account_of()
    service.watch.expects({"apollo": FIVE_MINUTES})
    service.watch.began(HOUSE, account.run)
    service.watch.ended(HOUSE, account, 0.1)
    assert service.scraped['stageward_cycles_total{engagement=":house",outcome="done"}'] == 1


def test_mail_that_came_back_is_told_without_the_whole_address(service):
    bounce = Bounce("b1", "d1", "anna.schmidt@client.example", is_hard=True, said="no such user", at=MORNING)
    service.watch.ended(HOUSE, replace(account_of(), engagements=(), returned=(bounce,)), 0.1)
    (line,) = service.events("mail_returned")
    assert (line["address"], line["goes_on"]) == ("a…@client.example", False)
    assert service.scraped['stageward_mails_returned_total{kind="hard"}'] == 1


def test_a_trouble_of_the_mailbox_outlasts_the_cycles_between(service):
    house = replace(account_of(), engagements=(), troubles=(Trouble("NotAuthorised", "the mailbox says no"),))
    service.watch.ended(HOUSE, house, 0.1)
    cycles(service, account_of())
    service.watch.ended(HOUSE, house, 0.1)
    service.watch.ended(HOUSE, replace(house, troubles=()), 0.1)
    assert [line["event"] for line in service.lines] == ["trouble", "recovered"]


def test_the_context_of_a_cycle_ends_with_it(service):
    service.watch.began("apollo", "r1")
    assert structlog.contextvars.get_contextvars() == {"engagement": "apollo", "run": "r1"}
    service.watch.ended("apollo", account_of(), 1.0)
    assert structlog.contextvars.get_contextvars() == {}


def test_cycles_of_several_threads_do_not_mix_their_contexts(service):
    def cycle(name):
        for number in range(20):
            service.watch.began(name, f"{name}-{number}")
            service.logger.info("inside", expected=f"{name}-{number}")
            service.watch.ended(name, account_of(run=f"{name}-{number}"), 0.1)

    threads = [Thread(target=cycle, args=(name,)) for name in ("apollo", "lumen", "hera")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    inside = service.events("inside")
    assert len(inside) == 60
    assert all(line["run"] == line["expected"] for line in inside)


def test_a_reload_is_told_with_its_mistakes_where_there_are_any(service):
    service.watch.reloading()
    service.watch.reloaded("stageward.yaml:3:1: error: “verison” is not known")
    service.watch.reloading()
    service.watch.reloaded("")
    assert [line["event"] for line in service.lines] == ["reloading", "reload_refused", "reloading", "reloaded"]
    assert "verison" in service.lines[1]["mistakes"]
    assert service.scraped['stageward_reloads_total{outcome="refused"}'] == 1
    assert service.scraped['stageward_reloads_total{outcome="taken"}'] == 1


def test_an_engagement_that_is_gone_from_the_file_is_forgotten(service):
    service.watch.expects({"apollo": FIVE_MINUTES})
    cycles(service, account_of(DOWN, seen=1))
    service.watch.expects({"lumen": FIVE_MINUTES})
    assert service.events("recovered") == []
    assert not [name for name in service.scraped if name.startswith("stageward_tickets{")]


def test_every_line_is_a_document_by_itself(service):
    cycles(service, account_of(DOWN, seen=7, changed=1, actions=(action(),)))
    assert all(json.loads(line) for line in service.stream.getvalue().splitlines())
