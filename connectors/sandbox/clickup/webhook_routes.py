"""Webhooks of the workspace: register, list, change and remove them."""

from hashlib import sha256
from typing import cast

from flask import Blueprint, Response, jsonify, request

from connectors.sandbox.clickup.refusal import Refusal, bad_input
from connectors.sandbox.clickup.task_routes import check_team
from connectors.sandbox.clickup.web import caller, here, sent_json
from connectors.sandbox.front import Json
from connectors.sandbox.posting import Hook, Poster

routes = Blueprint("webhook", __name__, url_prefix="/api/v2")
PLACES = ("space_id", "folder_id", "list_id", "task_id")


def _hooks() -> list[Hook]:
    return cast("Poster", request.environ["sandbox.poster"]).hooks


@routes.get("/team/<team>/webhook")
def webhooks(team: str) -> Response:
    check_team(team)
    return jsonify(webhooks=[_json(one) for one in _hooks()])


@routes.post("/team/<team>/webhook")
def register(team: str) -> Response:
    check_team(team)
    sent, number = sent_json(), here().new_uuid()
    places = {name: str(sent[name]) for name in PLACES if sent.get(name)}
    made = sha256(number.encode()).hexdigest().upper()
    hook = Hook(number, _endpoint(sent), made, _events(sent.get("events")), places)
    if any(one.url == hook.url and one.places == hook.places for one in _hooks()):
        raise Refusal(400, "Webhook configuration already exists", "OAUTH_171")
    _hooks().append(hook)
    return jsonify(id=hook.id, webhook=_json(hook))


@routes.put("/webhook/<number>")
def change(number: str) -> Response:
    hook, sent = _hook(number), sent_json()
    hook.url, hook.events = _endpoint(sent), _events([sent.get("events")])
    hook.is_active = sent.get("status") == "active"
    hook.failed = 0 if hook.is_active else hook.failed
    return jsonify(id=hook.id, webhook=_json(hook))


@routes.delete("/webhook/<number>")
def remove(number: str) -> Response:
    _hooks().remove(_hook(number))
    return jsonify({})


def _hook(number: str) -> Hook:
    found = next((one for one in _hooks() if one.id == number), None)
    if found is None:
        raise Refusal(404, "Webhook not found", "WEBHOOK_001")
    return found


def _endpoint(sent: Json) -> str:
    endpoint = sent.get("endpoint")
    if not isinstance(endpoint, str) or not endpoint.startswith(("http://", "https://")):
        raise bad_input("endpoint must be an address")
    return endpoint


def _events(sent: object) -> tuple[str, ...]:
    if not isinstance(sent, list) or not sent or not all(isinstance(one, str) for one in sent):
        raise bad_input("events must be a list of names")
    return tuple(sent)


def _json(hook: Hook) -> Json:
    return {
        "id": hook.id,
        "userid": caller().id,
        "team_id": int(here().id),
        "endpoint": hook.url,
        "client_id": "",
        "events": list(hook.events),
        **{name: hook.places.get(name) for name in PLACES},
        "health": {"status": "active" if hook.is_active else "suspended", "fail_count": hook.failed},
        "secret": hook.secret,
    }
