"""A client that gets digests, and letters for it."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

from sync.engagement import Client, Contact, MailHours
from sync.mailing.post import Draft, entry_for
from sync.render.letters import render
from sync.render.samples import LETTERS
from tests.post.rooms import ANA, APOLLO, BO

TUESDAY = datetime(2026, 3, 10, 9, tzinfo=UTC)  # when the client's sending hours begin, a day after the clock's
LATER = replace(LETTERS["milestone"], day=TUESDAY.date())
RECEIVES = {
    "milestone": "milestones",
    "delay": "delays",
    "weekly": "weekly",
    "client-warning": "escalation",
    "formal-escalation": "escalation",
}
CONTACTS = (Contact("Ana", ANA, ("milestones", "delays", "escalation")), Contact("Bo", BO, ("milestones",)))


def client_with(digest, contacts=CONTACTS):
    return replace(APOLLO, client=Client("Apollo Bank", contacts=contacts, mail=MailHours(digest=digest)))


DAILY, WEEKLY, SINGLE = client_with("daily"), client_with("weekly"), client_with(None)


def write(room, number, kind="milestone", engagement=DAILY, letter=None):
    """Queue a notice of a kind as a cycle does; return it as it was queued."""
    letter = letter or LETTERS[kind]
    draft = Draft(kind, RECEIVES[kind], f"{number:024}"[::-1], render(letter), letter)
    entry = entry_for(draft, engagement, room.mail, room.store, room.clock.now())
    room.put(entry)
    return entry


def states(room):
    """How each notice stands, by kind in the order they were written."""
    return [(entry.kind, entry.state) for entry in room.store.outbox()]


def arrived(room):
    """What the mail server took: to whom, and the text without its layout."""
    return [(mail.recipients[0], text_of(mail.data)) for mail in room.box.messages]


def text_of(message):
    return message_from_bytes(message, policy=policy.default).get_body(("plain",)).get_content()
