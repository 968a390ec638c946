"""Edits of an issue: read whole first, so that one bad member refuses all of it, then applied at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connectors.sandbox.adf import Node, plain_text
from connectors.sandbox.jira.model import Comment, FieldKind, Happening, Issue, Stored
from connectors.sandbox.jira.refusal import BAD_PAYLOAD, LONGEST_TEXT, NOT_SETTABLE, TOO_LONG, Refusal
from connectors.sandbox.jira.site import Site
from connectors.sandbox.jira.values import BadValue, read_label, read_option, read_text, read_value

MEMBERS = frozenset({"fields", "update", "properties", "historyMetadata", "transition"})
IGNORED = frozenset({"status"})  # Cloud takes it and does nothing
IN_BOTH = "Field '{}' cannot appear in both 'fields' and 'update'"
NO_VERB = "No operation with name '{}' found."
ROLES = ("Administrators", "Developers", "Viewers")  # of every project
NO_ROLE = "You are currently not a member of the project role: {}."


@dataclass(frozen=True, slots=True)
class NewComment:
    """What somebody writes, and the role that may read it; None for everybody."""

    body: Node
    role: str | None = None


@dataclass(slots=True)
class Edit:
    """What a request wants changed, all of it understood."""

    values: dict[str, Stored] = field(default_factory=dict)
    comments: list[NewComment] = field(default_factory=list)
    properties: dict[str, object] = field(default_factory=dict)


def read_edit(site: Site, issue: Issue, body: object, screen: frozenset[str] | None = None) -> Edit:
    """Understand an edit; raises Refusal 400 naming every field that is wrong. With a screen, only its fields."""
    if not isinstance(body, dict) or not set(body) <= MEMBERS:
        raise Refusal(400, BAD_PAYLOAD)
    fields, update = _member(body, "fields"), _member(body, "update")
    errors = {name: IN_BOTH.format(name) for name in fields.keys() & update.keys()}
    edit = Edit(properties=_properties(body))
    for name, sent in [*fields.items(), *update.items()]:
        try:
            if name in update and name == "comment" and site.switches.comment_in_edit:
                edit.comments += _new_comments(site, sent)
            elif name not in IGNORED:
                kind = _settable(site, name, screen)
                after = _after_verbs(site, issue, kind, sent) if name in update else read_value(kind, sent, site)
                edit.values[name] = after
        except BadValue as no:
            errors[name] = str(no)
    if errors:
        raise Refusal(400, errors=errors)
    return edit


def apply_edit(site: Site, issue: Issue, edit: Edit, by: str, at: datetime) -> None:
    """Do what an edit says, as one change of somebody."""
    check_room(site, issue, len(edit.comments))
    site.set_values(issue, edit.values, by, at)
    for comment in edit.comments:
        add_comment(site, issue, comment.body, by, at).role = comment.role
    set_properties(site, issue, edit.properties, at)


def add_comment(site: Site, issue: Issue, body: Node, by: str, at: datetime) -> Comment:
    """Append a comment of somebody."""
    comment = Comment(site.new_id(), by, body, at, at, by)
    issue.comments.append(comment)
    touch_by_comment(site, issue, at, new=True)
    site.tell(Happening("comment_created", issue, by, at, comment=comment))
    return comment


def check_room(site: Site, issue: Issue, more: int) -> None:
    """Refuse comments beyond what an issue may hold."""
    most = site.switches.most_comments
    if more and most is not None and len(issue.comments) + more > most:
        raise Refusal(413, f"The number of comments on the issue exceeds the limit of {most}.")


def touch_by_comment(site: Site, issue: Issue, at: datetime, *, new: bool = False) -> None:
    """Let a new comment, or a change to one, show in the issue's change time, where the site does so."""
    if site.switches.comment_touches if new else site.switches.comment_edit_touches:
        issue.updated = max(issue.updated, at)


def set_properties(site: Site, issue: Issue, properties: Mapping[str, object], at: datetime) -> None:
    """Keep properties of an issue."""
    issue.properties |= properties
    if properties and site.switches.property_touches:
        issue.updated = max(issue.updated, at)


def checked_comment(site: Site, body: object) -> Node:
    """Return a comment's text; raises BadValue for one Jira refuses."""
    document = read_text(body, site)
    if not plain_text(document).strip() and not document["content"]:
        raise BadValue("Comment body can not be empty!")
    if site.switches.length_of_json and not site.is_datacenter and _length_of_json(document) > LONGEST_TEXT:
        raise BadValue(TOO_LONG)
    return document


def role_of(sent: Mapping[str, object]) -> str | None:
    """Return the role a comment is shown to; raises BadValue for one that does not exist."""
    visibility = sent.get("visibility")
    if visibility is None:
        return None
    if not isinstance(visibility, dict) or visibility.get("type") != "role":
        raise BadValue("visibility.type must be role here")
    role = str(visibility.get("value"))
    if role not in ROLES:
        raise BadValue(NO_ROLE.format(role))
    return role


def _length_of_json(document: Node) -> int:
    return len(json.dumps(document, ensure_ascii=False, separators=(",", ":")))


def _member(body: Mapping[str, object], name: str) -> dict[str, object]:
    member = body.get(name, {})
    if not isinstance(member, dict):
        raise Refusal(400, BAD_PAYLOAD)
    return member


def _properties(body: Mapping[str, object]) -> dict[str, object]:
    sent = body.get("properties", [])
    if not isinstance(sent, list) or not all(isinstance(one, dict) and {"key", "value"} <= set(one) for one in sent):
        raise Refusal(400, BAD_PAYLOAD)
    return {one["key"]: one["value"] for one in sent}


def _settable(site: Site, name: str, screen: frozenset[str] | None) -> FieldKind:
    if name not in site.fields or (screen is not None and name not in screen):
        raise BadValue(NOT_SETTABLE.format(name))
    return site.fields[name]


def _verbs(sent: object) -> list[tuple[str, object]]:
    if not isinstance(sent, list) or not all(isinstance(verb, dict) and len(verb) == 1 for verb in sent):
        raise BadValue("data was not an array")
    return [(name, operand) for verb in sent for name, operand in verb.items()]


def _new_comments(site: Site, sent: object) -> list[NewComment]:
    comments = []
    for name, operand in _verbs(sent):
        if name != "add" or not isinstance(operand, dict):
            raise BadValue(NO_VERB.format(name))
        comments.append(NewComment(checked_comment(site, operand.get("body")), role_of(operand)))
    return comments


def _after_verbs(site: Site, issue: Issue, kind: FieldKind, sent: object) -> Stored:
    value = issue.values.get(kind.id)
    for name, operand in _verbs(sent):
        if name == "set" or (name == "edit" and kind.kind == "effort"):
            value = read_value(kind, operand, site)
        elif name in ("add", "remove") and kind.kind in ("labels", "choices"):
            one = read_label(operand) if kind.kind == "labels" else read_option(kind, operand)
            rest = tuple(old for old in (value if isinstance(value, tuple) else ()) if old != one)
            value = _with(value, one) if name == "add" else rest
        else:
            raise BadValue(NO_VERB.format(name))
    return value


def _with(value: Stored, one: str) -> tuple[str, ...]:
    present = value if isinstance(value, tuple) else ()
    return present if one in present else (*present, one)
