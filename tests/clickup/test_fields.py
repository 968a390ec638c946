"""A rule's field name finds the right custom field and what a task holds in it."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from connectors.clickup.fields import read_fields
from rules.model import Person

UTC = ZoneInfo("UTC")
OPTIONS = [{"id": "o-a", "name": "Low", "orderindex": 0}, {"id": "o-b", "name": "High", "orderindex": 1}]
LABELS = [{"id": "l-a", "label": "Web"}, {"id": "l-b", "label": "Print"}]


def field(kind="text", name="Reason", number="f1", **more):
    return {"id": number, "name": name, "type": kind, **more}


def read(definition, value, name="Reason"):
    fields, unseen = read_fields([definition | {"value": value}], [definition], {name: None}, "studio", UTC)
    assert not unseen
    return fields[name]


@pytest.mark.parametrize(
    ("definition", "value", "expected"),
    [
        (field("drop_down", type_config={"options": OPTIONS}), 1, "High"),
        (field("drop_down", type_config={"options": OPTIONS}), "1", "High"),
        (field("drop_down", type_config={"options": OPTIONS}), "o-a", "Low"),
        (field("drop_down", type_config={"options": OPTIONS}), 0, "Low"),
        (field("labels", type_config={"options": LABELS}), ["l-b", "l-a"], ("Print", "Web")),
        (field("users"), [{"id": 3, "username": "Di"}], Person("3", name="Di")),
        (field("users"), [{"id": 3}, {"id": 4}], (Person("3"), Person("4"))),
        (field("number"), "12", 12),
        (field("number"), "0", 0),
        (field("currency"), 12.5, 12.5),
        (field("emoji"), 4, 4),
        (field("formula"), "3.5", 3.5),
        (field("formula"), "late", "late"),
        (field("manual_progress"), {"current": "40", "percent_complete": 40}, 40),
        (field("automatic_progress"), {"percent_complete": 25}, 25),
        (field("date"), "1767582000000", date(2026, 1, 5)),
        (field("checkbox"), "true", True),
        (field("checkbox"), "false", False),
        (field("checkbox"), True, True),
        (field("url"), "https://files.example/a", "https://files.example/a"),
        (field("location"), {"formatted_address": "Berlin"}, "Berlin"),
        (field("tasks"), [{"id": "86a", "name": "Brief"}], ("Brief",)),
        (field("attachment"), [{"id": "f", "title": "a.pdf"}], ("a.pdf",)),
        (field("short_text"), "", None),
        (field("labels"), [], None),
        (field("text"), None, None),
    ],
)
def test_a_value_is_read_by_the_kind_of_its_field(definition, value, expected):
    found = read(definition, value)
    assert found == expected
    assert type(found) is type(expected)


def test_a_field_the_task_does_not_fill_is_empty():
    assert read_fields([], [field()], {"Reason": None}, "studio", UTC) == ({"Reason": None}, {})


def test_a_field_only_the_task_has_is_read_too():
    fields, unseen = read_fields([field() | {"value": "x"}], [], {"Reason": None}, "studio", UTC)
    assert (fields, unseen) == ({"Reason": "x"}, {})


def test_a_field_nobody_has_is_unseen():
    fields, unseen = read_fields([], [field()], {"Impact": None}, "studio", UTC)
    assert (fields, unseen) == ({}, {"Impact": "no field of this name in studio"})


@pytest.mark.parametrize("mapped", ["f2", "Why", "why "])
def test_the_configuration_may_name_a_field_by_id_or_name(mapped):
    known = [field() | {"value": "no"}, field(name="Why", number="f2") | {"value": "yes"}]
    assert read_fields(known, known, {"Reason": mapped}, "studio", UTC)[0] == {"Reason": "yes"}


def test_the_exact_name_wins_over_one_in_another_case():
    known = [field(name="reason", number="f2") | {"value": "no"}, field() | {"value": "yes"}]
    assert read_fields(known, known, {"Reason": None}, "studio", UTC)[0] == {"Reason": "yes"}


@pytest.mark.parametrize("names", [("Reason", "Reason"), ("reason", "REASON")])
def test_two_fields_of_one_name_are_to_be_settled(names):
    known = [field(name=name, number=f"f{place}") for place, name in enumerate(names)]
    fields, unseen = read_fields([], known, {"Reason": None}, "studio", UTC)
    assert not fields
    assert "f0, f1" in unseen["Reason"]
    assert "settle it under fields:" in unseen["Reason"]


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        (field("drop_down", type_config={"options": OPTIONS}), "o-gone"),
        (field("drop_down"), 1),
        (field("number"), "many"),
        (field("number"), {"a": 1}),
        (field("date"), "soon"),
        (field("users"), ["bo"]),
        (field("holograms"), "x"),
    ],
)
def test_a_value_that_cannot_be_read_is_unseen_and_not_empty(definition, value):
    fields, unseen = read_fields([definition | {"value": value}], [definition], {"Reason": None}, "studio", UTC)
    assert not fields
    assert unseen["Reason"]
