"""An engagement whose client hears of everything, and what the client reads."""

from dataclasses import replace
from email import message_from_bytes, policy

from rules.pack import Pack, Stage
from sync.engagement import ClientVisible, Limits, MailMode, Mode
from tests.sync.desks import VISIBLE_NAME

RECEIVES = ("milestones", "delays", "weekly", "delivery", "approvals", "survey")
NAMES = ("Mitigation", "Reason", "description", "estimate", "Impact on time", "Impact on budget")
DELIVERY = Pack(
    "delivery",
    stages=(
        Stage("Assigned"),
        Stage("In Progress"),
        Stage("Review"),
        Stage("Complete", tells=("survey",)),
        Stage("Delivered", tells=("delivery",)),
    ),
)


def inform(house, desk, *, packs=(DELIVERY,), language="en", **changes):
    """Let one client hear of everything; packs ask nothing that is not at hand."""
    desk.add_field("Reason")
    house.packs = {pack.name: pack for pack in packs}
    house.engagements = tuple(_informed(one, packs, language, changes) for one in house.engagements)


def _informed(engagement, packs, language, changes):
    contacts = tuple(replace(one, receives=RECEIVES) for one in engagement.client.contacts)
    told = {
        "mode": Mode.ADVISE,
        "packs": tuple(pack.name for pack in packs),
        "client": replace(engagement.client, contacts=contacts, language=language),
        "client_visible": ClientVisible(("Deliverable", "Milestone", "Change Request"), NAMES, VISIBLE_NAME),
        "limits": Limits(changes=500, share=1.0, mails=50),
    }
    return replace(engagement, **{**told, **changes})


def send_at_once(house):
    house.mail = replace(house.mail, mode=MailMode.SEND, first_contact=MailMode.SEND)


def text_of(received):
    """The plain text of a mail, on one line."""
    message = message_from_bytes(received.data, policy=policy.default)
    return " ".join(message.get_body(("plain",)).get_content().split())


def header(received, name):
    return message_from_bytes(received.data, policy=policy.default)[name]


def stories(house):
    """Kind and state of every notice there is."""
    return [(entry.kind, entry.state) for entry in house.store.outbox()]


def is_quiet(house):
    """Tell whether another cycle writes, queues and sends nothing."""
    mails, before = len(house.mails), stories(house)
    account = house.sync()
    return account.actions == () and len(house.mails) == mails and stories(house) == before
