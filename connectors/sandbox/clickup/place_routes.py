"""The workspace itself: who am I, its spaces, folders and lists, their fields, members, tags and task types."""

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.clickup.answers import field_json, folder_json, list_json, space_json, whole_list_json
from connectors.sandbox.clickup.task_routes import check_team
from connectors.sandbox.clickup.values import user_json
from connectors.sandbox.clickup.web import caller, here

routes = Blueprint("place", __name__, url_prefix="/api/v2")


@routes.get("/user")
def me() -> Response:
    more = {"week_start_day": 1, "global_font_support": True, "timezone": caller().zone}
    return jsonify(user=user_json(here(), caller().id) | more)


@routes.get("/team")
def teams() -> Response:
    members = [{"user": user_json(here(), one.id) | {"role": 3}} for one in here().members]
    team = {"id": here().id, "name": here().name, "color": "#536cfe", "avatar": None, "members": members}
    return jsonify(teams=[team])


@routes.get("/team/<team>/space")
def spaces(team: str) -> Response:
    check_team(team)
    return jsonify(spaces=[space_json(one) for one in here().spaces])


@routes.get("/space/<space_id>")
def space(space_id: str) -> Response:
    return jsonify(space_json(here().space(space_id)))


@routes.get("/space/<space_id>/folder")
def folders(space_id: str) -> Response:
    inside = [one for one in here().folders if one.space == here().space(space_id).id and not one.hidden]
    return jsonify(folders=[folder_json(here(), one) for one in inside])


@routes.get("/folder/<folder_id>")
def folder(folder_id: str) -> Response:
    return jsonify(folder_json(here(), here().folder(folder_id)))


@routes.get("/space/<space_id>/list")
def folderless_lists(space_id: str) -> Response:
    space_id = here().space(space_id).id
    hidden = {one.id for one in here().folders if one.space == space_id and one.hidden}
    return jsonify(lists=[list_json(here(), one) for one in here().lists if one.folder in hidden])


@routes.get("/folder/<folder_id>/list")
def lists(folder_id: str) -> Response:
    found = here().folder(folder_id)
    return jsonify(lists=[list_json(here(), one) for one in here().lists if one.folder == found.id])


@routes.get("/list/<list_id>")
def one_list(list_id: str) -> Response:
    return jsonify(whole_list_json(here(), here().task_list(list_id)))


@routes.get("/list/<list_id>/field")
def fields(list_id: str) -> Response:
    return jsonify(fields=[field_json(one) for one in here().fields_of(here().task_list(list_id))])


@routes.get("/list/<list_id>/member")
def members(list_id: str) -> Response:
    here().task_list(list_id)
    return jsonify(members=[user_json(here(), one.id) | {"profileInfo": {}} for one in here().members])


@routes.get("/space/<space_id>/tag")
def tags(space_id: str) -> Response:
    known = here().tags.get(here().space(space_id).id, [])
    return jsonify(tags=[{"name": name, "tag_fg": "#ffffff", "tag_bg": "#5f55ee"} for name in known])


@routes.get("/group")
def groups() -> Response:
    check_team(request.args.get("team_id", ""))
    return jsonify(groups=[_group(number, name) for number, name in enumerate(here().groups, 1)])


def _group(number: int, name: str) -> dict[str, object]:
    members = [user_json(here(), here().member(one).id) for one in here().groups[name]]
    told = {"id": f"group-{number}", "team_id": here().id, "userid": here().members[0].id, "name": name}
    handle = name.casefold().replace(" ", "-")
    return told | {
        "handle": handle,
        "date_created": "1767225600000",
        "initials": name[:2].upper(),
        "members": members,
        "avatar": {"attachment_id": None, "color": None, "source": None, "icon": None},
    }


@routes.get("/team/<team>/custom_item")
def task_types(team: str) -> Response:
    check_team(team)
    # The plain type has no entry of its own, as in ClickUp.
    made = [
        {"id": one.id, "name": one.name, "name_plural": one.plural, "description": ""} for one in here().types if one.id
    ]
    return jsonify(custom_items=made)
