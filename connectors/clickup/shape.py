"""Raw tasks become tickets: pure functions over ClickUp's JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from connectors.clickup.fields import read_fields
from connectors.clickup.values import Raw, day, hours, moment, person
from rules.model import Checklist, Comment, Item, Neighbour, Ticket
from rules.values import fold

DONE = frozenset({"done", "closed"})
TYPES_OF_EVERY_TEAM = MappingProxyType({0: "Task", 1: "Milestone"})
NOT_TOLD = MappingProxyType(
    {
        "moves": "ClickUp does not tell who moved a task",
        "owner": "ClickUp tasks have no owner",
        "sprint": "ClickUp does not tell a task's sprint",
    }
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a task's own JSON leaves open: the spelling of statuses, names of types and fields, the zone of days.

    `wanted` maps a rule's field name to ClickUp's id or name, or None; `types` a task type's id to its name.
    """

    source: str
    zone: ZoneInfo = ZoneInfo("UTC")
    statuses: tuple[str, ...] = ()
    types: Mapping[int, str] = field(default_factory=lambda: TYPES_OF_EVERY_TEAM)
    wanted: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    fields: Sequence[Raw] = ()


def ticket(raw: Raw, around: Surroundings, comments: tuple[Comment, ...] = ()) -> Ticket:
    """Return a task as a ticket; LookupError, TypeError, ValueError or AttributeError where it is no task."""
    status = raw["status"]
    type_name = around.types.get(raw.get("custom_item_id") or 0)
    fields, unseen = read_fields(
        raw.get("custom_fields") or (), around.fields, around.wanted, around.source, around.zone
    )
    untyped = {} if type_name else {"type": f"ClickUp does not name task type {raw.get('custom_item_id')}"}
    return Ticket(
        source=around.source,
        id=str(raw["id"]),
        key=key(raw),
        type=type_name or "",
        status=spelled_as_in(around.statuses, status["status"]),
        title=raw.get("name") or "",
        url=raw.get("url") or "",
        done=status.get("type") in DONE,
        description=raw.get("text_content") or raw.get("description") or None,
        priority=(raw.get("priority") or {}).get("priority"),
        assignee=next((person(user) for user in raw.get("assignees") or ()), None),
        reporter=person(raw["creator"]) if raw.get("creator") else None,
        labels=tags(raw),
        created=moment(raw.get("date_created")),
        updated=moment(raw.get("date_updated")),
        due=day(raw.get("due_date"), around.zone),
        start=day(raw.get("start_date"), around.zone),
        resolved=moment(raw.get("date_done") or raw.get("date_closed")),
        estimate=hours(raw.get("time_estimate")),
        time_spent=hours(raw.get("time_spent")),
        parent=raw.get("parent") or None,
        fields=fields,
        unseen=MappingProxyType({**NOT_TOLD, **untyped, **unseen}),
        checklists=tuple(_checklist(each) for each in raw.get("checklists") or ()),
        attachments=tuple(str(file.get("title") or "") for file in raw.get("attachments") or ()),
        links=tuple(_links(raw)),
        children=tuple(_children(raw, around)),
        comments=comments,
    )


def key(raw: Raw) -> str:
    return str(raw.get("custom_id") or raw["id"])


def tags(raw: Raw) -> tuple[str, ...]:
    return tuple(tag["name"] for tag in raw.get("tags") or ())


def spelled_as_in(names: Sequence[str], name: str) -> str:
    """Return the name as the list spells it; as it is where the list does not have it."""
    return next((each for each in names if fold(each) == fold(name)), name)


def _checklist(raw: Raw) -> Checklist:
    return Checklist(raw.get("name") or "", tuple(_items(raw.get("items") or ())))


def _items(rows: Sequence[Raw]) -> Iterator[Item]:
    """Items may hold items; each counts as a line of its own."""
    for row in rows:
        yield Item(row.get("name") or "", bool(row.get("resolved")))
        yield from _items([child for child in row.get("children") or () if isinstance(child, Mapping)])


def _links(raw: Raw) -> Iterator[Neighbour]:
    """ClickUp names the other end of a link by id alone."""
    own = raw["id"]
    for link in raw.get("linked_tasks") or ():
        other = link["task_id"] if link["task_id"] != own else link["link_id"]
        yield Neighbour(key=str(other), wording="linked to", visible=False)
    for edge in raw.get("dependencies") or ():
        if edge["task_id"] == own:
            yield Neighbour(key=str(edge["depends_on"]), wording="waiting on", visible=False)
        else:
            yield Neighbour(key=str(edge["task_id"]), wording="blocking", visible=False)


def _children(raw: Raw, around: Surroundings) -> Iterator[Neighbour]:
    """Yield the direct sub-tasks that are not archived, where the answer holds any."""
    for child in raw.get("subtasks") or ():
        if child.get("archived") or child.get("parent", raw["id"]) != raw["id"]:
            continue
        yield Neighbour(
            key=str(child.get("custom_id") or child["id"]),
            type=around.types.get(child.get("custom_item_id") or 0),
            status=spelled_as_in(around.statuses, child["status"]["status"]),
            done=child["status"].get("type") in DONE,
            labels=tags(child),
            due=day(child.get("due_date"), around.zone),
        )
