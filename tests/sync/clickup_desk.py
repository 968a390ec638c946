"""People at work on the ClickUp of the sandbox."""

from dataclasses import replace
from datetime import timedelta

from connectors.sandbox.clickup import service as clickup_service
from connectors.sandbox.clickup.model import CustomField, TaskType
from connectors.sandbox.clickup.studio import OFFICE, RELAUNCH
from sync.engagement import Scope, ScopeKind
from tests.sync.desks import BRIEF, Desk, Requests, Said, checklists


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

    listing = "/list/"
    holders, leads = "/group", ("fay", "hal")
    elsewhere = Scope(ScopeKind.LIST, OFFICE)

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
        kind="Deliverable",
        **fields,
    ):
        now = self.workspace.clock.now() - timedelta(days=days_ago)
        return self.service.act("gus", now).create(
            list=RELAUNCH,
            name=name,
            type=kind,
            status=status,
            assignee="eve",
            description=BRIEF,
            checklists=checklists(ticked, review_list),
            tags=labels,
            due=now.date() + timedelta(days=30),
            estimate=8,
            fields=fields,
        )

    def reschedule(self, ticket, day):
        self.people(self.author).reschedule(ticket, day)

    def add_field(self, name):
        """Somebody makes a field for text in every list that has fields."""
        made, workspace = CustomField(self.workspace.new_uuid(), name, "text"), self.workspace
        workspace.fields.append(made)
        workspace.lists = [
            replace(one, fields=(*one.fields, made.id)) if one.fields else one for one in workspace.lists
        ]

    def add_type(self, name):
        """Somebody makes a type of task."""
        self.workspace.types.append(TaskType(1000 + len(self.workspace.types), name, f"{name}s"))

    def create_part(self, name):
        gus = self.people("gus")
        return gus.create(list=RELAUNCH, name=name, parent=gus.create(list=RELAUNCH, name="Story"))

    def create_risk(self):
        return self.people("gus").create(list=RELAUNCH, name="Late", type="Risk")

    def delete(self, ticket):
        self.people(self.author).delete(ticket)

    def account(self, who):
        return str(self.workspace.member(who).id)

    def show(self, ticket, runs, who):
        """Somebody writes a comment of rich runs."""
        self.workspace.comment(self.say(ticket, "…", who)).runs = list(runs)

    def make_an_app_of(self, who):
        """Let a member be one of ClickUp's own robots; tell whether this tracker tells them from people."""
        self.workspace.members = [replace(one, id=-9) if one.name == who else one for one in self.workspace.members]
        return True

    def called(self, who):
        return self.workspace.member(who).username

    def mentioned(self, ticket):
        """The account ids the bot's comments tell people by, wherever they stand."""
        told = [run for one in self.workspace.task(ticket).comments for run in one.runs]
        return [str(run["user"]["id"]) for run in told if run.get("type") == "tag"]

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
