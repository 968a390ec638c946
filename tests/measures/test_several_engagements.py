"""Engagements are measured together: those of a client, of a type of work, or all."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from rules.calendar import Calendar
from rules.measures.case import Case, EngagementHistory, Kind
from rules.measures.catalogue import BY_NAME, figures
from rules.measures.period import Period
from rules.model import Finding, Outcome, Severity, Ticket
from rules.scene import Setting
from tests.measures.thirty import MARCH, apollo

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


def figure(name, *histories, period=MARCH):
    (found,) = figures(histories, period, (BY_NAME[name],))
    return found


def ended(renewed, last=date(2026, 3, 31)):
    return EngagementHistory("apollo", NOW, ended=last, renewed=renewed)


def test_repeat_business_counts_engagements_that_ended_and_say_whether_the_client_came_back():
    found = figure(
        "repeat_business", ended(True), ended(True), ended(False), ended(None), ended(True, date(2026, 2, 1))
    )
    assert (found.value, found.counted) == (pytest.approx(100 * 2 / 3), 3)


def test_each_ticket_runs_on_the_clock_of_its_own_client():
    created, replied = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 21, tzinfo=UTC)
    request = Case(Ticket("s", "1", "APO-1", created=created), frozenset({Kind.REQUEST}), replies=(replied,))
    day = EngagementHistory("day", NOW, cases=(request,))
    long = replace(day, name="long", setting=Setting(Calendar(opens=time(6), closes=time(22))))
    assert figure("response_time", day).value == 8
    assert figure("response_time", long).value == 12
    assert figure("response_time", day, long).value == 10


def judged(name, *outcomes):
    findings = tuple(Finding(f"r{place}", outcome, Severity.WARN) for place, outcome in enumerate(outcomes))
    return EngagementHistory(
        name, NOW, cases=(Case(Ticket("s", "1", "A-1", created=NOW.replace(month=3)), findings=findings),)
    )


def test_engagements_that_keep_the_method_differently_show_as_a_spread():
    good = judged("good", Outcome.PASS, Outcome.PASS)
    mixed = judged("mixed", Outcome.PASS, Outcome.FAIL, Outcome.WAIVED, Outcome.PENDING, Outcome.UNKNOWN)
    assert figure("spread_between_engagements", good, mixed).value == 50
    assert dict(figure("compliance_by_engagement", good, mixed).parts) == {"good": 100, "mixed": 50}


def test_without_people_capacity_is_not_known_and_says_what_to_configure():
    lonely = replace(apollo(), people={})
    assert figure("utilisation", lonely).why == (
        "not known: nobody's hours are told; configure people: with hours, such as {hours: 32 per week}"
    )
    assert "configure people: with skills" in figure("skills_cover", lonely).why


def test_a_month_after_which_nothing_happened_yet_counts_nothing_twice():
    april = Period.month_of(date(2026, 4, 1))
    assert figure("scope_asked", apollo(), period=april).value == 0
    assert figure("on_time", apollo(), period=april).value is None
    assert figure("workload", apollo(), period=april).value == 4


def test_a_figure_of_a_past_month_is_the_same_however_late_it_is_asked_for():
    later = replace(apollo(), now=NOW.replace(year=2027))
    names = ("response_time", "on_time", "first_contact", "scope_effort", "csat", "workload", "time_held", "dues_ahead")
    for name in names:
        assert figure(name, later) == figure(name, apollo())


def test_work_nobody_has_is_no_load_of_a_person():
    nobodys = [
        replace(case, ticket=replace(case.ticket, assignee=None)) for case in apollo().cases if case.ticket.key != "D6"
    ]
    found = figure(
        "share_of_busiest",
        replace(apollo(), cases=(*nobodys, *(case for case in apollo().cases if case.ticket.key == "D6"))),
    )
    assert found.value == 25
    assert dict(found.parts) == {"bo@acme.example": 25, "nobody": 75}
