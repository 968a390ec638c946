"""The workspace the sandbox runs: who works at the studio, its places, statuses, fields and task types."""

from collections.abc import Sequence

from connectors.sandbox.clickup.model import (
    CustomField,
    FieldType,
    Folder,
    Member,
    Option,
    Space,
    Status,
    TaskList,
    TaskType,
)
from connectors.sandbox.clickup.workspace import Workspace
from connectors.sandbox.clock import Ticker

SPACE, FOLDER, RELAUNCH, RISKS, OFFICE = "90120", "90121", "901100", "901101", "901102"
MEMBERS = (
    Member("bot", 301, "Stageward", "bot@studio.example", color="#5f55ee"),
    Member("eve", 302, "Eve Martin", "eve@studio.example", color="#e16b16"),
    Member("fay", 303, "Fay Novak", "fay@studio.example", color="#008844"),
    Member("gus", 304, "Gus Hale", "gus@studio.example", color="#0f6fde"),
    Member("hal", 305, "Hal Ito", "hal@studio.example", color="#c2255c"),
)
WORK_STATUSES = (
    Status("to do", "open", "#87909e"),
    Status("assigned", "custom", "#5f55ee"),
    Status("in progress", "custom", "#1090e0"),
    Status("review", "custom", "#f8ae00"),
    Status("complete", "custom", "#3db88b"),
    Status("blocked", "custom", "#d33d44"),
    Status("delivered", "closed", "#008844"),
)
RISK_STATUSES = (Status("open", "open", "#87909e"), Status("closed", "closed", "#008844"))
TYPES = (
    TaskType(0, "Task", "Tasks"),
    TaskType(1, "Milestone", "Milestones"),
    TaskType(1001, "Deliverable", "Deliverables"),
    TaskType(1002, "Risk", "Risks"),
)


def studio_workspace(clock: Ticker) -> Workspace:
    """Return the workspace with everything but tasks."""
    workspace = Workspace(clock, "9001", "Studio", members=list(MEMBERS), types=list(TYPES))
    workspace.groups = {"Delivery Lead": ("fay", "hal")}
    levels = ("Low", "Medium", "High")
    workspace.fields = [
        _field(workspace, "Probability", "drop_down", levels),
        _field(workspace, "Impact", "drop_down", levels),
        _field(workspace, "Mitigation", "text"),
        _field(workspace, "Risk owner", "users"),
        _field(workspace, "Next review", "date"),
        _field(workspace, "Peer reviewer", "users"),
        _field(workspace, "Delivery notes", "url"),
        _field(workspace, "Client name for it", "short_text"),
        _field(workspace, "Story points", "number"),
    ]
    all_fields = tuple(one.id for one in workspace.fields)
    workspace.spaces = [Space(SPACE, "Clients", WORK_STATUSES)]
    workspace.folders = [Folder(FOLDER, "Lumen", SPACE), Folder("90129", "hidden", SPACE, hidden=True)]
    workspace.lists = [
        TaskList(RELAUNCH, "Lumen website relaunch", FOLDER, fields=all_fields),
        TaskList(RISKS, "Lumen risks", FOLDER, RISK_STATUSES, all_fields),
        TaskList(OFFICE, "Studio office", "90129"),
    ]
    return workspace


def _field(workspace: Workspace, name: str, kind: FieldType, options: Sequence[str] = ()) -> CustomField:
    made = tuple(Option(workspace.new_uuid(), option) for option in options)
    return CustomField(workspace.new_uuid(), name, kind, made)
