"""What ClickUp names apart from tasks: statuses and fields of lists, task types. Asked for once, then remembered for a while."""

from collections.abc import Mapping, Sequence
from time import monotonic
from types import MappingProxyType

from connectors.clickup.client import ClickUpClient, understood
from connectors.clickup.shape import TYPES_OF_EVERY_TEAM
from connectors.clickup.values import Raw, person
from connectors.shelf import Shelf, Tick
from rules.model import Person
from rules.values import fold
from sync.engagement import Scope, ScopeKind
from sync.ports import Missing, Refused, Words

PRIORITIES = ("urgent", "high", "normal", "low")  # ClickUp has these four and no others


class Names:
    """Remembers names for a quarter of an hour; every look-up may raise the errors of `sync.ports`."""

    def __init__(self, client: ClickUpClient, team: str, tick: Tick = monotonic) -> None:
        self._client = client
        self._team = team
        self._shelf = Shelf(tick)

    def statuses(self, list_id: str) -> tuple[str, ...]:
        """Return the statuses of a list in its own spelling and order; none where the list is hidden from us."""
        return self._shelf.get(("statuses", list_id), lambda: self._statuses_of_list(list_id))

    def fields(self, list_id: str) -> Sequence[Raw]:
        """Return the custom fields of a list; none where the list is hidden from us."""
        return self._shelf.get(("fields", list_id), lambda: self._fields_of_list(list_id))

    def types(self) -> Mapping[int, str]:
        """Return the names of task types by id."""
        return self._shelf.get("types", self._all_types)

    def members(self, group: str) -> tuple[Person, ...]:
        """Return who is in a user group of the workspace; Missing where there is none of that name."""
        groups = self._shelf.get("groups", lambda: self._client.groups(self._team))
        what = f"user group {group}"
        with understood(self._client.source, what):
            for raw in groups:
                if fold(group) in {fold(str(raw["name"])), fold(str(raw.get("handle") or ""))}:
                    return tuple(person(one) for one in raw["members"])
        raise Missing(self._client.source, what)

    def statuses_of_scope(self, scope: Scope) -> tuple[str, ...]:
        """Return the statuses of all lists of a scope, each once; Missing where a list itself is the scope and gone."""
        return self._shelf.get(scope, lambda: self._statuses_of(self.lists(scope)))

    def _statuses_of_list(self, list_id: str) -> tuple[str, ...]:
        try:
            return _statuses(self._client.list_(list_id))
        except Missing:
            # A task may be shown in our list and live in one we may not open.
            return ()

    def _fields_of_list(self, list_id: str) -> Sequence[Raw]:
        try:
            return self._client.fields(list_id)
        except Missing:
            return ()

    def _all_types(self) -> Mapping[int, str]:
        own = {int(raw["id"]): str(raw["name"]) for raw in self._client.task_types(self._team)}
        return MappingProxyType({**own, **TYPES_OF_EVERY_TEAM})

    def words(self, scope: Scope) -> Words:
        """Return every name tasks of the scope can carry."""
        lists = self.lists(scope)
        with understood(self._client.source, f"lists of {scope.kind} {scope.value}"):
            ids = [str(raw["id"]) for raw in lists]
            whole = scope.kind is ScopeKind.SPACE
            spaces = dict.fromkeys([scope.value] if whole else (str(raw["space"]["id"]) for raw in lists))
            fields = [str(field["name"]) for list_id in ids for field in self.fields(list_id)]
        return Words(
            fields=tuple(dict.fromkeys(fields)),
            statuses=self._statuses_of(lists),
            types=tuple(self.types().values()),
            labels=tuple(dict.fromkeys(tag for space in spaces for tag in self._client.tags(space))),
            priorities=PRIORITIES,
        )

    def _statuses_of(self, lists: Sequence[Raw]) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for raw in lists:
            for status in _statuses(raw) or self.statuses(str(raw["id"])):
                found.setdefault(fold(status), status)
        return tuple(found.values())

    def lists(self, scope: Scope) -> Sequence[Raw]:
        """Return the lists of a scope; Refused for a scope only Jira has."""
        if scope.kind is ScopeKind.LIST:
            return [self._client.list_(scope.value)]
        if scope.kind is ScopeKind.FOLDER:
            return self._client.lists_of_folder(scope.value)
        if scope.kind is ScopeKind.SPACE:
            return self._client.lists_of_space(scope.value)
        raise not_in_clickup(self._client.source, scope)


def not_in_clickup(source: str, scope: Scope) -> Refused:
    """Return the error for a scope only Jira has; the configuration's check should have caught it."""
    return Refused(source, f"scope {scope.kind} {scope.value}", 0, "ClickUp has lists, folders and spaces")


def _statuses(raw: Raw) -> tuple[str, ...]:
    return tuple(str(each["status"]) for each in raw.get("statuses") or ())
