"""What a ClickUp workspace tells a doctor: who the bot is, what a scope holds, what the bot may do there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from connectors.clickup.client import ClickUpClient, understood
from connectors.clickup.fields import READERS
from connectors.clickup.names import Names
from connectors.clickup.values import Raw, person
from connectors.vitals import Vitals
from rules.model import Person
from rules.values import fold
from sync.engagement import Scope, ScopeKind
from sync.examination import Account, Extent, FieldFact, Grant, Home, Kind, Pulse, Right, Sample, Track
from sync.holds.routes import NO_FILLS, Way
from sync.ports import Missing, Refused

WORDINGS = ("linked to", "waiting on", "blocking")
CUSTOM_ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]+")
NEWEST = {"include_closed": "true", "subtasks": "true", "order_by": "updated", "page": "0"}
LEVELS = ("read", "comment", "edit", "create")
NEEDED = {
    Right.BROWSE: "read",
    Right.COMMENT: "comment",
    Right.OWN_COMMENT: "comment",
    Right.EDIT: "edit",
    Right.MOVE: "edit",
}
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("text", "short_text", "email", "phone", "url", "location"), Kind.TEXT),
    **dict.fromkeys(("number", "currency", "emoji", "automatic_progress", "manual_progress"), Kind.NUMBER),
    **dict.fromkeys(("attachment", "labels", "list_relationship", "tasks"), Kind.LIST),
    "checkbox": Kind.TICK,
    "date": Kind.DATE,
    "drop_down": Kind.CHOICE,
    "users": Kind.PEOPLE,
}


class ClickUpExaminer:
    """Asks one workspace, changing nothing. Every method may raise the errors of `sync.ports`; `now` is our clock,
    in UTC."""

    def __init__(self, client: ClickUpClient, team: str, now: Callable[[], datetime]) -> None:
        self._client = client
        self._team = team
        self._names = Names(client, team)
        self._vitals = Vitals(client.session, now)
        self._members: tuple[Account, ...] | None = None

    def close(self) -> None:
        """Give the connections back."""
        self._client.session.close()

    def identity(self) -> Person:
        """Return whose token it is; Refused where it is not good for the workspace."""
        user = person(self._client.user())
        self._own_team()
        return user

    def pulse(self) -> Pulse | None:
        return self._vitals.pulse

    def extent(self, scope: Scope) -> Extent:
        """Return the lists of the scope; the statuses of one list lead everywhere."""
        lists = self._lists(scope)
        with understood(self._client.source, f"lists of {scope.kind} {scope.value}"):
            counts = [raw.get("task_count") for raw in lists]
            return Extent(
                name=f"{scope.kind} with {len(lists)} lists" if len(lists) > 1 else ", ".join(map(_called, lists)),
                tickets=None if None in counts else sum(int(count or 0) for count in counts),
                tracks=tuple(Track(_called(raw), self._names.statuses(str(raw["id"])), is_free=True) for raw in lists),
                is_archived=bool(lists) and all(raw.get("archived") for raw in lists),
            )

    def grants(self, scope: Scope) -> tuple[Grant, ...]:
        with understood(self._client.source, f"permissions in {scope.kind} {scope.value}"):
            return tuple(
                Grant(right, _called(raw), _reaches(raw.get("permission_level"), level))
                for raw in self._lists(scope)
                for right, level in NEEDED.items()
            )

    def fields(self, scope: Scope) -> tuple[FieldFact, ...]:
        """Return the fields of all lists, each with the lists that lack it."""
        lists = self._lists(scope)
        with understood(self._client.source, f"fields of {scope.kind} {scope.value}"):
            held = {_called(raw): {str(one["id"]): one for one in self._names.fields(str(raw["id"]))} for raw in lists}
            known = {field_id: one for fields in held.values() for field_id, one in fields.items()}
            return tuple(
                FieldFact(key, str(raw["name"]), _kind(raw), tuple(name for name in held if key not in held[name]))
                for key, raw in known.items()
            )

    def samples(self, scope: Scope, fields: Sequence[str], status: str | None = None) -> tuple[Sample, ...]:  # noqa: ARG002 - lists tell their fields
        found = (sample for raw in self._lists(scope) for sample in self._samples(raw))
        return tuple(one for one in found if status is None or fold(one.status) == fold(status))

    def ways(self, key: str, fills: Mapping[str, str] = NO_FILLS) -> tuple[Way, ...]:  # noqa: ARG002 - nothing is asked for
        """Return the statuses of the task's list: each leads to every other."""
        raw = self._client.task(key, subtasks=False)
        with understood(self._client.source, f"task {key}"):
            return tuple(map(Way, self._names.statuses(str(raw["list"]["id"]))))

    def wordings(self) -> tuple[str, ...]:
        return WORDINGS

    def labels(self, scope: Scope, wanted: Sequence[str]) -> tuple[str, ...]:
        """Return the tags that some space of the scope does not have yet; whether it makes them on use is not sure."""
        with understood(self._client.source, f"spaces of {scope.kind} {scope.value}"):
            whole = scope.kind is ScopeKind.SPACE
            spaces = {scope.value} if whole else {str(raw["space"]["id"]) for raw in self._lists(scope)}
        known = [set(map(fold, self._client.tags(space))) for space in sorted(spaces)]
        return tuple(tag for tag in wanted if any(fold(tag) not in tags for tags in known))

    def home(self, key: str, scope: Scope) -> Home:
        """Find a task by its id, or by its custom id."""
        custom = CUSTOM_ID.fullmatch(key) is not None
        raw = self._client.task_by_custom_id(self._team, key) if custom else self._client.task(key, subtasks=False)
        with understood(self._client.source, f"task {key}"):
            places = {str(raw["list"]["id"]), *(str(one["id"]) for one in raw.get("locations") or ())}
            around = {ScopeKind.FOLDER: "folder", ScopeKind.SPACE: "space"}.get(scope.kind)
            is_in_scope = scope.value == str(raw[around]["id"]) if around else scope.value in places
            return Home(str(raw.get("custom_id") or raw["id"]), is_in_scope)

    def people(self, named: str) -> tuple[Account, ...]:  # noqa: ARG002 - the workspace tells all its members at once
        if self._members is None:
            with understood(self._client.source, "members of the workspace"):
                rows = [member["user"] for member in self._own_team().get("members") or ()]
                self._members = tuple(Account(person(user)) for user in rows)
        return self._members

    def members(self, scope: Scope, group: str) -> tuple[Person, ...]:  # noqa: ARG002 - groups are the workspace's
        """Return who is in a user group."""
        return self._names.members(group)

    def _own_team(self) -> Raw:
        """Return the workspace; Refused, with those the token is good for, where it is not among them."""
        teams = self._client.teams()
        for raw in teams:
            if str(raw["id"]) == self._team:
                return raw
        told = ", ".join(f"{raw['id']} ({raw.get('name')})" for raw in teams) or "none"
        raise Refused(self._client.source, f"workspace {self._team}", 0, f"the token is good for: {told}")

    def _lists(self, scope: Scope) -> Sequence[Raw]:
        """Return the lists of a scope; Missing where there is none."""
        lists = self._names.lists(scope)
        if not lists:
            raise Missing(self._client.source, f"list in {scope.kind} {scope.value}")
        return lists

    def _samples(self, of_list: Raw) -> Iterator[Sample]:
        """Yield tasks that live in a list; those only shown in it follow the statuses of another."""
        list_id = str(of_list["id"])
        answer = self._client.tasks_of_list(list_id, NEWEST)
        with understood(self._client.source, f"tasks of list {list_id}"):
            for raw in answer["tasks"]:
                if str(raw["list"]["id"]) == list_id:
                    kind = self._names.types().get(raw.get("custom_item_id") or 0, "")
                    key = str(raw.get("custom_id") or raw["id"])
                    yield Sample(key, _called(of_list), kind, str(raw["status"]["status"]))


def _called(raw: Raw) -> str:
    return f"list {raw['name']}"


def _reaches(level: object, needed: str) -> bool | None:
    return LEVELS.index(level) >= LEVELS.index(needed) if level in LEVELS else None


def _kind(raw: Raw) -> Kind:
    if raw["type"] not in READERS:
        return Kind.UNREADABLE
    return KINDS.get(str(raw["type"]), Kind.OTHER)
