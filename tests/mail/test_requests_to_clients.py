"""What a client is asked for: a decision on a change, their feedback, their word in a week."""

from dataclasses import replace

import pytest

from sync.render.letters import render
from sync.render.samples import LETTERS

REQUEST, WEEK = LETTERS["scope-change"], LETTERS["weekly"]


def effort(hours, **facts):
    letter = replace(REQUEST, changes=(replace(REQUEST.changes[0], effort=hours),), **facts)
    return next(line for line in render(letter).text.splitlines() if "Effort:" in line).strip()


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (1, "Effort: 1 hour"),
        (7.5, "Effort: 7.5 hours"),
        (8, "Effort: 8 hours (1 working day)"),
        (20, "Effort: 20 hours (2.5 working days)"),
        (1240, "Effort: 1,240 hours (155 working days)"),
        (None, "Effort: Open"),
    ],
)
def test_effort_is_told_in_hours_and_working_days(hours, told):
    assert effort(hours) == told


def test_a_working_day_is_as_long_as_the_clients():
    assert effort(14, day_hours=7.0) == "Effort: 14 hours (2 working days)"


def test_numbers_are_written_as_the_language_does():
    letter = replace(REQUEST, changes=(replace(REQUEST.changes[0], effort=1234.5),))
    assert "Aufwand: 1.234,5 Stunden (154,3 Arbeitstage)" in render(letter, "de").text


def test_a_change_says_that_work_waits_for_the_answer_and_how_to_give_it():
    text = render(REQUEST).text
    assert "Work on it starts after your approval." in " ".join(text.split())
    assert 'reply "approved"' in text
    assert 'reply "not approved"' in text


def test_a_survey_is_answered_by_reply_unless_there_is_a_form():
    replied, linked = render(LETTERS["survey"]), render(LETTERS["survey-regular"])
    address = "https://forms.acme.example/s/apollo?round=2"
    assert "Reply to this mail" in replied.text
    assert "href" not in replied.html
    assert "Reply to this mail" not in linked.text
    assert f"Answer here:\n{address}\n" in linked.text
    assert f'href="{address}"' in linked.html


@pytest.mark.parametrize(
    "link",
    [
        "http://forms.acme.example/s",
        "javascript:alert(1)",
        'https://forms.acme.example/"onmouseover="x',
        "https://forms.acme.example/<b>",
        "https://forms.acme.example/a b",
        "https://user:pw@forms.acme.example/",
        "",
    ],
)
def test_a_link_that_is_no_plain_address_is_refused(link):
    with pytest.raises(ValueError, match="not a link"):
        render(replace(LETTERS["survey"], link=link))


def test_a_quiet_week_says_so_part_by_part():
    text = render(LETTERS["weekly-quiet"]).text
    for words in ("Nothing reached a new stage", "No open risk", "Nothing is due", "Nothing at the moment."):
        assert words in text


def test_a_week_tells_stage_and_dates_in_a_line():
    text = " ".join(render(WEEK).text.split())
    assert "Quality Review, stage 4 of 6. Agreed for 27 November 2026, now expected on 4 December 2026" in text
    assert "4 pieces of work go on as before." in text


def test_a_risk_is_told_with_what_is_done_about_it():
    text = " ".join(render(WEEK).text.split())
    assert "What it could mean: The pilot with branch staff could start a week later." in text
    assert "What is being done: A second test environment" in text
