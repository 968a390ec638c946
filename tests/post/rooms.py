"""A store on disk, a mail server on loopback and a clock to move on: what sending needs, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from connectors.smtp import Smtp
from sync.engagement import Client, Contact, Engagement, MailMode, MailPolicy, Mode, Scope, ScopeKind
from sync.mailing.gathering import Gathering
from sync.mailing.outbox import entry_named, release
from sync.mailing.post import find_stuck, send_ready
from sync.remembered import OutboxEntry
from sync.render.stationery import BUILT_IN

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
ANA, BO = "ana@client.example", "bo@client.example"
PM = "pm@acme.example"
MAIL = MailPolicy(
    "Delivery <delivery@acme.example>",
    MailMode.SEND,
    MailMode.SEND,
    ("client.example",),
    team={"Project-Manager": PM},
)
APOLLO = Engagement(
    "apollo",
    "jira",
    Scope(ScopeKind.PROJECT, "APO"),
    ("delivery",),
    Client("Apollo Bank", contacts=(Contact("Ana", ANA, ("milestones", "delays")), Contact("Bo", BO, ("milestones",)))),
    mode=Mode.ENFORCE,
)


class Clock:
    def __init__(self, at=MONDAY):
        self.at = at

    def now(self):
        return self.at

    def pass_(self, **time):
        self.at += timedelta(**time)


def notice(number, *to, kind="milestone", **more):
    """A notice as the outbox holds it; its message names it."""
    said = f"Subject: Notice {number}\r\n\r\nReached.\r\n".encode()
    about = {"subject": "Status", "message": said, "state": "ready", "created": MONDAY, "receives": "milestones"}
    return OutboxEntry(str(number), f"key {number}", "apollo", kind, to or (ANA,), **(about | more))


class PostRoom:
    def __init__(self, store, box):
        self.store, self.box, self.clock, self.mail = store, box, Clock(), MAIL
        self.mailbox = Smtp("127.0.0.1", box.port, wait=lambda _seconds: None)

    def put(self, *notices):
        for one in notices:
            assert self.store.queue(one, one.engagement, ())

    def run(self, **passed):
        """Send what is ready, some time after whatever was before."""
        self.clock.pass_(**passed)
        return send_ready(self.store, self.mailbox, self.mail, self.clock)

    def gather(self, engagement):
        """Put together what goes in a digest by now, as a cycle does before it sends."""
        return Gathering(self.store, engagement, self.mail, BUILT_IN, self.clock.now()).gather()

    def find_stuck(self):
        find_stuck(self.store, self.clock)

    def release(self, named):
        return release(self.store, self.clock, named)

    def set(self, **changes):
        self.mail = replace(self.mail, **changes)

    def of(self, number="1"):
        return entry_named(self.store, str(number))

    def delivery(self, address, number="1"):
        return next(one for one in self.store.mail.deliveries(str(number)) if one.address == address)

    @property
    def got(self):
        """Who has which notice, by the mail server's own books."""
        return [
            (mail.recipients[0], mail.data.partition(b"\r\n")[0].split()[-1].decode()) for mail in self.box.messages
        ]
