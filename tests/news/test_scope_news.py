"""A client is asked once for each change that waits for them, and anew when it reads otherwise."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.model import Finding, Gate, Move, Outcome, Severity, Side, Standing
from sync.clients.scope_news import scope_news
from sync.comment import text_of
from sync.engagement import ClientVisible
from tests.news.offices import APOLLO, MONDAY, Office, one

FACTS = {"Impact on time": "Two days later", "Impact on budget": "None"}
ASKED = Gate("change-control", "With Client", Side.EXIT)
DAY = timedelta(days=1)


def change(stage="With Client", standing=Standing.CLEAR, findings=(), fields=FACTS, **facts):
    told = {"type": "Change Request", "description": "A second confirmation.", "estimate": 12.0, "fields": fields}
    return one("Consent", stage, standing, findings, **{**told, **facts})


def agreed(outcome):
    return (Finding("client-agrees-to-the-change", outcome, Severity.BLOCK, ASKED),)


def is_asked(telling):
    return telling.letter is not None


@pytest.fixture
def office():
    return Office(scope_news)


def test_what_waits_at_the_first_look_is_no_news(office):
    office.begin(change())
    assert not is_asked(office.cycle(change()))


def test_a_change_is_asked_for_once(office):
    found = [is_asked(office.cycle(one)) for one in (change("Assessed"), change(), change())]
    assert found == [False, True, False]


@pytest.mark.parametrize(
    "other", [{"estimate": 20.0}, {"description": "A third one."}, {"fields": {**FACTS, "Reason": "Law"}}]
)
def test_a_change_that_reads_otherwise_is_asked_for_again(office, other):
    office.cycle(change())
    assert is_asked(office.cycle(change(**other)))


def test_a_change_that_comes_back_is_asked_for_again_but_a_hold_is_no_coming_back(office):
    came = (Move("Assessed", "With Client", MONDAY),)
    held = (*came, Move("With Client", "Blocked", MONDAY + DAY), Move("Blocked", "With Client", MONDAY + 2 * DAY))
    back = (*held, Move("With Client", "Assessed", MONDAY + 3 * DAY), Move("Assessed", "With Client", MONDAY + 4 * DAY))
    assert [is_asked(office.cycle(change(moves=moves))) for moves in (came, held, back, back)] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("outcome", "asks"), [(Outcome.PENDING, True), (Outcome.PASS, False), (Outcome.NOT_APPLICABLE, False)]
)
def test_a_change_the_client_has_agreed_to_already_is_not_asked_for(office, outcome, asks):
    assert is_asked(office.cycle(change(findings=agreed(outcome)))) is asks


def test_what_clients_do_not_see_waits_and_says_on_the_ticket_what_to_configure():
    hidden = Office(scope_news, replace(APOLLO, client_visible=ClientVisible(("Change Request",), ("description",))))
    telling = hidden.cycle(change())
    assert not is_asked(telling)
    (said,) = (text_of(paragraph.runs) for paragraph in telling.asks.values())
    assert "add estimate, Impact on time, Impact on budget to client_visible.fields" in said
    assert [refusal.ticket for refusal in telling.refusals] == ["APO-Consent"]


@pytest.mark.parametrize(
    ("then", "states"),
    [
        ([change()], ["held"]),
        ([change(estimate=20.0)], ["withdrawn", "held"]),
        ([change(standing=Standing.BLOCKED)], ["withdrawn"]),
        ([change(findings=agreed(Outcome.PASS))], ["withdrawn"]),
        ([change("Approved")], ["withdrawn"]),
        ([], ["withdrawn"]),
    ],
)
def test_a_request_that_waits_is_withdrawn_when_it_is_another_or_none_by_now(then, states):
    office = Office(scope_news, sends=False)
    office.cycle(change())
    office.cycle(*then)
    assert office.states == states


def test_what_was_withdrawn_is_asked_when_it_is_so_again():
    office = Office(scope_news, sends=False)
    assert [is_asked(office.cycle(one)) for one in (change(), change("Assessed"), change())] == [True, False, True]
