"""What a person does with waiting notices: list them, see why each waits, look at the very bytes, release, hold back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sync.mailing.deliveries import Delivery, DeliveryState
from sync.ports import Clock, PortError
from sync.remembered import OutboxEntry
from sync.render.documents import dumped
from sync.render.terminal import Ink, columns
from sync.store import Store
from sync.trail import THE_BOT

RELEASABLE = frozenset({"held", "gathered", "stuck", "failed"})
HOLDABLE = frozenset({"ready", "gathered"})
WAITS = {
    "held": "a person releases it",
    "ready": "it goes with the next sync",
    "gathered": "it goes with the client's next digest",
}


@dataclass(unsafe_hash=True)
class NotPossible(PortError):
    """A notice cannot be found or is not in a state in which this can be done."""

    what: str

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice with what became of it at each contact."""

    entry: OutboxEntry
    deliveries: tuple[Delivery, ...]

    @property
    def waits(self) -> str:
        """Why it is not with everybody yet; empty where it is."""
        if self.entry.state == "in digest":
            return f"it goes in {_listed(self.deliveries)}"
        return self.entry.error or WAITS.get(self.entry.state, "")


def _listed(deliveries: Iterable[Delivery]) -> str:
    """Name the digests some deliveries go in."""
    return ", ".join(dict.fromkeys(one.digest for one in deliveries if one.digest))


def posted(store: Store, entries: Iterable[OutboxEntry]) -> tuple[Posted, ...]:
    """Look up what became of notices."""
    return tuple(Posted(entry, tuple(store.mail.deliveries(entry.id))) for entry in entries)


def entry_named(store: Store, named: str) -> OutboxEntry:
    """Find a notice by its id or the unmistakable beginning of it; raises NotPossible."""
    found = [entry for entry in store.outbox() if entry.id.startswith(named)]
    if len(found) != 1:
        many = "several notices begin with" if found else "the outbox has no notice"
        raise NotPossible(f"{many} {named}; mail list shows them all")
    return found[0]


def release(store: Store, clock: Clock, named: str, who: str = THE_BOT) -> OutboxEntry:
    """Let a waiting notice go out; a stuck one too, since a person says so. Raises NotPossible."""
    entry = _in_state(store, named, RELEASABLE, "ready")
    if not store.mail.release([entry.id], clock.now(), only_from=entry.state, who=who):
        raise _changed(entry)
    return entry_named(store, entry.id)


def release_all(
    store: Store, clock: Clock, engagements: Iterable[str], contact: str | None, who: str = THE_BOT
) -> tuple[str, ...]:
    """Let every held notice of some engagements go, or only those to one contact; return their ids. What is stuck
    or failed is not among them: each needs a look of its own."""
    names = set(engagements)
    held = [one for one in store.outbox() if one.state == "held" and one.engagement in names]
    meant = [one.id for one in held if contact is None or _goes_to(one, contact)]
    return tuple(store.mail.release(meant, clock.now(), only_from="held", who=who))


def _goes_to(entry: OutboxEntry, contact: str) -> bool:
    return contact.casefold() in {address.casefold() for address in entry.to}


def hold_back(store: Store, clock: Clock, named: str, who: str = THE_BOT) -> OutboxEntry:
    """Keep a ready notice from going out until it is released. Raises NotPossible."""
    entry = _in_state(store, named, HOLDABLE, "held")
    if not store.keep_outbox_state(entry.id, "held", clock.now(), only_from=entry.state, who=who):
        raise _changed(entry)
    return entry_named(store, entry.id)


def _in_state(store: Store, named: str, allowed: frozenset[str], wanted: str) -> OutboxEntry:
    entry = entry_named(store, named)
    if entry.state == "in digest":
        digests = _listed(store.mail.deliveries(entry.id))
        raise NotPossible(f"notice {entry.id} goes in {digests}; that can be released or held, this one no more")
    if entry.state not in allowed:
        raise NotPossible(
            f"notice {entry.id} is {entry.state}; only {' or '.join(sorted(allowed))} ones can be made {wanted}"
        )
    return entry


def _changed(entry: OutboxEntry) -> NotPossible:
    return NotPossible(f"notice {entry.id} changed at this very moment; look at it with mail list")


def outbox_document(notices: Sequence[Posted]) -> str:
    """Return the JSON of `mail list --json`."""
    return dumped({"schema": 1, "notices": [_told(one) for one in notices]})


def _told(one: Posted) -> dict[str, object]:
    entry = one.entry
    return {
        "id": entry.id,
        "engagement": entry.engagement,
        "kind": entry.kind,
        "to": list(entry.to),
        "subject": entry.subject,
        "state": entry.state,
        "created": entry.created.isoformat(),
        "sent": entry.sent.isoformat() if entry.sent else None,
        "error": entry.error,
        "released": entry.released.isoformat() if entry.released else None,
        "recipients": [
            {
                "address": delivery.address,
                "state": delivery.state.value,
                "answer": delivery.answer,
                "tries": delivery.tries,
                "next_try": delivery.next_try.isoformat() if delivery.next_try else None,
                "digest": delivery.digest,
            }
            for delivery in one.deliveries
        ],
    }


def outbox_lines(notices: Sequence[Posted], ink: Ink) -> list[str]:
    """Return the outbox for a terminal: a line for each notice, and below it why it is not with everybody yet."""
    if not notices:
        return ["The outbox is empty."]
    rows = [(e.id, e.state, e.engagement, e.kind, ", ".join(e.to), e.subject) for e in (one.entry for one in notices)]
    first, *rest = columns([("id", "state", "engagement", "kind", "to", "subject"), *rows])
    lines = [ink.style(first, "dim")]
    for one, row in zip(notices, rest, strict=True):
        lines += [row, *(f"  → {said}" for said in _reasons(one))]
    return lines


def _reasons(one: Posted) -> list[str]:
    apart = [f"{delivery.address}: {_at(delivery)}{delivery.answer}" for delivery in one.deliveries if delivery.answer]
    return apart or ([one.waits] if one.waits else [])


def _at(delivery: Delivery) -> str:
    if delivery.state is not DeliveryState.WAITING or delivery.next_try is None or not delivery.tries:
        return ""
    return f"{_counted(delivery.tries)}, again at {delivery.next_try:%Y-%m-%d %H:%M} UTC; "


def _counted(tries: int) -> str:
    return "tried once" if tries == 1 else f"tried {tries} times"
