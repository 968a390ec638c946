"""Creating a task in ClickUp: in the one list of a scope, with what that list asks for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from connectors.clickup.client import ClickUpClient, understood
from connectors.clickup.names import Names
from connectors.clickup.values import Raw, ms_of
from rules.values import fold
from sync.engagement import Scope
from sync.neighbours.ticket_draft import TicketDraft
from sync.ports import Refused

TEXTS = frozenset({"text", "short_text"})
NOON = time(12)  # a task that is due on a day is due whatever the hour
BY_HAND = "create the task by hand and name it as home"


class Creator:
    """Creates tasks of one workspace; `zone` decides the moment of a due day."""

    def __init__(self, client: ClickUpClient, names: Names, zone: ZoneInfo) -> None:
        self._client = client
        self._names = names
        self._zone = zone

    def create(self, scope: Scope, draft: TicketDraft) -> str:
        """Create a task and return its id; never repeated. May raise the errors of `sync.ports`."""
        what = f"a new task in {scope.kind} {scope.value}"
        place = self._only_list(scope, what)
        with understood(self._client.source, what):
            values = list(_values(self._names.fields(place), draft.values))
            body: dict[str, object] = {
                "name": draft.title,
                "description": "\n\n".join(draft.told),
                "notify_all": False,
                "check_required_custom_fields": True,
                **({"due_date": self._noon(draft.due), "due_date_time": False} if draft.due else {}),
                **({"custom_fields": values} if values else {}),
            }
            return str(self._client.create_task_in(place, {**body, **self._type(draft)})["id"])

    def _only_list(self, scope: Scope, what: str) -> str:
        lists = self._names.lists(scope)
        with understood(self._client.source, what):
            if len(lists) != 1:
                named = ", ".join(str(raw["name"]) for raw in lists) or "none"
                raise Refused(self._client.source, what, 0, f"it has more than one list, or none ({named}); {BY_HAND}")
            return str(lists[0]["id"])

    def _type(self, draft: TicketDraft) -> dict[str, object]:
        if draft.kind is None:
            return {}
        types = self._names.types()
        found = next((number for number, name in types.items() if fold(name) == fold(draft.kind)), None)
        if found is None:
            known = ", ".join(types.values())
            raise Refused(self._client.source, f"type {draft.kind}", 0, f"the workspace has: {known}")
        return {"custom_item_id": found}

    def _noon(self, day: date) -> int:
        return ms_of(datetime.combine(day, NOON, self._zone).astimezone(UTC))


def _values(fields: Sequence[Raw], texts: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the texts a list has a field for; other kinds of fields are left to people."""
    told = {fold(name): text for name, text in texts.items()}
    for raw in fields:
        if raw["type"] in TEXTS and fold(str(raw["name"])) in told:
            yield {"id": str(raw["id"]), "value": told[fold(str(raw["name"]))]}
