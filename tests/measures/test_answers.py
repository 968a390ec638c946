"""Answers of clients are read from CSV text, or every mistake in it is told."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.measures.answers import Answer, read_answers


def mistakes(text):
    return [str(mistake) for mistake in read_answers(text).mistakes]


def test_scores_are_read_whatever_the_order_of_the_columns():
    read = read_answers('comment,CSAT,asked_at,nps,ces,contact\n"Kind, and quick",8.5,2026-03-09,9,6,sponsor\n')
    asked = datetime(2026, 3, 9, 12, tzinfo=UTC)
    assert read.mistakes == ()
    assert read.answers == (Answer(asked, 8.5, 9, 6, "sponsor", "Kind, and quick"),)


def test_a_day_is_its_noon_and_a_moment_without_an_offset_that_of_the_clients_zone():
    read = read_answers(
        "asked_at\n2026-03-09\n2026-03-09T14:30\n2026-03-09T14:30:00+02:00\n", ZoneInfo("Europe/Berlin")
    )
    assert [answer.asked_at.hour for answer in read.answers] == [11, 13, 12]


def test_a_line_without_scores_is_a_survey_nobody_answered():
    (answer,) = read_answers("asked_at,csat\n2026-03-09,\n").answers
    assert not answer.is_answered


def test_semicolons_a_mark_at_the_begin_and_windows_lines_are_fine():
    read = read_answers("\ufeffasked_at;csat\r\n2026-03-09;7\r\n\r\n")
    assert [answer.csat for answer in read.answers] == [7]
    assert read.mistakes == ()


def test_every_mistake_is_told_at_once_with_line_and_column_and_right_lines_are_kept():
    read = read_answers("asked_at,csat,nps,ces\nsoon,11,ten,0\n2026-03-09,9,9,7\n,8,,\n")
    assert [str(mistake) for mistake in read.mistakes] == [
        'line 2, column 1: "soon" is no date; write it as 2026-03-09 or 2026-03-09T14:30:00+01:00',
        'line 2, column 2: "11" is no score; write a number from 0 to 10, or leave it empty',
        'line 2, column 3: "ten" is no score; write a number from 0 to 10, or leave it empty',
        'line 2, column 4: "0" is no score; write a number from 1 to 7, or leave it empty',
        "line 4, column 1: the date is empty; write it as 2026-03-09 or 2026-03-09T14:30:00+01:00",
    ]
    assert [answer.csat for answer in read.answers] == [9]


def test_lines_are_counted_through_comments_of_several_lines():
    text = 'asked_at,comment,csat\n2026-03-09,"first\nsecond",9\n2026-03-10,ok,99\n'
    assert mistakes(text) == ['line 4, column 3: "99" is no score; write a number from 0 to 10, or leave it empty']


def test_mistakes_of_the_header_are_told_before_anything_else():
    assert mistakes("csat,Score,csat\n1,2,3\n") == [
        'line 1, column 2: "score" is no column; there are: asked_at, csat, nps, ces, contact, comment',
        'line 1, column 3: "csat" stands twice; keep one of them',
        'line 1, column 1: the column "asked_at" is missing; it tells when the survey was sent',
    ]


def test_a_line_with_too_many_cells_says_what_to_do():
    assert mistakes("asked_at,comment\n2026-03-09,well, thanks\n") == [
        "line 2, column 3: this line has 3 cells and the header 2; put a text with commas into quotes"
    ]


def test_a_quote_that_is_not_closed_is_told_where_it_opens_and_lines_before_it_are_kept():
    read = read_answers('asked_at,comment\n2026-03-09,fine\n2026-03-10,"open\n2026-03-11,lost\n')
    assert [str(mistake) for mistake in read.mistakes] == [
        'line 3, column 1: the quotes do not fit from here on; close a text with ", and write "" for a quote inside it'
    ]
    assert [answer.comment for answer in read.answers] == ["fine"]


@pytest.mark.parametrize("text", ["", "\n\n", " , \n"])
def test_an_empty_file_says_how_to_begin(text):
    assert mistakes(text) == [
        "line 1, column 1: nothing is here; begin with the line asked_at,csat,nps,ces,contact,comment"
    ]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    read = read_answers("asked_at,csat,comment\n" + text)
    assert all(answer.csat is None or 0 <= answer.csat <= 10 for answer in read.answers)
    assert all(mistake.line >= 1 and mistake.column >= 1 for mistake in read.mistakes)


@given(st.text(max_size=200))
def test_no_header_breaks_the_reader(text):
    assert read_answers(text).mistakes or "asked_at" in text.casefold()
