"""What a client reads when a ladder speaks: early, formally, and when it is over."""

from sync.render.letters import render
from sync.render.samples import LETTERS

ABOUTS = ("client-warning", "formal-escalation", "settled")


def test_the_subject_says_at_once_what_it_is():
    assert [render(LETTERS[about]).subject for about in ABOUTS] == [
        "Apollo Bank: early warning",
        "Apollo Bank: formal escalation",
        "Apollo Bank: settled",
    ]


def test_the_health_word_gets_worse_and_then_good_again():
    assert [render(LETTERS[about]).text.splitlines()[0] for about in ABOUTS] == [
        "! At risk",
        "✕ Off track",
        "✓ On track",
    ]


def test_what_is_being_done_stands_in_the_warning():
    text = " ".join(render(LETTERS["client-warning"]).text.split())
    assert "What is being done - A second test environment is booked, and two people join" in text


def test_a_name_that_is_only_the_kind_is_told_once():
    assert render(LETTERS["client-warning"]).text.count("\nDeliverable\n") == 2
