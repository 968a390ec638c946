"""The site itself: who am I, which server is this, projects, statuses, types, fields, permissions."""

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.front import Json
from connectors.sandbox.jira.answers import account_json, moment, project_json, status_json, type_json
from connectors.sandbox.jira.issue_json import described_fields
from connectors.sandbox.jira.model import Project
from connectors.sandbox.jira.refusal import Refusal
from connectors.sandbox.jira.web import caller, here, only_in_the_cloud, words

routes = Blueprint("site", __name__, url_prefix="/rest/api/<any('2', '3', 'latest'):_version>")
PERMISSIONS = [
    "BROWSE_PROJECTS",
    "EDIT_ISSUES",
    "TRANSITION_ISSUES",
    "ASSIGN_ISSUES",
    "LINK_ISSUES",
    "ADD_COMMENTS",
    "EDIT_OWN_COMMENTS",
    "DELETE_OWN_COMMENTS",
    "EDIT_ALL_COMMENTS",
    "DELETE_ALL_COMMENTS",
    "ADMINISTER_PROJECTS",
    "ADMINISTER",
    "BULK_CHANGE",
]
FIRST_ROLE = 10_002
GROUP = "group: "
FOR_ADMINS = frozenset({"EDIT_ALL_COMMENTS", "DELETE_ALL_COMMENTS", "ADMINISTER_PROJECTS", "ADMINISTER", "BULK_CHANGE"})


@routes.url_value_preprocessor
def _drop_version(_endpoint: str | None, values: dict[str, str] | None) -> None:
    if values is not None:
        values.pop("_version", None)


@routes.get("/myself")
def myself() -> Response:
    return jsonify(account_json(here(), caller()) | {"locale": "en_GB"})


@routes.get("/user")
def user() -> Response:
    wanted = request.args.get("username" if here().is_datacenter else "accountId", "")
    found = next((one for one in here().accounts if one.id == wanted), None)
    if found is None:
        raise Refusal(404, f"Specified user {wanted} does not exist or you do not have required permissions")
    return jsonify(account_json(here(), found))


@routes.get("/user/search")
def search_users() -> Response:
    """Find people by the beginning of their name or address; addresses that are hidden are looked through, too."""
    wanted = request.args.get("username" if here().is_datacenter else "query", "").casefold()
    found = [one for one in here().accounts if one.email.startswith(wanted) or one.name.startswith(wanted)]
    return jsonify([account_json(here(), one) for one in found])


@routes.get("/serverInfo")
def server_info() -> Response:
    site = here()
    return jsonify(
        baseUrl=site.url,
        displayUrl=site.url,
        version="10.3.24" if site.is_datacenter else "1001.0.0-SNAPSHOT",
        versionNumbers=[10, 3, 24] if site.is_datacenter else [1001, 0, 0],
        deploymentType="DataCenter" if site.is_datacenter else "Cloud",
        buildNumber=100_285,
        buildDate="2026-11-18T00:00:00.000+0000",
        serverTime=moment(site, site.clock.now()),
        scmInfo="0" * 40,
        serverTitle="Jira",
    )


@routes.get("/field")
def fields() -> Response:
    return jsonify(described_fields(here()))


@routes.get("/status")
def statuses() -> Response:
    return jsonify([status_json(here(), one) for one in here().statuses])


@routes.get("/issuetype")
def types() -> Response:
    return jsonify([type_json(here(), one) for one in here().types])


@routes.get("/priority")
def priorities() -> Response:
    return jsonify([{"id": str(n), "name": name} for n, name in enumerate(here().priorities, 1)])


@routes.get("/label")
def labels() -> Response:
    start, most = (int(request.args.get(name, default)) for name, default in (("startAt", 0), ("maxResults", 1000)))
    known = sorted({label for issue in only_in_the_cloud().issues.values() for label in issue.labels}, key=str.casefold)
    page = known[start : start + most]
    is_last = start + len(page) == len(known)
    return jsonify(maxResults=most, startAt=start, total=len(known), isLast=is_last, values=page)


@routes.get("/issueLinkType")
def link_types() -> Response:
    kinds = [
        {"id": one.id, "name": one.name, "inward": one.inward, "outward": one.outward} for one in here().link_kinds
    ]
    return jsonify(issueLinkTypes=kinds)


@routes.get("/project/<key>")
def project(key: str) -> Response:
    site, found = here(), here().project(key)
    kinds = [type_json(site, one) for one in site.types if one.name in found.workflows]
    lead = account_json(site, site.account(found.lead))
    more = {"lead": lead, "issueTypes": kinds, "components": [], "versions": [], "archived": found.archived}
    return jsonify(project_json(site, found) | more)


@routes.get("/project/<key>/statuses")
def project_statuses(key: str) -> Response:
    found = here().project(key)
    return jsonify([_type_with_statuses(found, name) for name in found.workflows])


def _type_with_statuses(found: Project, name: str) -> Json:
    site = here()
    kind = next(one for one in site.types if one.name == name)
    described = type_json(site, kind)
    shown = {word: described[word] for word in ("self", "id", "name", "subtask")}
    return shown | {"statuses": [status_json(site, site.status(one)) for one in found.workflows[name].statuses]}


@routes.get("/project/<key>/role")
def roles(key: str) -> Response:
    found = here().project(key)
    return jsonify({name: _role_address(found, number) for number, name in enumerate(found.roles, FIRST_ROLE)})


@routes.get("/project/<key>/role/<int:role_id>")
def role(key: str, role_id: int) -> Response:
    found = here().project(key)
    named = dict(enumerate(found.roles, FIRST_ROLE)).get(role_id)
    if named is None:
        raise Refusal(404, f"Can not find a role with ID {role_id} for project {found.key}.")
    actors = [_actor(number, holder) for number, holder in enumerate(found.roles[named], 10_240)]
    return jsonify(
        {"self": _role_address(found, role_id), "name": named, "id": role_id, "description": "", "actors": actors}
    )


def _role_address(found: Project, role_id: int) -> str:
    return f"{here().url}/rest/api/{'2' if here().is_datacenter else '3'}/project/{found.id}/role/{role_id}"


def _actor(number: int, holder: str) -> Json:
    site, group = here(), holder.removeprefix(GROUP)
    if holder != group:
        shown: Json = {"id": number, "displayName": group, "type": "atlassian-group-role-actor", "name": group}
        return shown | (
            {} if site.is_datacenter else {"actorGroup": {"name": group, "groupId": group, "displayName": group}}
        )
    who = site.account(holder)
    shown = {"id": number, "displayName": who.display_name, "type": "atlassian-user-role-actor"}
    return shown | ({"name": who.id} if site.is_datacenter else {"actorUser": {"accountId": who.id}})


@routes.get("/group/member")
def group_members() -> Response:
    named = request.args.get("groupname") or request.args.get("groupId", "")
    if named not in here().groups:
        raise Refusal(404, f"The group named '{named}' does not exist.")
    start, most = (int(request.args.get(name, default)) for name, default in (("startAt", 0), ("maxResults", 50)))
    most = min(most, 50)
    people = [account_json(here(), here().account(one)) for one in here().groups[named]]
    page, is_last = people[start : start + most], start + most >= len(people)
    return jsonify(maxResults=most, startAt=start, total=len(people), isLast=is_last, values=page)


@routes.get("/mypermissions")
def my_permissions() -> Response:
    asked = tuple(PERMISSIONS) if here().is_datacenter else words(request.args.getlist("permissions"))
    if not asked:
        raise Refusal(400, "The 'permissions' query parameter is required.")
    unknown = [name for name in asked if name not in PERMISSIONS]
    if unknown:
        raise Refusal(400, f"Unrecognized permission(s): {', '.join(unknown)}")
    _check_place()
    return jsonify(permissions={name: _permission(name) for name in asked})


def _check_place() -> None:
    for parameter in ("projectKey", "projectId"):
        if parameter in request.args:
            here().project(request.args[parameter])
    for parameter in ("issueKey", "issueId"):
        if parameter in request.args:
            here().issue(request.args[parameter])


def _permission(name: str) -> Json:
    is_admin = here().switches.clients_are_admins
    return {
        "id": str(PERMISSIONS.index(name) + 10),
        "key": name,
        "name": name.replace("_", " ").capitalize(),
        "type": "GLOBAL" if name in ("ADMINISTER", "BULK_CHANGE") else "PROJECT",
        "description": "",
        "havePermission": name not in here().switches.denied | (frozenset() if is_admin else FOR_ADMINS),
    }
