"""A raw Jira issue as a Ticket: pure functions, quick enough for every issue of a scope."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from connectors.jira.fields import ALWAYS_THERE, NOT_VISIBLE, Asked, FieldUse
from connectors.jira.flavor import Markup
from connectors.jira.remarks import Remarks, changes_of, comments_of, moves_of
from connectors.jira.text import written_checklist
from connectors.jira.values import Raw, day, hours, moment, name_of, person, value_of
from rules.model import Checklist, Neighbour, Person, Ticket, Value

UNREADABLE = "it holds a value of a form that is not known"
NO_PERSON = "its value is not one person"
WHOLE_SPRINT = re.compile(r"^com\.atlassian\.greenhopper\..*?\bname=(.*?),(?:goal|startDate|endDate)=", re.DOTALL)
NO_DAY = "its value is not a date"
Plain = Callable[[object], str]
NOTHING: Mapping[str, Any] = MappingProxyType({})


def ticket_of(raw: Raw, asked: Asked, remarks: Remarks, markup: Markup, *, source: str, server: str) -> Ticket:
    """Shape one issue. Raises KeyError, TypeError, AttributeError or ValueError where it is not of Jira's form."""
    fields: Mapping[str, Any] = raw["fields"]
    key: str = raw["key"]
    status = fields["status"]
    tracking = fields.get("timetracking") or NOTHING
    unseen = _hidden(fields, asked)
    if remarks.history.missing:
        unseen["moves"] = remarks.history.missing
    return Ticket(
        source=source,
        id=raw["id"],
        key=key,
        type=fields["issuetype"]["name"],
        status=status["name"],
        title=fields["summary"] or "",
        url=f"{server}/browse/{key}",
        done=_is_done(status),
        description=markup.plain(fields.get("description")) or None,
        priority=name_of(fields.get("priority")),
        assignee=person(fields.get("assignee")),
        reporter=person(fields.get("reporter")),
        owner=_owner(fields, asked.owner, unseen),
        labels=tuple(fields.get("labels") or ()),
        created=moment(fields["created"]),
        updated=moment(fields["updated"]),
        due=day(fields.get("duedate")),
        start=_start(fields, asked.start, unseen),
        resolved=moment(fields.get("resolutiondate")),
        estimate=hours(tracking.get("originalEstimateSeconds")),
        time_spent=hours(tracking.get("timeSpentSeconds")),
        parent=(fields.get("parent") or NOTHING).get("key") or (fields.get(asked.epic) if asked.epic else None),
        sprint=_sprint(fields, asked.sprint, unseen),
        fields=MappingProxyType(_custom(fields, asked.fields, unseen, markup)),
        checklists=tuple(_checklists(fields, asked.checklists, markup)) if asked.needs.checklists else (),
        attachments=tuple([part["filename"] for part in fields.get("attachment") or ()]),
        links=tuple(_links(fields.get("issuelinks") or ())),
        children=tuple([_neighbour(child) for child in fields.get("subtasks") or ()]),
        comments=comments_of(remarks.comments, markup) if remarks.comments else (),
        moves=() if remarks.history.missing else moves_of(remarks.history.changes),
        changes=changes_of(remarks.history, asked.needs),
        unseen=MappingProxyType(unseen),
    )


def _is_done(status: Raw) -> bool:
    return bool(status["statusCategory"]["key"] == "done")


def _hidden(fields: Raw, asked: Asked) -> dict[str, str]:
    """Return what no ticket shows, and what this one should show and does not; more may be added to it."""
    unseen = dict(asked.unseen)
    if not asked.always_there <= fields.keys():
        missing = sorted(asked.always_there - fields.keys())
        unseen.update((fact, NOT_VISIBLE) for name in missing for fact in ALWAYS_THERE[name])
    return unseen


def _custom(fields: Raw, uses: Sequence[FieldUse], unseen: dict[str, str], markup: Markup) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for use in uses:
        value = _value(fields, use, unseen, markup.plain)
        if use.name not in unseen:
            values[use.name] = value
    return values


def _value(fields: Raw, use: FieldUse, unseen: dict[str, str], plain: Plain = str) -> Value:
    """Return a field's value; where it cannot be told, None, and the reason in `unseen`."""
    if use.id not in fields:
        unseen[use.name] = NOT_VISIBLE
        return None
    try:
        return value_of(fields[use.id], use.kind, plain)
    except ValueError:
        unseen[use.name] = UNREADABLE
        return None


def _owner(fields: Raw, use: FieldUse | None, unseen: dict[str, str]) -> Person | None:
    value = _value(fields, use, unseen) if use else None
    somebody = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    if isinstance(somebody, Person):
        return somebody
    if somebody:
        unseen["owner"] = NO_PERSON
    return None


def _start(fields: Raw, use: FieldUse | None, unseen: dict[str, str]) -> date | None:
    value = _value(fields, use, unseen) if use else None
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    unseen["start"] = NO_DAY
    return None


def _sprint(fields: Raw, use: FieldUse | None, unseen: dict[str, str]) -> tuple[str, ...]:
    value = _value(fields, use, unseen) if use else None
    return tuple(_sprint_name(str(one)) for one in value) if isinstance(value, tuple) else ()


def _sprint_name(told: str) -> str:
    """Return a sprint's name. Data Center writes the whole sprint as text, with its name in the middle."""
    found = WHOLE_SPRINT.search(told)
    return found[1] if found else told


def _checklists(fields: Raw, uses: Sequence[FieldUse], markup: Markup) -> Iterator[Checklist]:
    """Yield the task lists of the description and of documents in fields, and checklists written as text."""
    yield from markup.checklists(fields.get("description"))
    for use in uses:
        raw = fields.get(use.id)
        is_document = isinstance(raw, dict) and raw.get("type") == "doc"
        if is_document:
            yield from markup.checklists(raw)
        if (is_document or isinstance(raw, str)) and (written := written_checklist(use.name, markup.plain(raw))):
            yield written


def _links(raw: Sequence[Raw]) -> Iterator[Neighbour]:
    """Yield linked tickets; each entry holds the other end, and the wording is read from this one."""
    for entry in raw:
        for end, wording in (("inwardIssue", "inward"), ("outwardIssue", "outward")):
            if other := entry.get(end):
                yield _neighbour(other, entry["type"][wording])


def _neighbour(raw: Raw, wording: str = "") -> Neighbour:
    fields = raw.get("fields") or NOTHING
    status = fields.get("status")
    return Neighbour(
        key=raw["key"],
        type=name_of(fields.get("issuetype")),
        status=name_of(status),
        done=_is_done(status) if status else False,
        wording=wording,
        visible=bool(status),
    )
