"""An installation's own wording and layout: used where it is right, told with its place where it is not."""

import pytest

from config.load import load
from config.mistakes import render as shown
from sync.render.letters import render
from sync.render.samples import LETTERS, SAMPLES
from sync.render.stationery import BUILT_IN
from tests.docs.pages import ROOT, blocks
from tests.docs.wrapped import kind_of

PACK = "pack: delivery\nstages: [{stage: Work}]\n"
MAIN = """\
version: 1
sources: [{name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}]
engagements:
  - {name: apollo, source: acme-jira, scope: {project: APO}, packs: [delivery], client: {name: Apollo, language: LANGUAGE}}
"""
BUILT_IN_LAYOUTS = ROOT / "sync" / "render" / "templates"


@pytest.fixture
def house(tmp_path):
    """Return how to load an installation with these files among its templates."""

    def loaded(language="de", **files):
        (tmp_path / "rules").mkdir(exist_ok=True)
        (tmp_path / "rules" / "delivery.yaml").write_text(PACK)
        (tmp_path / "templates").mkdir(exist_ok=True)
        for name, text in files.items():
            (tmp_path / "templates" / name.replace("_", ".")).write_text(text, encoding="utf-8")
        main = tmp_path / "stageward.yaml"
        main.write_text(MAIN.replace("LANGUAGE", language))
        return load(main)

    return loaded


def told(loaded):
    """Return the mistakes, each as it is shown in one line."""
    return [f"{one.file}:{one.line}:{one.column}: {one.message}" for one in loaded.mistakes]


def test_the_client_has_the_language_that_is_chosen(house):
    assert house("de").installation.engagements[0].client.language == "de"
    assert told(house("fr")) == ['stageward.yaml:4:114: "fr" is not allowed; choose one of: en, de']


def test_without_files_the_built_in_wording_is_used(house):
    assert house().installation.stationery == BUILT_IN


def test_a_phrase_of_ones_own_replaces_that_one_in_its_language_only(house):
    own = house(wording_de_yaml='health.on_track: "Alles gut"\n').installation.stationery
    letter = LETTERS["milestone"]
    assert render(letter, "de", own).text == render(letter, "de").text.replace("✓ Im Plan", "✓ Alles gut")
    assert render(letter, "en", own) == render(letter, "en")


def test_stages_types_and_sentences_of_rules_can_be_called_otherwise(house):
    own = house(
        wording_de_yaml=(
            'term.quality review: "Prüfstand"\nterm.Every requirement has an acceptance test.: "Alles ist getestet."\n'
        )
    ).installation.stationery
    text = render(LETTERS["milestone"], "de", own).text
    assert "● Jetzt: Prüfstand\n" in text
    assert "  - Alles ist getestet.\n" in text


def test_a_layout_of_ones_own_is_filled_with_the_same_letter(house):
    own = house(letter_txt="{{ page.headline }} / {{ page.closing | length }}\n").installation.stationery
    assert render(LETTERS["weekly"], "en", own).text == "At risk / 2\n"
    assert render(LETTERS["weekly"], "en", own).html == render(LETTERS["weekly"], "en").html


def test_what_the_documentation_shows_is_used(house):
    (wording,) = [block.text for block in blocks("yaml") if kind_of(block) == "part of wording.de.yaml"]
    (layout,) = [block.text for block in blocks("jinja")]
    loaded = house(wording_de_yaml=wording, letter_txt=layout)
    assert told(loaded) == []
    text = render(LETTERS["milestone"], "de", loaded.installation.stationery).text
    assert "Alles im Plan: Die Arbeit kommt wie geplant voran." in text
    assert "Jede Anforderung ist getestet." in text


@pytest.mark.parametrize("name", ["letter.txt", "letter.mjml"])
def test_the_built_in_layouts_are_a_start_for_ones_own(house, name):
    source = (BUILT_IN_LAYOUTS / name).read_text(encoding="utf-8")
    loaded = house(**{name.replace(".", "_"): source})
    assert told(loaded) == []
    own = loaded.installation.stationery
    assert [render(letter, "de", own) for letter in SAMPLES.values()] == [
        render(letter, "de") for letter in SAMPLES.values()
    ]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_built_in_wording_is_right_but_for_what_names_its_language(house, language):
    source = (BUILT_IN_LAYOUTS / f"wording.{language}.yaml").read_text(encoding="utf-8")
    (said,) = told(house(**{f"wording_{language}_yaml": source}))
    assert said.startswith(f'templates/wording.{language}.yaml:3:1: "language" is no phrase')


PHRASES = [
    ('helth.on_track: "Gut"', '1:1: "helth.on_track" is no phrase — did you mean "health.on_track"?'),
    ('subject.status: "{client} {day}"', "1:17: this phrase has nothing to fill in for {day}; it has {client}"),
    ('who: "{client}"', "1:6: this phrase has nothing to fill in for {client}; it has none"),
    ('subject.status: "Neues"', "1:17: {client} is missing; without it the mail would not say it"),
    ('subject.status: "{client"', "1:17: a brace is not closed; write {{ or }} for a brace in the text"),
    (
        'subject.status: "{client.x}{client}"',
        "1:17: this phrase has nothing to fill in for {client.x}; it has {client}",
    ),
    ('subject.status: "{client!r}"', "1:17: this phrase has nothing to fill in for {client!r}; it has {client}"),
    ('subject.status: "{}"', "1:17: this phrase has nothing to fill in for {}; it has {client}"),
    ('who: ""', '1:1: "who" needs text'),
    ("who: [a]", '1:1: "who" needs text'),
    ('milestone.count.other: "Viele"', "1:24: {count} is missing; without it the mail would not say it"),
    ("- a", '1:1: this file holds phrases, a line for each, such as title.weekly: "Weekly update"'),
]


@pytest.mark.parametrize(("text", "message"), PHRASES)
def test_a_wrong_phrase_is_told_with_its_place(house, text, message):
    assert f"templates/wording.de.yaml:{message}" in told(house(wording_de_yaml=f"{text}\n"))


def test_the_singular_need_not_tell_its_count(house):
    assert told(house(wording_de_yaml='milestone.count.one: "Ein Meilenstein erreicht"\n')) == []


def test_a_phrase_that_stands_twice_is_told(house):
    (said,) = told(house(wording_de_yaml='who: "a"\nwho: "b"\n'))
    assert "wording.de.yaml:2:1" in said


LAYOUTS = [
    ("a\n{% if %}\n", "2:1: this is no template: Expected an expression, got 'end of statement block'"),
    ("a\n  {{ pge.title }}\n", '2:6: "pge" is not known here; choose one of: page — did you mean "page"?'),
    ("a\n{{ page.headlin }}\n", '2:9: "headlin" is not known here'),
    ("{% for group in page.groups %}\n{{ group.titel }}\n{% endfor %}", '2:10: "titel" is not known here'),
    (
        "{{ page.__class__ }}",
        "1:1: this cannot be filled in: access to attribute '__class__' of 'Page' object is unsafe.",
    ),
    ("\n\n{{ 1 / 0 }}", "3:1: this cannot be filled in: division by zero"),
    ("{{ page.title | nope }}", "1:1: this is no template: No filter named 'nope'."),
]


@pytest.mark.parametrize(("text", "message"), LAYOUTS)
@pytest.mark.parametrize("name", ["letter.txt", "letter.mjml"])
def test_a_wrong_layout_is_told_with_its_place(house, name, text, message):
    found = told(house(**{name.replace(".", "_"): text}))
    assert [said for said in found if said.startswith(f"templates/{name}:{message}")], found


def test_a_layout_that_is_no_mjml_is_told(house):
    (said,) = told(house(letter_mjml="<mjml><mj-body></mjml>"))
    assert said.startswith("templates/letter.mjml:1:1: what this layout gives is no MJML: ")


def test_a_layout_cannot_fetch_another_file(house):
    (said,) = told(house(letter_mjml="<mjml><mj-body><mj-include path='/etc/passwd'/></mj-body></mjml>"))
    assert "unable to load included template" in said


def test_a_text_layout_cannot_include_a_file(house):
    (said,) = told(house(letter_txt="\n{% include '/etc/passwd' %}"))
    assert said.startswith("templates/letter.txt:2:1: this cannot be filled in: no loader")


def test_a_layout_that_is_no_text_is_told(house, tmp_path):
    house()
    (tmp_path / "templates" / "letter.txt").write_bytes(b"\xff\xfe")
    assert told(house()) == ["templates/letter.txt:1:1: this cannot be read: not UTF-8"]


def test_a_file_nobody_reads_is_a_warning(house):
    (warning,) = house(wording_gb_yaml="who: a\n").warnings
    assert warning.message.startswith('"wording.gb.yaml" among the templates is not read')


def test_the_line_is_shown_with_a_caret(house):
    loaded = house(wording_de_yaml='who: "{client}"\n')
    assert '    1 | who: "{client}"\n      |      ^\n' in shown(loaded.mistakes, loaded.texts)
