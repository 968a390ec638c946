"""What Jira posts when something happens to an issue, and how it posts it.

Form: developer.atlassian.com, "Webhooks"; as it was seen of real sites, a comment's event names its author in the
comment alone, and an issue's event names who acted as `user`.
"""

from collections.abc import Mapping, Sequence

from connectors.sandbox.front import Json
from connectors.sandbox.jira.answers import account_json, change_json, comment_json
from connectors.sandbox.jira.issue_json import View, issue_json
from connectors.sandbox.jira.model import Happening
from connectors.sandbox.jira.site import Site
from connectors.sandbox.posting import Manner

PASSING = frozenset({408, 409, 425, 429})
BRIEF = ("summary", "issuetype", "project", "assignee", "priority", "status")
TYPES = {"jira:issue_created": "issue_created", "jira:issue_updated": "issue_generic"}


def _headers(number: str, count: int) -> Mapping[str, str]:
    again = {"X-Atlassian-Webhook-Retry": str(count)} if count else {}
    return {"User-Agent": "Atlassian Webhook HTTP Client", "X-Atlassian-Webhook-Identifier": number, **again}


def _may_pass(status: int) -> bool:
    return not status or status >= 500 or status in PASSING


CLOUD = Manner("X-Hub-Signature", "sha256=", 6, 20.0, _may_pass, _headers)
DATACENTER = Manner("X-Hub-Signature", "sha256=", 1, 20.0, _may_pass, _headers)


def event_json(site: Site, happening: Happening) -> Json:
    """Return the body of an event."""
    told: Json = {"timestamp": round(happening.at.timestamp() * 1000), "webhookEvent": happening.event}
    if happening.comment is not None:
        comment = comment_json(site, happening.issue, happening.comment)
        brief = issue_json(site, happening.issue, View(fields=BRIEF))
        return told | {"comment": comment, "issue": brief, "eventType": "primaryAction"}
    told["user"] = account_json(site, site.account(happening.by))
    told["issue"] = issue_json(site, happening.issue, View(fields=("*all",)))
    if happening.event in TYPES:
        told["issue_event_type_name"] = TYPES[happening.event]
    return told | _changelog(site, happening)


def _changelog(site: Site, happening: Happening) -> Json:
    items: Sequence[Json] = [change_json(site, one) for one in happening.changes]
    return {"changelog": {"id": site.new_id(), "items": items}} if items else {}
