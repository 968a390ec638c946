"""Phrases as data."""

import re
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from sync.render.mail import render
from sync.render.wording import ENGLISH, counted, in_words, listed, say

TEMPLATES = Path(__file__).parents[2] / "sync" / "render" / "templates"


@pytest.mark.parametrize(
    ("items", "sentence"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_lists_read_as_in_a_sentence(items, sentence):
    assert listed(ENGLISH, items) == sentence


@pytest.mark.parametrize(
    ("count", "phrase"), [(0, "0 milestones"), (1, "1 milestone"), (2, "2 milestones"), (101, "101 milestones")]
)
def test_counts_choose_their_plural(count, phrase):
    assert counted(ENGLISH, "milestones", count) == f"{phrase} reached"


def test_days_have_their_month_in_words():
    assert in_words(ENGLISH, date(2026, 11, 2)) == "2 November 2026"
    assert {in_words(ENGLISH, date(2026, month, 1)).split()[1] for month in range(1, 13)} == {
        ENGLISH[f"month.{month}"] for month in range(1, 13)
    }


def test_a_value_that_looks_like_a_phrase_is_not_filled():
    assert say(ENGLISH, "subject", client="{client} {0}") == "{client} {0}: delivery status"


def test_a_phrase_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="no such phrase"):
        say(ENGLISH, "no such phrase")


def test_the_wording_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        ENGLISH["subject"] = "changed"


def test_another_language_changes_every_word_of_the_mail(letter, milestone):
    shouting = MappingProxyType({name: re.sub(r"(?<!\{)\b\w+\b(?!\})", "Wort", said) for name, said in ENGLISH.items()})
    values = [letter.client, letter.reason, *(step.stage for step in milestone.strip), *milestone.checked]
    values += [text for pair in (*milestone.facts, *milestone.conditions) for text in pair if isinstance(text, str)]
    values += [text for shown in letter.milestones for text in (shown.name, shown.kind)]

    text = render(letter, shouting).text
    for value in sorted(values, key=len, reverse=True):
        text = re.sub(r"\s+".join(map(re.escape, value.split())), "", text)

    assert set(re.findall(r"[^\W\d_]+", text)) == {"Wort"}


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.iterdir()))
def test_no_phrase_stands_in_a_template(template):
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    code = re.compile(r"\{[{%#].*?[}%#]\}|<mj-style.*?</mj-style>|<[^>]+>|&#\d+;", re.DOTALL)

    assert re.findall(r"\w+", code.sub(" ", source)) == []
