"""What reached a stage is told once, to those who asked for it, and only while it is so."""

from dataclasses import replace

import pytest

from rules.model import Standing
from sync.clients.stage_news import closure_news, delivery_news, milestone_news
from sync.engagement import Contact, MailMode, SurveyTerms
from tests.news.offices import APOLLO, Office, one

IN_REVIEW, DELIVERED, CLOSED = one(stage="Review"), one(stage="Delivered"), one(stage="Closed")


def receiving(*contacts, **notices):
    client = replace(APOLLO.client, contacts=tuple(Contact("Kim", "kim@client.example", one) for one in contacts))
    return replace(APOLLO, client=client, notices=notices)


def names(telling):
    return [one.name for one in telling.letter.milestones] if telling.letter else []


PLANNERS = [(milestone_news, IN_REVIEW), (delivery_news, DELIVERED), (closure_news, CLOSED)]


@pytest.mark.parametrize(("planner", "reached"), PLANNERS)
def test_what_stood_there_at_the_first_look_is_no_news(planner, reached):
    office = Office(planner)
    office.begin(reached)
    assert office.cycle(reached).letter is None


@pytest.mark.parametrize(("planner", "reached"), PLANNERS)
def test_what_reaches_a_stage_is_told_once_also_when_it_comes_back_to_it(planner, reached):
    office = Office(planner)
    letters = [office.cycle(one).letter for one in (one(), reached, reached, one(), reached)]
    assert [letter is not None for letter in letters] == [False, True, False, False, False]


@pytest.mark.parametrize("standing", [Standing.BLOCKED, Standing.ATTENTION, Standing.UNKNOWN])
def test_what_does_not_stand_well_waits(standing):
    office = Office(milestone_news)
    assert office.cycle(one(stage="Review", standing=standing)).letter is None
    assert names(office.cycle(IN_REVIEW)) == ["Payments"]


def test_what_clients_do_not_see_is_no_news():
    assert Office(milestone_news).cycle(one(stage="Review", type="Story")).letter is None


def test_a_delivery_goes_to_contacts_that_receive_deliveries_else_milestones():
    assert Office(delivery_news).look(DELIVERED).receives == "milestones"
    both = receiving(("milestones",), ("delivery",))
    assert Office(delivery_news, both).look(DELIVERED).receives == "delivery"


@pytest.mark.parametrize(
    ("engagement", "told"),
    [
        (APOLLO, []),
        (receiving(("milestones", "delivery")), []),
        (receiving(("milestones",), ("delivery",)), ["Payments"]),
        (receiving(("milestones",), delivery=MailMode.OFF), ["Payments"]),
    ],
)
def test_a_delivery_is_no_milestone_beside_that_where_the_same_people_hear_of_it(engagement, told):
    office = Office(milestone_news, engagement)
    assert names(office.cycle(DELIVERED)) == told
    office.engagement = receiving(("milestones",), ("delivery",))
    assert names(office.cycle(DELIVERED)) == []  # nor later, when others hear of it


# --- notices that wait for a person


@pytest.fixture
def holding():
    office = Office(milestone_news, sends=False)
    office.cycle(IN_REVIEW)
    return office


@pytest.mark.parametrize(
    ("then", "state"),
    [
        ([IN_REVIEW], "held"),
        ([DELIVERED], "held"),
        ([one(stage=None)], "held"),
        ([one(stage="Review", standing=Standing.UNKNOWN)], "held"),
        ([one(stage="Review", standing=Standing.CONDITIONAL)], "held"),
        ([one(stage="Doing")], "withdrawn"),
        ([one(stage="Review", standing=Standing.BLOCKED)], "withdrawn"),
        ([one(stage="Review", standing=Standing.ATTENTION)], "withdrawn"),
        ([one(stage="Review", type="Story")], "withdrawn"),
        ([], "withdrawn"),
    ],
)
def test_a_held_milestone_is_withdrawn_once_it_is_not_true_any_more(holding, then, state):
    holding.cycle(*then)
    assert holding.states[0] == state


def test_what_was_withdrawn_is_told_when_it_is_true_again(holding):
    holding.cycle(one())
    assert names(holding.cycle(IN_REVIEW)) == ["Payments"]
    assert holding.states == ["withdrawn", "held"]


def test_a_ticket_that_goes_back_takes_the_letter_back_and_the_others_are_told_anew():
    office, pages = Office(milestone_news, sends=False), one("Pages", "Review")
    office.cycle(IN_REVIEW, pages)
    telling = office.cycle(one(), pages)
    assert (telling.outdated, names(telling)) == (("n1",), ["Pages"])
    assert office.states == ["withdrawn", "held"]


def test_a_sent_milestone_is_never_taken_back(holding):
    holding.becomes("sent")
    assert holding.cycle(one()).outdated == ()


@pytest.mark.parametrize("terms", [SurveyTerms(), SurveyTerms(6, "https://forms.example/1")])
def test_a_survey_at_closure_leads_to_the_form_where_there_is_one(terms):
    letter = Office(closure_news, replace(APOLLO, survey=terms)).cycle(CLOSED).letter
    assert (letter.link, letter.names) == (terms.link, ("Payments",))
