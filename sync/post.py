"""Takes what is ready in the outbox to the mail server: each notice once, or shown as stuck."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from uuid import uuid4

from sync.engagement import Engagement, MailMode, MailPolicy
from sync.lease import OUTBOX, Tenure, tenure
from sync.letters import Envelope
from sync.notices import mode_of, recipients
from sync.ports import Busy, Clock, LeaseLost, Mailbox, NotAuthorised, OutcomeUnknown, Unreachable
from sync.remembered import OutboxEntry
from sync.render.errors import sentence
from sync.render.mail import message
from sync.render.page import Rendered
from sync.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """A worded letter on its way to the outbox. It goes to contacts that receive `receives`, the team's own to
    none of them; `key` is the same for the same news."""

    kind: str
    receives: str
    key: str
    rendered: Rendered


def entry_for(
    draft: Draft, engagement: Engagement, mail: MailPolicy, store: Store, now: datetime
) -> OutboxEntry | None:
    """Write a letter as an outbox entry; None where nobody at the client receives this kind."""
    to = tuple(contact.email for contact in recipients(engagement, mail, draft.receives))
    if not to:
        return None
    state = "ready" if may_go(draft.kind, engagement, mail, to, store) else "held"
    return _entry(draft, to, state, engagement, mail, now)


def entry_for_team(
    draft: Draft, address: str | None, engagement: Engagement, mail: MailPolicy | None, now: datetime
) -> OutboxEntry | None:
    """Write a letter to one of the team; None where there is no address or mail is off. What keeps clients' mail
    back, a release by a person or a limit, is not for the team's own."""
    if address is None or mail is None or mail.mode is MailMode.OFF:
        return None
    return _entry(draft, (address,), "ready", engagement, mail, now)


def _entry(
    draft: Draft, to: tuple[str, ...], state: str, engagement: Engagement, mail: MailPolicy, now: datetime
) -> OutboxEntry:
    domain = parseaddr(mail.sender)[1].rpartition("@")[2] or "localhost"
    envelope = Envelope(mail.sender, to, f"<{draft.key}@{domain}>", now.timestamp())
    return OutboxEntry(
        id=draft.key[:12],
        key=draft.key,
        engagement=engagement.name,
        kind=draft.kind,
        to=to,
        subject=draft.rendered.subject,
        message=message(draft.rendered, envelope),
        state=state,
        created=now,
    )


def content_of(entry: OutboxEntry) -> str:
    """Fingerprint of what a notice says and to whom: of its very bytes but for the moment of writing."""
    undated = re.sub(rb"(?m)^Date: .*\r\n", b"", entry.message, count=1)
    return sha256("\n".join(entry.to).encode() + b"\n\n" + undated).hexdigest()[:16]


def may_go(kind: str, engagement: Engagement, mail: MailPolicy, to: Sequence[str], store: Store) -> bool:
    """A notice goes without a person's release only in mode send and to contacts that had mail before."""
    if mode_of(kind, engagement, mail) is not MailMode.SEND:
        return False
    return mail.first_contact is MailMode.SEND or all(store.met(address) for address in to)


def find_stuck(store: Store, clock: Clock) -> None:
    """Mark notices whose sending was interrupted: they may have gone, so they are never sent again. What another
    run is sending at this moment is its own."""
    said = "the run ended while it was being sent; ask the recipient before releasing it again"
    with suppress(Busy), tenure(store, clock, OUTBOX, uuid4().hex):
        for entry in store.outbox():
            if entry.state == "sending":
                store.keep_outbox_state(entry.id, "stuck", clock.now(), said, only_from="sending")


def send_ready(
    store: Store, mailbox: Mailbox, mail: MailPolicy, clock: Clock, only: str | None = None
) -> tuple[OutboxEntry, ...]:
    """Send every ready notice (or `only` the one of an id) and return those touched, with their new state.
    A server that is not reachable leaves the rest ready for the next cycle, and so does another run that sends."""
    ready = [entry for entry in store.outbox() if entry.state == "ready" and only in {None, entry.id}]
    with suppress(Busy, LeaseLost), tenure(store, clock, OUTBOX, uuid4().hex) as mine:
        for entry in ready:
            if not _send(entry, mine, mailbox, mail):
                break
    touched = {entry.id for entry in ready}
    return tuple(entry for entry in store.outbox() if entry.id in touched)


def release_held(
    store: Store, mailbox: Mailbox | None, mail: MailPolicy | None, clock: Clock
) -> tuple[OutboxEntry, ...]:
    """Release and send everything that is held, as a person would one by one."""
    for entry in store.outbox():
        if entry.state == "held":
            store.keep_outbox_state(entry.id, "ready", clock.now())
    return () if mailbox is None or mail is None else send_ready(store, mailbox, mail, clock)


def _send(entry: OutboxEntry, mine: Tenure, mailbox: Mailbox, mail: MailPolicy) -> bool:
    """Send one notice, if nobody held it back meanwhile; False where the server cannot be used now."""
    store, clock = mine.store, mine.clock
    mine.hold()
    if not store.keep_outbox_state(entry.id, "sending", clock.now(), only_from="ready"):
        return True
    try:
        refused = mailbox.send(entry.message, parseaddr(mail.sender)[1], entry.to)
    except OutcomeUnknown as error:
        store.keep_outbox_state(entry.id, "stuck", clock.now(), sentence(error))
        return True
    except (Unreachable, NotAuthorised) as error:
        store.keep_outbox_state(entry.id, "ready", clock.now(), sentence(error))
        return False
    state = "failed" if set(refused) >= set(entry.to) else "sent"
    store.keep_outbox_state(entry.id, state, clock.now(), _refusals(refused))
    return True


def _refusals(refused: Mapping[str, str]) -> str | None:
    return "; ".join(f"{address}: {why}" for address, why in refused.items()) or None
