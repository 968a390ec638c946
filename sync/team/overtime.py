"""Which tickets stay in their stage longer than it takes: working time since the stage was entered against the upper
bound of its `takes` (RULINGS D8, D9, D11). Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.model import Ticket
from rules.pack import Stage
from rules.policy import Policy
from rules.scene import Setting
from rules.values import fold
from sync.plan import Subject
from sync.remembered import Snapshot

Steps = Sequence[tuple[str, datetime | None]]
"""The statuses a ticket stood in, the oldest first, each with when it was entered."""


@dataclass(frozen=True, slots=True)
class Overstay:
    """A ticket that is in a stage for longer than it takes. `since` is when this visit began, as far as known; `hours`
    and `limit` are working hours."""

    ticket: Ticket
    pack: str
    stage: Stage
    since: datetime
    hours: float
    limit: float


def overstays(
    subjects: Sequence[Subject], policy: Policy, now: datetime, past: Callable[[Ticket], Steps]
) -> Iterator[Overstay]:
    """Yield every open ticket that overstays. `past` tells where a ticket stood; a visit whose begin nobody knows is
    passed over."""
    setting = policy.setting
    for subject in subjects:
        for pack, stage in _timed_stages(subject, policy):
            limit = setting.takes[pack][fold(stage.name)].working_hours(setting.calendar)
            if _is_too_young(subject.ticket, limit, now):
                continue
            since = entered(past(subject.ticket), setting, pack, stage.name)
            hours = setting.calendar.hours_between(since, now) if since is not None else 0.0
            if since is not None and hours > limit:
                yield Overstay(subject.ticket, pack, stage, since, hours, limit)


def turns(
    subjects: Sequence[Subject], policy: Policy, now: datetime, past: Callable[[Ticket], Steps]
) -> Iterator[datetime]:
    """Yield moments before which no more tickets overstay than at `now`, as long as they stay where they are."""
    setting = policy.setting
    for subject in subjects:
        for pack, stage in _timed_stages(subject, policy):
            limit = setting.takes[pack][fold(stage.name)].working_hours(setting.calendar)
            if subject.ticket.created is not None and _is_too_young(subject.ticket, limit, now):
                yield subject.ticket.created + timedelta(hours=limit)
            elif (since := entered(past(subject.ticket), setting, pack, stage.name)) is not None:
                yield setting.calendar.moment_after(since, limit)


def _timed_stages(subject: Subject, policy: Policy) -> Iterator[tuple[str, Stage]]:
    if subject.ticket.done:
        return
    for pack in policy.packs:
        here = fold(subject.verdict.stages.get(pack.name, ""))
        if here in policy.setting.takes.get(pack.name, {}):
            yield pack.name, next(stage for stage in pack.stages if fold(stage.name) == here)


def _is_too_young(ticket: Ticket, limit: float, now: datetime) -> bool:
    """Tell at no cost that it cannot be over: working time never passes faster than time does."""
    return ticket.created is not None and (now - ticket.created).total_seconds() <= limit * 3600


def steps_told(ticket: Ticket) -> Steps:
    """Return where a ticket stood, by the moves its tracker tells."""
    first = ticket.moves[0].from_status if ticket.moves else ticket.status
    return ((first or "", ticket.created), *((move.to_status, move.at) for move in ticket.moves))


def steps_seen(versions: Sequence[Snapshot]) -> Steps:
    """Return where a ticket stood, by what was seen of it: it may have been there for longer."""
    return tuple((one.ticket.status, one.seen_at) for one in versions)


def entered(steps: Steps, setting: Setting, pack: str, stage: str) -> datetime | None:
    """Return when the visit that still lasts began; time on hold counts for the stage it came from."""
    since: datetime | None = None
    for status, at in reversed(steps):
        if setting.is_hold(status):
            continue
        if fold(setting.stage(pack, status) or "") != fold(stage):
            break
        since = at
    return since
