"""People at work on a Jira of the sandbox, Cloud or Data Center."""

from dataclasses import replace
from datetime import timedelta

from connectors.sandbox.adf import document, plain_text
from connectors.sandbox.jira import service as jira_service
from connectors.sandbox.jira.acme import WORK
from connectors.sandbox.jira.fields import custom
from connectors.sandbox.jira.model import IssueType
from connectors.sandbox.wiki import mentioned, wiki_of
from sync.engagement import Scope, ScopeKind
from tests.sync.desks import BRIEF, Desk, Requests, Said, checklists


class JiraDesk(Desk):
    engagement, source = "apollo", "acme-jira"
    author, colleague, manager = "bo", "cy", "ana"
    requests = Requests(
        first_comment={"method": "PUT", "path_contains": "/issue/"},
        comment={"method": "PUT", "path_contains": "/comment/"},
        label={"method": "PUT", "path_contains": "/issue/"},
        move={"method": "POST", "path_contains": "/transitions"},
    )
    client = "kim@apollo-bank.example"
    writes_of_a_hold, writes_of_a_release = 2, 3

    listing = "/search"
    holders, leads = "/role", ("dana", "cy")
    elsewhere = Scope(ScopeKind.JQL, "project = APO AND type = Risk ORDER BY key")

    def __init__(self, service):
        super().__init__(service, jira_service.is_write)
        self.site = service.site

    def spelled(self, status):
        return "In Review" if status == "review" else status.title()

    def create(
        self,
        name="A piece of work",
        status="review",
        *,
        ticked=False,
        review_list=False,
        labels=(),
        days_ago=0,
        kind="Deliverable",
        **fields,
    ):
        now = self.site.clock.now() - timedelta(days=days_ago)
        return self.service.act("ana", now).create(
            project="APO",
            type=kind,
            summary=name,
            status=self.spelled(status),
            assignee="bo",
            description=BRIEF,
            description_checklists=checklists(ticked, review_list),
            labels=labels,
            fields={"Due date": now.date() + timedelta(days=30), "Time tracking": 8, **fields},
        )

    def reschedule(self, ticket, day):
        self.fill(ticket, "Due date", day)

    def add_field(self, name):
        """An administrator makes a field for text."""
        made = custom(10_100 + len(self.site.fields), name, "text")
        self.site.fields[made.id] = made

    def add_type(self, name):
        """An administrator makes a type whose tickets go the ways of all others."""
        self.site.types.append(IssueType(str(10_100 + len(self.site.types)), name))
        self.site.projects["APO"].workflows[name] = WORK

    def create_part(self, name):
        """Create a ticket that is a part of another one."""
        ana = self.people("ana")
        whole = ana.create(project="APO", type="Story", summary="Story")
        return ana.create(project="APO", type="Sub-task", summary=name, parent=whole)

    def create_risk(self):
        return self.people("ana").create(project="APO", type="Risk", summary="Late", status="Open")

    def delete(self, ticket):
        self.people(self.author).delete(ticket)

    def account(self, who):
        return self.service.people[who].id

    def show(self, ticket, node, who):
        """Somebody writes a comment of one rich block."""
        said = self.say(ticket, "…", who)
        comment = next(one for one in self.site.issue(ticket).comments if one.id == said)
        comment.body = document(node)

    def make_an_app_of(self, who):
        """Let an account be an app's; tell whether this tracker tells apps from people."""
        self.site.accounts = [replace(one, kind="app") if one.name == who else one for one in self.site.accounts]
        return True

    def called(self, who):
        return self.service.people[who].display_name

    def mentioned(self, ticket):
        """The account ids the bot's comments tell people by, wherever they stand."""
        return [found for one in self.site.issue(ticket).comments for found in mentions(one.body)]

    def id(self, ticket):
        return self.site.issue(ticket).id

    def status(self, ticket):
        status = self.site.issue(ticket).status
        return "review" if status == "In Review" else status.lower()

    def labels(self, ticket):
        return list(self.site.issue(ticket).labels)

    def comments(self, ticket):
        names = {one.id: one.name for one in self.site.accounts}
        return [Said(one.id, names[one.author], plain_text(one.body)) for one in self.site.issue(ticket).comments]

    def rename_field(self, name, other):
        """An administrator gives a field another name, so that rules find it no more."""
        kind = self.site.field_named(name)
        self.site.fields[kind.id] = replace(kind, name=other)


class DataCenterDesk(JiraDesk):
    def show(self, ticket, markup, who):
        self.say(ticket, markup, who)

    def make_an_app_of(self, _who):
        return False

    def mentioned(self, ticket):
        return [name for one in self.site.issue(ticket).comments for name in mentioned(wiki_of(one.body))]


def mentions(node):
    """The account ids mentioned in an Atlassian document."""
    own = [node["attrs"]["id"]] if node["type"] == "mention" else []
    return [*own, *(found for child in node.get("content", ()) for found in mentions(child))]
