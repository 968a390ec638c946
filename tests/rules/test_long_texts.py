"""However long a text of a tracker is, it is compared up to 64 KiB, wherever a rule looks at it."""

import pytest

from rules.pack import Condition
from rules.values import LONGEST_TEXT, Answer, fold

HOLDS, FAILS = Answer.HOLDS, Answer.FAILS
FILLER = "x " * LONGEST_TEXT
SEEN, UNSEEN = "needle " + FILLER, FILLER + " needle"

ASKED = {
    "contains": (Condition("field", "description", "contains", "needle"), lambda text: {"description": text}),
    "contains_any": (Condition("field", "Notes", "contains_any", ("nix", "Needle")), lambda text: {"Notes": text}),
    "a comment says": (
        Condition("comment", {"says": ("needle",)}, "is", "present"),
        lambda text: {"comments": [{"by": "client", "text": text}]},
    ),
    "a file's name": (Condition("attachments", "*needle*", "is", "present"), lambda text: {"attachments": [text]}),
}


@pytest.mark.parametrize(("condition", "facts"), ASKED.values(), ids=ASKED.keys())
def test_what_stands_in_the_first_64_kib_is_found_and_nothing_behind(condition, facts, answer_of):
    assert answer_of(condition, facts(SEEN)) is HOLDS
    assert answer_of(condition, facts(UNSEEN)) is FAILS


NAMED = {
    "a checklist": (
        lambda name: Condition("checklist", name, "is", "present"),
        lambda name: {"checklists": {name: []}},
    ),
    "a label": (lambda name: Condition("label", name), lambda name: {"labels": [name]}),
    "a text": (lambda name: Condition("field", "Notes", "equals", name), lambda name: {"Notes": name}),
    "a choice": (lambda name: Condition("field", "Notes", "one_of", (name,)), lambda name: {"Notes": name}),
    "the begin of a text": (
        lambda name: Condition("field", "Notes", "starts_with", name),
        lambda name: {"Notes": name},
    ),
    "a link": (lambda name: Condition("link", name, "is", "present"), lambda name: {"links": [{"type": name}]}),
}


@pytest.mark.parametrize(("condition", "facts"), NAMED.values(), ids=NAMED.keys())
def test_texts_that_differ_only_behind_64_kib_are_the_same(condition, facts, answer_of):
    long = "y" * LONGEST_TEXT
    assert answer_of(condition(long + " one"), facts(long + " two")) is HOLDS
    assert answer_of(condition("z" + long), facts(long)) is FAILS


def test_a_text_is_no_longer_than_64_kib_where_its_length_is_asked(answer_of):
    text = "y" * (2 * LONGEST_TEXT)
    assert answer_of(Condition("field", "Notes", "length_at_least", str(LONGEST_TEXT)), {"Notes": text}) is HOLDS
    assert answer_of(Condition("field", "Notes", "length_at_least", str(LONGEST_TEXT + 1)), {"Notes": text}) is FAILS


def test_folding_looks_at_no_more_than_it_compares():
    assert len(fold("a" * 10 * LONGEST_TEXT)) == LONGEST_TEXT
