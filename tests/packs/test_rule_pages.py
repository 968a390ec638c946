"""The pages of packs: those in docs/rules are those the packs make, and any pack makes a good page."""

import re
from pathlib import Path
from textwrap import indent

import pytest
import yaml

from config.load import load_pack
from rules.card import card_of
from rules.policy import compile_policy
from rules.scene import Setting
from sync.render.rule_page import page_of
from sync.trying.rule_pages import address, anchor_of, file_of
from tests.docs.pages import FENCE, anchors, links, slug

ROOT = Path(__file__).parents[2]
PACKS = sorted((ROOT / "config" / "rules").glob("*.yaml"))
PAGES = ROOT / "docs" / "rules"
MAKE = "python run.py pages"


def pack_in(text):
    pack, mistakes = load_pack(text if isinstance(text, bytes) else text.encode(), "pack.yaml")
    assert pack is not None, [str(mistake) for mistake in mistakes]
    return pack


def cards_of(pack):
    return [card_of(rule, pack.owner) for rule in compile_policy((pack,), Setting(), {}).rules]


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_page_is_what_its_pack_makes(path):
    pack = pack_in(path.read_bytes())
    page = PAGES / file_of(pack.name)
    assert page.exists(), f"make it: {MAKE}"
    assert page.read_bytes() == page_of(pack).encode(), f"{page.name} is not fresh; make it again: {MAKE}"


def test_no_page_is_of_no_pack():
    names = {file_of(pack_in(path.read_bytes()).name) for path in PACKS}
    assert {page.name for page in PAGES.iterdir()} == names


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_rule_has_one_heading_and_links_lead_there(path):
    pack = pack_in(path.read_bytes())
    page = PAGES / file_of(pack.name)
    headings = [slug(title) for title in re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)]
    for card in cards_of(pack):
        assert headings.count(anchor_of(card.rule.name)) == 1, card.rule.name
    assert {link.removeprefix("#") for link in links(page)} <= anchors(page)


ODD = """\
pack: Odd
says: "1. Not a list"
owner: office
stages:
  - stage: Re|view
    role: The *lead*
    takes: 2-5 working days
    tells: [milestone]
    entry:
      - name: Mixed-Case
        says: "# A <b>heading</b> with [a link](https://acme.example) and _more_"
        must:
          - any_of:
              - {field: due, not_before: today}
              - {label: a, where: {label: b}}
        examples:
          passes:
            - type: Story
              stage: Re|view
              due: 2026-03-09
              today: 2026-03-09
              Note: "no"
              labels: ["12:30", "*x"]
              comments: [{by: client, text: "Yes: it is", at: 2026-03-05}]
              checklists: {Own: [[One, true], [Two, false]]}
          fails: [{type: Story, stage: Re|view}]
"""


def test_the_same_pack_makes_the_same_page():
    assert page_of(pack_in(ODD)) == page_of(pack_in(ODD))


def test_text_of_a_pack_is_no_markup():
    page = page_of(pack_in(ODD))
    assert "\n\\1. Not a list\n" in page
    assert "\n\\# A \\<b\\>heading\\</b\\> with \\[a link\\](https://acme.example) and \\_more\\_\n" in page
    assert "| Re\\|view | The \\*lead\\* | 2-5 working days | milestone |" in page


def test_a_heading_is_the_name_as_it_is_and_its_address_is_small():
    assert "\n### Mixed-Case\n" in page_of(pack_in(ODD))
    assert (
        address("Odd", "Mixed-Case", "https://forge.example/rules") == "https://forge.example/rules/Odd.md#mixed-case"
    )


def test_conditions_stand_in_their_groups():
    assert "- one of these:\n  - Due date is not before today\n  - label a is present, where label b is present\n" in (
        page_of(pack_in(ODD))
    )


def shown_examples(page):
    """Return the first example under each title, as it would stand in a pack."""
    return dict(re.findall(r"^(Passes|Fails):\n\n```yaml\n(.*?)```$", page, re.MULTILINE | re.DOTALL))


def test_the_example_of_a_page_can_be_put_back_into_a_pack():
    pack = pack_in(ODD)
    shown = shown_examples(page_of(pack))
    facts = pack.stages[0].entry[0].examples
    listed = "".join(
        f"      {key}:\n        - {indent(shown[title], ' ' * 10).lstrip()}"
        for key, title in (("passes", "Passes"), ("fails", "Fails"))
    )
    rule = "  - name: r\n    says: Said.\n    must: [{label: a}]\n"
    again = pack_in(f"pack: Again\nrules:\n{rule}    examples:\n{listed}").rules[0].examples
    assert (again.passes, again.fails) == (facts.passes, facts.fails)


def test_every_example_of_the_bundled_pages_is_yaml():
    for page in PAGES.iterdir():
        for _language, text in FENCE.findall(page.read_text("utf-8")):
            assert isinstance(yaml.safe_load(text), dict), page.name


def test_ladders_say_who_does_what_and_what_must_hold():
    page = page_of(
        pack_in(
            "pack: Up\nrules: [{name: r, says: Said., must: [{label: a}]}]\n"
            "ladders:\n  - name: up\n    says: Step by step.\n    climbs_while: [r]\n    steps:\n"
            "      - {step: Look, owner: lead, after: 0 working days, does: [comment, {mention: office}]}\n"
            "      - {step: Warn, owner: lead, after: 2 working days, needs: [{label: b}], does: [{notice: client-warning}]}\n"
        )
    )
    assert page.endswith(
        "## Ladder · up\n\nStep by step.\n\nA ticket climbs it while one of these rules fails: r.\n\n"
        "1. **Look**, lead, after 0 working days: writes a comment, mentions office.\n"
        "2. **Warn**, lead, after 2 working days: sends the notice client-warning.\n"
        "   - label b is present\n"
    )
