"""What a client reads of dates that move."""

from dataclasses import replace
from datetime import date

import pytest

from sync.render.letters import render
from sync.render.samples import LETTERS


def text_of(**facts):
    """Return the forecast letter's text on one line, its only delay changed."""
    letter = LETTERS["delay-forecast"]
    return " ".join(render(replace(letter, delays=(replace(letter.delays[0], **facts),))).text.split())


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.70, "Likely to end after 11 December 2026. About 7 in 10"),
        (0.84, "Likely to end after 11 December 2026. About 8 in 10"),
        (0.85, "Very likely to end after 11 December 2026. About 8 in 10"),
        (0.95, "Almost certain to end after 11 December 2026. About 10 in 10"),
        (1.00, "Almost certain to end after 11 December 2026. About 10 in 10"),
    ],
)
def test_a_forecast_says_in_plain_words_how_sure_it_is(share, words):
    assert words in text_of(share=share)


@pytest.mark.parametrize(
    ("slip", "words"),
    [(1, "1 working day later"), (7, "7 working days later"), (0, "On time"), (-2, "2 working days earlier")],
)
def test_the_slip_is_told_in_working_days(slip, words):
    assert f"Difference: {words} " in text_of(slip=slip)


def test_without_a_new_date_it_says_that_one_follows_and_how_long_it_is_over():
    text = text_of(state="late", expected=None, slip=2)
    assert "Now expected: A new date follows Difference: 2 working days so far" in text


def test_a_reason_nobody_stated_is_told_as_that():
    assert "Why - Not stated." in text_of(state="moved", reason="")
    assert "Why - The supplier is late." in text_of(state="moved", reason="The supplier is late.")


def test_every_move_of_a_date_is_told_with_its_reason():
    text = " ".join(render(LETTERS["delay"]).text.split())
    assert "9 November 2026: Moved from 27 November 2026 to 1 December 2026. No reason stated." in text
    assert "20 November 2026: Moved from 1 December 2026 to 4 December 2026. Reason: The test system" in text


def test_a_date_that_was_taken_back_or_set_anew_is_told_so():
    change = LETTERS["delay"].delays[0].history[0]
    taken, put = replace(change, after=None), replace(change, before=None, after=date(2026, 12, 9))
    text = text_of(history=(taken, put))
    assert "27 November 2026 was taken back. No reason stated." in text
    assert "Set to 9 December 2026. No reason stated." in text


def test_the_worst_stands_first():
    text = render(LETTERS["delay"]).text
    places = [text.index(words) for words in ("1 date has passed", "1 date has moved", "1 date is likely to be missed")]
    assert places == sorted(places)


def test_what_is_back_on_track_needs_no_mitigation_and_no_reason():
    text = render(LETTERS["delay-recovered"]).text
    assert "1 date we wrote to you about is back on track." in text
    assert "Why" not in text
