"""The state of one ClickUp workspace: members, places, all tasks; and how changes are made and recorded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from threading import RLock
from typing import Literal, TypeVar

from connectors.sandbox.clickup.model import (
    Comment,
    CustomField,
    Deed,
    Dependency,
    Folder,
    Happening,
    Member,
    Space,
    Status,
    Task,
    TaskList,
    TaskType,
)
from connectors.sandbox.clickup.refusal import Refusal, no_access
from connectors.sandbox.clock import Ticker

Part = TypeVar("Part", Space, Folder, TaskList)
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
EVENTS = {
    "status": "taskStatusUpdated",
    "priority": "taskPriorityUpdated",
    "assignees": "taskAssigneeUpdated",
    "due date": "taskDueDateUpdated",
    "due_date": "taskDueDateUpdated",
    "tag": "taskTagUpdated",
    "tag_removed": "taskTagUpdated",
    "time_estimate": "taskTimeEstimateUpdated",
}
"""Changes that have an event of their own beside `taskUpdated`, which every change has."""


@dataclass(slots=True)
class Switches:
    """What differs between workspaces, or is not known for sure of the real one."""

    tags_made_on_use: bool = True  # whether a tag the space does not have is created, or refused
    tag_touches: bool = True  # whether a tag changes the task's `date_updated`
    comment_touches: bool = True
    tags_lowered: bool = True  # whether tags are kept in small letters
    statuses_lowered: bool = False  # whether tasks tell their status in small letters, whatever their list does
    comment_ids_are_numbers: bool = False  # in answers; both have been seen
    comment_kept: Literal["rich", "plain", "both"] = "rich"  # of one that is sent in both forms
    window_is_closed: bool = False  # whether a change at the very moment asked for is told, too
    missing_task_status: int = 404  # 401 has been seen too
    rate_limit: int = 10_000  # requests a minute for one token


@dataclass(slots=True)
class Workspace:
    """Everything the workspace knows. Change it only while holding `lock`."""

    clock: Ticker
    id: str
    name: str
    url: str = ""
    lock: RLock = field(default_factory=RLock)
    switches: Switches = field(default_factory=Switches)
    members: list[Member] = field(default_factory=list)
    tokens: dict[str, int] = field(default_factory=dict)  # member id by token
    spaces: list[Space] = field(default_factory=list)
    folders: list[Folder] = field(default_factory=list)
    lists: list[TaskList] = field(default_factory=list)
    fields: list[CustomField] = field(default_factory=list)
    types: list[TaskType] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)  # short names of members by the group's name
    tags: dict[str, list[str]] = field(default_factory=dict)  # by space
    tasks: dict[str, Task] = field(default_factory=dict)
    dependencies: list[Dependency] = field(default_factory=list)
    tell: Callable[[Happening], None] = lambda _happening: None  # whoever hears of what happens to tasks
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_number(self) -> str:
        """Return an id of digits, as comments have."""
        return str(90_120_000_000 + next(self._numbers))

    def new_task_id(self) -> str:
        """Return an id as tasks have."""
        number, spelled = 7_919 * next(self._numbers) % 32**4, ""
        for _ in range(4):
            number, digit = divmod(number, 32)
            spelled = DIGITS[digit] + spelled
        return f"86c{spelled}"

    def new_uuid(self) -> str:
        """Return an id as fields and checklists have."""
        return f"00000000-0000-4000-8000-{next(self._numbers):012x}"

    def member(self, who: str | int) -> Member:
        """Find a member by short name, id, name or address; raises KeyError."""
        for one in self.members:
            if who in (one.name, one.id, str(one.id), one.username, one.email):
                return one
        raise KeyError(who)

    def space(self, space_id: str) -> Space:
        """Find a space; raises Refusal."""
        return _by_id(self.spaces, space_id, "Space")

    def folder(self, folder_id: str) -> Folder:
        """Find a folder; raises Refusal."""
        return _by_id(self.folders, folder_id, "Folder")

    def task_list(self, list_id: str) -> TaskList:
        """Find a list; raises Refusal."""
        return _by_id(self.lists, list_id, "List")

    def task(self, task_id: str) -> Task:
        """Find a task; raises Refusal."""
        if task_id not in self.tasks:
            raise Refusal(self.switches.missing_task_status, "Task not found, deleted", "ITEM_013")
        return self.tasks[task_id]

    def task_type(self, name_or_id: str | int) -> TaskType:
        """Find a type of task; raises KeyError."""
        for one in self.types:
            if name_or_id in (one.name, one.id):
                return one
        raise KeyError(name_or_id)

    def comment(self, comment_id: str) -> Comment:
        """Find a comment of any task; raises Refusal."""
        for task in self.tasks.values():
            for one in task.comments:
                if one.id == comment_id:
                    return one
        raise Refusal(404, "Comment not found", "COMM_025")

    def space_of(self, task: Task) -> Space:
        """Return the space a task lies in."""
        return self.space(self.folder(self.task_list(task.list_id).folder).space)

    def statuses(self, place: TaskList) -> Sequence[Status]:
        """Return a list's statuses: its own, else its folder's, else its space's."""
        folder = self.folder(place.folder)
        return place.statuses or folder.statuses or self.space(folder.space).statuses

    def status(self, place: TaskList, name: str) -> Status:
        """Find a status of a list, without regard to case and spaces; raises Refusal."""
        wanted = " ".join(name.casefold().split())
        for one in self.statuses(place):
            if one.name.casefold() == wanted:
                return one
        raise Refusal(400, "Status not found", "CRTSK_001")

    def fields_of(self, place: TaskList) -> list[CustomField]:
        """Return the custom fields the tasks of a list have."""
        return [one for one in self.fields if one.id in place.fields]

    def custom_field(self, task: Task, name_or_id: str) -> CustomField:
        """Find a custom field of a task by name or id; raises Refusal."""
        for one in self.fields_of(self.task_list(task.list_id)):
            if name_or_id in (one.id, one.name):
                return one
        raise Refusal(400, "Custom field is not available for this task", "FIELD_013")

    def children(self, task: Task) -> list[Task]:
        """Return a task's direct subtasks."""
        return [one for one in self.tasks.values() if one.parent == task.id]

    def touch(self, task: Task, at: datetime) -> None:
        """Let a change show in the task's change time."""
        task.updated = max(task.updated, at)

    def note(self, task: Task, by: int, at: datetime, what: str, before: object, after: object) -> None:
        """Keep a change for the page, and let it show in the change time."""
        task.deeds.append(Deed(by, at, what, str(before or "nothing"), str(after or "nothing")))
        self.touch(task, at)
        self.tell_change(task, by, at, what, before, after)

    def tell_change(
        self, task: Task, by: int, at: datetime, what: str, before: object = None, after: object = None
    ) -> None:
        """Let those who listen hear of a change: by its own event where it has one, and by that of every change."""
        for event in filter(None, (EVENTS.get(what), "taskUpdated")):
            self.tell(Happening(event, task, by, at, what, before, after))

    def move(self, task: Task, to: str, by: int, at: datetime) -> None:
        """Put a task into a status of its list; raises Refusal for another."""
        status, before = self.status(self.task_list(task.list_id), to), task.status
        if status.name != before:
            task.status = status.name
            task.closed = at if status.type == "closed" else None
            task.done = at if status.type in ("done", "closed") else None
            self.note(task, by, at, "status", before, status.name)

    def add_tag(self, task: Task, name: str, by: int, at: datetime) -> None:
        """Put a tag on a task; raises Refusal where the space must have it first."""
        tag, known = self._kept(name), self.tags.setdefault(self.space_of(task).id, [])
        if tag not in known:
            if not self.switches.tags_made_on_use:
                raise Refusal(404, "Tag not found", "TAG_001")
            known.append(tag)
        if tag not in task.tags:
            task.tags.append(tag)
            self._touch_by_tag(task, at)
            self.tell_change(task, by, at, "tag", None, tag)

    def remove_tag(self, task: Task, name: str, by: int, at: datetime) -> None:
        """Take a tag off a task; nothing happens where it is not there."""
        kept = [tag for tag in task.tags if tag.lower() != name.lower()]
        if kept != task.tags:
            task.tags = kept
            self._touch_by_tag(task, at)
            self.tell_change(task, by, at, "tag_removed", name, None)

    def _kept(self, tag: str) -> str:
        return tag.lower() if self.switches.tags_lowered else tag

    def touch_by_comment(self, task: Task, at: datetime) -> None:
        """Let a change among the comments show in the task's change time, where the workspace does so."""
        if self.switches.comment_touches:
            self.touch(task, at)

    def _touch_by_tag(self, task: Task, at: datetime) -> None:
        if self.switches.tag_touches:
            self.touch(task, at)


def _by_id(among: Sequence[Part], wanted: str, what: str) -> Part:
    for one in among:
        if one.id == wanted:
            return one
    raise no_access(what)
