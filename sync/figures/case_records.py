"""What the store knows of tickets beside the tickets, as measures ask for it: steps taken, waivers, promises. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from rules.calendar import Calendar
from rules.measures.case import Agreement, Escalation, WaiverHeld
from rules.pack import Ladder, Pack
from rules.values import fold
from sync.dates.promise import Promise
from sync.figures.measures_kept import StepTold
from sync.waivers.heard import Granted

NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Climbed:
    """The steps a ticket took, and when its client first heard of one."""

    steps: tuple[Escalation, ...] = ()
    warned: datetime | None = None


@dataclass(frozen=True, slots=True)
class FiledWaiver:
    """A waiver of waivers.yaml: on which ticket, for which rule, from the day it was first loaded to its last."""

    ticket: str
    rule: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Records:
    """All of it by ticket id."""

    climbed: Mapping[str, Climbed] = field(default_factory=lambda: MappingProxyType({}))
    waivers: Mapping[str, tuple[WaiverHeld, ...]] = field(default_factory=lambda: MappingProxyType({}))


def agreement_of(promise: Promise) -> Agreement:
    """Return the day agreed for a ticket, and when the due date moved after that."""
    return Agreement(promise.agreed, tuple(one.at for one in promise.revisions))


def climbed(told: Iterable[StepTold], packs: Iterable[Pack]) -> Mapping[str, Climbed]:
    """Return the steps up, by ticket id. A client heard of one that sends a notice: it is taken once that was sent
    (RULINGS M9). The last step of a ladder is its formal one."""
    ladders = {fold(ladder.name): ladder for pack in packs for ladder in pack.ladders}
    found: defaultdict[str, list[StepTold]] = defaultdict(list)
    for one in told:
        ladder = ladders.get(fold(one.ladder))
        if ladder is None or _place(ladder, one.after) > _place(ladder, one.before):
            found[one.ticket_id].append(one)
    return {ticket_id: _climbed(steps, ladders) for ticket_id, steps in found.items()}


def _place(ladder: Ladder, step: str) -> int:
    return next((place for place, one in enumerate(ladder.steps, 1) if fold(one.name) == fold(step)), 0)


def _climbed(steps: Sequence[StepTold], ladders: Mapping[str, Ladder]) -> Climbed:
    known = [(one, ladders.get(fold(one.ladder))) for one in steps]
    taken = [
        Escalation(one.at, one.after, formal=ladder is not None and _place(ladder, one.after) == len(ladder.steps))
        for one, ladder in known
    ]
    heard = [one.at for one, ladder in known if ladder is not None and _tells(ladder, one.after)]
    return Climbed(tuple(taken), min(heard, default=None))


def _tells(ladder: Ladder, step: str) -> bool:
    return any(fold(one.name) == fold(step) and one.names_of(NOTICE) for one in ladder.steps)


def held_waivers(
    granted: Iterable[Granted], filed: Iterable[FiledWaiver], ids: Mapping[str, str], calendar: Calendar
) -> Mapping[str, tuple[WaiverHeld, ...]]:
    """Return the waivers of each ticket, ended ones too; `ids` are those of tickets by folded key, id or former key."""
    found: defaultdict[str, list[WaiverHeld]] = defaultdict(list)
    for one in granted:
        last = min(one.until, calendar.day(one.ended)) if one.ended else one.until
        found[one.ticket_id].append(WaiverHeld(one.rule, calendar.day(one.at), last))
    for each in filed:
        if fold(each.ticket) in ids:
            found[ids[fold(each.ticket)]].append(WaiverHeld(each.rule, each.first, each.last))
    return {ticket_id: tuple(held) for ticket_id, held in found.items()}
