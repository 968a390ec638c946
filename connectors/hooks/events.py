"""What posted events say of themselves: who did it, and where. Whatever is missing or odd is not told.

Jira: developer.atlassian.com, "Webhooks" (`user`, `comment.author`, `issue.fields.project`, `changelog`).
ClickUp: developer.clickup.com, "Task webhook payloads" (`history_items[].user`, `parent_id`, the id of the list).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from sync.engagement import ScopeKind
from sync.service.hints import Told

Raw = Mapping[str, Any]
JIRA_IDS = ("accountId", "name", "key")
NOBODY = frozenset[str]()


def told_by(kind: str, body: bytes) -> Told:
    """Return what an event of a tracker says; of one that cannot be read, nothing."""
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError:
        return Told()
    return READ[kind](_row(event))


def _told_by_jira(event: Raw) -> Told:
    issue = _row(event.get("issue"))
    author = _row(event.get("user")) or _commented(event)
    ids = frozenset(filter(None, (_word(author.get(name)) for name in JIRA_IDS)))
    projects = {_word(_row(_row(issue.get("fields")).get("project")).get("key")), *_projects_left(event)} - {""}
    return Told(frozenset({ids} - {NOBODY}), frozenset((ScopeKind.PROJECT, one) for one in projects))


def _commented(event: Raw) -> Raw:
    """Return who wrote or changed a comment; who deleted one is not told."""
    comment = _row(event.get("comment"))
    if event.get("webhookEvent") == "comment_deleted":
        return {}
    return _row(comment.get("updateAuthor")) or _row(comment.get("author"))


def _projects_left(event: Raw) -> Iterator[str]:
    """Yield the projects an issue was moved out of: there it is missing now."""
    for item in _rows(_row(event.get("changelog")).get("items")):
        if item.get("field") == "Key":
            yield _word(item.get("fromString")).rpartition("-")[0]


def _told_by_clickup(event: Raw) -> Told:
    items = list(_rows(event.get("history_items")))
    authors = frozenset(frozenset({_word(_row(one.get("user")).get("id"))}) for one in items)
    known = frozenset[frozenset[str]]() if frozenset({""}) in authors else authors
    return Told(known, frozenset(place for one in items for place in _clickup_places(event, one)))


def _clickup_places(event: Raw, item: Raw) -> Iterator[tuple[ScopeKind, str]]:
    """Yield the list of a change; of a task that was moved, both lists. Their folders and spaces are told only then,
    so that engagements of a folder or a space are meant by whatever else comes."""
    if home := _word(item.get("parent_id")):
        yield ScopeKind.LIST, home
    if event.get("event") == "taskMoved":
        for side in ("before", "after"):
            if left := _word(_row(item.get(side)).get("id")):
                yield ScopeKind.LIST, left


READ = {"jira": _told_by_jira, "clickup": _told_by_clickup}


def _row(value: object) -> Raw:
    return value if isinstance(value, dict) else {}


def _rows(value: object) -> Sequence[Raw]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else ()


def _word(value: object) -> str:
    """Return an id or key as text; ClickUp's are numbers in some places."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
