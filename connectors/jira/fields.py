"""Which fields of an issue are asked for: rules' names resolved to Jira's ids (RULINGS V17, V18, M5)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rules.values import fold
from sync.ports import Needs, Refused

NATIVE = (
    "summary",
    "status",
    "issuetype",
    "description",
    "priority",
    "assignee",
    "reporter",
    "labels",
    "created",
    "updated",
    "duedate",
    "resolutiondate",
    "timetracking",
    "parent",
)
# What Jira leaves out only where it may not be seen, and the facts that are then unseen. The other native
# fields are left out by some sites when they are empty.
ALWAYS_THERE: Mapping[str, tuple[str, ...]] = {
    "description": ("description",),
    "reporter": ("reporter",),
    "labels": ("labels",),
    "timetracking": ("estimate", "time spent"),
    "issuelinks": ("links",),
    "subtasks": ("children",),
    "attachment": ("attachments",),
    "comment": ("comments",),
}
NATIVE_BY_NAME = {"owner": "Owner", "start": "Start date", "sprint": "Sprint"}  # custom fields, found by name
LONG_TEXT = "long text"  # the type of a text of many lines, which Data Center keeps as wiki markup
LINE, CHOICE = "string", "option"  # the types of a line of text, and of a field with one choice
SEVERAL_LINES = ":textarea"  # how the types of such fields end
EPIC_LINK = ":gh-epic-link"  # of the field that names a ticket's epic where `parent` does not
NOT_VISIBLE = "not visible to the bot on this ticket"


@dataclass(frozen=True, slots=True)
class FieldUse:
    """One field that is read: under which name the ticket tells it, Jira's id, and the type of its values."""

    name: str
    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every issue under some needs. `unseen` is what no ticket can show, with the reasons."""

    ids: tuple[str, ...]
    fields: tuple[FieldUse, ...]
    owner: FieldUse | None
    start: FieldUse | None
    sprint: FieldUse | None
    epic: str | None  # the id of the field that names the epic
    checklists: tuple[FieldUse, ...]
    always_there: frozenset[str]
    unseen: Mapping[str, str]
    needs: Needs

    @property
    def histories(self) -> bool:
        """Whether changes of the past are needed."""
        return self.needs.moves or bool(self.needs.changes)


class FieldBook:
    """All fields of a Jira site, found by id, by exact name, or by folded name if that fits only one."""

    def __init__(self, source: str, described: Sequence[Mapping[str, Any]]) -> None:
        self._source = source
        self._kinds = {raw["id"]: _kind(raw) for raw in described}
        self._epic = next((raw["id"] for raw in described if _own_type(raw).endswith(EPIC_LINK)), None)
        self._exact: dict[str, list[str]] = defaultdict(list)
        self._folded: dict[str, list[str]] = defaultdict(list)
        for raw in described:
            self._exact[raw["name"]].append(raw["id"])
            self._folded[fold(raw["name"])].append(raw["id"])

    def asked(self, needs: Needs) -> Asked:
        """Return what has to be asked for so that these needs are met."""
        unseen: dict[str, str] = {}
        natives = {
            name: self._use(name, needs.fields.get(name) or known, unseen) for name, known in NATIVE_BY_NAME.items()
        }
        wanted = ((name, told or name) for name, told in needs.fields.items() if name not in NATIVE_BY_NAME)
        fields = tuple(use for name, told in wanted if (use := self._use(name, told, unseen)))
        checklists = tuple(self._checklists(fields)) if needs.checklists else ()
        parts = tuple(_parts(needs))
        custom = (*(use.id for use in (*fields, *natives.values(), *checklists) if use), *filter(None, [self._epic]))
        return Asked(
            ids=tuple(dict.fromkeys((*NATIVE, *parts, *custom))),
            fields=fields,
            **natives,
            epic=self._epic,
            checklists=checklists,
            always_there=frozenset(ALWAYS_THERE).intersection((*NATIVE, *parts)),
            unseen=MappingProxyType(unseen),
            needs=needs,
        )

    def field_id(self, told: str) -> str:
        """Return the id of the one field of a name or id; Refused where there is none, or more than one."""
        return self.use_of(told).id

    def use_of(self, told: str) -> FieldUse:
        """Return the one field of a name or id; Refused where there is none, or more than one."""
        unseen: dict[str, str] = {}
        use = self._use(told, told, unseen)
        if use is None:
            raise Refused(self._source, f"field {told}", 0, unseen[told])
        return use

    def _use(self, name: str, told: str, unseen: dict[str, str]) -> FieldUse | None:
        """Resolve one name; where that fails, say why in `unseen`."""
        ids = [told] if told in self._kinds else self._exact.get(told) or self._folded.get(fold(told)) or []
        if len(ids) == 1:
            return FieldUse(name, ids[0], self._kinds[ids[0]])
        if ids:
            unseen[name] = f"{len(ids)} fields have this name: {' and '.join(sorted(ids))}; settle it under fields:"
        else:
            unseen[name] = f"no field of this name in {self._source}"
        return None

    def _checklists(self, fields: Iterable[FieldUse]) -> Iterator[FieldUse]:
        """Yield the fields that may hold a checklist as text: those asked for, and those called so."""
        yield from fields
        asked = {use.id for use in fields}
        for name, ids in self._exact.items():
            if "checklist" in fold(name):
                yield from (FieldUse(name, found, self._kinds[found]) for found in ids if found not in asked)


def _kind(described: Mapping[str, Any]) -> str:
    if _own_type(described).endswith(SEVERAL_LINES):
        return LONG_TEXT
    return str((described.get("schema") or {}).get("type", ""))


def _own_type(described: Mapping[str, Any]) -> str:
    """Return the full name of a custom field's type; empty for Jira's own fields."""
    return str((described.get("schema") or {}).get("custom") or "")


def _parts(needs: Needs) -> Iterator[str]:
    if needs.links:
        yield "issuelinks"
    if needs.children:
        yield "subtasks"
    if needs.attachments:
        yield "attachment"
    if needs.comments:
        yield "comment"
