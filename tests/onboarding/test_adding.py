"""One engagement more in a configuration, and everything else in it byte for byte as it was."""

import pytest
import yaml

from config.adding import with_item
from sync.neighbours.onboarding import Order, block_of
from tests.onboarding.test_sheets import NOVA

HEAD = "version: 1\nsources:\n  - {name: acme-jira, kind: jira}\n"
TAIL = "packs_dir: rules  # beside this file\n"
FILES = {
    "at the end": HEAD + "engagements:\n  - name: apollo\n    packs: [a, b]\n",
    "in the middle": HEAD + "engagements:\n  - name: apollo\n    packs: [a, b]\n" + TAIL,
    "comments behind": HEAD
    + "engagements:\n  - name: apollo  # first\n    home: APO-1 # why\n\n# what follows\n"
    + TAIL,
    "no indentation": HEAD + "engagements:\n- name: apollo\n  roles:\n    lead: [ana]\n" + TAIL,
    "deeper": HEAD + "engagements:\n      - name: apollo\n        scope: {project: APO}\n" + TAIL,
    "no last line end": HEAD + "engagements:\n  - name: apollo\n    packs: [a]",
    "windows": (HEAD + "engagements:\n  - name: apollo\n    packs: [a]\n" + TAIL).replace("\n", "\r\n"),
    "a text of lines": HEAD + "engagements:\n  - name: apollo\n    says: |\n      one\n      two\n" + TAIL,
    "a value over lines": HEAD + "engagements:\n  - name: apollo\n    packs: [\n      a,\n      b\n    ]\n" + TAIL,
    "an item in brackets": HEAD + "engagements:\n  - {name: apollo, packs: [a]}  # short\n" + TAIL,
    "nothing at its end": HEAD + "engagements:\n  - name: apollo\n    home:\n" + TAIL,
    "a value of that name": "name: engagements\nengagements:\n  - name: apollo\n" + TAIL,
    "two items": HEAD + "engagements:\n  - name: apollo\n  -\n    name: lumen\n" + TAIL,
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_everything_else_stays_and_the_engagement_is_the_last_one(text):
    after = with_item(text, lambda indent, newline: block_of(NOVA, indent, newline))
    before, now = yaml.safe_load(text), yaml.safe_load(after)
    *others, added = now.pop("engagements")
    assert others == before.pop("engagements")
    assert now == before
    assert (added["name"], added["packs"]) == ("nova", ["work-item", "risk-register"])


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_what_was_added_is_one_piece_and_nothing_else_changed(text):
    after = with_item(text, lambda indent, newline: f"{' ' * indent}- name: nova{newline}")
    at = after.index("- name: nova")
    begin = after.rindex("\n", 0, at) + 1
    end = after.index("\n", at) + 1
    rest = after[:begin] + after[end:]
    assert rest in {text, text + "\n"}


def test_line_ends_are_those_of_the_file():
    after = with_item(FILES["windows"], lambda indent, newline: block_of(NOVA, indent, newline))
    assert "\n" not in after.replace("\r\n", "")


@pytest.mark.parametrize(
    "row", ["engagements: [{name: apollo}]\n", "engagements: []\n", "other: 1\n", "engagements:\n"]
)
def test_a_list_that_is_not_written_as_lines_is_left_alone(row):
    assert with_item(HEAD + row, lambda *_: "") is None


@pytest.mark.parametrize(
    "name", ["yes", "012", "a: b", "#1", '"quoted"', "it's ünï", "- x", "{a}", "a\\b", "null", "x, y"]
)
def test_any_text_is_read_back_as_the_same_text(name):
    order = Order(name, name, name, NOVA.scope, (name,), contacts=NOVA.contacts, home=name)
    (read,) = yaml.safe_load(block_of(order, 0))
    assert (read["name"], read["client"]["name"], read["source"], read["packs"], read["home"]) == (
        name, name, name, [name], name,
    )  # fmt: skip
