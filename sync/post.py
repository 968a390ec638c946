"""Takes what is ready in the outbox to the mail server: each notice once, or shown as stuck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from sync.engagement import Engagement, MailMode, MailPolicy
from sync.letters import Envelope
from sync.notices import mode_of, recipients
from sync.ports import Clock, Mailbox, NotAuthorised, OutcomeUnknown, Unreachable
from sync.remembered import OutboxEntry
from sync.render.errors import sentence
from sync.render.mail import message
from sync.render.page import Rendered
from sync.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """A worded letter on its way to the outbox. It goes to contacts that receive `receives`; `key` is the same
    for the same news."""

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
        state="ready" if may_go(draft.kind, engagement, mail, to, store) else "held",
        created=now,
    )


def may_go(kind: str, engagement: Engagement, mail: MailPolicy, to: Sequence[str], store: Store) -> bool:
    """A notice goes without a person's release only in mode send and to contacts that had mail before."""
    if mode_of(kind, engagement, mail) is not MailMode.SEND:
        return False
    return mail.first_contact is MailMode.SEND or all(store.met(address) for address in to)


def find_stuck(store: Store, clock: Clock) -> None:
    """Mark notices whose sending was interrupted: they may have gone, so they are never sent again."""
    for entry in store.outbox():
        if entry.state == "sending":
            said = "the run ended while it was being sent; ask the recipient before releasing it again"
            store.keep_outbox_state(entry.id, "stuck", clock.now(), said)


def send_ready(
    store: Store, mailbox: Mailbox, mail: MailPolicy, clock: Clock, only: str | None = None
) -> tuple[OutboxEntry, ...]:
    """Send every ready notice (or `only` the one of an id) and return those touched, with their new state.
    A server that is not reachable leaves the rest ready for the next cycle."""
    ready = [entry for entry in store.outbox() if entry.state == "ready" and only in {None, entry.id}]
    for entry in ready:
        if not _send(entry, store, mailbox, mail, clock):
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


def _send(entry: OutboxEntry, store: Store, mailbox: Mailbox, mail: MailPolicy, clock: Clock) -> bool:
    """Send one notice; False where the server cannot be used now."""
    store.keep_outbox_state(entry.id, "sending", clock.now())
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
