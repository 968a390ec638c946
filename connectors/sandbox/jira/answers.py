"""Jira's own JSON for the small things: accounts, statuses, types, fields, values, comments, histories."""

from collections.abc import Sequence
from datetime import datetime

from connectors.sandbox.adf import Node
from connectors.sandbox.adf_html import html
from connectors.sandbox.front import Json
from connectors.sandbox.jira.fields import READ_ONLY
from connectors.sandbox.jira.model import (
    Account,
    Attachment,
    Change,
    Comment,
    FieldKind,
    History,
    Issue,
    IssueType,
    Project,
    Status,
    Stored,
    Transition,
)
from connectors.sandbox.jira.site import Site
from connectors.sandbox.jira.values import option_id
from connectors.sandbox.wiki import wiki_of

INTERNAL = {"key": "sd.public.comment", "value": {"internal": True}}
CATEGORIES = {
    "new": (2, "To Do", "blue-gray"),
    "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}


def moment(site: Site, at: datetime) -> str:
    """Spell a moment as Jira does: the site's zone, milliseconds, an offset without a colon."""
    local = at.astimezone(site.zone)
    return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"


def api(site: Site, path: str) -> str:
    """Return the address of a resource."""
    return f"{site.url}/rest/api/{2 if site.is_datacenter else 3}/{path}"


def account_json(site: Site, account: Account) -> Json:
    shown = {"emailAddress": account.email} if site.switches.emails_visible else {}
    named = (
        {"self": api(site, f"user?username={account.id}"), "name": account.id, "key": account.key}
        if site.is_datacenter
        else {
            "self": api(site, f"user?accountId={account.id}"),
            "accountId": account.id,
            "accountType": account.kind,
        }
    )
    return {
        **named,
        **shown,
        "avatarUrls": {"48x48": f"{site.url}/avatar/{account.name}.png"},
        "displayName": account.display_name,
        "active": account.active,
        "timeZone": account.zone,
    }


def text_json(site: Site, text: Node) -> object:
    """Return a long text as the site keeps it: a document, or wiki markup."""
    return wiki_of(text) if site.is_datacenter else text


def status_json(site: Site, status: Status) -> Json:
    number, name, colour = CATEGORIES[status.category]
    category = {
        "self": api(site, f"statuscategory/{number}"),
        "id": number,
        "key": status.category,
        "colorName": colour,
        "name": name,
    }
    return {
        "self": api(site, f"status/{status.id}"),
        "description": "",
        "iconUrl": f"{site.url}/images/icons/statuses/generic.png",
        "name": status.name,
        "id": status.id,
        "statusCategory": category,
    }


def type_json(site: Site, kind: IssueType) -> Json:
    return {
        "self": api(site, f"issuetype/{kind.id}"),
        "id": kind.id,
        "description": "",
        "iconUrl": f"{site.url}/images/icons/issuetypes/{kind.id}.svg",
        "name": kind.name,
        "subtask": kind.level < 0,
        "avatarId": 10300,
        **({} if site.is_datacenter else {"hierarchyLevel": kind.level}),
    }


def priority_json(site: Site, name: str) -> Json:
    number = str(list(site.priorities).index(name) + 1)
    return {
        "self": api(site, f"priority/{number}"),
        "iconUrl": f"{site.url}/images/icons/priorities/{name.lower()}.svg",
        "name": name,
        "id": number,
    }


def project_json(site: Site, project: Project) -> Json:
    return {
        "self": api(site, f"project/{project.id}"),
        "id": project.id,
        "key": project.key,
        "name": project.name,
        "projectTypeKey": project.kind,
        "simplified": False,
        "avatarUrls": {"48x48": f"{site.url}/avatar/{project.key}.png"},
    }


def transition_json(site: Site, way: Transition) -> Json:
    told: Json = {"id": way.id, "name": way.name, "to": status_json(site, site.status(way.to))}
    if site.is_datacenter:
        return told
    return told | {
        "hasScreen": False,
        "isGlobal": way.sources is None,
        "isInitial": False,
        "isAvailable": True,
        "isConditional": False,
        "isLooped": False,
    }


def option_json(site: Site, kind: FieldKind, option: str) -> Json:
    number = option_id(kind, option)
    return {"self": api(site, f"customFieldOption/{number}"), "value": option, "id": number}


def value_json(site: Site, kind: FieldKind, value: Stored) -> object:
    """Return a field's value as Jira answers it; None where it is empty."""
    if value is None or value == ():
        return [] if kind.kind == "labels" else None
    match kind.kind, value:
        case "person", str():
            return account_json(site, site.account(value))
        case "priority", str():
            return priority_json(site, value)
        case "choice", str():
            return option_json(site, kind, value)
        case "choices", tuple():
            return [option_json(site, kind, one) for one in value]
        case "labels", tuple():
            return list(value)
        case "effort", float():
            return effort_json(value)
        case _, dict():
            return text_json(site, value)
        case _:
            return value


def effort_json(seconds: float) -> Json:
    spelled = spelled_effort(int(seconds))
    return {
        "originalEstimate": spelled,
        "remainingEstimate": spelled,
        "originalEstimateSeconds": int(seconds),
        "remainingEstimateSeconds": int(seconds),
    }


def spelled_effort(seconds: int) -> str:
    """Spell an estimate as Jira does, a day being eight hours."""
    days, rest = divmod(seconds, 8 * 3600)
    hours, rest = divmod(rest, 3600)
    parts = [(days, "d"), (hours, "h"), (rest // 60, "m")]
    return " ".join(f"{n}{unit}" for n, unit in parts if n) or "0m"


def field_json(kind: FieldKind) -> Json:
    """Describe a field that can be set."""
    number = kind.id.removeprefix("customfield_")
    clauses = [f"cf[{number}]", kind.name] if kind.is_custom else [kind.id]
    return _field_json(kind.id, kind.name, kind.schema, clauses, custom=kind.is_custom)


def read_only_fields() -> list[Json]:
    """Describe the fields nobody can set by hand."""
    return [
        _field_json(field_id, name, schema, [field_id], custom=False) for field_id, (name, schema) in READ_ONLY.items()
    ]


def _field_json(field_id: str, name: str, schema: object, clauses: Sequence[str], *, custom: bool) -> Json:
    return {
        "id": field_id,
        "key": field_id,
        "name": name,
        "custom": custom,
        "orderable": True,
        "navigable": True,
        "searchable": True,
        "clauseNames": list(clauses),
        "schema": schema,
    }


def comment_json(site: Site, issue: Issue, comment: Comment, expand: str = "") -> Json:
    rendered = {"renderedBody": str(html(comment.body))} if "renderedBody" in expand else {}
    properties = {"properties": list(comment.properties)} if "properties" in expand else {}
    return {
        "self": api(site, f"issue/{issue.id}/comment/{comment.id}"),
        "id": comment.id,
        "author": account_json(site, site.account(comment.author)),
        "body": text_json(site, comment.body),
        "updateAuthor": account_json(site, site.account(comment.editor)),
        "created": moment(site, comment.created),
        "updated": moment(site, comment.updated),
        **({} if comment.role is None else {"visibility": {"type": "role", "value": comment.role}}),
        **({} if site.is_datacenter else {"jsdPublic": not is_internal(site, issue, comment)}),
        **rendered,
        **properties,
    }


def is_internal(site: Site, issue: Issue, comment: Comment) -> bool:
    """Tell whether clients do not see a comment; the mark for that means nothing outside service projects."""
    return INTERNAL in comment.properties and site.projects[issue.project].kind == "service_desk"


def attachment_json(site: Site, attachment: Attachment) -> Json:
    return {
        "self": api(site, f"attachment/{attachment.id}"),
        "id": attachment.id,
        "filename": attachment.filename,
        "author": account_json(site, site.account(attachment.author)),
        "created": moment(site, attachment.created),
        "size": attachment.size,
        "mimeType": "application/octet-stream",
        "content": api(site, f"attachment/content/{attachment.id}"),
    }


def history_json(site: Site, history: History) -> Json:
    return {
        "id": history.id,
        "author": account_json(site, site.account(history.author)),
        "created": moment(site, history.created),
        "items": [change_json(site, change) for change in history.changes],
    }


def change_json(site: Site, change: Change) -> Json:
    """Return one change of one field as histories and events tell it."""
    return {
        "field": change.field,
        "fieldtype": "custom" if change.is_custom else "jira",
        **({} if site.is_datacenter else {"fieldId": change.field_id}),
        "from": change.before_id,
        "fromString": change.before,
        "to": change.after_id,
        "toString": change.after,
    }
