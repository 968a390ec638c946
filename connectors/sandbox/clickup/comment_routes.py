"""Comments of tasks: pages of 25, newest first; write, change and remove one's own."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.clickup.answers import comment_json, id_of_comment
from connectors.sandbox.clickup.model import Comment, Happening
from connectors.sandbox.clickup.refusal import Refusal, bad_input
from connectors.sandbox.clickup.values import ms
from connectors.sandbox.clickup.web import caller, here, sent_json, whole
from connectors.sandbox.front import Json

routes = Blueprint("comment", __name__, url_prefix="/api/v2")
PAGE = 25


@routes.get("/task/<task_id>/comment")
def page(task_id: str) -> Response:
    newest = sorted(here().task(task_id).comments, key=_place, reverse=True)
    start, start_id = whole("start"), request.args.get("start_id")
    if start is not None:
        newest = [one for one in newest if _place(one) < (start, int(start_id or 0))]
    return jsonify(comments=[comment_json(here(), one) for one in newest[:PAGE]])


def _place(comment: Comment) -> tuple[int, int]:
    return int(ms(comment.date) or 0), int(comment.id)


@routes.post("/task/<task_id>/comment")
def write(task_id: str) -> Response:
    workspace, task, runs = here(), here().task(task_id), _runs(sent_json())
    comment = Comment(workspace.new_number(), task.id, caller().id, runs, workspace.clock.now())
    task.comments.append(comment)
    workspace.touch_by_comment(task, comment.date)
    workspace.tell(Happening("taskCommentPosted", task, caller().id, comment.date, "comment", None, comment.id))
    return jsonify(id=id_of_comment(workspace, comment), hist_id=workspace.new_uuid(), date=int(ms(comment.date) or 0))


@routes.put("/comment/<comment_id>")
def change(comment_id: str) -> Response:
    comment, sent = _own(comment_id), sent_json()
    if "comment" in sent or "comment_text" in sent:
        comment.runs = _runs(sent)
    comment.resolved = bool(sent.get("resolved", comment.resolved))
    comment.assignee = sent.get("assignee", comment.assignee)
    task, at = here().task(comment.task), here().clock.now()
    here().touch_by_comment(task, at)
    here().tell(Happening("taskCommentUpdated", task, caller().id, at, "comment", None, comment.id))
    return jsonify({})


@routes.delete("/comment/<comment_id>")
def remove(comment_id: str) -> Response:
    comment = _own(comment_id)
    task = here().task(comment.task)
    task.comments.remove(comment)
    here().touch_by_comment(task, here().clock.now())
    return jsonify({})


def _own(comment_id: str) -> Comment:
    comment = here().comment(comment_id)
    if comment.author != caller().id:
        raise Refusal(403, "You can only change your own comments", "COMM_032")
    return comment


def _runs(sent: Json) -> list[Mapping[str, Any]]:
    rich, text, kept = sent.get("comment"), sent.get("comment_text"), here().switches.comment_kept
    is_rich = isinstance(rich, list) and bool(rich) and all(map(_is_run, rich))
    if (rich is not None and not is_rich) or not (is_rich or (isinstance(text, str) and text)):
        raise bad_input("Comment text is required")
    runs: list[Mapping[str, Any]] = [{"text": text, "attributes": {}}] if text else []
    if kept == "both":
        return [*runs, *(rich or ())]
    return rich if rich and (kept == "rich" or not runs) else runs


def _is_run(run: object) -> bool:
    return isinstance(run, dict) and isinstance(run.get("text"), str) and isinstance(run.get("attributes", {}), dict)
