"""Several notices of one client in one mail."""

from dataclasses import replace

from sync.clients.letters import Digest
from sync.render.letters import render
from sync.render.samples import CLIENT, DAY, DIGEST, LETTERS


def test_all_that_each_letter_says_stands_in_it():
    text = render(DIGEST).text
    for letter in DIGEST.letters:
        alone = render(letter).text.split("--------")[0].splitlines()[6:]
        assert [line for line in alone if line.strip() and line not in text] == []


def test_the_worst_health_word_stands_first():
    good, bad = LETTERS["milestone"], LETTERS["delay"]
    for letters in ((good, bad), (bad, good)):
        assert render(Digest(CLIENT, letters, DAY)).text.startswith("✕ Off track\n1 planned date has passed")


def test_each_letter_begins_with_its_title_and_how_things_go_where_that_is_not_said_above():
    text = render(replace(DIGEST, letters=(LETTERS["delay-recovered"], LETTERS["survey"]))).text
    assert "========\nDelivery dates\n\n" in text
    assert "========\nFeedback\nYour view, please. Our work" in text


def test_a_link_of_a_letter_is_not_lost():
    text = render(Digest(CLIENT, (LETTERS["milestone"], LETTERS["survey-regular"]), DAY)).text
    assert "https://forms.acme.example/s/apollo?round=2" in text


def test_a_question_does_not_hide_how_things_go():
    assert render(Digest(CLIENT, (LETTERS["survey"], LETTERS["milestone"]), DAY)).text.startswith("✓ On track\n")
