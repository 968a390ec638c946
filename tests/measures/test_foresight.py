"""Incidents that were seen before they came, and corrections after which an issue stays away, worked out by hand."""

from datetime import UTC, date, datetime

import pytest

from rules.measures.case import Case, EngagementHistory, Kind
from rules.measures.catalogue import BY_NAME, figures
from rules.measures.foresight import NO_ANALYSES, NO_INCIDENTS
from rules.measures.period import Period
from rules.model import Ticket

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
MARCH = Period.month_of(date(2026, 3, 1))


def at(text):
    return datetime.fromisoformat(f"2026-{text}:00+00:00".replace(" ", "T"))


def case(kind, key, created, done=None, linked=(), **more):
    resolved = at(done) if done else None
    ticket = Ticket("s", key, key, created=at(created), resolved=resolved, done=done is not None)
    return Case(ticket, frozenset({kind}), linked=None if linked is None else frozenset(linked), **more)


def found(name, cases):
    (figure,) = figures(EngagementHistory("apollo", NOW, cases=tuple(cases)), MARCH, (BY_NAME[name],))
    return figure


RISKS = [
    case(Kind.RISK, "APO-1", "02-02 09"),
    case(Kind.RISK, "APO-2", "02-02 09", linked={"apo-12"}),
    case(Kind.RISK, "APO-3", "03-20 09"),
]


def test_an_incident_was_foreseen_where_an_older_risk_is_linked_with_it_from_either_end():
    figure = found(
        "incidents_foreseen",
        [
            *RISKS,
            case(Kind.INCIDENT, "APO-11", "03-04 09", linked={"apo-1"}),
            case(Kind.INCIDENT, "APO-12", "03-05 09"),
            case(Kind.INCIDENT, "APO-13", "03-10 09", linked={"apo-3"}),  # that risk was written down after it
            case(Kind.INCIDENT, "APO-14", "03-11 09", linked={"apo-13"}),  # no risk
            case(Kind.INCIDENT, "APO-15", "03-12 09", linked=None),  # not seen
            case(Kind.INCIDENT, "APO-16", "02-12 09", linked={"apo-1"}),  # before March
        ],
    )
    assert (figure.value, figure.counted) == (100 * 2 / 4, 4)


@pytest.mark.parametrize(
    "cases",
    [
        [case(Kind.INCIDENT, "APO-11", "03-04 09")],
        RISKS,
        [*RISKS, case(Kind.INCIDENT, "APO-11", "03-04 09", None, None)],
    ],
    ids=["no risks are kept", "no incident", "links cannot be seen"],
)
def test_what_cannot_be_told_of_incidents_is_not_known(cases):
    figure = found("incidents_foreseen", cases)
    assert (figure.value, figure.why) == (None, f"not known: {NO_INCIDENTS}")


def analysis(key="SUP-77", review="03-20", done="03-02 17", linked=()):
    return case(Kind.ANALYSIS, key, "02-20 09", done, linked, looked_at_on=date.fromisoformat(f"2026-{review}"))


def repeat(key, created, of="sup-77"):
    return case(Kind.REQUEST, key, created, linked={of}, repeats=True)


@pytest.mark.parametrize(
    ("cases", "holds"),
    [
        ([], True),
        ([repeat("SUP-80", "03-10 09")], False),
        ([repeat("SUP-80", "03-20 16")], False),  # on the day of review
        ([repeat("SUP-80", "03-21 09")], True),  # after it
        ([repeat("SUP-80", "03-02 09")], True),  # before the correction
        ([repeat("SUP-80", "03-10 09", of="sup-78")], True),  # of something else
        ([case(Kind.REQUEST, "SUP-80", "03-10 09", linked={"sup-77"})], True),  # no repeat
    ],
)
def test_a_correction_holds_where_no_repeat_is_linked_up_to_the_day_of_review(cases, holds):
    figure = found("corrections_that_hold", [analysis(), *cases])
    assert (figure.value, figure.counted) == (100 if holds else 0, 1)


def test_a_link_from_the_analysis_to_the_repeat_is_one_as_well():
    cases = [analysis(linked={"sup-80"}), case(Kind.REQUEST, "SUP-80", "03-10 09", repeats=True)]
    assert found("corrections_that_hold", cases).value == 0


def test_of_three_corrections_two_hold():
    cases = [analysis(), analysis("SUP-78"), analysis("SUP-79"), repeat("SUP-80", "03-10 09")]
    assert found("corrections_that_hold", cases).value == pytest.approx(100 * 2 / 3)


@pytest.mark.parametrize(
    "one",
    [
        analysis(review="04-01"),
        analysis(review="04-20"),
        analysis(done=None),
        analysis(done="03-23 09"),
        analysis(linked=None),
    ],
    ids=["not over", "in April", "not done", "done after its review", "links cannot be seen"],
)
def test_an_analysis_that_cannot_be_judged_does_not_count(one):
    figure = found("corrections_that_hold", [one])
    assert (figure.value, figure.why) == (None, f"not known: {NO_ANALYSES}")
