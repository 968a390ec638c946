"""Takes what is ready in the outbox to the mail server: to each contact once, or shown as stuck."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from sync.clients.letters import Envelope, Single
from sync.engagement import Engagement, MailMode, MailPolicy
from sync.hands import going_on
from sync.lease import Tenure, tenure
from sync.mailing.deliveries import Delivery
from sync.mailing.guards import asleep, asleep_until, barred, is_gathered, to_be_released
from sync.mailing.personal import address_of, comes_back_to, personal
from sync.mailing.ports import Mailbox
from sync.mailing.unsubscribe import words_in
from sync.notices import FOR_THE_TEAM, conversation_of, mode_of, recipients
from sync.ports import (
    Busy,
    Clock,
    LeaseLost,
    Missing,
    NotAuthorised,
    OutcomeUnknown,
    PortError,
    Refused,
    Stopped,
    Unreachable,
)
from sync.remembered import OUTBOX, OutboxEntry
from sync.render.errors import sentence
from sync.render.mail import message
from sync.render.page import Rendered
from sync.store import Store

GOES_BY_ITSELF = frozenset({"ready", "gathered"})  # states of a new notice that needs no person any more
ASK = "It may have arrived: ask the recipient before you release it again."


@dataclass(frozen=True, slots=True)
class Draft:
    """A worded letter on its way to the outbox. It goes to contacts that receive `receives`, the team's own to
    none of them; `key` is the same for the same news. Only with its `letter` can it be gathered for a digest."""

    kind: str
    receives: str
    key: str
    rendered: Rendered
    letter: Single | None = None


def entry_for(
    draft: Draft, engagement: Engagement, mail: MailPolicy, store: Store, now: datetime
) -> OutboxEntry | None:
    """Write a letter as an outbox entry, gathered where the client gets digests; None where nobody at the client
    receives this kind."""
    gone = store.mail.unwanted(engagement.name, draft.receives)
    to = tuple(contact.email for contact in recipients(engagement, mail, draft.receives, gone))
    if not to:
        return None
    entry = written(draft, to, engagement.name, mail, store, now)
    if draft.letter is not None and is_gathered(draft.kind, engagement):
        return replace(entry, state="gathered", letter=draft.letter)
    return entry if may_go(draft.kind, engagement, mail, to, store) else replace(entry, state="held")


def written(
    draft: Draft, to: tuple[str, ...], engagement: str, mail: MailPolicy, store: Store, now: datetime
) -> OutboxEntry:
    """Write a letter to contacts as an outbox entry that is ready, in the conversation of its kind."""
    name = conversation_of(draft.kind)
    thread = store.mail.thread(engagement, name)
    references = (thread.root, thread.last) if thread else ()
    envelope = replace(_envelope(draft, to, mail, now), references=references, reply_to=mail.project_manager)
    return replace(_entry(draft, envelope, engagement, now), receives=draft.receives, thread=name)


def entry_for_team(
    draft: Draft, address: str | None, engagement: str, mail: MailPolicy | None, now: datetime
) -> OutboxEntry | None:
    """Write a letter to one of the team; None where there is no address or mail is off. What keeps clients' mail
    back, a release by a person or a limit, is not for the team's own; nor is it part of a thread. `engagement` is its
    name, empty for a letter on several."""
    if address is None or mail is None or mail.mode is MailMode.OFF:
        return None
    return _entry(draft, _envelope(draft, (address,), mail, now), engagement, now)


def _envelope(draft: Draft, to: tuple[str, ...], mail: MailPolicy, now: datetime) -> Envelope:
    domain = address_of(mail).rpartition("@")[2] or "localhost"
    return Envelope(mail.sender, to, f"<{draft.key}@{domain}>", now.timestamp())


def _entry(draft: Draft, envelope: Envelope, engagement: str, now: datetime) -> OutboxEntry:
    return OutboxEntry(
        id=draft.key[:12],
        key=draft.key,
        engagement=engagement,
        kind=draft.kind,
        to=envelope.to,
        subject=draft.rendered.subject,
        message=message(draft.rendered, envelope),
        state="ready",
        created=now,
        message_id=envelope.message_id,
    )


OF_THE_MOMENT = re.compile(rb"(?m)^(?:Date|In-Reply-To|References): .*\r\n(?:[ \t].*\r\n)*")
"""Headers that depend on when a notice is written, and what was queued before."""


def content_of(entry: OutboxEntry) -> str:
    """Fingerprint of what a notice says and to whom: of its very bytes but for those headers."""
    headers, end, body = entry.message.partition(b"\r\n\r\n")
    said = OF_THE_MOMENT.sub(b"", headers + b"\r\n") + end + body
    return sha256("\n".join(entry.to).encode() + b"\n\n" + said).hexdigest()[:16]


def may_go(kind: str, engagement: Engagement, mail: MailPolicy, to: Sequence[str], store: Store) -> bool:
    """A notice goes without a person's release only in mode send and to contacts that had mail before; after the store
    came back from a backup, only once a cycle came to its end, as that one may tell what was told."""
    if mode_of(kind, engagement, mail) is not MailMode.SEND or store.mail.is_restored(engagement.name):
        return False
    return mail.first_contact is MailMode.SEND or all(store.met(address) for address in to)


def unwanted(store: Store, entry: OutboxEntry, address: str) -> str | None:
    """Say why a contact gets nothing of a notice any more; None where it does."""
    for word in words_in(entry.receives):
        if address.casefold() in store.mail.unwanted(entry.engagement, word):
            why = store.mail.stopped(address)
            return f"this contact gets no more mail: {why}" if why else f"this contact unsubscribed from {word}"
    return None


def find_stuck(store: Store, clock: Clock) -> None:
    """Mark deliveries that were interrupted: they may have arrived, so they are never sent again by themselves. What
    another run is sending at this moment is its own."""
    with suppress(Busy), tenure(store, clock, OUTBOX, uuid4().hex):
        store.mail.strand(f"the run ended while it was being sent. {ASK}", clock.now())


def send_ready(
    store: Store,
    mailbox: Mailbox,
    mail: MailPolicy,
    clock: Clock,
    only: Collection[str] | None = None,
    *,
    goes_on: Callable[[], None] = going_on,
) -> Iterator[OutboxEntry]:
    """Send what is ready and may go now (or `only` notices of some ids), and return the notices looked at with
    their new state, each read when it is asked for. What a server that is not reachable leaves goes with the next run,
    and so does everything while another run sends, and what is left where `goes_on`, asked before each mail, raises
    Stopped."""
    seen = _due(store, clock, only)
    if seen:
        with suppress(Busy, LeaseLost, Stopped), tenure(store, clock, OUTBOX, uuid4().hex) as mine:
            _Round(mine, mailbox, mail, goes_on).send(_due(store, clock, only))
    entries = (store.mail.entry(notice) for notice in dict.fromkeys(one.notice for one in seen))
    return (entry for entry in entries if entry is not None)


def _due(store: Store, clock: Clock, only: Collection[str] | None) -> list[Delivery]:
    return [one for one in store.mail.due(clock.now()) if only is None or one.notice in only]


def release_held(
    store: Store, mailbox: Mailbox | None, mail: MailPolicy | None, clock: Clock
) -> tuple[OutboxEntry, ...]:
    """Release and send everything that is held, as a person would one by one."""
    held = [entry.id for entry in store.outbox() if entry.state == "held"]
    store.mail.release(held, clock.now())
    return () if mailbox is None or mail is None else tuple(send_ready(store, mailbox, mail, clock))


@dataclass(frozen=True, slots=True)
class _Round:
    """One run over what is due; no other one sends meanwhile."""

    mine: Tenure
    mailbox: Mailbox
    mail: MailPolicy
    goes_on: Callable[[], None] = going_on

    @property
    def store(self) -> Store:
        return self.mine.store

    @property
    def clock(self) -> Clock:
        return self.mine.clock

    def send(self, due: Sequence[Delivery]) -> None:
        cleared = self._within_the_limit([one for one in due if self.is_cleared(one)])
        if cleared:
            with self.mailbox:
                self.hand_over(cleared)

    def _within_the_limit(self, cleared: Sequence[Delivery]) -> list[Delivery]:
        """Return the deliveries of the first so many notices to clients, and all of the team's own; the others go with
        the next run."""
        if len({one.notice for one in cleared}) <= self.mail.most:
            return list(cleared)
        to_clients = [one.notice for one in cleared if self._entry(one).kind not in FOR_THE_TEAM]
        late = set(list(dict.fromkeys(to_clients))[self.mail.most :])
        return [one for one in cleared if one.notice not in late]

    def is_cleared(self, delivery: Delivery) -> bool:
        """Tell whether a delivery may go now; where not, write down what becomes of it. What guards clients does not
        keep back the team's own mail."""
        entry, now = self._entry(delivery), self.clock.now()
        if entry.kind in FOR_THE_TEAM:
            return True
        if why := barred(delivery.address, self.mail) or unwanted(self.store, entry, delivery.address):
            self._set_aside(delivery.failed(why))
        elif entry.state == "ready" and (why := self._hold(entry)):
            self.store.keep_outbox_state(entry.id, "held", now, why, only_from="ready")
        elif opens := asleep_until(entry, self.mail, now):
            self._set_aside(delivery.kept_until(opens, asleep(entry, self.mail, opens)))
        else:
            return entry.state != "held"
        return False

    def _hold(self, entry: OutboxEntry) -> str | None:
        asks = self.mail.first_contact is MailMode.HOLD
        is_new = asks and not all(self.store.met(address) for address in entry.to)
        return to_be_released(entry, self.mail, is_new=is_new)

    def hand_over(self, cleared: Sequence[Delivery]) -> None:
        """Send one after the other. How one ended is kept in the transaction that takes the next in hand, or at once
        where that would have to wait for a new connection. Where the server cannot be used, the rest says so and waits
        for the next run: that is no contact's fault, and counts as no try."""
        ended: list[Delivery] = []  # and not kept yet: one at most
        try:
            for place, delivery in enumerate(cleared):
                if not self.mailbox.is_at_hand():
                    self._keep(ended)
                    if (error := self._trouble()) is not None:
                        self._set_aside(*(one.kept_until(None, sentence(error)) for one in cleared[place:]))
                        return
                self.goes_on()
                self.mine.hold()
                entry = self.store.mail.claim(delivery, self.clock.now(), ended)
                ended.clear()
                if entry is not None:
                    ended.append(self._sent(delivery, entry))
        finally:
            self._keep(ended)

    def _keep(self, ended: list[Delivery]) -> None:
        if ended:
            self.store.mail.keep_deliveries(ended, self.clock.now())
            ended.clear()

    def _trouble(self) -> PortError | None:
        try:
            self.mailbox.check()
        except (Unreachable, NotAuthorised, Refused) as error:
            return error
        return None

    def _sent(self, delivery: Delivery, entry: OutboxEntry) -> Delivery:
        """Hand one delivery over and return it as it stands then."""
        try:
            refused = self.mailbox.send(
                personal(entry, delivery.address, self.mail),
                comes_back_to(entry, delivery, self.mail),
                [delivery.address],
            )
        except OutcomeUnknown as error:
            return delivery.lost(f"{error.service} gave no answer to the message ({error.reason}). {ASK}")
        except (Unreachable, NotAuthorised, Refused) as error:
            return delivery.put_off(sentence(error), self.clock.now())
        answer = refused.get(delivery.address)
        return delivery.taken() if answer is None else delivery.refused(answer, self.clock.now())

    def _set_aside(self, *deliveries: Delivery) -> None:
        self.store.mail.set_aside(deliveries, self.clock.now())

    def _entry(self, delivery: Delivery) -> OutboxEntry:
        entry = self.store.mail.entry(delivery.notice)
        if entry is None:
            raise Missing("state", f"notice {delivery.notice}")
        return entry
