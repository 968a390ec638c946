"""Creating issues: which types a project takes, what their screen asks for, and the creation itself."""

from collections.abc import Sequence

from flask import Blueprint, Response, jsonify

from connectors.sandbox.front import Json
from connectors.sandbox.jira.answers import api, option_json, type_json
from connectors.sandbox.jira.edit import MEMBERS
from connectors.sandbox.jira.model import FieldKind, Happening, Issue, Project, Stored
from connectors.sandbox.jira.refusal import BAD_PAYLOAD, NOT_SETTABLE, Refusal
from connectors.sandbox.jira.site import Site
from connectors.sandbox.jira.values import BadValue, read_value
from connectors.sandbox.jira.web import caller, here, number, sent_json

routes = Blueprint("create", __name__, url_prefix="/rest/api/3/issue")
MOST_META = 50
PLACE = frozenset({"project", "issuetype"})


@routes.get("/createmeta/<project>/issuetypes")
def types(project: str) -> Response:
    place = here().project(project)
    found = [type_json(here(), kind) for kind in here().types if kind.name in place.workflows]
    return _page(found, "issueTypes")


@routes.get("/createmeta/<project>/issuetypes/<kind>")
def fields(project: str, kind: str) -> Response:
    site, place = here(), here().project(project)
    if kind not in {one.id for one in site.types if one.name in place.workflows}:
        raise Refusal(400, "Issue type is not valid for this project.")
    return _page([_field_json(site, one) for one in site.fields.values()], "fields")


def _page(rows: Sequence[Json], name: str) -> Response:
    start, size = number("startAt", 0, at_most=10**9), number("maxResults", MOST_META, at_most=200)
    shown, told = list(rows[start : start + size]), {"startAt": start, "maxResults": size, "total": len(rows)}
    if here().is_datacenter:
        return jsonify({**told, "isLast": start + size >= len(rows), "values": shown})
    return jsonify({**told, name: shown})


def _field_json(site: Site, kind: FieldKind) -> Json:
    is_wanted = kind.id == "summary" or kind.name in site.wanted_at_creation
    told: Json = {
        "required": is_wanted,
        "schema": dict(kind.schema),
        "name": kind.name,
        "fieldId": kind.id,
        "hasDefaultValue": False,
        "operations": ["set"],
        **({} if site.is_datacenter else {"key": kind.id}),
    }
    return told | ({"allowedValues": [option_json(site, kind, one) for one in kind.options]} if kind.options else {})


@routes.post("")
def create() -> tuple[Response, int]:
    site, body = here(), sent_json()
    if not isinstance(body, dict) or not set(body) <= MEMBERS or not isinstance(body.get("fields"), dict):
        raise Refusal(400, BAD_PAYLOAD)
    sent: Json = body["fields"]
    place = _project(site, sent)
    issue = _issue(site, place, sent, _values(site, sent))
    site.issues[issue.id] = issue
    site.tell(Happening("jira:issue_created", issue, issue.creator, issue.created))
    return jsonify({"id": issue.id, "key": issue.key, "self": api(site, f"issue/{issue.id}")}), 201


def _project(site: Site, sent: Json) -> Project:
    named = sent.get("project") or {}
    return site.project(str(named.get("key") or named.get("id")))


def _values(site: Site, sent: Json) -> dict[str, Stored]:
    """Read every field; raises Refusal 400 naming each that is wrong, and each that is wanted and missing."""
    values: dict[str, Stored] = {}
    wanted = [kind for kind in site.fields.values() if kind.id == "summary" or kind.name in site.wanted_at_creation]
    errors = {kind.id: f"{kind.name} is required." for kind in wanted if sent.get(kind.id) in (None, "")}
    for field_id, value in sent.items():
        try:
            if field_id not in PLACE:
                values[field_id] = read_value(site.fields[field_id], value, site)
        except KeyError:
            errors[field_id] = NOT_SETTABLE.format(field_id)
        except BadValue as no:
            errors[field_id] = str(no)
    if errors:
        raise Refusal(400, errors=errors)
    return values


def _issue(site: Site, place: Project, sent: Json, values: dict[str, Stored]) -> Issue:
    wanted = str((sent.get("issuetype") or {}).get("id"))
    kind = next((one for one in site.types if one.id == wanted and one.name in place.workflows), None)
    if kind is None:
        raise Refusal(400, errors={"issuetype": "Specify a valid issue type"})
    status, now, who = place.workflows[kind.name].statuses[0], site.clock.now(), caller().id
    issue = Issue(site.new_id(), site.next_key(place.key), place.key, kind, status, who, now, now)
    issue.values = {"priority": "Medium", "reporter": who, "labels": (), **values}
    return issue
