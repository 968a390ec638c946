"""Tasks: find them by list or workspace, read one, change one, its tags, custom fields and checklists."""

from collections.abc import Callable, Iterable

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.clickup.answers import checklist_json, task_json
from connectors.sandbox.clickup.model import Checklist, Happening, Task
from connectors.sandbox.clickup.refusal import Refusal, bad_input
from connectors.sandbox.clickup.values import moment, ms, read_value, told
from connectors.sandbox.clickup.web import caller, here, sent_json, several, whole, yes
from connectors.sandbox.front import Json

routes = Blueprint("task", __name__, url_prefix="/api/v2")
PAGE = 100
ORDERS: dict[str, Callable[[Task], tuple[str | float, ...]]] = {
    "id": lambda task: (task.id,),
    "created": lambda task: (task.created.timestamp(),),
    "updated": lambda task: (task.updated.timestamp(),),
    "due_date": lambda task: (task.due.timestamp() if task.due else 0.0,),
}


@routes.get("/list/<list_id>/task")
def tasks_of_list(list_id: str) -> Response:
    place, timl = here().task_list(list_id), yes("include_timl")
    inside = [one for one in here().tasks.values() if one.list_id == place.id or (timl and place.id in one.more_lists)]
    wanted_archived = yes("archived")
    found = _found(one for one in inside if one.archived == wanted_archived)
    page = _page(found)
    return jsonify(tasks=page, last_page=(whole("page") or 0) * PAGE + len(page) >= len(found))


@routes.get("/team/<team>/task")
def tasks_of_workspace(team: str) -> Response:
    check_team(team)
    lists, spaces, folders = (set(several(name)) for name in ("list_ids", "space_ids", "project_ids"))
    inside = [one for one in here().tasks.values() if not one.archived and _is_in(one, lists, spaces, folders)]
    return jsonify(tasks=_page(_found(inside)))


def check_team(team: str) -> None:
    """Refuse a workspace the token is not for."""
    if team != here().id:
        raise Refusal(401, "Team not authorized", "OAUTH_023")


def _is_in(task: Task, lists: set[str], spaces: set[str], folders: set[str]) -> bool:
    place = here().task_list(task.list_id)
    return (
        (not lists or place.id in lists)
        and (not folders or place.folder in folders)
        and (not spaces or here().space_of(task).id in spaces)
    )


def _page(found: list[Task]) -> list[Json]:
    start = (whole("page") or 0) * PAGE
    return [task_json(here(), one) for one in found[start : start + PAGE]]


def _found(inside: Iterable[Task]) -> list[Task]:
    order = request.args.get("order_by", "created")
    if order == "closed":
        raise Refusal(500, "Internal server error", "ITEMV2_003")
    if order not in ORDERS:
        raise bad_input("order_by is not valid")
    found = [task for task in inside if _matches(task)]
    return sorted(found, key=ORDERS[order], reverse=not yes("reverse"))


def _matches(task: Task) -> bool:
    status = here().status(here().task_list(task.list_id), task.status)
    statuses, tags, people = several("statuses"), several("tags"), several("assignees")
    return (
        (task.parent is None or yes("subtasks"))
        and (status.type != "closed" or yes("include_closed") or status.name in statuses)
        and (not statuses or status.name in {one.lower() for one in statuses})
        and (not tags or bool(set(tags) & set(task.tags)))
        and (not people or bool(set(people) & set(map(str, task.assignees))))
        and _within("date_updated", int(ms(task.updated) or 0))
        and _within("date_created", int(ms(task.created) or 0))
    )


@routes.post("/list/<list_id>/task")
def create(list_id: str) -> Response:
    workspace, sent, at = here(), sent_json(), here().clock.now()
    place, name = workspace.task_list(list_id), str(sent.get("name") or "")
    if not name.strip():
        raise Refusal(400, "Task name invalid", "INPUT_005")
    kind, status = int(sent.get("custom_item_id") or 0), workspace.statuses(place)[0].name
    task = Task(workspace.new_task_id(), name, place.id, kind, status, caller().id, at, at)
    for key in sent.keys() & SETTERS.keys() - {"name"}:
        setattr(task, SETTERS[key][0], SETTERS[key][1](sent[key]))
    fields = {one.id: one for one in workspace.fields_of(place)}
    for one in sent.get("custom_fields", ()):
        if one["id"] not in fields:
            raise Refusal(400, "Custom field is not available for this task", "FIELD_013")
        task.values[one["id"]] = read_value(workspace, fields[one["id"]], None, one["value"])
    _check_required(place.wanted, [fields[one].name for one in task.values], asked=sent)
    workspace.tasks[task.id] = task
    workspace.tell(Happening("taskCreated", task, caller().id, at, "status", None, status))
    return jsonify(task_json(workspace, task, alone=True))


def _check_required(wanted: Iterable[str], filled: Iterable[str], asked: Json) -> None:
    """Refuse a task without the fields its list wants, where the client asks for that."""
    gaps = sorted(set(wanted) - set(filled))
    if gaps and asked.get("check_required_custom_fields"):
        raise Refusal(400, f"Custom field {gaps[0]} is required", "CRTSK_006")


def _within(name: str, at: int) -> bool:
    after, before = whole(f"{name}_gt"), whole(f"{name}_lt")
    closed = here().switches.window_is_closed
    return (after is None or at > after or (closed and at == after)) and (before is None or at < before)


@routes.get("/task/<task_id>")
def read(task_id: str) -> Response:
    return jsonify(task_json(here(), _asked_for(task_id), alone=True, with_subtasks=yes("include_subtasks")))


def _asked_for(task_id: str) -> Task:
    """Find a task by its id, or by the one its people gave it, which needs two parameters more."""
    if not yes("custom_task_ids"):
        return here().task(task_id)
    check_team(request.args.get("team_id", ""))
    named = (one.id for one in here().tasks.values() if one.custom_id == task_id)
    return here().task(next(named, task_id))


@routes.put("/task/<task_id>")
def change(task_id: str) -> Response:
    workspace, task, sent = here(), here().task(task_id), sent_json()
    at = workspace.clock.now()
    if "status" in sent:
        workspace.move(task, str(sent["status"]), caller().id, at)
    for name in sent.keys() & SETTERS.keys():
        before = getattr(task, SETTERS[name][0])
        after = SETTERS[name][1](sent[name])
        if before != after:
            setattr(task, SETTERS[name][0], after)
            workspace.note(task, caller().id, at, name, before, after)
    _assign(task, sent.get("assignees", {}))
    return jsonify(task_json(workspace, task, alone=True))


# What a client may set, the task's own name for it, and how it is read; tags are left out as in ClickUp.
SETTERS: dict[str, tuple[str, Callable[[object], object]]] = {
    "name": ("name", str),
    "description": ("description", str),
    "markdown_content": ("description", str),
    "priority": ("priority", lambda sent: int(str(sent)) if sent else None),
    "due_date": ("due", lambda sent: moment(str(sent)) if sent else None),
    "start_date": ("start", lambda sent: moment(str(sent)) if sent else None),
    "time_estimate": ("time_estimate", lambda sent: int(str(sent)) if sent else None),
    "archived": ("archived", bool),
}


def _assign(task: Task, sent: object) -> None:
    if not isinstance(sent, dict):
        raise bad_input("assignees must be an object with add and rem")
    for member in (*sent.get("add", ()), *sent.get("rem", ())):
        if member not in {one.id for one in here().members}:
            raise bad_input("Assignee is not a member of the Workspace")
    kept, before = [one for one in task.assignees if one not in sent.get("rem", ())], task.assignees
    task.assignees = list(dict.fromkeys([*kept, *sent.get("add", ())]))
    if task.assignees != before:
        here().tell_change(task, caller().id, here().clock.now(), "assignees", before, task.assignees)


@routes.post("/task/<task_id>/tag/<path:name>")
def add_tag(task_id: str, name: str) -> Response:
    here().add_tag(here().task(task_id), name, caller().id, here().clock.now())
    return jsonify({})


@routes.delete("/task/<task_id>/tag/<path:name>")
def remove_tag(task_id: str, name: str) -> Response:
    here().remove_tag(here().task(task_id), name, caller().id, here().clock.now())
    return jsonify({})


@routes.post("/task/<task_id>/field/<field_id>")
def set_field(task_id: str, field_id: str) -> Response:
    workspace, task, sent = here(), here().task(task_id), sent_json()
    field = workspace.custom_field(task, field_id)
    if "value" not in sent:
        raise bad_input("value is required")
    before = task.values.get(field.id)
    task.values[field.id] = after = read_value(workspace, field, before, sent["value"])
    told_before, told_after = told(workspace, field, before), told(workspace, field, after)
    workspace.note(task, caller().id, workspace.clock.now(), field.name, told_before, told_after)
    return jsonify({})


@routes.delete("/task/<task_id>/field/<field_id>")
def clear_field(task_id: str, field_id: str) -> Response:
    workspace, task = here(), here().task(task_id)
    field = workspace.custom_field(task, field_id)
    before = told(workspace, field, task.values.pop(field.id, None))
    workspace.note(task, caller().id, workspace.clock.now(), field.name, before, None)
    return jsonify({})


@routes.put("/checklist/<checklist_id>")
def change_checklist(checklist_id: str) -> Response:
    task, checklist = _checklist(checklist_id)
    checklist.name = str(sent_json().get("name", checklist.name))
    at = here().clock.now()
    here().touch(task, at)
    here().tell_change(task, caller().id, at, "checklist")
    return jsonify(checklist=checklist_json(task, checklist))


@routes.put("/checklist/<checklist_id>/checklist_item/<item_id>")
def change_item(checklist_id: str, item_id: str) -> Response:
    (task, checklist), sent = _checklist(checklist_id), sent_json()
    item = next((one for one in checklist.items if one.id == item_id), None)
    if item is None:
        raise Refusal(404, "Checklist item not found", "CHECK_001")
    item.name = str(sent.get("name", item.name))
    item.resolved = bool(sent.get("resolved", item.resolved))
    at = here().clock.now()
    here().touch(task, at)
    here().tell_change(task, caller().id, at, "checklist")
    return jsonify(checklist=checklist_json(task, checklist))


def _checklist(checklist_id: str) -> tuple[Task, Checklist]:
    for task in here().tasks.values():
        for one in task.checklists:
            if one.id == checklist_id:
                return task, one
    raise Refusal(404, "Checklist not found", "CHECK_001")
