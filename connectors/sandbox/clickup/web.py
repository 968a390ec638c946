"""What all routes of the workspace share: the workspace, the caller, rate headers, reading parameters, errors."""

from typing import cast

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from connectors.sandbox.clickup.model import Member
from connectors.sandbox.clickup.refusal import Refusal, bad_input
from connectors.sandbox.clickup.workspace import Workspace
from connectors.sandbox.front import Json

WINDOW = 60  # seconds


def here() -> Workspace:
    """Return the workspace this request is for."""
    return cast("Workspace", request.environ["sandbox.workspace"])


def caller() -> Member:
    """Return who asks."""
    return cast("Member", g.caller)


def dress(app: Flask) -> None:
    """Give an application what every answer of ClickUp's has: authentication, rate limit, error bodies."""
    app.before_request(_authenticate)
    app.after_request(_rate_headers)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _route_error)


def _authenticate() -> None:
    if not request.path.startswith("/api/"):
        return
    token = request.headers.get("Authorization", "")
    if not token:
        raise Refusal(400, "Authorization header required", "OAUTH_017")
    if token not in here().tokens:
        raise Refusal(401, "Token invalid", "OAUTH_025")
    g.caller = here().member(here().tokens[token])
    _count(token)


def _count(token: str) -> None:
    now = int(here().clock.now().timestamp())
    used = cast("dict[tuple[str, int], int]", request.environ["sandbox.requests_by_window"])
    key = (token, now // WINDOW)
    used[key] = used.get(key, 0) + 1
    g.left = here().switches.rate_limit - used[key]
    g.reset = (now // WINDOW + 1) * WINDOW
    if g.left < 0:
        raise Refusal(429, "Rate limit reached", "APP_002")


def _rate_headers(response: Response) -> Response:
    if "left" in g:
        response.headers["X-RateLimit-Limit"] = str(here().switches.rate_limit)
        response.headers["X-RateLimit-Remaining"] = str(max(0, g.left))
        response.headers["X-RateLimit-Reset"] = str(g.reset)
    return response


def _refused(no: Refusal) -> tuple[Response, int]:
    return jsonify(err=no.text, ECODE=no.code), no.status


def _route_error(error: HTTPException) -> tuple[Response, int]:
    return jsonify(err=error.name, ECODE="APP_001"), error.code or 500


def sent_json() -> Json:
    """Return the request's JSON object; raises Refusal for anything else."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise bad_input("Request body must be JSON")
    return body


def yes(name: str) -> bool:
    """Return a true-or-false parameter, false by default; raises Refusal for another spelling."""
    spelled = request.args.get(name, "false")
    if spelled not in ("true", "false"):
        raise bad_input(f"{name} must be true or false")
    return spelled == "true"


def whole(name: str) -> int | None:
    """Return a whole-number parameter; raises Refusal for another spelling."""
    spelled = request.args.get(name)
    if spelled is None:
        return None
    if not spelled.isdigit():
        raise bad_input(f"{name} must be a number")
    return int(spelled)


def several(name: str) -> list[str]:
    """Return a parameter given more than once, with or without brackets."""
    return request.args.getlist(f"{name}[]") + request.args.getlist(name)
