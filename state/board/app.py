"""Puts the board together: what every answer carries, who may see what, and the pages.

Pages of staff stand behind `signin.ask_who`. Blueprints named in OPEN_TO_ALL are for people without an account; each
says for itself whom it shows what.
"""

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from state.board import (
    at_hand,
    audit,
    engagements,
    forms,
    hooks,
    mail,
    measures,
    people,
    rules,
    runs,
    signin,
    telling,
    tickets,
    unsubscribing,
)
from state.board.client import pages as client
from state.board.faults import explain_http_error, explain_port_error
from state.board.reader import Reader
from state.board.setting import BoardSetting
from sync.ports import PortError

OPEN_TO_ALL = frozenset({"signin", "unsubscribing", "client", "hooks"})
PAGES = (
    ("engagements.overview", "Engagements"),
    ("measures.overview", "Measures"),
    ("people.overview", "People"),
    ("rules.overview", "Rules"),
    ("mail.outbox", "Outbox"),
    ("runs.overview", "Runs"),
    ("audit.search", "Audit"),
)
"""What stands in the navigation: the endpoint of a page, and its name."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LONGEST_FORM = 16 * 1024  # bytes
STYLE_KEPT = 3600  # seconds a browser keeps a style sheet


def board_app(reader: Reader, setting: BoardSetting) -> Flask:
    """Return the board as a WSGI application. Nothing is opened before the first request, nor held open between two;
    `state.board.serving` listens."""
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LONGEST_FORM,
        SEND_FILE_MAX_AGE_DEFAULT=STYLE_KEPT,
        TRUSTED_HOSTS=list(setting.hosts) or None,
    )
    app.url_map.merge_slashes = False  # else an address that is none of ours is answered with a redirect
    at_hand.put(app, reader, setting)
    signin.prepare(app, setting)
    telling.prepare(app, PAGES)
    forms.prepare(app)
    app.before_request(_ask_staff)
    app.after_request(_guarded)
    app.teardown_request(at_hand.let_go)
    app.register_error_handler(HTTPException, explain_http_error)
    app.register_error_handler(PortError, explain_port_error)
    for room in (engagements, tickets, measures, people, rules, mail, runs, audit, signin, unsubscribing, hooks):
        app.register_blueprint(room.pages)
    client.prepare(app)
    return app


def _ask_staff() -> ResponseReturnValue | None:
    """Let nobody see a page of staff whom the board does not know, where it asks."""
    if request.endpoint == "static" or request.blueprint in OPEN_TO_ALL:
        return None
    return signin.ask_who()


def _guarded(answer: Response) -> Response:
    """Put the headers on that keep a browser from doing what no page of ours asks for."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.endpoint != "static":
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
