"""A ladder for the tests of cycles: three steps, as the methods describe them, on a rule of the packs we ship."""

from dataclasses import replace

from rules.pack import Condition, Deed, Ladder, Pack, Step
from sync.engagement import Mode

RULE = "self-assessment-is-complete"
PLAN = "A second test environment is booked."
REVIEW, WARNING, FORMAL = "Internal review", "Client warning", "Formal escalation"
LADDER = Ladder(
    "delivery-risk",
    (RULE,),
    (
        Step(REVIEW, "project-manager", "0 working days", (Deed("comment"),)),
        Step(
            WARNING,
            "project-manager",
            "2 working days",
            (Deed("notice", "client-warning"),),
            (Condition("field", "Mitigation", "is", "filled in"),),
        ),
        Step(
            FORMAL,
            "delivery-manager",
            "3 working days",
            (Deed("label", "escalated"), Deed("notice", "formal-escalation"), Deed("mention", "project-manager")),
        ),
    ),
)


def put_up(house, ladder=LADDER, **changes):
    """Give every engagement the ladder, and let clients see and receive what it tells."""
    house.packs = {**house.packs, "escalation": Pack("escalation", ladders=(ladder,))}
    house.engagements = tuple(_with_ladder(one, changes) for one in house.engagements)


def _with_ladder(engagement, changes):
    contacts = tuple(replace(one, receives=(*one.receives, "escalation")) for one in engagement.client.contacts)
    visible = engagement.client_visible
    told = {
        "mode": Mode.ADVISE,
        "packs": (*engagement.packs, "escalation"),
        "client": replace(engagement.client, contacts=contacts),
        "client_visible": replace(visible, fields=(*visible.fields, "Mitigation")),
    }
    return replace(engagement, **{**told, **changes})


def release_all(house):
    for entry in house.store.outbox():
        if entry.state == "held":
            house.release(entry.id)


def escalation(desk, ticket):
    """What the comment says of the ladder."""
    (ours,) = desk.ours(ticket)
    return next((line for line in ours.text.splitlines() if line.startswith("Escalation")), "")


def notices(house):
    return [(entry.kind, entry.subject.partition(": ")[2], entry.state) for entry in house.store.outbox()]


def steps(account):
    """The steps of an account, each as what stood before and what stands after."""
    return [(action.before, action.after) for action in account.actions if action.verb == "escalate"]
