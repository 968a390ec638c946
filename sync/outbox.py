"""What a person does with waiting notices: list them, look at the very bytes, release one, hold one back."""

from collections.abc import Sequence
from dataclasses import dataclass

from sync.ports import Clock, PortError
from sync.remembered import OutboxEntry
from sync.render.documents import dumped
from sync.render.terminal import Ink, columns
from sync.store import Store
from sync.trail import THE_BOT

RELEASABLE = frozenset({"held", "stuck", "failed"})
HOLDABLE = frozenset({"ready"})


@dataclass(unsafe_hash=True)
class NotPossible(PortError):
    """A notice cannot be found or is not in a state in which this can be done."""

    what: str

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class Turn:
    """What `who` does with a notice: to which state it goes, and from which ones it may."""

    state: str
    allowed: frozenset[str]
    who: str


def entry_named(store: Store, named: str) -> OutboxEntry:
    """Find a notice by its id or the unmistakable beginning of it; raises NotPossible."""
    found = [entry for entry in store.outbox() if entry.id.startswith(named)]
    if len(found) != 1:
        many = "several notices begin with" if found else "the outbox has no notice"
        raise NotPossible(f"{many} {named}; mail list shows them all")
    return found[0]


def release(store: Store, clock: Clock, named: str, who: str = THE_BOT) -> OutboxEntry:
    """Let a waiting notice go out; a stuck one too, since a person says so. Raises NotPossible."""
    return _turn(store, clock, named, Turn("ready", RELEASABLE, who))


def hold_back(store: Store, clock: Clock, named: str, who: str = THE_BOT) -> OutboxEntry:
    """Keep a ready notice from going out until it is released. Raises NotPossible."""
    return _turn(store, clock, named, Turn("held", HOLDABLE, who))


def _turn(store: Store, clock: Clock, named: str, turn: Turn) -> OutboxEntry:
    entry = entry_named(store, named)
    if entry.state not in turn.allowed:
        raise NotPossible(
            f"notice {entry.id} is {entry.state}; only {' or '.join(sorted(turn.allowed))} ones can be made {turn.state}"
        )
    if not store.keep_outbox_state(entry.id, turn.state, clock.now(), only_from=entry.state, who=turn.who):
        raise NotPossible(f"notice {entry.id} changed at this very moment; look at it with mail list")
    return entry_named(store, entry.id)


def outbox_document(entries: Sequence[OutboxEntry]) -> str:
    """Return the JSON of `mail list --json`."""
    return dumped({
        "schema": 1,
        "notices": [
            {
                "id": entry.id,
                "engagement": entry.engagement,
                "kind": entry.kind,
                "to": list(entry.to),
                "subject": entry.subject,
                "state": entry.state,
                "created": entry.created.isoformat(),
                "sent": entry.sent.isoformat() if entry.sent else None,
                "error": entry.error,
            }
            for entry in entries
        ],
    })  # fmt: skip


def outbox_lines(entries: Sequence[OutboxEntry], ink: Ink) -> list[str]:
    """Return the outbox for a terminal."""
    if not entries:
        return ["The outbox is empty."]
    rows = [(e.id, e.state, e.engagement, e.kind, ", ".join(e.to), e.subject, e.error or "") for e in entries]
    head = ("id", "state", "engagement", "kind", "to", "subject", "")
    first, *rest = columns([head, *rows])
    return [ink.style(first, "dim"), *rest]
