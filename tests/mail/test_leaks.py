"""Nothing of a ticket leaves the house unless it is listed: every internal field sings, and no mail may be heard."""

import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy

import pytest

from sync.clients.delay_letters import delay_alert, missing_for_delay
from sync.clients.letters import Digest, Envelope
from sync.clients.scope_letters import missing_for_change, scope_request, waiting_changes
from sync.clients.survey_letters import closure_survey, regular_survey
from sync.clients.weekly_letters import weekly_update
from sync.dates.delays import health_of, recoveries, slips
from sync.escalation.letters import all_clear, letter_of
from sync.notices import News, delivery_confirmation, milestone_summary
from sync.render.letters import render
from sync.render.mail import message
from sync.render.wording import LANGUAGES
from tests.mail.canaries import (
    CANARY,
    ENGAGEMENT,
    MAIN,
    POLICY,
    TODAY,
    dates,
    stance,
    subject,
)

CALENDAR = POLICY.setting.calendar


def alert(state, engagement, one):
    """Build the letter about a date in a state."""
    late = replace(one, ticket=replace(one.ticket, due=date(2026, 11, 18)))
    told = {
        "late": lambda: slips([late], dates(late), engagement, CALENDAR, TODAY),
        "moved": lambda: slips([one], dates(one), engagement, CALENDAR, TODAY),
        "likely_late": lambda: slips([one], dates(one, agreed=date(2026, 11, 27)), engagement, CALENDAR, TODAY),
        "recovered": lambda: recoveries(
            [one],
            dates(one, agreed=date(2026, 11, 27), forecast=date(2026, 11, 25)),
            engagement,
            CALENDAR,
            TODAY,
        ),
    }[state]()
    assert [slip.state for slip in told] == [state]
    return delay_alert(told, dates(one, late), engagement, TODAY)


def milestones(tell, engagement, one):
    news = [News(one, MAIN, MAIN.stages[1], TODAY)]
    health = health_of([one], dates(one), engagement, CALENDAR, TODAY)
    return tell(news, health, engagement, POLICY, TODAY)


def week(engagement, one):
    risk = replace(one, ticket=replace(one.ticket, id="risk", type="Risk"))
    done = replace(one, ticket=replace(one.ticket, id="done", done=True))
    quiet = replace(one, ticket=replace(one.ticket, id="quiet", moves=()))
    ahead = replace(quiet, verdict=replace(one.verdict, stages={MAIN.name: "Kickoff"}))
    return weekly_update([one, done, quiet, ahead, risk], dates(one, done, quiet), engagement, POLICY, TODAY)


LETTERS = {
    "milestone": lambda *told: milestones(milestone_summary, *told),
    "delivery": lambda *told: milestones(delivery_confirmation, *told),
    **{
        f"delay-{state}": lambda *told, state=state: alert(state, *told)
        for state in ("late", "moved", "likely_late", "recovered")
    },
    "weekly": week,
    "scope-change": lambda engagement, one: scope_request(waiting_changes([one], engagement), engagement, 8.0, TODAY),
    "client-warning": lambda engagement, one: letter_of("client-warning", [stance(one)], engagement, POLICY, TODAY),
    "formal": lambda engagement, one: letter_of("formal-escalation", [stance(one)], engagement, POLICY, TODAY),
    "settled": lambda engagement, one: all_clear([stance(one)], engagement, TODAY),
    "survey": lambda engagement, one: closure_survey([one], engagement, TODAY),
    "survey-regular": lambda engagement, one: regular_survey(engagement, TODAY),
}
LETTERS["digest"] = lambda *told: Digest(
    "Apollo Bank", tuple(make(*told) for name, make in LETTERS.items() if name != "digest"), TODAY
)
EVERY = pytest.mark.parametrize("kind", LETTERS)


def all_of(letter, language="en"):
    """Return everything that leaves the house: subject, preheader, bodies as rendered, headers and bodies as sent."""
    rendered = render(letter, language)
    sent = message(rendered, Envelope("Delivery <d@acme.example>", ("kim@apollo.example",), "<1@acme.example>", 0.0))
    mail = message_from_bytes(sent, policy=policy.default)
    parts = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
    return "\n".join(
        [rendered.subject, rendered.preheader, rendered.text, rendered.html, *map(str, mail.items()), *parts]
    )


def heard(letter, language="en"):
    return set(re.findall(rf"{CANARY}\d*", all_of(letter, language), re.IGNORECASE))


@pytest.mark.parametrize("language", LANGUAGES)
@EVERY
def test_no_letter_holds_anything_that_is_not_listed(kind, language):
    letter = LETTERS[kind](ENGAGEMENT, subject())

    assert heard(letter, language) == set()


@EVERY
def test_neither_estimates_nor_internal_dates_are_told(kind):
    told = all_of(LETTERS[kind](ENGAGEMENT, subject()))

    assert not {number for number in ("4711", "4,711", "2031", "2032") if number in told}


@EVERY
def test_a_ticket_is_called_by_its_type_unless_its_title_is_listed(kind):
    one = subject(title="Our name for it")
    shown = replace(ENGAGEMENT, client_visible=replace(ENGAGEMENT.client_visible, title="title"))

    assert "Our name for it" not in all_of(LETTERS[kind](ENGAGEMENT, one))
    assert ("Our name for it" in all_of(LETTERS[kind](shown, one))) is (kind != "survey-regular")


LISTED = {
    "milestone": ("Internal note", "Mitigation", "Reason", "Impact"),
    "delivery": ("Internal note", "Mitigation", "Reason", "Impact"),
    "delay-late": ("Mitigation", "Impact", "Internal note"),
    "delay-moved": ("Mitigation", "Impact", "Internal note"),
    "delay-likely_late": ("Mitigation", "Impact", "Internal note"),
    "weekly": ("Mitigation", "Impact"),
    "scope-change": ("description", "Reason", "Impact on time", "Impact on budget", "Internal note"),
    "client-warning": ("Mitigation", "Impact", "Internal note"),
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in LISTED.items() for name in names])
def test_a_field_that_is_listed_is_told_and_no_other_with_it(kind, name):
    shown = replace(ENGAGEMENT, client_visible=replace(ENGAGEMENT.client_visible, fields=(name, "Mitigation")))
    one = subject()
    listed = {one.ticket.description if name == "description" else one.ticket.fields[name]}
    allowed = listed | {one.ticket.fields["Mitigation"]}

    assert listed <= heard(LETTERS[kind](shown, one)) <= allowed


def test_why_a_date_moved_is_told_only_where_the_reason_is_listed():
    shown = replace(ENGAGEMENT, client_visible=replace(ENGAGEMENT.client_visible, fields=("Reason",)))
    one = subject()
    looked_at = dates(one)
    reasons = {revision.reason for revision in looked_at.promises[one.ticket.id].revisions}

    def told(engagement):
        found = slips([one], looked_at, engagement, CALENDAR, TODAY)
        return heard(delay_alert(found, looked_at, engagement, TODAY))

    assert told(ENGAGEMENT) == set()
    assert told(shown) == reasons


@EVERY
def test_a_type_that_is_not_listed_is_not_told_of(kind):
    hidden = replace(ENGAGEMENT, client_visible=replace(ENGAGEMENT.client_visible, types=()))
    one = subject()

    assert slips([one], dates(one), hidden, CALENDAR, TODAY) == ()
    assert waiting_changes([one], hidden) == ()
    assert closure_survey([one], hidden, TODAY).names == ()
    assert weekly_update([one], dates(one), hidden, POLICY, TODAY).progress == ()


def test_a_delay_waits_until_clients_may_see_what_is_being_done_about_it():
    one = subject()
    (slip,) = slips([one], dates(one), ENGAGEMENT, CALENDAR, TODAY)
    shown = replace(ENGAGEMENT, client_visible=replace(ENGAGEMENT.client_visible, fields=("Mitigation",)))
    empty = replace(slip, subject=subject(fields={"Mitigation": " "}))

    assert (
        missing_for_delay(slip, ENGAGEMENT) == "clients do not see Mitigation; add Mitigation to client_visible.fields"
    )
    assert missing_for_delay(slip, shown) == ""
    assert missing_for_delay(empty, shown) == "Mitigation is empty; fill it in"


def test_a_change_waits_until_clients_may_see_what_it_means_for_them():
    one = subject()
    names = ("description", "estimate", "Impact on time", "Impact on budget")
    shown = replace(ENGAGEMENT, client_visible=replace(ENGAGEMENT.client_visible, fields=names))
    bare = subject(description="", fields={"Impact on time": "none"})

    assert missing_for_change(one, ENGAGEMENT).startswith("clients do not see description, estimate, Impact on time")
    assert missing_for_change(one, shown) == ""
    assert missing_for_change(bare, shown) == "description, Impact on budget are empty; fill in what is missing"
    assert "4,711 hours" in all_of(scope_request([one], shown, 8.0, TODAY))
