"""Raw issues as Jira sends them, and a site on loopback."""

import pytest

from connectors.http import TrackerSession
from connectors.jira import JiraCloud
from connectors.jira.cloud import ADF
from connectors.jira.fields import FieldBook
from connectors.jira.remarks import NO_REMARKS
from connectors.jira.shape import ticket_of
from connectors.sandbox import Sandbox
from sync.comment import MARKER, Footer, Headline, Run, StickyComment
from sync.engagement import Scope, ScopeKind
from sync.ports import Needs


def described(field_id, name, kind, items=None):
    return {"id": field_id, "name": name, "schema": {"type": kind, "items": items}}


@pytest.fixture
def site_fields():
    """Fields as /field describes them; two are called Impact, and one differs from another in case only."""
    return [
        {"id": "summary", "name": "Summary", "schema": {"type": "string"}},
        {"id": "issuekey", "name": "Key"},
        described("customfield_1", "Probability", "option"),
        described("customfield_2", "Impact", "option"),
        described("customfield_3", "Impact", "option"),
        described("customfield_4", "Owner", "user"),
        described("customfield_5", "Start date", "date"),
        described("customfield_6", "Sprint", "array", "json"),
        described("customfield_7", "Team", "string"),
        described("customfield_8", "TEAM", "string"),
        described("customfield_9", "Agreed  date", "date"),
        described("customfield_10", "Checklist Text", "string"),
        described("customfield_11", "Signed off at", "datetime"),
        described("customfield_12", "Mitigation", "string"),
    ]


@pytest.fixture
def book(site_fields):
    return FieldBook("acme-jira", site_fields)


@pytest.fixture
def raw_issue():
    """An issue with every native field and all that may be asked for beside them."""
    status = {"name": "In Review", "statusCategory": {"key": "indeterminate"}}
    other = {"status": {"name": "Done", "statusCategory": {"key": "done"}}, "issuetype": {"name": "Task"}}
    return {
        "id": "10001",
        "key": "APO-7",
        "fields": {
            "summary": "Landing page",
            "status": status,
            "issuetype": {"name": "Story"},
            "description": {
                "type": "doc",
                "version": 1,
                "content": [{"type": "paragraph", "content": [{"type": "text", "text": "All of it."}]}],
            },
            "priority": {"name": "High"},
            "assignee": {
                "accountId": "a1",
                "displayName": "Ana",
                "emailAddress": "ana@acme.example",
                "accountType": "atlassian",
            },
            "reporter": {"accountId": "k1", "displayName": "Kim", "emailAddress": "", "accountType": "customer"},
            "labels": ["web", "Beta"],
            "created": "2026-03-01T10:00:00.000+0200",
            "updated": "2026-03-02T10:00:00.250-0800",
            "duedate": "2026-04-01",
            "resolutiondate": None,
            "timetracking": {"originalEstimateSeconds": 28800, "timeSpentSeconds": 5400},
            "parent": {"key": "APO-1", "fields": {}},
            "issuelinks": [
                {
                    "type": {"inward": "is blocked by", "outward": "blocks"},
                    "inwardIssue": {"key": "APO-3", "fields": other},
                },
                {"type": {"inward": "is blocked by", "outward": "blocks"}, "outwardIssue": {"key": "SEC-1"}},
            ],
            "subtasks": [{"key": "APO-8", "fields": {**other, "status": status}}],
            "attachment": [{"filename": "brief.pdf"}],
            "customfield_4": {"accountId": "b1", "displayName": "Bo"},
            "customfield_5": "2026-03-05",
            "customfield_6": [{"id": 1, "name": "Sprint 1", "state": "closed"}, {"id": 2, "name": "Sprint 2"}],
        },
    }


@pytest.fixture
def shaped(raw_issue, book):
    """Shape the issue after some of its fields were changed; a field set to `...` is left out."""

    def shape(needs=None, remarks=NO_REMARKS, **fields):
        raw_issue["fields"] = {k: v for k, v in {**raw_issue["fields"], **fields}.items() if v is not ...}
        asked = book.asked(needs or Needs(links=True, children=True, attachments=True))
        return ticket_of(raw_issue, asked, remarks, ADF, source="acme-jira", server="https://acme.example")

    return shape


@pytest.fixture
def traffic(tmp_path):
    """The file that gets one line per request the sandbox was asked."""
    return tmp_path / "traffic.jsonl"


@pytest.fixture
def site(traffic):
    """A Jira Cloud on loopback with people who work in it."""
    with Sandbox(traffic=traffic) as sandbox:
        yield sandbox.jira


@pytest.fixture
def pauses():
    """The pauses the connector would have made; none is really made."""
    return []


@pytest.fixture
def jira(site, pauses):
    """The connector, on the sandbox's site."""
    session = TrackerSession("acme-jira", timeout=(2.0, 2.0), wait=pauses.append)
    with JiraCloud("acme-jira", site.url, site.user, site.token, session=session) as tracker:
        yield tracker


@pytest.fixture
def ana(site):
    return site.act("ana")


@pytest.fixture
def story(ana):
    """Create a story and return its key."""

    def create(summary="Landing page", **parts):
        return ana.create(project="APO", type="Story", summary=summary, **parts)

    return create


@pytest.fixture
def apollo():
    return Scope(ScopeKind.PROJECT, "APO")


@pytest.fixture
def id_of(site):
    return lambda key: site.site.issue(key).id


@pytest.fixture
def sticky():
    """A small sticky comment with some words in it."""
    return lambda words="1 check fails": StickyComment((Headline("error", (Run(words),)), Footer((Run(MARKER),))))
