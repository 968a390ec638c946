"""What a client reads when a ladder speaks: early, formally, and when it is over."""

from dataclasses import replace
from datetime import date

import pytest

from sync.letters import Concern, Escalation
from sync.render.escalation import render_escalation

ABOUTS = ("warning", "formal", "over")


@pytest.fixture
def letter() -> Escalation:
    concern = Concern(
        name="Payment interface",
        kind="Deliverable",
        amiss=("The promised date is in no danger.",),
        mitigation="A second test environment is booked, and two people join until the release.",
        due=date(2026, 12, 11),
        facts=(("Impact", "The pilot starts a week later."),),
    )
    bare = Concern("Deliverable", "Deliverable", ("Every open risk has a person who watches it.",), "Ana watches it.")
    return Escalation("Apollo Bank", "warning", (concern, bare), date(2026, 11, 22))


def about(letter, word):
    if word != "over":
        return replace(letter, about=word)
    return replace(letter, about=word, concerns=tuple(Concern(one.name, one.kind) for one in letter.concerns))


@pytest.mark.parametrize("word", ABOUTS)
def test_text_and_html_are_as_in_the_golden_files(letter, same_as_golden, word):
    rendered = render_escalation(about(letter, word))

    same_as_golden(f"escalation_{word}.txt", rendered.text)
    same_as_golden(f"escalation_{word}.html", rendered.html.replace("><", ">\n<"))


def test_the_subject_says_at_once_what_it_is(letter):
    assert [render_escalation(about(letter, word)).subject for word in ABOUTS] == [
        "Apollo Bank: early warning",
        "Apollo Bank: formal escalation",
        "Apollo Bank: settled",
    ]


def test_what_is_being_done_stands_in_the_warning(letter):
    text = " ".join(render_escalation(letter).text.split())
    assert "What is being done - A second test environment is booked, and two people join" in text


def test_a_name_that_is_only_the_kind_is_told_once(letter):
    assert render_escalation(about(letter, "over")).text.count("Deliverable\n") == 2


def test_markup_in_a_field_stays_text(letter):
    hostile = replace(letter.concerns[0], mitigation="<script>alert(1)</script>", facts=(("<b>", "a\nb"),))
    rendered = render_escalation(replace(letter, concerns=(hostile,)))
    assert "<script" not in rendered.html
    assert "<b>:" not in rendered.html
    assert "- <b>: a b" in rendered.text
