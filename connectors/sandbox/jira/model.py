"""What a Jira site is made of: accounts, workflows, fields, issues and what is kept of their past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zlib import crc32

from connectors.sandbox.adf import Node

Category = Literal["new", "indeterminate", "done"]
Kind = Literal[
    "text", "document", "labels", "person", "choice", "choices", "number", "day", "url", "priority", "parent", "effort"
]
Stored = str | float | tuple[str, ...] | Node | None


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with an account on the site. `name` is the short name used in tests and stories."""

    name: str
    id: str
    display_name: str
    email: str
    zone: str = "Europe/Berlin"
    kind: Literal["atlassian", "app", "customer"] = "atlassian"
    active: bool = True

    @property
    def key(self) -> str:
        """What Data Center keeps where the user name changes."""
        return f"JIRAUSER{10_100 + crc32(self.name.encode()) % 900}"


@dataclass(frozen=True, slots=True)
class Status:
    id: str
    name: str
    category: Category


@dataclass(frozen=True, slots=True)
class IssueType:
    id: str
    name: str
    level: int = 0  # 1 for epics, -1 for sub-tasks


@dataclass(frozen=True, slots=True)
class Transition:
    """A way to a status; `sources` None means from every other status. `wants` are the fields its screen asks for,
    by name."""

    id: str
    name: str
    to: str
    sources: frozenset[str] | None = None
    wants: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Workflow:
    """Statuses by name in their order, the first being where issues start, and the ways between them."""

    statuses: tuple[str, ...]
    transitions: tuple[Transition, ...]

    def from_here(self, status: str) -> tuple[Transition, ...]:
        """Return the ways that lead away from a status."""
        return tuple(
            way for way in self.transitions if (way.to != status if way.sources is None else status in way.sources)
        )


@dataclass(frozen=True, slots=True)
class Project:
    """A project: the workflow of each of its issue types, by the type's name."""

    id: str
    key: str
    name: str
    lead: str
    workflows: Mapping[str, Workflow]
    kind: Literal["software", "service_desk"] = "software"
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # people by short name, groups as "group: NAME"
    archived: bool = False


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A field of the site. `schema` is Jira's own description, `options` what may be chosen."""

    id: str
    name: str
    kind: Kind
    schema: Mapping[str, object]
    options: tuple[str, ...] = ()

    @property
    def is_custom(self) -> bool:
        """Whether an administrator made it."""
        return self.id.startswith("customfield_")


@dataclass(frozen=True, slots=True)
class LinkKind:
    id: str
    name: str
    inward: str
    outward: str


@dataclass(frozen=True, slots=True)
class Link:
    """`source` <outward wording> `target`, both as issue ids."""

    id: str
    kind: LinkKind
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Attachment:
    id: str
    filename: str
    author: str
    created: datetime
    size: int = 24_576


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one edit; ids and texts before and after, as Jira's changelog shows them."""

    field: str
    field_id: str
    before_id: str | None
    before: str | None
    after_id: str | None
    after: str | None

    @property
    def is_custom(self) -> bool:
        """Whether an administrator made the field."""
        return self.field_id.startswith("customfield_")


@dataclass(frozen=True, slots=True)
class History:
    id: str
    author: str
    created: datetime
    changes: Sequence[Change]


@dataclass(slots=True)
class Comment:
    """`author` and `editor` are account ids; `role` is the project role that may read it, None for everybody."""

    id: str
    author: str
    body: Node
    created: datetime
    updated: datetime
    editor: str
    properties: tuple[Mapping[str, object], ...] = ()
    role: str | None = None


@dataclass(slots=True)
class Issue:
    """One issue. `values` holds what fields contain by field id, in the sandbox's own plain form."""

    id: str
    key: str
    project: str
    type: IssueType
    status: str
    creator: str
    created: datetime
    updated: datetime
    values: dict[str, Stored] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    history: list[History] = field(default_factory=list)
    properties: dict[str, object] = field(default_factory=dict)
    resolved: datetime | None = None
    archived: bool = False

    def text(self, field_id: str) -> str:
        """Return a text-like value; empty text where there is none."""
        value = self.values.get(field_id)
        return value if isinstance(value, str) else ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in their order."""
        value = self.values.get("labels")
        return value if isinstance(value, tuple) else ()

    @property
    def document(self) -> Node | None:
        """The description."""
        value = self.values.get("description")
        return value if isinstance(value, dict) else None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something somebody did to an issue; `event` is Jira's word for it, `comment` what was written where it is one."""

    event: str
    issue: Issue
    by: str
    at: datetime
    changes: Sequence[Change] = ()
    comment: Comment | None = None
