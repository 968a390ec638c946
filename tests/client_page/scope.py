"""A change of scope on either tracker: the type, the fields and the statuses it needs, and one that waits."""

from dataclasses import replace

from connectors.sandbox.clickup.model import CustomField, Option, TaskType
from connectors.sandbox.clickup.studio import RELAUNCH
from connectors.sandbox.jira.acme import WORK
from connectors.sandbox.jira.fields import custom
from connectors.sandbox.jira.model import IssueType
from sync.engagement import Approval, ClientVisible, Mode

ANSWERS = ("Asked", "Approved", "Rejected")
FIELD = "Client approval"
APPROVAL = Approval(FIELD, declined="Rejected")
TEXTS = ("Reason", "Impact on time", "Impact on budget", "Impact on deliverables")
TOLD = {"Reason": "A new rule.", "Impact on time": "none", "Impact on budget": "2,300 euro", "Impact on deliverables": "none"}  # fmt: skip
WANTED = "Payments above 500 euro ask for a second confirmation in the app."
VISIBLE = ClientVisible(
    ("Change Request", "Deliverable"), ("description", "estimate", "Impact on time", "Impact on budget"), "title"
)


def set_up(house, desk, **more):
    """Let the engagement of a desk keep to change-control, and its tracker have what that looks at."""
    (_set_up_jira if desk.source == "acme-jira" else _set_up_clickup)(house)
    house.lay_out_every_pack()
    stages = {desk.spelled("review"): ("With Client",), desk.spelled("complete"): ("Approved",)}
    house.set(
        packs=("change-control",),
        stages=stages,
        client_visible=VISIBLE,
        approval=APPROVAL,
        home=None,
        hold=None,
        mode=Mode.ADVISE,
        **more,
    )


def _set_up_jira(house):
    site = house.jira_desk.site
    site.types.append(IssueType("10020", "Change Request"))
    project = site.projects["APO"]
    site.projects["APO"] = replace(project, workflows={**project.workflows, "Change Request": WORK})
    made = [custom(10060, FIELD, "choice", *ANSWERS)]
    made += [custom(10061 + place, name, "text") for place, name in enumerate(TEXTS)]
    site.fields |= {one.id: one for one in made}


def _set_up_clickup(house):
    workspace = house.clickup_desk.workspace
    workspace.types.append(TaskType(1010, "Change Request", "Change Requests"))
    options = tuple(Option(workspace.new_uuid(), name) for name in ANSWERS)
    made = [CustomField(workspace.new_uuid(), FIELD, "drop_down", options)]
    made += [CustomField(workspace.new_uuid(), name, "text") for name in TEXTS]
    workspace.fields += made
    ids = tuple(one.id for one in made)
    workspace.lists = [
        replace(one, fields=(*one.fields, *ids)) if one.id == RELAUNCH else one for one in workspace.lists
    ]


def ask(desk, **fields):
    """Somebody puts a change to the client; return its ticket."""
    if desk.source == "acme-jira":
        told = {**TOLD, **fields, "Time tracking": 20}
        return desk.people("ana").create(
            project="APO",
            type="Change Request",
            summary="Second confirmation",
            status="In Review",
            description=WANTED,
            fields=told,
        )
    return desk.people("gus").create(
        list=RELAUNCH,
        name="Second confirmation",
        type="Change Request",
        status="review",
        description=WANTED,
        estimate=20,
        fields={**TOLD, **fields},
    )


def answer_on(desk, ticket):
    """Return what the approval field holds in the tracker itself."""
    if desk.source == "acme-jira":
        return desk.site.issue(ticket).values.get(desk.site.field_named(FIELD).id)
    task = desk.workspace.task(ticket)
    field = desk.workspace.custom_field(task, FIELD)
    return next((one.name for one in field.options if one.id == task.values.get(field.id)), None)
