"""Every key explains itself, and every place for names is there."""

import re

import pytest

from config.described import DOCUMENTS, schema_of
from config.hovers import HOVERS
from config.named import KEYS, PLACES
from config.sections import Section
from config.vocabulary import GROUPS, SUBJECTS, TESTS

EXAMPLES = {"ExampleSection", "NeighbourSection", "CommentSection", "MoveSection", "ChangeSection", "ContactSection"}


def keys_of(model):
    """Return every key of a section and of all that are made from it, as `Section.key`."""
    own = {f"{model.__name__}.{key}" for key in model.allowed_keys()}
    return own.union(*(keys_of(made) for made in model.__subclasses__()))


def described_keys(kind):
    """Return the keys in the schema of a kind of file, with their texts."""
    schema = schema_of(kind)
    sections = {DOCUMENTS[kind][0].__name__: schema, **schema["$defs"]}
    return {
        (section, key): shape.get("description")
        for section, told in sections.items()
        for key, shape in told.get("properties", {}).items()
    }


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_key_beside_those_of_examples_has_a_text(kind):
    assert [key for key, text in described_keys(kind).items() if not text and key[0] not in EXAMPLES] == []


def test_no_text_stands_for_a_key_that_is_not_there():
    assert {f"{section}.{key}" for section, texts in HOVERS.items() for key in texts} <= keys_of(Section)


def test_every_word_of_conditions_has_a_text():
    assert set(HOVERS["ClauseSection"]) == {*SUBJECTS, *TESTS, *GROUPS, "where"}


def test_a_text_is_short_and_ends_as_a_sentence_does():
    texts = [text for section in HOVERS.values() for text in section.values()]
    assert [text for text in texts if not re.fullmatch(r"\S.{5,110}\.", text)] == []


def test_names_stand_behind_keys_that_are_there():
    assert {*PLACES, *KEYS} <= keys_of(Section)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_reference_of_a_schema_leads_somewhere(kind, names):
    for schema in (schema_of(kind), schema_of(kind, names)):
        wanted = set(re.findall(r"'\$ref': '#/\$defs/([^']+)'", str(schema)))
        assert wanted == set(schema["$defs"])
