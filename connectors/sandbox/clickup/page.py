"""The task as a person sees it in a browser."""

from collections.abc import Iterator

from markupsafe import Markup

from connectors.sandbox.clickup.answers import PRIORITIES
from connectors.sandbox.clickup.model import Deed as Change
from connectors.sandbox.clickup.model import Task
from connectors.sandbox.clickup.values import told
from connectors.sandbox.clickup.workspace import Workspace
from connectors.sandbox.pages import Checklist, Deed, Fact, Item, Related, Row, Said, Status, TicketPage, plain
from connectors.sandbox.richtext import html

TONES = {"open": "grey", "custom": "violet", "done": "green", "closed": "green"}
ALWAYS_FOR_RISKS = frozenset({"Mitigation", "Risk owner"})
MS_PER_HOUR = 3_600_000


def task_page(workspace: Workspace, task: Task) -> TicketPage:
    """Gather what the page of one task shows."""
    place = workspace.task_list(task.list_id)
    parent = workspace.tasks.get(task.parent or "")
    return TicketPage(
        product="ClickUp sandbox",
        accent="violet",
        place=f"{workspace.folder(place.folder).name} / {place.name}",
        key=task.id,
        title=task.name,
        type=workspace.task_type(task.type).name,
        status=status_of(workspace, task),
        labels=tuple(task.tags),
        facts=tuple(_facts(workspace, task)),
        description=Markup("").join(Markup("<p>{}</p>").format(line) for line in task.description.split("\n") if line),
        checklists=tuple(
            Checklist(one.name, tuple(Item(item.name, item.resolved) for item in one.items)) for one in task.checklists
        ),
        attachments=tuple(one.title for one in task.attachments),
        related=tuple(_related(workspace, task)),
        comments=tuple(
            Said(workspace.member(one.author).username, one.date, edited=False, html=html(one.runs))
            for one in task.comments
        ),
        deeds=tuple(_deed(workspace, one) for one in reversed(task.deeds)),
        home="/",
        parent=(parent.name, f"/t/{parent.id}") if parent else None,
    )


def task_rows(workspace: Workspace) -> list[Row]:
    """List all tasks of the workspace."""
    return [
        Row(
            one.id,
            f"/t/{one.id}",
            workspace.task_type(one.type).name,
            one.name,
            status_of(workspace, one),
            tuple(one.tags),
            _people(workspace, one.assignees),
        )
        for one in workspace.tasks.values()
    ]


def status_of(workspace: Workspace, task: Task) -> Status:
    """Return a task's status with a colour for its kind."""
    status = workspace.status(workspace.task_list(task.list_id), task.status)
    return Status(status.name, "red" if status.name == "blocked" else TONES[status.type])


def _people(workspace: Workspace, members: list[int]) -> str:
    return ", ".join(workspace.member(one).username for one in members)


def _facts(workspace: Workspace, task: Task) -> Iterator[Fact]:
    assignees = _people(workspace, task.assignees)
    yield Fact("Assignee", plain(assignees), person=assignees)
    creator = workspace.member(task.creator).username
    yield Fact("Creator", plain(creator), person=creator)
    yield Fact("Priority", plain(PRIORITIES[task.priority][0].capitalize() if task.priority else ""))
    yield Fact("Due date", plain(f"{task.due:%-d %b %Y}" if task.due else ""))
    if task.time_estimate:
        yield Fact("Time estimate", plain(f"{task.time_estimate / MS_PER_HOUR:g} h"))
    is_risk = workspace.task_type(task.type).name == "Risk"
    for field in workspace.fields_of(workspace.task_list(task.list_id)):
        value = task.values.get(field.id)
        if value is not None or (is_risk and field.name in ALWAYS_FOR_RISKS):
            text = told(workspace, field, value)
            person = text if field.type == "users" else ""
            yield Fact(field.name, plain(text), person=person, href=text if field.type == "url" else "")


def _related(workspace: Workspace, task: Task) -> Iterator[Related]:
    ends = [("waits for", one.on) for one in workspace.dependencies if one.task == task.id]
    ends += [("holds up", one.task) for one in workspace.dependencies if one.on == task.id]
    ends += [("linked with", other) for other in task.linked]
    ends += [("contains", child.id) for child in workspace.children(task)]
    for wording, other in ends:
        one = workspace.tasks.get(other)
        if one is not None:
            yield Related(wording, one.id, f"/t/{one.id}", one.name, status_of(workspace, one))


def _deed(workspace: Workspace, change: Change) -> Deed:
    return Deed(workspace.member(change.by).username, change.at, change.what, change.before, change.after)
