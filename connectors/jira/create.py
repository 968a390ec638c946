"""Creating a ticket in Jira: only with what the project's own screen asks for and takes."""

from collections.abc import Iterator, Mapping, Sequence

from connectors.jira.client import JiraSite
from connectors.jira.fields import SEVERAL_LINES
from connectors.jira.flavor import Flavor
from connectors.jira.numbered import numbered
from connectors.jira.screens import value_of
from connectors.jira.values import Raw
from rules.values import fold
from sync.comment import Paragraph, Run, StickyComment
from sync.engagement import Scope, ScopeKind
from sync.neighbours.ticket_draft import TicketDraft
from sync.ports import Refused

MOST_ORDINARY = ("task", "story")  # types a ticket gets where nobody says which
FILLED_BY_JIRA = frozenset({"project", "issuetype", "reporter"})
BY_HAND = "create the ticket by hand and name it as home"


class Creator:
    """Creates tickets in projects of one site. Every method may raise the errors of `sync.ports`."""

    def __init__(self, site: JiraSite, flavor: Flavor) -> None:
        self._site = site
        self._flavor = flavor

    def create(self, scope: Scope, draft: TicketDraft) -> str:
        """Create a ticket in the scope's project and return its id; never repeated."""
        what = f"a new ticket in {scope.value}"
        if scope.kind is not ScopeKind.PROJECT:
            raise Refused(self._site.source, what, 0, f"a query belongs to no single project; {BY_HAND}")
        kind = self._kind(scope.value, draft, what)
        with self._site.in_its_form(what):
            asked = self._fields(scope.value, str(kind["id"]), what)
            filled = self._filled(draft, asked)
            self._look_for_gaps(asked, filled, what)
            place = {"project": {"key": scope.value}, "issuetype": {"id": str(kind["id"])}}
            answer = self._site.post("issue", what=what, body={"fields": place | filled})
            return str(self._site.mapping(answer, what)["id"])

    def _kind(self, project: str, draft: TicketDraft, what: str) -> Raw:
        """Choose the type: the one the draft names, else a most ordinary one, else the first that is no sub-task."""
        rows, _ = self._flavor.rows_of_creation
        path = ("issue", "createmeta", project, "issuetypes")
        with self._site.in_its_form(what):
            found = [raw for page in numbered(self._site, path, rows, what, {}) for raw in page if not raw["subtask"]]
            by_name = {fold(str(raw["name"])): raw for raw in found}
            named = [fold(draft.kind)] if draft.kind else [*MOST_ORDINARY, *by_name]
            chosen = next((by_name[name] for name in named if name in by_name), None)
            known = ", ".join(str(raw["name"]) for raw in found)
        if chosen is None:
            why = f"the project has no such type; it has: {known}" if known else "the bot may create no ticket there"
            raise Refused(self._site.source, f"type {draft.kind}" if draft.kind else what, 0, why)
        return chosen

    def _fields(self, project: str, kind: str, what: str) -> Mapping[str, Raw]:
        """Return the fields of the screen on which such a ticket is created, by id."""
        _, rows = self._flavor.rows_of_creation
        path = ("issue", "createmeta", project, "issuetypes", kind)
        pages = numbered(self._site, path, rows, what, {})
        return {str(raw["fieldId"]): raw for page in pages for raw in page}

    def _filled(self, draft: TicketDraft, asked: Mapping[str, Raw]) -> dict[str, object]:
        """Return the values of a draft by field id, as far as the screen takes them; its title always."""
        values: dict[str, object] = {"summary": draft.title}
        if draft.told and "description" in asked:
            values["description"] = self._written(draft.told)
        if draft.due is not None and "duedate" in asked:
            values["duedate"] = draft.due.isoformat()
        texts = {fold(name): text for name, text in draft.values.items()}
        for field_id, told in asked.items():
            if field_id not in values and (value := self._value(told, texts.get(fold(str(told["name"]))))) is not None:
                values[field_id] = value
        return values

    def _value(self, told: Raw, text: str | None) -> object | None:
        is_long = str((told.get("schema") or {}).get("custom") or "").endswith(SEVERAL_LINES)
        return self._written(text.split("\n")) if text and is_long else value_of(told, text)

    def _written(self, paragraphs: Sequence[str]) -> object:
        return self._flavor.markup.written(StickyComment(tuple(Paragraph((Run(one),)) for one in paragraphs)))

    def _look_for_gaps(self, asked: Mapping[str, Raw], filled: Mapping[str, object], what: str) -> None:
        gaps = list(_gaps(asked, filled))
        if gaps:
            why = f"its screen asks for {', '.join(gaps)}; fill in there what it asks for, or {BY_HAND}"
            raise Refused(self._site.source, what, 0, why)


def _gaps(asked: Mapping[str, Raw], filled: Mapping[str, object]) -> Iterator[str]:
    """Yield the names of fields that must be filled in and are not."""
    for field_id, told in asked.items():
        is_open = told.get("required") and not told.get("hasDefaultValue")
        if is_open and field_id not in filled and field_id not in FILLED_BY_JIRA:
            yield str(told["name"])
