"""Brings gathered notices on their way when a client's digest is due: together, or a single one as itself."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sync.clients.letters import Digest, Letter, Single
from sync.engagement import Engagement, MailPolicy
from sync.mailing.deliveries import DeliveryState
from sync.mailing.guards import is_time_for
from sync.mailing.post import Draft, may_go, unwanted, written
from sync.mailing.unsubscribe import BETWEEN
from sync.ports import Missing
from sync.remembered import OutboxEntry
from sync.render.letters import render
from sync.render.stationery import Stationery
from sync.store import Store

DIGEST = "digest"
CHANGEABLE = frozenset({"held", "ready"})


@dataclass(frozen=True, slots=True)
class Gathering:
    """What notices of one engagement are put together from and with, and when."""

    store: Store
    engagement: Engagement
    mail: MailPolicy
    stationery: Stationery
    now: datetime

    def gather(self) -> tuple[OutboxEntry, ...]:
        """Let every gathered notice go whose time has come; return the notices that go now. Contacts that get the same
        notices get one digest; what went together once does so never again, wherever a run ends."""
        if self.engagement.client.mail.digest is not None:
            self._scatter_unwanted()
        due = [one for one in self._gathered() if is_time_for(one.created, self.engagement.client, self.now)]
        waiting = {one.id: self._waiting(one) for one in due}
        made = (self._brought(parts, to, waiting) for parts, to in _compositions(due, waiting))
        return tuple(entry for entry in made if entry is not None)

    def _gathered(self) -> Sequence[OutboxEntry]:
        return self.store.mail.gathered(self.engagement.name)

    def _scatter_unwanted(self) -> None:
        """Take apart the digests of which a contact wants no part any more: they are put together anew without it."""
        for entry in self.store.outbox(self.engagement.name):
            if entry.kind == DIGEST and entry.state in CHANGEABLE:
                why = next(filter(None, (unwanted(self.store, entry, address) for address in entry.to)), None)
                if why is not None:
                    self.store.mail.scatter(entry.id, why, self.now)

    def _waiting(self, entry: OutboxEntry) -> tuple[str, ...]:
        """Return the contacts a notice is gathered for; for those that want none of it, it has failed."""
        gathered = [one for one in self.store.mail.deliveries(entry.id) if one.state is DeliveryState.GATHERED]
        whys = {one.address: unwanted(self.store, entry, one.address) for one in gathered}
        if failed := [one.failed(why) for one in gathered if (why := whys[one.address])]:
            self.store.mail.keep_deliveries(failed, self.now)
        return tuple(one.address for one in gathered if not whys[one.address])

    def _brought(
        self, parts: Sequence[OutboxEntry], to: tuple[str, ...], waiting: Mapping[str, tuple[str, ...]]
    ) -> OutboxEntry | None:
        may = all(may_go(one.kind, self.engagement, self.mail, to, self.store) for one in parts)
        state = "ready" if may else "held"
        (first, *more) = parts
        if not more and first.state == "gathered" and waiting[first.id] == to:
            goes = self.store.keep_outbox_state(first.id, state, self.now, only_from="gathered")
            return self.store.mail.entry(first.id) if goes else None
        entry = replace(self._together(parts, to), state=state)
        return entry if self.store.mail.gather(entry, [one.id for one in parts], self.now) else None

    def _together(self, parts: Sequence[OutboxEntry], to: tuple[str, ...]) -> OutboxEntry:
        """Write several notices as one; a single one as it stands, to those who get no other."""
        letters = tuple(map(_letter_of, parts))
        client = self.engagement.client
        letter: Letter = letters[0]
        if len(letters) > 1:
            letter = Digest(client.name, letters, self.now.astimezone(client.zone).date())
        draft = Draft(
            kind=DIGEST if len(letters) > 1 else parts[0].kind,
            receives=BETWEEN.join(sorted({one.receives for one in parts})),
            key=_key(parts, to),
            rendered=render(letter, client.language, self.stationery),
        )
        return written(draft, to, self.engagement.name, self.mail, self.store, self.now)


def _compositions(
    due: Sequence[OutboxEntry], waiting: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[list[OutboxEntry], tuple[str, ...]]]:
    """Yield what goes together, with the contacts that get just this."""
    per_contact: defaultdict[str, list[str]] = defaultdict(list)
    for entry in due:
        for address in waiting[entry.id]:
            per_contact[address].append(entry.id)
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for address, ids in per_contact.items():
        groups[tuple(ids)].append(address)
    for parts, contacts in groups.items():
        yield [entry for entry in due if entry.id in parts], tuple(contacts)


def _letter_of(entry: OutboxEntry) -> Single:
    if entry.letter is None:
        raise Missing("state", f"what gathered notice {entry.id} tells")
    return entry.letter


def _key(parts: Sequence[OutboxEntry], to: Sequence[str]) -> str:
    """Return what is the same for the same notices to the same contacts."""
    told = [DIGEST, *(one.id for one in parts), *(address.casefold() for address in to)]
    return sha256("\n".join(told).encode()).hexdigest()[:24]
