"""Rules' names are resolved to Jira's fields, and where that fails the reason is told."""

import pytest

from connectors.jira.fields import NATIVE
from sync.ports import Needs


def uses(asked):
    return {use.name: use.id for use in asked.fields}


@pytest.mark.parametrize(
    ("name", "configured", "field_id"),
    [
        ("Probability", None, "customfield_1"),
        ("probability", None, "customfield_1"),
        ("Agreed date", None, "customfield_9"),
        ("Team", None, "customfield_7"),
        ("TEAM", None, "customfield_8"),
        ("Likelihood", "customfield_1", "customfield_1"),
        ("Likelihood", "Probability", "customfield_1"),
        ("Impact", "customfield_3", "customfield_3"),
    ],
)
def test_a_name_is_found_exactly_or_else_folded(book, name, configured, field_id):
    asked = book.asked(Needs(fields={name: configured}))
    assert uses(asked) == {name: field_id}
    assert field_id in asked.ids
    assert asked.unseen == {}


@pytest.mark.parametrize(
    ("name", "ids"), [("Impact", "customfield_2 and customfield_3"), ("team", "customfield_7 and customfield_8")]
)
def test_two_fields_of_one_name_are_to_be_settled(book, name, ids):
    asked = book.asked(Needs(fields={name: None}))
    assert asked.unseen == {name: f"2 fields have this name: {ids}; settle it under fields:"}
    assert asked.fields == ()


@pytest.mark.parametrize("configured", [None, "customfield_404"])
def test_a_field_the_site_does_not_have_is_unseen(book, configured):
    asked = book.asked(Needs(fields={"Colour": configured}))
    assert asked.unseen == {"Colour": "no field of this name in acme-jira"}


def test_owner_start_and_sprint_may_be_told_otherwise(book):
    asked = book.asked(Needs(fields={"owner": "customfield_12", "start": "Agreed date"}))
    assert (asked.owner.id, asked.start.id, asked.sprint.id) == ("customfield_12", "customfield_9", "customfield_6")
    assert asked.fields == ()


def test_nothing_is_asked_for_that_nobody_needs(book):
    assert book.asked(Needs()).ids == (*NATIVE, "customfield_4", "customfield_5", "customfield_6")


def test_what_is_needed_is_asked_for(book):
    needs = Needs(comments=True, links=True, children=True, attachments=True, checklists=True, moves=True)
    more = {"comment", "issuelinks", "subtasks", "attachment", "customfield_10"}
    assert set(book.asked(needs).ids) - set(book.asked(Needs()).ids) == more
