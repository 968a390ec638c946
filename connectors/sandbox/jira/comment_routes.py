"""The comments of an issue: page through them, write, change and remove one's own."""

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.adf import Node
from connectors.sandbox.front import Json
from connectors.sandbox.jira.answers import comment_json
from connectors.sandbox.jira.edit import add_comment, check_room, checked_comment, role_of, touch_by_comment
from connectors.sandbox.jira.model import Comment, Happening, Issue
from connectors.sandbox.jira.refusal import BAD_PAYLOAD, NO_COMMENT, Refusal
from connectors.sandbox.jira.values import BadValue
from connectors.sandbox.jira.web import (
    caller,
    check_silence,
    here,
    no_content,
    number,
    refuse_where_archived,
    sent_json,
)

routes = Blueprint("comment", __name__, url_prefix="/rest/api/3/issue/<key>/comment")
routes.before_request(refuse_where_archived)
MEMBERS = frozenset({"body", "visibility", "properties"})
LARGEST_PAGE = 100
NOT_YOURS = "You do not have the permission to {} this comment."


@routes.get("")
def page(key: str) -> Response:
    issue = here().issue(key)
    start, size = number("startAt", 0, at_most=10**9), number("maxResults", 100, at_most=LARGEST_PAGE)
    newest_first = request.args.get("orderBy") == "-created"
    ordered = sorted(issue.comments, key=lambda one: (one.created, int(one.id)), reverse=newest_first)
    expand = request.args.get("expand", "")
    shown = [comment_json(here(), issue, one, expand) for one in ordered[start : start + size]]
    return jsonify(comments=shown, startAt=start, maxResults=size, total=len(ordered))


@routes.post("")
def write(key: str) -> tuple[Response, int]:
    issue, body = here().issue(key), _body()
    check_room(here(), issue, 1)
    document, role = _content(body)
    comment = add_comment(here(), issue, document, caller().id, here().clock.now())
    comment.role, comment.properties = role, tuple(body.get("properties", ()))
    return jsonify(comment_json(here(), issue, comment)), 201


@routes.get("/<comment_id>")
def read(key: str, comment_id: str) -> Response:
    issue = here().issue(key)
    return jsonify(comment_json(here(), issue, _comment(issue, comment_id), request.args.get("expand", "")))


@routes.put("/<comment_id>")
def change(key: str, comment_id: str) -> Response:
    issue = here().issue(key)
    comment = _own(issue, comment_id, "edit")
    if not here().is_datacenter:  # there a comment cannot be edited quietly
        check_silence()
    body = _body()
    # Who leaves the visibility out shows the comment to everybody.
    comment.body, comment.role = _content(body)
    comment.updated, comment.editor = here().clock.now(), caller().id
    comment.properties = tuple(body.get("properties", comment.properties))
    touch_by_comment(here(), issue, comment.updated)
    here().tell(Happening("comment_updated", issue, caller().id, comment.updated, comment=comment))
    return jsonify(comment_json(here(), issue, comment))


@routes.delete("/<comment_id>")
def remove(key: str, comment_id: str) -> Response:
    issue, at = here().issue(key), here().clock.now()
    comment = _own(issue, comment_id, "delete")
    issue.comments.remove(comment)
    touch_by_comment(here(), issue, at)
    here().tell(Happening("comment_deleted", issue, caller().id, at, comment=comment))
    return no_content()


def _comment(issue: Issue, comment_id: str) -> Comment:
    found = next((one for one in issue.comments if one.id == comment_id), None)
    if found is None:
        raise Refusal(404, NO_COMMENT.format(comment_id))
    return found


def _own(issue: Issue, comment_id: str, verb: str) -> Comment:
    comment = _comment(issue, comment_id)
    if comment.author != caller().id:
        raise Refusal(400, NOT_YOURS.format(verb))
    return comment


def _body() -> Json:
    body = sent_json()
    if not isinstance(body, dict) or not set(body) <= MEMBERS or not isinstance(body.get("properties", []), list):
        raise Refusal(400, BAD_PAYLOAD)
    return body


def _content(body: Json) -> tuple[Node, str | None]:
    try:
        return checked_comment(here(), body.get("body")), role_of(body)
    except BadValue as no:
        raise Refusal(400, errors={"comment": str(no)}) from no
