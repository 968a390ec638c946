"""What was promised for a ticket and how the promise moved (RULINGS M7). Pure.

The promise is the day agreed on: a field of the engagement, else the due date as it stood when the ticket entered the
first stage after planning, else the first due date seen. It stays; what moved since is kept beside it with its reason.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from rules.model import Ticket, Value
from rules.pack import Pack
from rules.scene import Setting
from rules.values import fold, is_empty, value_of
from sync.field_texts import words_of
from sync.remembered import Snapshot

PLANNING = "plan"  # part of the name of the stage in which the date is still being found
PROMISES = frozenset({"milestone", "deliverable"})
"""Types of tickets that are a dated promise, whether clients are told of them or not."""
REASON = "Reason"
NOT_STATED = "not stated"


class Ground(StrEnum):
    """Where the agreed day comes from."""

    FIELD = "field"
    STAGE = "stage"  # the due date when planning was over
    FIRST_SEEN = "first seen"


@dataclass(frozen=True, slots=True)
class Revision:
    """The due date became another one. `at` is when that was seen; None is no date."""

    at: datetime
    before: date | None
    after: date | None
    reason: str = NOT_STATED


@dataclass(frozen=True, slots=True)
class Promise:
    """The day agreed on, since when it stands, and how the due date moved after that, the oldest first."""

    agreed: date
    ground: Ground
    since: datetime
    revisions: tuple[Revision, ...] = ()


def promise_of(
    versions: Sequence[Snapshot], setting: Setting, packs: Iterable[Pack], field: str | None = None
) -> Promise | None:
    """Return what was promised for a ticket, from its versions, the oldest first; None while nothing is.

    `field` names the one that holds the agreed date, where the engagement has one. While the ticket is being planned
    its due date is no promise, unless planning is none of its stages.
    """
    past = stages_after_planning(packs)
    agreed = _from_field(versions, field) if field else _from_due(versions, setting, past)
    if agreed is None:
        return None
    place, day, ground = agreed
    return Promise(day, ground, versions[place].seen_at, tuple(_revisions(versions[place:])))


def stages_after_planning(packs: Iterable[Pack]) -> frozenset[tuple[str, str]]:
    """Return pack and folded stage of every stage behind the last one that plans, else behind the first one."""
    found: set[tuple[str, str]] = set()
    for pack in packs:
        planning = [place for place, stage in enumerate(pack.stages) if PLANNING in fold(stage.name)]
        behind = (planning or [0])[-1] + 1
        found |= {(pack.name, fold(stage.name)) for stage in pack.stages[behind:]}
    return frozenset(found)


def _from_field(versions: Sequence[Snapshot], field: str) -> tuple[int, date, Ground] | None:
    days = ((place, as_day(value_of(one.ticket, field))) for place, one in enumerate(versions))
    return next(((place, day, Ground.FIELD) for place, day in days if day is not None), None)


def _from_due(
    versions: Sequence[Snapshot], setting: Setting, past: frozenset[tuple[str, str]]
) -> tuple[int, date, Ground] | None:
    """Find the version from which on the due date is a promise."""
    for place, version in enumerate(versions):
        due = version.ticket.due
        if due is not None and _is_past_planning(version.ticket, setting, past):
            was_planned = any(not _is_past_planning(one.ticket, setting, past) for one in versions[:place])
            return place, due, Ground.STAGE if was_planned else Ground.FIRST_SEEN
    return None


def _is_past_planning(ticket: Ticket, setting: Setting, past: frozenset[tuple[str, str]]) -> bool:
    if setting.is_hold(ticket.status):
        return False
    stages = setting.stages_of(ticket.status)
    return not stages or any((pack, fold(stage)) in past for pack, stage in stages.items())


def _revisions(versions: Sequence[Snapshot]) -> Iterator[Revision]:
    """Yield every change of the due date. A reason counts once: left as it was, it says nothing of the next change."""
    moved = [place for place, (old, new) in enumerate(pairwise(versions), 1) if old.ticket.due != new.ticket.due]
    told = NOT_STATED
    for place, following in pairwise((*moved, len(versions))):
        given = reason_of(versions[following - 1].ticket)
        before, after = versions[place - 1].ticket.due, versions[place].ticket.due
        yield Revision(versions[place].seen_at, before, after, NOT_STATED if given == told else given)
        told = given


def reason_of(ticket: Ticket) -> str:
    """Return the ticket's reason on one line, as it stands."""
    value = value_of(ticket, REASON)
    return NOT_STATED if is_empty(value) else words_of(value)


def as_day(value: Value) -> date | None:
    """Return the day a value tells, a moment's day as written; None where it tells none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None
