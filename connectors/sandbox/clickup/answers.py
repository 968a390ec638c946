"""ClickUp's own JSON for places, statuses, fields, tasks, checklists and comments."""

from connectors.sandbox.clickup.model import (
    Attachment,
    Checklist,
    Comment,
    CustomField,
    Folder,
    Item,
    Space,
    Status,
    Task,
    TaskList,
)
from connectors.sandbox.clickup.values import ms, user_json, value_json
from connectors.sandbox.clickup.workspace import Workspace
from connectors.sandbox.front import Json
from connectors.sandbox.richtext import plain_text

PRIORITIES = {1: ("urgent", "#f50000"), 2: ("high", "#f8ae00"), 3: ("normal", "#6fddff"), 4: ("low", "#d8d8d8")}
EPOCH = "1760000000000"
DUE_DATES = {"enabled": True, "start_date": True, "remap_due_dates": False, "remap_closed_due_date": False}
FEATURES = ("time_tracking", "tags", "time_estimates", "checklists", "custom_fields")


def statuses_json(statuses: list[Status] | tuple[Status, ...], prefix: str) -> list[Json]:
    return [
        {"id": f"{prefix}_{n}", "status": one.name, "orderindex": n, "color": one.color, "type": one.type}
        for n, one in enumerate(statuses)
    ]


def space_json(space: Space) -> Json:
    return {
        "id": space.id,
        "name": space.name,
        "color": None,
        "private": False,
        "avatar": None,
        "admin_can_manage": True,
        "statuses": statuses_json(tuple(space.statuses), f"p{space.id}"),
        "multiple_assignees": True,
        "features": {"due_dates": DUE_DATES} | {name: {"enabled": True} for name in FEATURES},
        "archived": False,
    }


def folder_json(workspace: Workspace, folder: Folder) -> Json:
    space = workspace.space(folder.space)
    lists = [one for one in workspace.lists if one.folder == folder.id]
    tasks = [task for task in workspace.tasks.values() if task.list_id in {one.id for one in lists}]
    return {
        "id": folder.id,
        "name": folder.name,
        "orderindex": 0,
        "override_statuses": bool(folder.statuses),
        "hidden": folder.hidden,
        "space": {"id": space.id, "name": space.name},
        "task_count": str(len(tasks)),
        "archived": False,
        "statuses": statuses_json(tuple(folder.statuses or space.statuses), f"p{folder.id}"),
        "lists": [list_json(workspace, one) for one in lists],
        "permission_level": "create",
    }


def list_json(workspace: Workspace, place: TaskList) -> Json:
    """Describe a list as it shows among others: without its statuses."""
    folder = workspace.folder(place.folder)
    space = workspace.space(folder.space)
    return {
        "id": place.id,
        "name": place.name,
        "orderindex": workspace.lists.index(place),
        "content": "",
        "status": None,
        "priority": None,
        "assignee": None,
        "task_count": str(sum(task.list_id == place.id for task in workspace.tasks.values())),
        "due_date": None,
        "start_date": None,
        "folder": {"id": folder.id, "name": folder.name, "hidden": folder.hidden, "access": True},
        "space": {"id": space.id, "name": space.name, "access": True},
        "archived": False,
        "override_statuses": bool(place.statuses),
        "permission_level": "create",
    }


def whole_list_json(workspace: Workspace, place: TaskList) -> Json:
    """Describe a list by itself: with its statuses."""
    own = statuses_json(tuple(workspace.statuses(place)), f"sc{place.id}")
    return list_json(workspace, place) | {"deleted": False, "statuses": own}


def field_json(field: CustomField) -> Json:
    options = [
        {"id": one.id, "name": one.name, "label": one.name, "color": one.color, "orderindex": n}
        for n, one in enumerate(field.options)
    ]
    return {
        "id": field.id,
        "name": field.name,
        "type": field.type,
        "type_config": {"options": options} if field.options else {},
        "date_created": EPOCH,
        "hide_from_guests": False,
        "required": False,
    }


def task_json(workspace: Workspace, task: Task, *, alone: bool = False, with_subtasks: bool = False) -> Json:
    """Describe a task; by itself it also tells its attachments, and its subtasks where they are asked for."""
    place = workspace.task_list(task.list_id)
    added: Json = {"attachments": [attachment_json(workspace, one) for one in task.attachments]} if alone else {}
    if alone and with_subtasks:
        added["subtasks"] = [task_json(workspace, one) for one in workspace.children(task)]
    return {
        "id": task.id,
        "custom_id": task.custom_id,
        "custom_item_id": task.type,
        "name": task.name,
        "text_content": task.description,
        "description": task.description,
        "status": _status_of(workspace, place, task),
        "orderindex": "1.00",
        **_moments(task),
        "archived": task.archived,
        **_people(workspace, task),
        "checklists": [checklist_json(task, one, n) for n, one in enumerate(task.checklists)],
        "tags": [
            {"name": name, "tag_fg": "#ffffff", "tag_bg": "#5f55ee", "creator": task.creator} for name in task.tags
        ],
        "parent": task.parent,
        "top_level_parent": task.parent,
        "priority": _priority(task),
        "points": None,
        "time_estimate": task.time_estimate,
        "time_spent": task.time_spent or 0,
        "custom_fields": [_valued(workspace, task, one) for one in workspace.fields_of(place)],
        **_relations(workspace, task),
        **_places(workspace, place, task),
        "url": f"{workspace.url}/t/{task.id}",
        "permission_level": "create",
        **added,
    }


def _status_of(workspace: Workspace, place: TaskList, task: Task) -> Json:
    own = statuses_json(tuple(workspace.statuses(place)), f"sc{place.id}")
    found = next(one for one in own if one["status"] == task.status)
    return found | {"status": task.status.lower()} if workspace.switches.statuses_lowered else found


def _moments(task: Task) -> Json:
    return {
        "date_created": ms(task.created),
        "date_updated": ms(task.updated),
        "date_closed": ms(task.closed),
        "date_done": ms(task.done),
        "due_date": ms(task.due),
        "start_date": ms(task.start),
    }


def _people(workspace: Workspace, task: Task) -> Json:
    return {
        "creator": user_json(workspace, task.creator),
        "assignees": [user_json(workspace, one) for one in task.assignees],
        "group_assignees": [],
        "watchers": [user_json(workspace, task.creator)],
    }


def _priority(task: Task) -> Json | None:
    if task.priority is None:
        return None
    name, color = PRIORITIES[task.priority]
    number = str(task.priority)
    return {"id": number, "priority": name, "color": color, "orderindex": number}


def _valued(workspace: Workspace, task: Task, field: CustomField) -> Json:
    value = task.values.get(field.id)
    return field_json(field) if value is None else field_json(field) | {"value": value_json(workspace, field, value)}


def _relations(workspace: Workspace, task: Task) -> Json:
    waits = [one for one in workspace.dependencies if task.id in (one.task, one.on)]
    return {
        "dependencies": [
            {
                "task_id": one.task,
                "depends_on": one.on,
                "type": 1,
                "date_created": ms(one.date),
                "userid": str(one.by),
                "workspace_id": workspace.id,
                "chain_id": None,
            }
            for one in waits
        ],
        "linked_tasks": [
            {
                "task_id": task.id,
                "link_id": other,
                "date_created": ms(task.created),
                "userid": str(task.creator),
                "workspace_id": workspace.id,
            }
            for other in task.linked
        ],
    }


def _places(workspace: Workspace, place: TaskList, task: Task) -> Json:
    folder = workspace.folder(place.folder)
    described = {"id": folder.id, "name": folder.name, "hidden": folder.hidden, "access": True}
    return {
        "locations": [{"id": one, "name": workspace.task_list(one).name} for one in task.more_lists],
        "team_id": workspace.id,
        "list": {"id": place.id, "name": place.name, "access": True},
        "project": described,
        "folder": described,
        "space": {"id": folder.space},
    }


def attachment_json(workspace: Workspace, attachment: Attachment) -> Json:
    return {
        "id": attachment.id,
        "date": round(attachment.date.timestamp() * 1000),
        "title": attachment.title,
        "extension": attachment.title.rpartition(".")[2],
        "url": f"{workspace.url}/attachments/{attachment.id}",
        "user": user_json(workspace, attachment.author),
    }


def checklist_json(task: Task, checklist: Checklist, orderindex: int = 0) -> Json:
    ticked = sum(one.resolved for one in checklist.items)
    return {
        "id": checklist.id,
        "task_id": task.id,
        "name": checklist.name,
        "date_created": ms(task.created),
        "orderindex": orderindex,
        "creator": task.creator,
        "resolved": ticked,
        "unresolved": len(checklist.items) - ticked,
        "items": [_item_json(task, one, n) for n, one in enumerate(checklist.items)],
    }


def _item_json(task: Task, item: Item, orderindex: int) -> Json:
    return {
        "id": item.id,
        "name": item.name,
        "orderindex": orderindex,
        "assignee": item.assignee,
        "group_assignee": None,
        "resolved": item.resolved,
        "parent": None,
        "date_created": ms(task.created),
        "children": [],
    }


def id_of_comment(workspace: Workspace, comment: Comment) -> str | int:
    return int(comment.id) if workspace.switches.comment_ids_are_numbers else comment.id


def comment_json(workspace: Workspace, comment: Comment) -> Json:
    assignee = user_json(workspace, comment.assignee) if comment.assignee else None
    return {
        "id": id_of_comment(workspace, comment),
        "comment": comment.runs,
        "comment_text": plain_text(comment.runs),
        "user": user_json(workspace, comment.author),
        "resolved": comment.resolved,
        "assignee": assignee,
        "assigned_by": None,
        "reactions": [],
        "date": ms(comment.date),
        "reply_count": "0",
    }
