"""What people do in the workspace: the same changes an app would make, recorded as theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from connectors.sandbox.clickup.model import (
    Attachment,
    Checklist,
    Comment,
    CustomField,
    Dependency,
    Happening,
    Item,
    Member,
    Stored,
    Task,
)
from connectors.sandbox.clickup.values import told
from connectors.sandbox.clickup.workspace import Workspace

Plain = str | float | bool | date | Sequence[str] | None
Checklists = Mapping[str, Sequence[tuple[str, bool]]]
PRIORITIES = {"urgent": 1, "high": 2, "normal": 3, "low": 4}
MS_PER_HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody at work in the workspace. `at` dates the deeds; without it they happen now.

    Names that do not exist raise KeyError; ids of tasks that do not, Refusal.
    """

    workspace: Workspace
    who: Member
    at: datetime | None = None

    def create(  # noqa: PLR0913 - a ticket has many parts, all by name and all but two optional
        self,
        *,
        list: str,  # noqa: A002 - ClickUp's own word
        name: str,
        type: str = "Task",  # noqa: A002 - ClickUp's own word
        status: str | None = None,
        fields: Mapping[str, Plain] | None = None,
        tags: Sequence[str] = (),
        assignee: str | None = None,
        description: str = "",
        checklists: Checklists | None = None,
        links: Sequence[str] = (),
        depends_on: Sequence[str] = (),
        parent: str | None = None,
        priority: str | None = "normal",
        due: date | None = None,
        estimate: float | None = None,
        created: datetime | None = None,
    ) -> str:
        """Create a task and return its id. `fields` is by name, people by short name; the estimate is in hours."""
        workspace, at = self.workspace, created or self._moment()
        with workspace.lock:
            place = workspace.task_list(list)
            start = workspace.status(place, status or workspace.statuses(place)[0].name)
            kind = workspace.task_type(type)
            task = Task(workspace.new_task_id(), name, place.id, kind.id, start.name, self.who.id, at, at)
            task.closed = at if start.type == "closed" else None
            task.done = at if start.type in ("done", "closed") else None
            task.description, task.parent = description, parent
            task.priority = PRIORITIES[priority] if priority else None
            task.assignees = [workspace.member(assignee).id] if assignee else []
            task.checklists = [self._checklist(title, items) for title, items in (checklists or {}).items()]
            task.due = self._moment_of(due) if due else None
            task.time_estimate = round(estimate * MS_PER_HOUR) if estimate else None
            workspace.tasks[task.id] = task
            for field_name, value in (fields or {}).items():
                field = workspace.custom_field(task, field_name)
                task.values[field.id] = self._stored(field, value)
            for tag in tags:
                workspace.add_tag(task, tag, self.who.id, at)
            for other in links:
                self.link(task.id, other)
            for other in depends_on:
                self.depend(task.id, other)
            workspace.tell(Happening("taskCreated", task, self.who.id, at, "status", None, start.name))
        return task.id

    def move(self, task_id: str, status: str) -> None:
        """Put a task into a status of its list; raises Refusal for another."""
        with self.workspace.lock:
            self.workspace.move(self.workspace.task(task_id), status, self.who.id, self._moment())

    def tick(self, task_id: str, checklist: str, item: str | None = None, *, done: bool = True) -> None:
        """Tick one item of a checklist, or all of it; raises KeyError where there is none."""
        with self.workspace.lock:
            task = self.workspace.task(task_id)
            named = [one for one in task.checklists if one.name == checklist]
            meant = [one for found in named for one in found.items if item in (None, one.name)]
            if not meant:
                raise KeyError(f"no checklist {checklist!r} with an item {item!r}")
            for one in meant:
                one.resolved = done
                self._note(task, checklist, "", f"{one.name}: {'done' if done else 'open'}")

    def comment(self, task_id: str, text: str) -> str:
        """Write a comment; return its id."""
        with self.workspace.lock:
            task = self.workspace.task(task_id)
            comment = Comment(self.workspace.new_number(), task.id, self.who.id, spoken(text), self._moment())
            task.comments.append(comment)
            self.workspace.touch_by_comment(task, comment.date)
            happened = Happening("taskCommentPosted", task, self.who.id, comment.date, "comment", None, comment.id)
            self.workspace.tell(happened)
        return comment.id

    def edit_comment(self, task_id: str, comment_id: str, text: str) -> None:
        """Change a comment, whoever wrote it; its date stays, as in ClickUp."""
        with self.workspace.lock:
            task, at = self.workspace.task(task_id), self._moment()
            self.workspace.comment(comment_id).runs = spoken(text)
            self.workspace.touch_by_comment(task, at)
            self.workspace.tell(Happening("taskCommentUpdated", task, self.who.id, at, "comment", None, comment_id))

    def delete_comment(self, task_id: str, comment_id: str) -> None:
        """Remove a comment, whoever wrote it."""
        with self.workspace.lock:
            task = self.workspace.task(task_id)
            task.comments.remove(self.workspace.comment(comment_id))
            self.workspace.touch_by_comment(task, self._moment())

    def set_field(self, task_id: str, name: str, value: Plain) -> None:
        """Fill in a custom field by its name; None empties it. People and options are given by name."""
        with self.workspace.lock:
            task = self.workspace.task(task_id)
            field = self.workspace.custom_field(task, name)
            before = told(self.workspace, field, task.values.get(field.id))
            task.values[field.id] = self._stored(field, value)
            self._note(task, field.name, before, told(self.workspace, field, task.values[field.id]))

    def reschedule(self, task_id: str, due: date | None) -> None:
        """Give a task another due date, or none."""
        with self.workspace.lock:
            task = self.workspace.task(task_id)
            before, task.due = task.due, self._moment_of(due) if due else None
            self._note(task, "due date", f"{before:%Y-%m-%d}" if before else "", due.isoformat() if due else "")

    def assign(self, task_id: str, *names: str) -> None:
        """Make some members, and nobody else, the task's assignees."""
        with self.workspace.lock:
            task = self.workspace.task(task_id)
            before = [self.workspace.member(one).username for one in task.assignees]
            task.assignees = [self.workspace.member(name).id for name in names]
            after = [self.workspace.member(one).username for one in task.assignees]
            self._note(task, "assignees", ", ".join(before), ", ".join(after))

    def add_label(self, task_id: str, tag: str) -> None:
        """Put a tag on a task."""
        with self.workspace.lock:
            self.workspace.add_tag(self.workspace.task(task_id), tag, self.who.id, self._moment())

    def remove_label(self, task_id: str, tag: str) -> None:
        """Take a tag off a task."""
        with self.workspace.lock:
            self.workspace.remove_tag(self.workspace.task(task_id), tag, self.who.id, self._moment())

    def attach(self, task_id: str, filename: str) -> None:
        """Attach a file; only its name matters here."""
        with self.workspace.lock:
            task, at = self.workspace.task(task_id), self._moment()
            task.attachments.append(Attachment(self.workspace.new_uuid(), filename, self.who.id, at))
            self._note(task, "attachment", "", filename)

    def link(self, task_id: str, other: str) -> None:
        """Link two tasks; both show it."""
        with self.workspace.lock:
            one, two = self.workspace.task(task_id), self.workspace.task(other)
            one.linked.append(two.id)
            two.linked.append(one.id)

    def depend(self, task_id: str, on: str) -> None:
        """Make a task wait for another."""
        with self.workspace.lock:
            waits, waited_for = self.workspace.task(task_id), self.workspace.task(on)
            self.workspace.dependencies.append(Dependency(waits.id, waited_for.id, self.who.id, self._moment()))

    def delete(self, task_id: str) -> None:
        """Delete a task for good."""
        with self.workspace.lock:
            task = self.workspace.task(task_id)
            self.workspace.tell(Happening("taskDeleted", task, self.who.id, self._moment()))
            del self.workspace.tasks[task.id]

    def archive(self, task_id: str, *, archived: bool = True) -> None:
        """Put a task away, or take it back; it keeps its change time."""
        with self.workspace.lock:
            self.workspace.task(task_id).archived = archived

    def _moment(self) -> datetime:
        return self.at or self.workspace.clock.now()

    def _note(self, task: Task, what: str, before: str, after: str) -> None:
        self.workspace.note(task, self.who.id, self._moment(), what, before, after)

    def _checklist(self, name: str, items: Sequence[tuple[str, bool]]) -> Checklist:
        made = [Item(self.workspace.new_uuid(), text, done) for text, done in items]
        return Checklist(self.workspace.new_uuid(), name, made)

    def _moment_of(self, day: date) -> datetime:
        # A day without a time is four in the morning where its author is.
        return datetime.combine(day, time(4), ZoneInfo(self.who.zone))

    def _stored(self, field: CustomField, value: Plain) -> Stored:
        match field.type, value:
            case "users", str():
                return (self.workspace.member(value).id,)
            case "drop_down", str():
                return next(one.id for one in field.options if one.name == value)
            case "date", date():
                return self._moment_of(value).timestamp() * 1000
            case _, bool() | str() | None:
                return value
            case _, int() | float():
                return float(value)
            case _, _:
                raise TypeError(f"{field.name} cannot hold {value!r}")


def spoken(text: str) -> list[Mapping[str, object]]:
    """Return plain text as the runs of a comment."""
    return [{"text": text, "attributes": {}}]
