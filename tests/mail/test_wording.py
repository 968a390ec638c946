"""Phrases as data: every language has the same, and no word stands anywhere else."""

import re
from datetime import date
from pathlib import Path

import pytest

from config.stationery import placeholders
from sync.render.letters import render
from sync.render.samples import SAMPLES
from sync.render.stationery import Stationery
from sync.render.wording import LANGUAGES, TERM, called, counted, in_figures, in_words, listed, say, wording_of
from tests.mail.to_the_team import MAILS

TEMPLATES = Path(__file__).parents[2] / "sync" / "render" / "templates"
ENGLISH, GERMAN = wording_of("en"), wording_of("de")


@pytest.mark.parametrize(
    ("items", "sentence"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_lists_read_as_in_a_sentence(items, sentence):
    assert listed(ENGLISH, items) == sentence


@pytest.mark.parametrize(
    ("count", "phrase"), [(0, "0 milestones"), (1, "1 milestone"), (2, "2 milestones"), (1010, "1,010 milestones")]
)
def test_counts_choose_their_plural(count, phrase):
    assert counted(ENGLISH, "milestone.count", count) == f"{phrase} reached"


@pytest.mark.parametrize(
    ("number", "english", "german"),
    [(3, "3", "3"), (2.5, "2.5", "2,5"), (100.0, "100", "100"), (1234567.891, "1,234,567.89", "1.234.567,89")],
)
def test_numbers_are_written_as_each_language_does(number, english, german):
    assert (in_figures(ENGLISH, number), in_figures(GERMAN, number)) == (english, german)


def test_days_have_their_month_in_words():
    assert in_words(ENGLISH, date(2026, 3, 9)) == "9 March 2026"
    assert in_words(GERMAN, date(2026, 3, 9)) == "9. März 2026"
    assert len({in_words(GERMAN, date(2026, month, 1)).split()[1] for month in range(1, 13)}) == 12


def test_a_value_that_looks_like_a_phrase_is_not_filled():
    assert say(ENGLISH, "subject.status", client="{client} {0}") == "{client} {0}: delivery status"


def test_a_phrase_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="no such phrase"):
        say(ENGLISH, "no such phrase")


def test_the_wording_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        ENGLISH["who"] = "changed"


def phrases(language):
    return {name: said for name, said in wording_of(language).items() if not name.startswith(TERM)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_phrases_with_the_same_to_fill_in(language):
    assert phrases(language).keys() == phrases("en").keys()
    assert {name: placeholders(said) for name, said in phrases(language).items()} == {
        name: placeholders(said) for name, said in phrases("en").items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_says_something(language):
    assert [name for name, said in wording_of(language).items() if not isinstance(said, str) or not said.strip()] == []
    assert wording_of(language)["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_count_has_both_forms(language):
    names = set(phrases(language))
    forms = {name.rpartition(".")[0] for name in names if name.endswith((".one", ".other"))}
    assert all({f"{form}.one", f"{form}.other"} <= names for form in forms)


def test_every_phrase_is_used_by_some_letter():
    asked = set()

    class Watched(dict):
        def __getitem__(self, name):
            asked.add(name)
            return super().__getitem__(name)

    class Watching(Stationery):
        def wording(self, language):
            return Watched(wording_of(language))

    for letter in SAMPLES.values():
        render(letter, "en", Watching())
    for write in MAILS.values():
        write(stationery=Watching())
    rarely = re.compile(
        r"month\.|number\.|reason\.|.*\.(one|other)$|delay\.(sure|set|taken|slip)|survey\.|change\.effort"
        r"|digest\.(title|state|calm)"
        r"|status\.|badge\."  # of the status page: tests/client_page looks at these
    )
    assert sorted(name for name in phrases("en").keys() - asked if not rarely.match(name)) == []


def test_no_english_phrase_is_left_in_a_german_mail():
    same = {name for name, said in phrases("en").items() if said == GERMAN[name]}
    wordy = {name for name in same if re.search("[a-z]{3}", re.sub(r"\{\w+\}", "", ENGLISH[name]))}
    assert wordy == {"month.4", "month.8", "month.9", "month.11"}


def test_words_of_packs_are_called_as_the_language_does_whatever_their_case():
    assert called(GERMAN, "quality  REVIEW") == "Qualitätsprüfung"
    assert called(GERMAN, "Acceptance of wood") == "Acceptance of wood"
    assert called(ENGLISH, "Quality Review") == "Quality Review"


def test_terms_are_kept_as_they_are_looked_up():
    terms = [name for name in GERMAN if name.startswith(TERM)]
    assert len(terms) > 20
    assert all(called(GERMAN, name.removeprefix(TERM).upper()) == GERMAN[name] for name in terms)


@pytest.mark.parametrize("template", ["letter.mjml", "letter.txt"])
def test_no_phrase_stands_in_a_layout(template):
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    code = re.compile(r"\{[{%#].*?[}%#]\}|<mj-style.*?</mj-style>|<[^>]+>|&#\d+;", re.DOTALL)

    assert re.findall(r"\w+", code.sub(" ", source)) == []
