"""Custom field values: from what a client sends to what is kept, and from that to what ClickUp answers."""

from datetime import UTC, datetime

from connectors.sandbox.clickup.model import CustomField, Stored
from connectors.sandbox.clickup.refusal import Refusal
from connectors.sandbox.clickup.workspace import Workspace


def ms(at: datetime | None) -> str | None:
    """Spell a moment as ClickUp does: milliseconds since 1970 as text."""
    return None if at is None else str(round(at.timestamp() * 1000))


def moment(spelled: str | float) -> datetime:
    """Read milliseconds since 1970."""
    return datetime.fromtimestamp(float(spelled) / 1000, UTC)


def read_value(workspace: Workspace, field: CustomField, before: Stored, sent: object) -> Stored:
    """Return what is to be kept for a value as a client sends it; raises Refusal."""
    match field.type, sent:
        case "text" | "short_text", str():
            return sent
        case "url", str() if sent.startswith(("http://", "https://")):
            return sent
        case "checkbox", bool():
            return sent
        case "number" | "date", bool():
            raise _unfit(field)
        case "number" | "date", int() | float():
            return float(sent)
        case "drop_down", str() if sent in {one.id for one in field.options}:
            return sent
        case "labels", list() if set(sent) <= {one.id for one in field.options}:
            return tuple(sent)
        case "users", dict():
            return _members(workspace, before, sent)
        case _:
            raise _unfit(field)


def _members(workspace: Workspace, before: Stored, sent: dict[str, list[int]]) -> tuple[int | str, ...]:
    present = list(before) if isinstance(before, tuple) else []
    known = {one.id for one in workspace.members}
    added = [one for one in sent.get("add", []) if one not in present]
    if not set(added) <= known:
        raise Refusal(400, "User is not a member of the Workspace", "FIELD_033")
    return tuple(one for one in [*present, *added] if one not in sent.get("rem", []))


def _unfit(field: CustomField) -> Refusal:
    return Refusal(400, f"Value is not valid for a field of type {field.type}", "FIELD_011")


def value_json(workspace: Workspace, field: CustomField, value: Stored) -> object:
    """Return a value as it stands in a task: numbers and dates as text, a choice as its place among the options."""
    match field.type, value:
        case "drop_down", str():
            return [one.id for one in field.options].index(value)
        case "users", tuple():
            return [user_json(workspace, int(one)) for one in value]
        case "labels", tuple():
            return list(value)
        case "checkbox", _:
            return "true" if value else "false"
        case _, float():
            return f"{value:.0f}" if value.is_integer() else str(value)
        case _:
            return value


def user_json(workspace: Workspace, member_id: int) -> dict[str, object]:
    """Describe a member as tasks and comments do."""
    member = workspace.member(member_id)
    return {
        "id": member.id,
        "username": member.username,
        "color": member.color,
        "initials": "".join(word[0] for word in member.username.split()[:2]).upper(),
        "email": member.email,
        "profilePicture": None,
    }


def told(workspace: Workspace, field: CustomField, value: Stored) -> str:
    """Spell a value for people."""
    match field.type, value:
        case _, None:
            return ""
        case "drop_down" | "labels", _:
            chosen = value if isinstance(value, tuple) else (value,)
            return ", ".join(one.name for one in field.options if one.id in chosen)
        case "users", tuple():
            return ", ".join(workspace.member(one).username for one in value)
        case "date", float():
            return f"{moment(value):%-d %b %Y}"
        case _, float():
            return f"{value:g}"
        case _:
            return str(value)
