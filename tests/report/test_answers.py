"""Answers of clients: imported from a file, read from fields of tickets, and what low ones ask for."""

from dataclasses import replace
from datetime import date

import pytest

from rules.calendar import Calendar
from rules.measures.answers import Answer
from rules.measures.catalogue import BY_NAME, figures
from rules.measures.period import Period
from sync.comment import text_of
from sync.engagement import SurveyFields, SurveyTerms
from sync.figures.measuring import measured
from sync.figures.reporting import NotImported, import_answers
from sync.figures.survey_answers import answers_on, backlog_of, improvements
from tests.report.office import NOW, Office, at, ticket

FILE = """asked_at,csat,nps,ces,contact,comment
2026-10-05,9,10,6,sponsor,Well done
2026-10-06,4,3,2,user,"Slow, and hard to find"
2026-10-07,,,,user,
"""
OCTOBER = Period.month_of(date(2026, 10, 1))


def imported(office, text):
    return import_answers(office.world, office.engagements[0], "answers.csv", text, NOW)


def value(office, name):
    history = measured(office.world, office.engagements[0], NOW).history
    return figures(history, OCTOBER, [BY_NAME[name]])[0].value


def test_answers_of_a_file_count_from_then_on(office):
    found = imported(office, FILE)
    assert (found.answers, found.new) == (3, 3)
    assert value(office, "csat") == pytest.approx(6.5)
    assert value(office, "survey_replies") == pytest.approx(200 / 3)


def test_the_same_row_twice_is_known(office):
    imported(office, FILE)
    again = imported(office, FILE + "2026-10-08,8,,,user,\n")
    assert (again.answers, again.new) == (4, 1)
    assert len(office.store.measures.answers("apollo")) == 4


def test_one_engagement_does_not_see_the_answers_of_another(office):
    imported(office, FILE)
    assert office.store.measures.answers("lumen") == ()


def test_every_mistake_is_told_at_its_place_and_nothing_is_kept(office):
    with pytest.raises(NotImported) as told:
        imported(office, "asked_at,csat\n2026-10-05,11\nyesterday,8\n2026-10-06,9\n")
    lines = str(told.value).splitlines()
    assert [line.split(" ")[0] for line in lines[:-1]] == ["answers.csv:2:2:", "answers.csv:3:1:"]
    assert lines[-1].startswith("Nothing was imported")
    assert office.store.measures.answers("apollo") == ()


FIELDS = SurveyFields(csat="How happy", comment="In words")


def on(one):
    return answers_on([one], replace(Office.engagement("apollo"), survey=SurveyTerms(fields=FIELDS)))


def test_a_field_of_any_ticket_may_hold_an_answer_and_counts_when_the_ticket_was_done():
    one = ticket("APO-1", "Deliverable", "2026-09-01", done="2026-10-09", fields={"How happy": 7.0, "In words": "Fine"})
    assert on(one) == (Answer(at("2026-10-09"), csat=7.0, comment="Fine"),)


def test_a_survey_counts_from_the_day_it_was_made_also_without_an_answer():
    assert on(ticket("APO-1", "Survey", "2026-10-01", fields={})) == (Answer(at("2026-10-01")),)


def test_an_ordinary_ticket_without_a_score_is_no_survey():
    assert on(ticket("APO-1", "Deliverable", "2026-10-01", fields={"How happy": None, "In words": "x"})) == ()


def test_a_score_outside_its_scale_is_none():
    assert on(ticket("APO-1", "Deliverable", "2026-10-01", fields={"How happy": 70.0})) == ()


def listed(*answers, today=date(2026, 11, 10)):
    return improvements(answers, Calendar(), today)


def test_low_answers_are_listed_the_newest_first():
    old, new, good = (
        Answer(at("2026-08-01"), csat=6),
        Answer(at("2026-10-01"), csat=9, ces=3, contact="user", comment="Where is it?"),
        Answer(at("2026-10-02"), csat=7, nps=7, ces=4),
    )
    assert [(one.day, one.scores) for one in listed(old, new, good)] == [
        (date(2026, 10, 1), (("ces", 3),)),
        (date(2026, 8, 1), (("csat", 6),)),
    ]


def test_what_is_older_than_two_quarters_is_listed_no_more():
    assert listed(Answer(at("2026-05-12"), csat=1))
    assert not listed(Answer(at("2026-05-12"), csat=1), today=date(2026, 11, 11))


def test_the_backlog_says_day_scores_who_and_what():
    (section,) = backlog_of(listed(Answer(at("2026-10-01"), csat=4, nps=3, contact="user", comment="Slow")))
    assert section.title == "Improvement backlog: what clients scored low (1)"
    assert text_of(section.lines[0]) == "2026-10-01 satisfaction 4, recommendation 3 by user: “Slow”"


def test_a_long_backlog_is_cut_and_counted():
    (section,) = backlog_of(listed(*(Answer(at(f"2026-10-{number:02}"), csat=1) for number in range(1, 15))))
    assert (len(section.lines), section.more) == (10, 4)


def test_without_low_answers_there_is_no_section():
    assert list(backlog_of(listed(Answer(at("2026-10-01"), csat=10)))) == []
