"""What a transition's screen asks for, as Jira tells it, and what an admin's words become there."""

import pytest

from connectors.jira.screens import transition_of

RESOLUTION = {
    "required": True,
    "name": "Resolution",
    "schema": {"type": "resolution", "system": "resolution"},
    "allowedValues": [{"id": "10000", "name": "Done"}, {"id": "10001", "name": "Won't Do"}],
}


def transition(**fields):
    to = {"name": "Blocked", "statusCategory": {"key": "indeterminate"}}
    return transition_of({"id": "71", "to": to, "hasScreen": True, "fields": fields})


def test_a_resolution_is_chosen_by_its_name():
    blocked = transition(resolution=RESOLUTION)
    assert blocked.filled({"resolution": "won't  do"}) == {"resolution": {"id": "10001"}}
    assert blocked.way({"Resolution": "Done"}).wants == ()


@pytest.mark.parametrize("fills", [{}, {"Resolution": "Fixed"}, {"Reason": "Done"}])
def test_what_gets_no_value_is_named_with_its_choices(fills):
    assert transition(resolution=RESOLUTION).way(fills).wants == ("Resolution (Done, Won't Do)",)


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "string"}, "soon", "soon"),
        ({"type": "date"}, "2026-12-31", "2026-12-31"),
        ({"type": "number"}, "3.5", 3.5),
    ],
)
def test_plain_fields_take_what_is_written(schema, text, value):
    field = {"required": True, "name": "Reason", "schema": schema}
    assert transition(customfield_1=field).filled({"Reason": text}) == {"customfield_1": value}


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "number"}, "many"),
        ({"type": "user"}, "ana@acme.example"),
        ({"type": "string", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:textarea"}, "long"),
    ],
)
def test_what_cannot_be_typed_in_a_line_is_left_to_people(schema, text):
    field = {"required": True, "name": "Reason", "schema": schema}
    assert transition(customfield_1=field).way({"Reason": text}).wants == ("Reason",)


def test_several_choices_take_one():
    options = [{"id": "1", "value": "Impediment"}]
    field = {"required": True, "name": "Flagged", "schema": {"type": "array"}, "allowedValues": options}
    assert transition(customfield_1=field).filled({"Flagged": "impediment"}) == {"customfield_1": [{"id": "1"}]}


def test_what_is_not_required_or_has_a_default_is_not_touched():
    optional = {**RESOLUTION, "required": False}
    preset = {**RESOLUTION, "name": "Impact", "hasDefaultValue": True}
    blocked = transition(resolution=optional, customfield_1=preset)
    assert blocked.filled({"Resolution": "Done", "Impact": "Done"}) == {}
    assert blocked.way({}).wants == ()


def test_work_done_is_told_by_the_status_category():
    done = {"id": "1", "to": {"name": "Closed", "statusCategory": {"key": "done"}}}
    assert transition_of(done).way({}).is_done
