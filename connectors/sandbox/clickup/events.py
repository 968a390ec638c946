"""What ClickUp posts when something happens to a task, and how it posts it.

Form: developer.clickup.com, "Task webhook payloads"; `parent_id` is the list's id. Tries: the same, "Webhook health".
"""

from collections.abc import Mapping

from connectors.sandbox.clickup.model import Happening, Task
from connectors.sandbox.clickup.values import ms, user_json
from connectors.sandbox.clickup.workspace import Workspace
from connectors.sandbox.front import Json
from connectors.sandbox.posting import NO_MORE, Manner

CLICKUP = Manner(
    "X-Signature",
    "",
    5,
    7.0,
    lambda status: not (200 <= status < 300 or status == NO_MORE),
    lambda _number, _count: {},
    most_failed=100,
    names_hook=True,
)


def event_json(workspace: Workspace, happening: Happening) -> Json:
    """Return the body of an event, but for the webhook's id; of a deleted task nothing more is told than its id."""
    told: Json = {"event": happening.event, "task_id": happening.task.id}
    return told if happening.event == "taskDeleted" else told | {"history_items": [_item(workspace, happening)]}


def _item(workspace: Workspace, happening: Happening) -> Json:
    return {
        "id": workspace.new_number(),
        "type": 1,
        "date": ms(happening.at),
        "field": happening.field,
        "parent_id": happening.task.list_id,
        "data": {},
        "source": None,
        "user": user_json(workspace, happening.by),
        "before": happening.before,
        "after": happening.after,
    }


def places_of(workspace: Workspace, task: Task) -> Mapping[str, str]:
    """Return where a task is, by what a webhook may be limited to."""
    folder = workspace.folder(workspace.task_list(task.list_id).folder)
    return {"task_id": task.id, "list_id": task.list_id, "folder_id": folder.id, "space_id": folder.space}
