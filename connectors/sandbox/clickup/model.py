"""What a ClickUp workspace is made of: members, lists with their statuses, fields, tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

StatusType = Literal["open", "custom", "done", "closed"]
FieldType = Literal["drop_down", "text", "short_text", "users", "date", "url", "number", "checkbox", "labels"]
Stored = str | float | bool | tuple[int | str, ...] | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the workspace. `name` is the short name used in tests and stories."""

    name: str
    id: int
    username: str
    email: str
    zone: str = "Europe/Berlin"
    color: str = "#7b68ee"


@dataclass(frozen=True, slots=True)
class Status:
    name: str
    type: StatusType
    color: str


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    name: str
    color: str | None = None


@dataclass(frozen=True, slots=True)
class CustomField:
    """A custom field; its value on a task is text, a number, a moment in ms, an option's id or member ids."""

    id: str
    name: str
    type: FieldType
    options: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class TaskType:
    """A type of task; id 0 is the plain one."""

    id: int
    name: str
    plural: str


@dataclass(frozen=True, slots=True)
class Space:
    id: str
    name: str
    statuses: Sequence[Status]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder; the hidden one holds the lists that lie directly in the space."""

    id: str
    name: str
    space: str
    statuses: Sequence[Status] = ()  # own ones, else the space's
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TaskList:
    id: str
    name: str
    folder: str
    statuses: Sequence[Status] = ()  # own ones, else the folder's or space's
    fields: Sequence[str] = ()  # ids of the custom fields its tasks have
    wanted: Sequence[str] = ()  # names of those a new task cannot go without


@dataclass(slots=True)
class Item:
    id: str
    name: str
    resolved: bool = False
    assignee: int | None = None


@dataclass(slots=True)
class Checklist:
    id: str
    name: str
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Comment:
    """`runs` is the rich text; `author` a member's id."""

    id: str
    task: str
    author: int
    runs: list[Mapping[str, Any]]
    date: datetime
    resolved: bool = False
    assignee: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    id: str
    title: str
    author: int
    date: datetime


@dataclass(frozen=True, slots=True)
class Dependency:
    """`task` waits for `on`."""

    task: str
    on: str
    by: int
    date: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """One change somebody made; shown on the page, not told by the API."""

    by: int
    at: datetime
    what: str
    before: str
    after: str


@dataclass(slots=True)
class Task:
    """One task. Times are aware datetimes; `time_estimate` and `time_spent` are milliseconds."""

    id: str
    name: str
    list_id: str
    type: int
    status: str
    creator: int
    created: datetime
    updated: datetime
    custom_id: str | None = None
    description: str = ""
    priority: int | None = None  # 1 urgent … 4 low
    assignees: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    values: dict[str, Stored] = field(default_factory=dict)
    checklists: list[Checklist] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    parent: str | None = None
    due: datetime | None = None
    start: datetime | None = None
    closed: datetime | None = None
    done: datetime | None = None
    time_estimate: int | None = None
    time_spent: int | None = None
    archived: bool = False
    more_lists: list[str] = field(default_factory=list)  # further lists it is shown in
    deeds: list[Deed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something somebody did to a task; `event` is ClickUp's word for it, `field` what changed."""

    event: str
    task: Task
    by: int
    at: datetime
    field: str = ""
    before: object = None
    after: object = None
