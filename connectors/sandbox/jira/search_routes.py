"""Finding issues: search by JQL with page tokens, bulk fetch, the removed search."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.front import Json
from connectors.sandbox.jira.issue_json import View, described_fields, issue_json
from connectors.sandbox.jira.jql import compile_jql
from connectors.sandbox.jira.model import Issue
from connectors.sandbox.jira.refusal import BAD_PAYLOAD, Refusal
from connectors.sandbox.jira.web import caller, here, sent_json, words

routes = Blueprint("search", __name__, url_prefix="/rest/api/3")
SEARCH_MEMBERS = frozenset(
    [
        "jql",
        "nextPageToken",
        "maxResults",
        "fields",
        "expand",
        "properties",
        "fieldsByKeys",
        "failFast",
        "reconcileIssues",
    ]
)
FETCH_MEMBERS = frozenset({"issueIdsOrKeys", "fields", "fieldsByKeys", "expand", "properties"})
MOST_FETCHED = 100
REMOVED = "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API."


@dataclass(frozen=True, slots=True)
class Rest:
    """What a page token stands for: the query it belongs to and the issues still to come."""

    jql: str
    ids: tuple[str, ...]


def _rests() -> dict[str, Rest]:
    return cast("dict[str, Rest]", request.environ["sandbox.page_tokens"])


@routes.get("/search")
@routes.post("/search")
def removed() -> tuple[Response, int]:
    return jsonify(errorMessages=[REMOVED], errors={}), 410


@routes.get("/search/jql")
def search_by_query() -> Response:
    sent: Json = dict(request.args)
    for name in ("fields", "properties", "reconcileIssues"):
        sent[name] = list(words(request.args.getlist(name)))
    if "maxResults" in sent:
        sent["maxResults"] = _whole(sent["maxResults"])
    return jsonify(_search(sent))


@routes.post("/search/jql")
def search_by_body() -> Response:
    body = sent_json()
    if not isinstance(body, dict):
        raise Refusal(400, BAD_PAYLOAD)
    return jsonify(_search(body))


def _whole(spelled: str) -> int:
    if not spelled.isdigit():
        raise Refusal(400, f'For input string: "{spelled}"')
    return int(spelled)


def _search(sent: Json) -> Json:
    _check_members(sent)
    site, jql = here(), str(sent.get("jql", ""))
    token = sent.get("nextPageToken")
    known = site.searched([str(one) for one in sent.get("reconcileIssues", ())])
    ids = _rest_of(token, jql) if token else _first(jql, known)
    size = max(1, min(sent.get("maxResults", 50), site.switches.page_cap))
    view = _view(sent)
    page = [known[one] for one in ids[:size] if one in known]
    answer: Json = {"issues": [issue_json(site, one, view) for one in page], "isLast": len(ids) <= size}
    if len(ids) > size:
        answer["nextPageToken"] = secrets.token_urlsafe(24)
        _rests()[answer["nextPageToken"]] = Rest(jql, ids[size:])
    elif site.switches.end_of_pages != "absent":
        answer["nextPageToken"] = {"null": None, "empty": ""}[site.switches.end_of_pages]
    if "names" in words([sent.get("expand", "")]):
        answer["names"] = {one["id"]: one["name"] for one in described_fields(site)}
    return answer


def _check_members(sent: Json) -> None:
    lists = [sent.get(name, []) for name in ("fields", "properties", "reconcileIssues")]
    fine = (
        set(sent) <= SEARCH_MEMBERS
        and isinstance(sent.get("expand", ""), str)
        and isinstance(sent.get("maxResults", 0), int)
        and 0 <= sent.get("maxResults", 0) <= 5000
        and all(isinstance(one, list) for one in lists)
    )
    if not fine:
        raise Refusal(400, BAD_PAYLOAD)
    if len(lists[1]) > 5:
        raise Refusal(400, "A maximum of 5 properties can be requested.")
    if len(lists[2]) > 50:
        raise Refusal(400, "A maximum of 50 issues can be reconciled.")


def _first(jql: str, known: Mapping[str, Issue]) -> tuple[str, ...]:
    query = compile_jql(here(), jql, here().zone_of_queries(caller()))
    return tuple(issue.id for issue in query.run(list(known.values())))


def _rest_of(token: str, jql: str) -> tuple[str, ...]:
    rest = _rests().get(token)
    if rest is None or rest.jql != jql:
        raise Refusal(400, "The provided next page token is invalid or expired.")
    return rest.ids


def _view(sent: Json) -> View:
    switches = here().switches
    return View(
        fields=words(sent.get("fields", [])) or ("id",),
        expand=frozenset(words([sent.get("expand", "")])) - {"names"},  # names stand beside the issues
        properties=tuple(sent.get("properties", [])),
        histories=switches.embedded_histories,
        comments=switches.embedded_comments,
    )


@routes.post("/search/approximate-count")
def count() -> Response:
    body = sent_json()
    if not isinstance(body, dict) or set(body) != {"jql"}:
        raise Refusal(400, BAD_PAYLOAD)
    return jsonify(count=len(_first(str(body["jql"]), here().searched())))


@routes.post("/issue/bulkfetch")
def bulk_fetch() -> Response:
    body = sent_json()
    if not isinstance(body, dict) or not set(body) <= FETCH_MEMBERS or not body.get("issueIdsOrKeys"):
        raise Refusal(400, BAD_PAYLOAD)
    wanted = list(map(str, body["issueIdsOrKeys"]))
    if len(wanted) > MOST_FETCHED:
        raise Refusal(400, f"A maximum of {MOST_FETCHED} issues can be fetched at once.")
    expand = frozenset(words(body.get("expand", [])))
    view = replace(_view({"fields": body.get("fields", ["*navigable"])}), expand=expand)
    found = {issue.id: issue for issue in map(_visible, wanted) if issue is not None}
    issues = [issue_json(here(), found[one], view) for one in sorted(found, key=int)]
    return jsonify(issues=issues, issueErrors=[])


def _visible(key_or_id: str) -> Issue | None:
    try:
        return here().issue(key_or_id)
    except Refusal:
        return None
