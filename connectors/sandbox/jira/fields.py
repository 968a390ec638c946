"""The fields a site has: Jira's own that can be set, and the custom ones an administrator made."""

from collections.abc import Mapping

from connectors.sandbox.jira.model import FieldKind, Kind

CUSTOM_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes:"
CUSTOM_SCHEMAS: Mapping[Kind, tuple[str, str, str | None]] = {
    "text": ("string", "textfield", None),
    "document": ("string", "textarea", None),
    "url": ("string", "url", None),
    "number": ("number", "float", None),
    "day": ("date", "datepicker", None),
    "person": ("user", "userpicker", None),
    "choice": ("option", "select", None),
    "choices": ("array", "multicheckboxes", "option"),
}


def native(field_id: str, name: str, kind: Kind, json_type: str, items: str | None = None) -> FieldKind:
    """Describe one of Jira's own fields."""
    schema = {"type": json_type, "system": field_id} | ({"items": items} if items else {})
    return FieldKind(field_id, name, kind, schema)


def custom(number: int, name: str, kind: Kind, *options: str) -> FieldKind:
    """Describe a custom field."""
    json_type, own_type, items = CUSTOM_SCHEMAS[kind]
    schema: dict[str, object] = {"type": json_type, "custom": CUSTOM_TYPES + own_type, "customId": number}
    return FieldKind(f"customfield_{number}", name, kind, schema | ({"items": items} if items else {}), options)


NATIVE = (
    native("summary", "Summary", "text", "string"),
    native("description", "Description", "document", "string"),
    native("labels", "Labels", "labels", "array", "string"),
    native("assignee", "Assignee", "person", "user"),
    native("reporter", "Reporter", "person", "user"),
    native("priority", "Priority", "priority", "priority"),
    native("duedate", "Due date", "day", "date"),
    native("parent", "Parent", "parent", "issuelink"),
    native("timetracking", "Time tracking", "effort", "timetracking"),
)
CUSTOM = (
    custom(10021, "Flagged", "choices", "Impediment"),
    custom(10040, "Probability", "choice", "Low", "Medium", "High"),
    custom(10041, "Impact", "choice", "Low", "Medium", "High"),
    custom(10042, "Mitigation", "document"),
    custom(10043, "Risk owner", "person"),
    custom(10044, "Next review", "day"),
    custom(10045, "Peer reviewer", "person"),
    custom(10046, "Delivery notes", "url"),
    custom(10047, "Client name for it", "text"),
    custom(10048, "Story points", "number"),
)
READ_ONLY = {
    "status": ("Status", {"type": "status", "system": "status"}),
    "issuetype": ("Issue Type", {"type": "issuetype", "system": "issuetype"}),
    "project": ("Project", {"type": "project", "system": "project"}),
    "creator": ("Creator", {"type": "user", "system": "creator"}),
    "created": ("Created", {"type": "datetime", "system": "created"}),
    "updated": ("Updated", {"type": "datetime", "system": "updated"}),
    "resolution": ("Resolution", {"type": "resolution", "system": "resolution"}),
    "resolutiondate": ("Resolved", {"type": "datetime", "system": "resolutiondate"}),
    "timeoriginalestimate": ("Original estimate", {"type": "number", "system": "timeoriginalestimate"}),
    "timeestimate": ("Remaining Estimate", {"type": "number", "system": "timeestimate"}),
    "timespent": ("Time Spent", {"type": "number", "system": "timespent"}),
    "comment": ("Comment", {"type": "comments-page", "system": "comment"}),
    "attachment": ("Attachment", {"type": "array", "items": "attachment", "system": "attachment"}),
    "issuelinks": ("Linked Issues", {"type": "array", "items": "issuelinks", "system": "issuelinks"}),
    "subtasks": ("Sub-tasks", {"type": "array", "items": "issuelinks", "system": "subtasks"}),
}
NOT_NAVIGABLE = frozenset({"comment", "attachment", "timetracking"})
