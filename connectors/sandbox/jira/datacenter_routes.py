"""What only Data Center has: search by row numbers, and suggestions for values of a query."""

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.front import Json
from connectors.sandbox.jira.issue_json import View, described_fields, issue_json
from connectors.sandbox.jira.jql import compile_jql
from connectors.sandbox.jira.refusal import BAD_PAYLOAD, Refusal
from connectors.sandbox.jira.web import caller, here, number, sent_json, words

routes = Blueprint("datacenter", __name__, url_prefix="/rest/api/2")
MEMBERS = frozenset({"jql", "startAt", "maxResults", "validateQuery", "fields", "expand"})
MOST_SUGGESTED = 15
TOO_FAR = "Search limit exceeded. Please narrow down your search."


@routes.get("/search")
def search_by_query() -> Response:
    sent: Json = dict(request.args) | {name: words(request.args.getlist(name)) for name in ("fields", "expand")}
    sent |= {"startAt": number("startAt", 0, at_most=10**9), "maxResults": number("maxResults", 50, at_most=10**9)}
    return jsonify(_search(sent))


@routes.post("/search")
def search_by_body() -> Response:
    body = sent_json()
    if not isinstance(body, dict) or not set(body) <= MEMBERS or not isinstance(body.get("expand", []), list):
        raise Refusal(400, BAD_PAYLOAD)
    return jsonify(_search(body))


def _search(sent: Json) -> Json:
    site = here()
    start, size = int(sent.get("startAt", 0)), min(int(sent.get("maxResults", 50)), site.switches.page_cap)
    if site.switches.most_rows is not None and start + size > site.switches.most_rows:
        raise Refusal(500, TOO_FAR)
    found = compile_jql(site, str(sent.get("jql", "")), site.zone_of_queries(caller())).run(
        list(site.searched().values())
    )
    expand = frozenset(words(sent.get("expand", ())))
    view = View(words(sent.get("fields", ())) or ("*navigable",), expand - {"names", "schema"})
    answer: Json = {
        "expand": "schema,names",
        "startAt": start,
        "maxResults": size,
        "total": len(found),
        "issues": [issue_json(site, one, view) for one in found[start : start + size]],
    }
    names = {one["id"]: one["name"] for one in described_fields(site)}
    return answer | ({"names": names} if "names" in expand else {})


@routes.get("/jql/autocompletedata/suggestions")
def suggestions() -> Response:
    begun = request.args.get("fieldValue", "").casefold()
    used = {label for issue in here().issues.values() for label in issue.labels}
    values = sorted((one for one in used if one.casefold().startswith(begun)), key=str.casefold)
    known = values if request.args.get("fieldName") == "labels" else []
    return jsonify(results=[{"value": one, "displayName": one} for one in known[:MOST_SUGGESTED]])
