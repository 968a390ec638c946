"""What all routes of the Jira site share: the site, the caller, reading parameters, the way errors go out."""

import base64
import binascii
from collections.abc import Sequence
from typing import cast

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from connectors.sandbox.jira.model import Account
from connectors.sandbox.jira.refusal import ARCHIVED, BAD_PAYLOAD, NOT_SILENT, Refusal
from connectors.sandbox.jira.site import Site

# How a server that limits its users tells of the bucket, on every answer; `retry-after` is 0 while there is some left.
BUCKET = {
    "X-RateLimit-Limit": "600",
    "X-RateLimit-Remaining": "599",
    "X-RateLimit-FillRate": "10",
    "X-RateLimit-Interval-Seconds": "1",
    "retry-after": "0",
}
NOBODY = "Client must be authenticated to access this resource."
ADMIN_ONLY_FLAGS = ("overrideScreenSecurity", "overrideEditableFlag")


def here() -> Site:
    """Return the site this request is for."""
    return cast("Site", request.environ["sandbox.site"])


def caller() -> Account:
    """Return who asks."""
    return cast("Account", g.caller)


def dress(app: Flask) -> None:
    """Give an application what every answer of Jira's has: authentication, headers, error bodies."""
    app.before_request(_authenticate)
    app.after_request(_headers)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _plain_error)


def _authenticate() -> Response | None:
    if not request.path.startswith("/rest/"):
        return None
    site = here()
    user, token = _bearer(site) if site.is_datacenter else _credentials()
    if not token or site.tokens.get(user) != token:
        refusal = Response(NOBODY, 401, content_type="text/html;charset=UTF-8")
        refusal.headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED"
        refusal.headers["WWW-Authenticate"] = f'OAuth realm="{site.url}"'
        return refusal
    g.caller = site.account(user)
    return None


def _bearer(site: Site) -> tuple[str, str]:
    """Return whose personal access token this is, and the token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    user = next((user for user, known in site.tokens.items() if known == token), "")
    return (user, token) if scheme.lower() == "bearer" else ("", "")


def _credentials() -> tuple[str, str]:
    scheme, _, coded = request.headers.get("Authorization", "").partition(" ")
    try:
        decoded = base64.b64decode(coded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    user, _, token = decoded.partition(":")
    return (user, token) if scheme.lower() == "basic" else ("", "")


def _headers(response: Response) -> Response:
    if request.path.startswith("/rest/"):
        response.headers["X-AREQUESTID"] = here().new_id()
        if response.mimetype == "application/json":
            response.headers["Content-Type"] = "application/json;charset=UTF-8"
        if "caller" in g:
            response.headers["X-AACCOUNTID"] = caller().id
        if here().is_datacenter:
            response.headers.update(BUCKET)
    return response


def _refused(no: Refusal) -> tuple[Response, int]:
    return jsonify(errorMessages=list(no.messages), errors=no.errors), no.status


def _plain_error(error: HTTPException) -> tuple[Response, int]:
    return jsonify(errorMessages=[error.description or error.name], errors={}), error.code or 500


def only_in_the_cloud() -> Site:
    """Return the site; on Data Center there is nothing at such an address."""
    if here().is_datacenter:
        raise Refusal(404, "null for uri: " + request.path)
    return here()


def sent_json() -> object:
    """Return the request's JSON body; raises Refusal for one that is none, or is not called JSON."""
    if request.mimetype != "application/json":
        raise Refusal(415, "Unsupported Media Type")
    body: object = request.get_json(silent=True)
    if body is None and request.get_data() != b"null":
        raise Refusal(400, BAD_PAYLOAD)
    return body


def number(name: str, otherwise: int, *, at_most: int) -> int:
    """Return a whole-number query parameter, never more than the limit; raises Refusal for another spelling."""
    spelled = request.args.get(name, str(otherwise))
    if not spelled.lstrip("-").isdigit():
        raise Refusal(400, f'For input string: "{spelled}"')
    return max(0, min(int(spelled), at_most))


def words(values: Sequence[str]) -> tuple[str, ...]:
    """Split parameters that are lists with commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def refuse_where_archived() -> None:
    """Refuse every write to an archived issue; it can still be read."""
    key = (request.view_args or {}).get("key", "")
    if request.method != "GET" and here().is_archived(here().issue(key)):
        raise Refusal(here().switches.archived_refusal, ARCHIVED)


def check_silence() -> None:
    """Refuse what only administrators may ask for: to tell nobody, or to pass over screens."""
    if here().switches.clients_are_admins:
        return
    if request.args.get("notifyUsers") == "false" and here().switches.silence == "refused":
        raise Refusal(403, NOT_SILENT)
    if any(request.args.get(flag) == "true" for flag in ADMIN_ONLY_FLAGS):
        raise Refusal(403, "You do not have permission to override this check.")


def no_content() -> Response:
    """Answer 204."""
    return Response(status=204)
