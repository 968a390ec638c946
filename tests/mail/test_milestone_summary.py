"""What a client reads when milestones are reached."""

from dataclasses import replace
from datetime import date

import pytest

from sync.letters import StripStep
from sync.render.mail import render, subject


@pytest.mark.parametrize("health", ["on_track", "at_risk", "off_track"])
def test_text_and_html_are_as_in_the_golden_files(letters, same_as_golden, health):
    rendered = render(letters[health])

    same_as_golden(f"{health}.txt", rendered.text)
    same_as_golden(f"{health}.html", rendered.html.replace("><", ">\n<"))


def test_the_subject_stays_the_same_whatever_happened(letters):
    assert {subject(letter) for letter in letters.values()} == {"Apollo Bank: delivery status"}
    assert {render(letter).subject for letter in letters.values()} == {"Apollo Bank: delivery status"}


def test_the_name_the_team_gave_the_engagement_stays_inside(letters):
    for letter in letters.values():
        rendered = render(letter)
        assert "apollo-internal" not in rendered.subject + rendered.preheader + rendered.text + rendered.html


@pytest.mark.parametrize(
    ("health", "word"), [("on_track", "✓ On track"), ("at_risk", "! At risk"), ("off_track", "✕ Off track")]
)
def test_the_first_line_is_the_health_in_a_word_and_a_sign(letter, health, word):
    text = render(replace(letter, health=health)).text

    assert text.splitlines()[:2] == [word, letter.reason]


def test_a_preheader_tells_the_news_in_one_short_line(letter, milestone):
    assert render(letter).preheader == "On track. 2 milestones reached: Payment interface and Data rehearsal"
    assert len(render(replace(letter, milestones=(milestone,) * 30)).preheader) <= 120


def test_one_milestone_is_counted_in_the_singular(letter, milestone):
    assert "1 milestone reached\n" in render(replace(letter, milestones=(milestone,))).text
    assert "3 milestones reached\n" in render(replace(letter, milestones=(milestone,) * 3)).text


def test_the_strip_reads_without_colour_or_images(letter):
    assert (
        "  ✓ Done: Initiation, Planning and Execution\n"
        "  ● Now: Quality Review\n"
        "  ○ Ahead: Client approval and Delivery\n"
    ) in render(letter).text


def test_places_nothing_stands_at_are_left_out(letter, milestone):
    only_stage = replace(milestone, strip=(StripStep("Support", "here"),))

    text = render(replace(letter, milestones=(only_stage,))).text

    assert "● Now: Support" in text
    assert "Done:" not in text
    assert "Ahead:" not in text


def test_a_condition_says_until_when_it_is_waived(letter):
    assert "  - Waived until 5 December 2026: The handbook is complete.\n" in render(letter).text


def test_what_comes_next_may_be_a_date_alone(letter, milestone):
    dated = replace(milestone, next_stage=None, due=date(2027, 3, 1))

    assert "What comes next\n  - Due date: 1 March 2027\n" in render(replace(letter, milestones=(dated,))).text


def test_sections_without_content_have_no_heading(letter, last_milestone):
    rendered = render(replace(letter, milestones=(last_milestone,)))

    for heading in ("What was checked", "Conditions", "What comes next", "Details"):
        assert heading not in rendered.text
        assert heading not in rendered.html


def test_a_name_that_is_only_the_kind_is_told_once(letter, milestone):
    nameless = replace(milestone, name="Deliverable", kind="Deliverable")

    assert render(replace(letter, milestones=(nameless,))).text.count("Deliverable\n") == 1


def test_long_lines_of_text_wrap_below_their_first_word(letter, milestone):
    wordy = replace(milestone, checked=("Every word of this sentence counts. " * 4,))

    text = render(replace(letter, milestones=(wordy,))).text

    assert max(map(len, text.splitlines())) <= 72
    assert "\n  - Every word of this sentence counts. Every word" in text
    assert "\n    sentence counts." in text
