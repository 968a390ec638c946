"""Histories of many issues at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter

from flask import Blueprint, Response, jsonify

from connectors.sandbox.front import Json
from connectors.sandbox.jira.answers import history_json
from connectors.sandbox.jira.model import History, Issue
from connectors.sandbox.jira.refusal import BAD_PAYLOAD, Refusal
from connectors.sandbox.jira.site import Site
from connectors.sandbox.jira.web import here, sent_json

routes = Blueprint("histories", __name__, url_prefix="/rest/api/3/changelog")
MEMBERS = frozenset({"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"})
MOST_ISSUES, MOST_FIELDS, MOST_AT_ONCE = 1000, 10, 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One change set of an issue."""

    issue: str
    history: History


@routes.post("/bulkfetch")
def bulk_fetch() -> Response:
    """Answer with the change sets of issues, the issues one after the other; those that are not there are left out."""
    sent = _checked(sent_json())
    start, size = (
        _place(sent.get("nextPageToken", "0")),
        min(sent.get("maxResults", 1000), here().switches.bulk_histories),
    )
    rows = list(islice(_rows(sent["issueIdsOrKeys"], frozenset(sent.get("fieldIds", ()))), start, start + size + 1))
    logs = [
        {"issueId": issue, "changeHistories": [_told(here(), row.history) for row in of_it]}
        for issue, of_it in groupby(rows[:size], attrgetter("issue"))
    ]
    return jsonify({"issueChangeLogs": logs} | ({"nextPageToken": str(start + size)} if len(rows) > size else {}))


def _checked(sent: object) -> Json:
    if not isinstance(sent, dict) or not set(sent) <= MEMBERS or not sent.get("issueIdsOrKeys"):
        raise Refusal(400, BAD_PAYLOAD)
    if len(sent["issueIdsOrKeys"]) > MOST_ISSUES or len(sent.get("fieldIds", ())) > MOST_FIELDS:
        raise Refusal(400, f"At most {MOST_ISSUES} issues and {MOST_FIELDS} fields can be asked for at once.")
    if not 1 <= sent.get("maxResults", 1) <= MOST_AT_ONCE:
        raise Refusal(400, f"maxResults must be between 1 and {MOST_AT_ONCE}.")
    return sent


def _place(token: str) -> int:
    if not token.isdigit():
        raise Refusal(400, "The provided next page token is invalid or expired.")
    return int(token)


def _rows(wanted: Iterable[str], fields: frozenset[str]) -> Iterator[Row]:
    for issue in filter(None, map(_visible, wanted)):
        for history in issue.history:
            if not fields or any(change.field_id in fields for change in history.changes):
                yield Row(issue.id, history)


def _visible(key_or_id: str) -> Issue | None:
    try:
        return here().issue(str(key_or_id))
    except Refusal:
        return None


def _told(site: Site, history: History) -> Json:
    told = history_json(site, history)
    if site.switches.bulk_times_are_numbers:
        told["created"] = int(datetime.timestamp(history.created) * 1000)
    return told
