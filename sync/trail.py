"""The trail as values: what happened, to which ticket, when, by whom, what was seen; and the chain that seals it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import tee, zip_longest
from types import MappingProxyType

from rules.facts import moment_fact, packed

THE_BOT = "stageward"


class Kind(StrEnum):
    MOVE = "move"  # a ticket changed its status
    JUDGEMENT = "judgement"  # the outcome of rules changed
    WRITE = "write"  # the bot wrote, or tried to
    REFUSAL = "refusal"  # the bot did not write, and why
    WAIVER = "waiver"  # granted, refused, ended
    OVERRIDE = "override"  # a person did otherwise than the bot
    MAIL = "mail"
    SETTING = "setting"  # configuration and packs, by their digests
    RUN = "run"
    BILLING = "billing"  # a record for the bill was made, or sent
    REQUEST = "request"  # a person asked for something on a page, and what came of it


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `ticket` is the key people know; both names of a ticket are empty where the event is
    of the whole engagement. `who` is an account, an address, or the bot; `facts` holds texts, numbers and lists."""

    at: datetime
    kind: Kind
    engagement: str
    who: str = THE_BOT
    ticket_id: str = ""
    ticket: str = ""
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Anchor:
    """The row a chain goes on from: its number and its seal. Without any, the chain begins with row 1."""

    number: int = 0
    seal: str = ""


NO_ANCHOR = Anchor()


@dataclass(frozen=True, slots=True)
class Row:
    """An event as it is kept, every part as text: the moment is ISO in UTC, the facts are JSON. `previous` is the
    seal of the row before, `seal` covers that and all of this row but its number."""

    number: int
    at: str
    kind: str
    engagement: str
    who: str
    ticket_id: str
    ticket: str
    facts: str
    previous: str
    seal: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What its seal covers beside the seal before."""
        return (self.at, self.kind, self.engagement, self.who, self.ticket_id, self.ticket, self.facts)

    @property
    def anchor(self) -> Anchor:
        """What the next row follows on."""
        return Anchor(self.number, self.seal)


class Wrong(StrEnum):
    """What is wrong with a row."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    PARTED = "parted"  # it does not follow from the row before: that one is another, or one between them is gone
    CUT = "cut"  # the head that was to be in the trail is not: rows are missing from here on, or all was sealed anew


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first row that is wrong; a removed one by the number it had."""

    number: int
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class Proof:
    """What a look over a chain came to: the rows behind `first` up to `last` are right."""

    first: Anchor
    last: Anchor
    flaw: Flaw | None = None


def canonical(previous: str, texts: Sequence[str]) -> bytes:
    """Return what a seal covers, as compact JSON: the seal before, and the row's texts in their order."""
    return packed([previous, *texts])


def seal_of(previous: str, texts: Sequence[str]) -> str:
    """Return a seal: SHA-256 of the canonical form, 64 hexadecimal signs."""
    return sha256(canonical(previous, texts)).hexdigest()


def chained(previous: Anchor, event: Event) -> Row:
    """Return the row of an event that follows on another one."""
    texts = (
        moment_fact(event.at),
        event.kind.value,
        event.engagement,
        # A name may end in half of an emoji or hold a NUL, which not every database takes.
        event.who.encode(errors="replace").decode().replace("\0", "?"),
        event.ticket_id,
        event.ticket,
        packed(dict(event.facts)).decode(),
    )
    return Row(previous.number + 1, *texts, previous.seal, seal_of(previous.seal, texts))


def chain(previous: Anchor, events: Iterable[Event]) -> Iterator[Row]:
    """Yield the rows of events that follow on another one, in their order."""
    for event in events:
        row = chained(previous, event)
        yield row
        previous = row.anchor


def verified(rows: Iterable[Row], anchor: Anchor = NO_ANCHOR, head: str | None = None) -> Proof:
    """Look over a chain from its anchor on, and stop at the first row that is wrong.

    Nobody can tell from a chain alone that its newest rows were cut off: `head` is the seal of a row that was the
    newest one once, and has to be in it.
    """
    last, is_found = anchor, head in {None, anchor.seal}
    for row, following in _with_next(rows):
        flaw = _flaw(last, row, following)
        if flaw is not None:
            return Proof(anchor, last, flaw)
        is_found = is_found or row.seal == head
        last = row.anchor
    return Proof(anchor, last, None if is_found else Flaw(last.number + 1, Wrong.CUT))


def _with_next(rows: Iterable[Row]) -> Iterator[tuple[Row, Row | None]]:
    """Yield each row with the one behind it; None behind the last."""
    here, ahead = tee(rows)
    next(ahead, None)
    return zip_longest(here, ahead)


def _flaw(before: Anchor, row: Row, following: Row | None) -> Flaw | None:
    if row.number > before.number + 1:
        return Flaw(before.number + 1, Wrong.REMOVED)
    if row.number <= before.number or (following is not None and following.previous == before.seal):
        return Flaw(row.number, Wrong.INSERTED)
    if row.seal != seal_of(row.previous, row.texts):
        return Flaw(row.number, Wrong.CHANGED)
    return Flaw(row.number, Wrong.PARTED) if row.previous != before.seal else None
