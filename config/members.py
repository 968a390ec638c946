"""Who holds a role, as it stands under `roles:`: people, and project roles or user groups of the tracker."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from config.forms import TEXT, read_one_or_many, read_text, wrong
from config.marks import Branch

GROUPS = {"project_role": "jira", "group": "clickup"}
"""How a group of people is named, and on which kind of source there is such a thing."""


def read_member(value: object) -> str:
    """Read a person, or `{project_role: NAME}`, which becomes the text `project_role: NAME`."""
    if not isinstance(value, Branch):
        return read_text(value)
    kind = next(iter(value), "")
    if len(value) != 1 or kind not in GROUPS:
        raise wrong("{key} names people, {project_role: NAME} on Jira, or {group: NAME} on ClickUp")
    return f"{kind}: {read_text(value[kind])}"


def _named_by(kind: str) -> dict[str, object]:
    return {"type": "object", "properties": {kind: TEXT}, "required": [kind], "additionalProperties": False}


Member = Annotated[
    str, BeforeValidator(read_member), WithJsonSchema({"anyOf": [TEXT, *(_named_by(kind) for kind in GROUPS)]})
]
Members = Annotated[tuple[Member, ...], BeforeValidator(read_one_or_many)]


def people_in(members: Iterable[str]) -> tuple[str, ...]:
    """Return the people among the members of a role, by address or account id."""
    return tuple(one for one in members if group_of(one) is None)


def groups_in(members: Iterable[str]) -> tuple[str, ...]:
    """Return the names of project roles or user groups among the members of a role."""
    return tuple(found[1] for one in members if (found := group_of(one)) is not None)


def group_of(member: str) -> tuple[str, str] | None:
    """Return the kind and the name of a group; None for a person."""
    kind, colon, name = member.partition(":")
    return (kind, name.strip()) if colon and kind in GROUPS else None
