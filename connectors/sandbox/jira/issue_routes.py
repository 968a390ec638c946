"""One issue: read it, edit it, move it along its workflow, its history and properties."""

import json

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.jira.answers import api, history_json
from connectors.sandbox.jira.edit import apply_edit, read_edit, set_properties
from connectors.sandbox.jira.issue_json import View, issue_json
from connectors.sandbox.jira.model import Issue, Transition
from connectors.sandbox.jira.refusal import BAD_PAYLOAD, LONGEST_TEXT, Refusal
from connectors.sandbox.jira.screens import check_screen, screen_of, with_screen
from connectors.sandbox.jira.web import (
    caller,
    check_silence,
    here,
    no_content,
    number,
    only_in_the_cloud,
    refuse_where_archived,
    sent_json,
    words,
)

routes = Blueprint("issue", __name__, url_prefix="/rest/api/3/issue")
routes.before_request(refuse_where_archived)
MOST_HISTORIES = 100


@routes.get("/<key>")
def read(key: str) -> Response:
    return jsonify(issue_json(here(), here().issue(key), _view()))


def _view() -> View:
    return View(
        fields=words(request.args.getlist("fields")) or ("*all",),
        expand=frozenset(words(request.args.getlist("expand"))),
        properties=words(request.args.getlist("properties")),
        histories=MOST_HISTORIES,
        comments=MOST_HISTORIES,
    )


@routes.put("/<key>")
def edit(key: str) -> Response:
    site, issue = here(), here().issue(key)
    check_silence()
    understood = read_edit(site, issue, sent_json())
    apply_edit(site, issue, understood, caller().id, site.clock.now())
    if request.args.get("returnIssue") == "true" and not site.is_datacenter:
        return jsonify(issue_json(site, issue, _view()))
    return no_content()


@routes.get("/<key>/transitions")
def transitions(key: str) -> Response:
    wanted = request.args.get("transitionId")
    ways = [way for way in _ways(here().issue(key)) if wanted in (None, way.id)]
    return jsonify(
        expand="transitions", transitions=[with_screen(here(), way, request.args.get("expand", "")) for way in ways]
    )


def _ways(issue: Issue) -> tuple[Transition, ...]:
    return here().projects[issue.project].workflows[issue.type.name].from_here(issue.status)


@routes.post("/<key>/transitions")
def transition(key: str) -> Response:
    site, issue, body = here(), here().issue(key), sent_json()
    wanted = body.get("transition") if isinstance(body, dict) else None
    if not isinstance(wanted, dict) or "id" not in wanted:
        raise Refusal(400, "Missing 'transition' identifier")
    way = next((way for way in _ways(issue) if way.id == str(wanted["id"])), None)
    if way is None:
        known = {one.id for one in site.projects[issue.project].workflows[issue.type.name].transitions}
        status = 500 if site.is_datacenter and str(wanted["id"]) not in known else 400
        raise Refusal(status, f"Transition id '{wanted['id']}' is not valid for this issue.")
    if site.switches.resolution_wanted and site.status(way.to).category == "done":
        raise Refusal(400, errors={"resolution": "Resolution is required."})
    understood, at = read_edit(site, issue, body, screen_of(site, way)), site.clock.now()
    check_screen(site, way, understood)
    site.move(issue, way.to, caller().id, at)
    apply_edit(site, issue, understood, caller().id, at)
    return no_content()


@routes.get("/<key>/changelog")
def changelog(key: str) -> Response:
    site, issue = only_in_the_cloud(), here().issue(key)
    start, size = number("startAt", 0, at_most=10**9), number("maxResults", 100, at_most=MOST_HISTORIES)
    page = issue.history[start : start + size]
    ends = start + size >= len(issue.history)
    address = api(site, f"issue/{issue.id}/changelog")
    answer = {
        "self": f"{address}?startAt={start}&maxResults={size}",
        "maxResults": size,
        "startAt": start,
        "total": len(issue.history),
        "isLast": ends,
        "values": [history_json(site, one) for one in page],
    }
    following = {} if ends else {"nextPage": f"{address}?startAt={start + size}&maxResults={size}"}
    return jsonify(answer | following)


@routes.get("/<key>/properties")
def property_keys(key: str) -> Response:
    issue = here().issue(key)
    return jsonify(keys=[{"self": _property_url(issue, name), "key": name} for name in issue.properties])


def _property_url(issue: Issue, name: str) -> str:
    return api(here(), f"issue/{issue.id}/properties/{name}")


@routes.get("/<key>/properties/<name>")
def read_property(key: str, name: str) -> Response:
    return jsonify(key=name, value=_with_property(key, name).properties[name])


@routes.put("/<key>/properties/<name>")
def write_property(key: str, name: str) -> tuple[Response, int]:
    issue, text = here().issue(key), request.get_data(as_text=True)
    if len(name) > 255 or not text or len(text) > LONGEST_TEXT + 1:
        raise Refusal(400, "The property key or value is empty or too long.")
    try:
        value = json.loads(text)
    except ValueError as no:
        raise Refusal(400, BAD_PAYLOAD) from no
    status = 200 if name in issue.properties else 201
    set_properties(here(), issue, {name: value}, here().clock.now())
    return jsonify(None), status


@routes.delete("/<key>/properties/<name>")
def remove_property(key: str, name: str) -> Response:
    del _with_property(key, name).properties[name]
    return no_content()


def _with_property(key: str, name: str) -> Issue:
    issue = here().issue(key)
    if name not in issue.properties:
        raise Refusal(404, f"The property with key '{name}' does not exist.")
    return issue
