"""Lets a contact have no more mail, and tells the project manager why."""

from dataclasses import dataclass
from hashlib import sha256

from sync.clients.letters import Envelope
from sync.engagement import MailPolicy
from sync.mailing.personal import address_of
from sync.mailing.unsubscribe import Unsubscription
from sync.notices import BOUNCE
from sync.ports import Clock
from sync.remembered import OutboxEntry
from sync.render.mail import message
from sync.render.team_note import Note, render_note
from sync.store import Store


@dataclass(frozen=True, slots=True)
class Halt:
    """A contact nothing reaches; `cause` names the mail that came back."""

    engagement: str
    address: str
    why: str
    cause: str


def stop_contact(store: Store, mail: MailPolicy, clock: Clock, halt: Halt) -> bool:
    """Stop all mail to a contact; False where that is so already."""
    if store.mail.stopped(halt.address) is not None:
        return False
    note = Note(
        subject=f"{halt.engagement}: mail does not reach {halt.address}",
        said=f"Mail to {halt.address} came back: {halt.why.rstrip('.')}.",
        next_step=(
            "Nothing more is sent to this address. Find out where the contact can be reached and correct the address "
            f"in stageward.yaml; if it works again, say stageward mail resume {halt.address}."
        ),
    )
    _tell_project_manager(store, mail, clock, halt.engagement, note, halt.cause)
    return store.mail.stop(halt.address, halt.why, clock.now())


def unsubscribe(store: Store, mail: MailPolicy, clock: Clock, wish: Unsubscription) -> bool:
    """Keep a contact's wish for no more mail of a kind; False where it is kept already."""
    if wish.address.casefold() in store.mail.unwanted(wish.engagement, wish.receives):
        return False
    note = Note(
        subject=f"{wish.engagement}: {wish.address} unsubscribed from {wish.receives}",
        said=f"{wish.address} used the link in a mail to get no more {wish.receives}.",
        next_step="No more of this kind is sent there. Agree with the client on how they want to hear of it.",
    )
    _tell_project_manager(store, mail, clock, wish.engagement, note, f"{wish.address} {wish.receives}")
    return store.mail.unsubscribe(wish, clock.now())


def _tell_project_manager(
    store: Store, mail: MailPolicy, clock: Clock, engagement: str, note: Note, cause: str
) -> None:
    """Put a note into the outbox, once for each cause. It goes before its cause is kept: told twice to the outbox
    it is there once, while one that was never told would be lost."""
    to = mail.project_manager
    if to is None:
        return  # the contact shows as stopped in mail list all the same
    key = sha256(f"{BOUNCE}\n{engagement}\n{cause}".encode()).hexdigest()[:24]
    message_id = f"<{key}@{address_of(mail).rpartition('@')[2]}>"
    envelope = Envelope(mail.sender, (to,), message_id, clock.now().timestamp())
    entry = OutboxEntry(
        id=key[:12],
        key=key,
        engagement=engagement,
        kind=BOUNCE,
        to=(to,),
        subject=note.subject,
        message=message(render_note(note), envelope),
        state="ready",
        created=clock.now(),
        message_id=message_id,
    )
    store.queue(entry, engagement, ())
