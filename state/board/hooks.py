"""Where trackers post events: answered in a moment, and with no word more than a status."""

from http import HTTPStatus

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from state.board import at_hand
from sync.service.hints import LARGEST_EVENT, Reception

pages = Blueprint("hooks", __name__)
ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
STATUS = {
    Reception.NOT_HERE: HTTPStatus.NOT_FOUND,
    Reception.FORGED: HTTPStatus.UNAUTHORIZED,
    Reception.TAKEN: HTTPStatus.NO_CONTENT,
}


@pages.route("/hooks/<path:source>", methods=ANY)
def receive(source: str) -> Response:
    """Take an event. A source without a secret is answered like one that does not exist."""
    if request.method != "POST":
        return Response(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
    request.max_content_length = LARGEST_EVENT
    hints = at_hand.setting().hints
    if hints is None:
        return Response(status=HTTPStatus.NOT_FOUND)
    return Response(status=STATUS[hints.receive(source, dict(request.headers), request.get_data(cache=False))])


@pages.errorhandler(HTTPException)
def refuse(error: HTTPException) -> Response:
    """Answer what is too long, or broken off, without a page."""
    return Response(status=error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
