"""People at work on a tracker of the sandbox, with the same words for Jira and ClickUp."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

from connectors.sandbox import Fault
from connectors.sandbox.adf import plain_text
from connectors.sandbox.clickup import service as clickup_service
from connectors.sandbox.clickup.studio import RELAUNCH
from connectors.sandbox.jira import service as jira_service
from sync.comment import MARKER

CHECKLIST = "Self-assessment"
REVIEW_LIST = "Peer review"
ITEMS = ("It meets the brief", "Every requirement is dealt with")
REVIEWED = "Peer review: passed."
BRIEF = "What is wanted, and how the client is going to use it."
VISIBLE_NAME = "Client name for it"


@dataclass(frozen=True, kw_only=True)
class Moment(Fault):
    """A fault that also lets something happen in the world the instant the request arrives."""

    happens: Callable[[], None]
    meant: Callable[[str, str], bool] = lambda _method, _path: True

    def matches(self, method, path):
        found = super().matches(method, path) and self.meant(method, path)
        if found:
            self.happens()
        return found


@dataclass(frozen=True)
class Said:
    """One comment as people see it; `by` is a short name."""

    id: str
    by: str
    text: str


@dataclass(frozen=True)
class Requests:
    """How to recognise what the bot writes, as parts of a Fault. Labels come with a first comment in Jira."""

    first_comment: Mapping[str, str]
    comment: Mapping[str, str]
    label: Mapping[str, str]
    move: Mapping[str, str]


class Desk:
    """A tracker and its people. Tickets are named as people name them: a key, or a task's id."""

    engagement: str
    source: str
    author: str  # does the work
    colleague: str  # reviews it
    manager: str
    client: str
    requests: Requests
    writes_of_a_hold: int
    writes_of_a_release: int

    def __init__(self, service, is_write):
        self.service = service
        self.is_write = is_write

    def people(self, who):
        return self.service.act(who)

    def move(self, ticket, status, who=None):
        self.people(who or self.author).move(ticket, self.spelled(status))

    def tick(self, ticket, item=None, *, checklist=CHECKLIST, done=True):
        self.people(self.author).tick(ticket, checklist, item, done=done)

    def say(self, ticket, text, who=None):
        return self.people(who or self.colleague).comment(ticket, text)

    def review(self, ticket):
        return self.say(ticket, REVIEWED)

    def label(self, ticket, name):
        self.people(self.author).add_label(ticket, name)

    def unlabel(self, ticket, name):
        self.people(self.author).remove_label(ticket, name)

    def fill(self, ticket, field, value):
        self.people(self.author).set_field(ticket, field, value)

    def give(self, ticket, who):
        """Somebody hands the ticket over to another person."""
        self.people(self.author).set_field(ticket, "Assignee", who)

    def delete_comment(self, ticket, comment_id):
        self.people(self.author).delete_comment(ticket, comment_id)

    def fault(self, fault):
        self.service.faults.add(fault)

    def meanwhile(self, happens, **when):
        """Let people do something the instant a matching request arrives."""
        self.fault(Moment(happens=happens, **when))

    def at_write(self, number, happens, **fault):
        """Let something happen at the so-many-th write from now on, counted from one; a write an earlier fault takes does not count."""
        writes = count(1)
        self.fault(
            Moment(
                happens=happens, meant=lambda how, path: self.is_write(how, path) and next(writes) == number, **fault
            )
        )

    def writes(self):
        """What the bot has written so far: method and path of each request."""
        return [(entry.method, entry.path) for entry in self.service.log.writes()]

    def ours(self, ticket):
        """The bot's own comments that hold its marker."""
        return [said for said in self.comments(ticket) if said.by == "bot" and MARKER in said.text]


def checklists(ticked, review_list):
    """The checklists of a new ticket; the second, where there is one, is still open."""
    own = {CHECKLIST: [(item, ticked) for item in ITEMS]}
    return own | ({REVIEW_LIST: [("Accurate", False)]} if review_list else {})


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

    def __init__(self, sandbox):
        super().__init__(sandbox.jira, jira_service.is_write)
        self.site = sandbox.jira.site

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
        **fields,
    ):
        now = self.site.clock.now() - timedelta(days=days_ago)
        return self.service.act("ana", now).create(
            project="APO",
            type="Deliverable",
            summary=name,
            status=self.spelled(status),
            assignee="bo",
            description=BRIEF,
            description_checklists=checklists(ticked, review_list),
            labels=labels,
            fields={"Due date": now.date() + timedelta(days=30), "Time tracking": 8, **fields},
        )

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


class ClickUpDesk(Desk):
    engagement, source = "lumen", "studio"
    author, colleague, manager = "eve", "fay", "gus"
    requests = Requests(
        first_comment={"method": "POST", "path_contains": "/comment"},
        comment={"method": "PUT", "path_contains": "/comment/"},
        label={"method": "POST", "path_contains": "/tag/"},
        move={"method": "PUT", "path_contains": "/task/"},
    )
    client = "noor@lumen.example"
    writes_of_a_hold, writes_of_a_release = 3, 3

    def __init__(self, sandbox):
        super().__init__(sandbox.clickup, clickup_service.is_write)
        self.workspace = sandbox.clickup.workspace

    def spelled(self, status):
        return status

    def create(
        self,
        name="A piece of work",
        status="review",
        *,
        ticked=False,
        review_list=False,
        labels=(),
        days_ago=0,
        **fields,
    ):
        now = self.workspace.clock.now() - timedelta(days=days_ago)
        return self.service.act("gus", now).create(
            list=RELAUNCH,
            name=name,
            type="Deliverable",
            status=status,
            assignee="eve",
            description=BRIEF,
            checklists=checklists(ticked, review_list),
            tags=labels,
            due=now.date() + timedelta(days=30),
            estimate=8,
            fields=fields,
        )

    def id(self, ticket):
        return ticket

    def give(self, ticket, who):
        self.people(self.author).assign(ticket, who)

    def status(self, ticket):
        return self.workspace.task(ticket).status

    def labels(self, ticket):
        return list(self.workspace.task(ticket).tags)

    def comments(self, ticket):
        return [
            Said(one.id, self.workspace.member(one.author).name, "".join(str(run["text"]) for run in one.runs))
            for one in self.workspace.task(ticket).comments
        ]

    def rename_field(self, name, other):
        """Somebody gives a field another name, so that rules find it no more."""
        self.workspace.fields = [replace(one, name=other) if one.name == name else one for one in self.workspace.fields]
