"""One issue as Jira answers it, with as much of it as was asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from connectors.sandbox.adf_html import html
from connectors.sandbox.front import Json
from connectors.sandbox.jira.answers import (
    account_json,
    api,
    attachment_json,
    comment_json,
    field_json,
    history_json,
    moment,
    priority_json,
    project_json,
    read_only_fields,
    status_json,
    transition_json,
    type_json,
    value_json,
)
from connectors.sandbox.jira.fields import NOT_NAVIGABLE
from connectors.sandbox.jira.model import Issue, Link
from connectors.sandbox.jira.site import Site

WITHOUT_FIELDS = frozenset({"id", "key", ""})


@dataclass(frozen=True, slots=True)
class View:
    """What of an issue is asked for. The two limits are for histories and comments inside it; None for all."""

    fields: tuple[str, ...]
    expand: frozenset[str] = frozenset()
    properties: tuple[str, ...] = ()
    histories: int | None = None
    comments: int | None = None


def issue_json(site: Site, issue: Issue, view: View) -> Json:
    """Return the issue with the fields and expansions of a view."""
    if set(view.fields) <= {"id", ""}:
        return {"id": issue.id}
    answer: Json = {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": issue.id,
        "self": api(site, f"issue/{issue.id}"),
        "key": issue.key,
    }
    if not set(view.fields) <= WITHOUT_FIELDS:
        every = all_fields(site, issue, view)
        answer["fields"] = {name: every[name] for name in chosen(view.fields, every)}
    return answer | _expansions(site, issue, view)


def chosen(asked: Sequence[str], every: Collection[str]) -> list[str]:
    """Return the names of the fields that a `fields` parameter selects."""
    names: set[str] = set()
    for word in asked:
        if word == "*all":
            names |= set(every)
        elif word == "*navigable":
            names |= set(every) - NOT_NAVIGABLE
        elif word.startswith("-"):
            names.discard(word[1:])
        else:
            names.add(word)
    return [name for name in every if name in names]


def all_fields(site: Site, issue: Issue, view: View) -> Json:
    """Return every field of an issue. Those of sub-tasks only are absent elsewhere, as in Jira."""
    settable = {kind.id: value_json(site, kind, issue.values.get(kind.id)) for kind in site.fields.values()}
    settable["timetracking"] = settable["timetracking"] or {}
    parent = settable.pop("parent")
    comments = issue.comments[::-1] if site.switches.newest_comments_first else issue.comments
    comments = comments[: view.comments]
    seconds = issue.values.get("timetracking")
    return settable | {
        "status": status_json(site, site.status(issue.status)),
        "issuetype": type_json(site, issue.type),
        "project": project_json(site, site.projects[issue.project]),
        "creator": account_json(site, site.account(issue.creator)),
        "created": moment(site, issue.created),
        "updated": moment(site, issue.updated),
        "resolution": {"id": "10000", "name": "Done"} if issue.resolved else None,
        "resolutiondate": moment(site, issue.resolved) if issue.resolved else None,
        "timeoriginalestimate": int(seconds) if isinstance(seconds, float) else None,
        "timeestimate": int(seconds) if isinstance(seconds, float) else None,
        "timespent": None,
        "comment": {
            "comments": [comment_json(site, issue, one) for one in comments],
            "self": api(site, f"issue/{issue.id}/comment"),
            "maxResults": len(comments),
            "total": len(issue.comments),
            "startAt": 0,
        },
        "attachment": [attachment_json(site, one) for one in issue.attachments],
        "issuelinks": [link_json(site, issue, one) for one in site.links_of(issue)],
        "subtasks": [brief_json(site, one) for one in site.children(issue) if one.type.level < 0],
        **({"parent": brief_json(site, site.issue(str(issue.values["parent"])))} if parent else {}),
    }


def brief_json(site: Site, issue: Issue) -> Json:
    """Return an issue as it shows inside another one."""
    return {
        "id": issue.id,
        "key": issue.key,
        "self": api(site, f"issue/{issue.id}"),
        "fields": {
            "summary": issue.text("summary"),
            "status": status_json(site, site.status(issue.status)),
            "priority": priority_json(site, issue.text("priority") or "Medium"),
            "issuetype": type_json(site, issue.type),
        },
    }


def link_json(site: Site, issue: Issue, link: Link) -> Json:
    """Return a link as seen from an issue: with the other end only."""
    outward = link.source == issue.id
    other = site.issues[link.target if outward else link.source]
    return {
        "id": link.id,
        "self": api(site, f"issueLink/{link.id}"),
        "type": {
            "id": link.kind.id,
            "name": link.kind.name,
            "inward": link.kind.inward,
            "outward": link.kind.outward,
            "self": api(site, f"issueLinkType/{link.kind.id}"),
        },
        "outwardIssue" if outward else "inwardIssue": brief_json(site, other),
    }


def _expansions(site: Site, issue: Issue, view: View) -> Json:
    added: Json = {}
    if view.properties:
        added["properties"] = {key: issue.properties[key] for key in view.properties if key in issue.properties}
    if "changelog" in view.expand:
        newest = issue.history[::-1][: view.histories]
        added["changelog"] = {
            "startAt": 0,
            "maxResults": len(newest),
            "total": len(issue.history),
            "histories": [history_json(site, one) for one in newest],
        }
    if "renderedFields" in view.expand:
        added["renderedFields"] = {"description": str(html(issue.document))}
    if "transitions" in view.expand:
        ways = site.projects[issue.project].workflows[issue.type.name].from_here(issue.status)
        added["transitions"] = [transition_json(site, way) for way in ways]
    if "names" in view.expand:
        added["names"] = {one["id"]: one["name"] for one in described_fields(site)}
    return added


def described_fields(site: Site) -> list[Json]:
    """Describe every field of the site."""
    return [field_json(kind) for kind in site.fields.values()] + read_only_fields()
