"""What a client reads when milestones are reached and work is delivered."""

from dataclasses import replace
from datetime import date

import pytest

from sync.clients.letters import Health, Milestone, StripStep
from sync.render.letters import render
from sync.render.samples import LETTERS


def text_of(letter, *milestones):
    return render(replace(letter, milestones=milestones)).text


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (Health("on_track"), ["✓ On track", "Work moves as planned."]),
        (Health("at_risk", "likely_late", 2), ["! At risk", "2 agreed dates are likely to be missed."]),
        (Health("off_track", "moved", 1), ["✕ Off track", "1 agreed date has moved."]),
    ],
)
def test_the_first_line_is_the_health_in_a_word_and_a_sign_the_second_its_reason(letter, health, words):
    assert render(replace(letter, health=health)).text.splitlines()[:2] == words


def test_a_preheader_tells_the_news_in_one_line(letter):
    assert render(letter).preheader == "On track. 2 milestones reached: Payment interface and Data rehearsal"


def test_one_milestone_is_counted_in_the_singular(letter, milestone):
    assert "1 milestone reached\n" in text_of(letter, milestone)
    assert "3 milestones reached\n" in text_of(letter, *(milestone,) * 3)


def test_the_strip_reads_without_colour_or_images(letter):
    assert (
        "  ✓ Done: Kickoff, Planning and Execution\n  ● Now: Quality Review\n  ○ Ahead: Client Acceptance and Closure\n"
    ) in render(letter).text


def test_places_nothing_stands_at_are_left_out(letter, milestone):
    text = text_of(letter, replace(milestone, strip=(StripStep("Support", "here"),)))

    assert "● Now: Support" in text
    assert "Done:" not in text
    assert "Ahead:" not in text


def test_a_condition_says_until_when_it_is_waived(letter):
    assert "  - Waived until 5 December 2026: The handbook is complete.\n" in render(letter).text


def test_what_comes_next_may_be_a_date_alone(letter, milestone):
    dated = replace(milestone, next_stage=None, due=date(2027, 3, 1))

    assert "What comes next\n  - Due date: 1 March 2027\n" in text_of(letter, dated)


def test_sections_without_content_have_no_heading(letter):
    bare = Milestone("Data rehearsal", "Milestone", "Delivery", date(2026, 11, 1))
    rendered = render(replace(letter, milestones=(bare,)))

    for heading in ("What was done", "What was checked", "Conditions", "What comes next", "Details"):
        assert heading not in rendered.text
        assert heading not in rendered.html


def test_a_name_that_is_only_the_kind_is_told_once(letter, milestone):
    assert text_of(letter, replace(milestone, name="Deliverable")).count("Deliverable\n") == 1


def test_a_date_in_a_visible_field_is_told_in_words(letter, milestone):
    dated = replace(milestone, facts=(("Go-live", date(2027, 1, 5)),))

    assert "  - Go-live: 5 January 2027\n" in text_of(letter, dated)


def test_a_delivery_tells_what_was_delivered_and_no_stage_as_its_news():
    text = render(LETTERS["delivery"]).text

    assert "1 delivery made\n" in text
    assert "Delivered on 20 November 2026\n" in text
    assert "What was delivered\n" in text
    assert "What comes next\n  - With this our work on it is complete." in text
    assert "Reached" not in text


def test_long_lines_of_text_wrap_below_their_first_word(letter, milestone):
    text = text_of(letter, replace(milestone, checked=("Every word of this sentence counts. " * 4,)))

    assert max(map(len, text.splitlines())) <= 72
    assert "\n  - Every word of this sentence counts. Every word" in text
    assert "\n    sentence counts." in text
