"""Tells roles of the team what happened in a cycle: steps of ladders taken, tickets over the time of their stage."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from rules.ladder import Course
from rules.model import Ticket
from sync.actions import Action, Verb
from sync.engagement import Mode
from sync.escalation.climbing import Escalations
from sync.escalation.ladders import Stance
from sync.escalation.news import Drafted
from sync.escalation.words import explained_next
from sync.judging import versions_with
from sync.mailing.post import Draft, content_of, entry_for_team
from sync.notices import ESCALATION_STEP, OVER_TIME, key_of
from sync.plan import may_write
from sync.ports import Needs
from sync.remembered import OutboxEntry, Reached, Snapshot
from sync.render.page import Rendered
from sync.render.stationery import Stationery
from sync.render.team_news import Overtime, StepTaken, render_overtime, render_steps
from sync.stand import Stand, World
from sync.store import Store
from sync.team.addressees import PROJECT_MANAGER, addresses_of
from sync.team.overtime import Overstay, Steps, overstays, steps_seen, steps_told, turns

N = TypeVar("N", StepTaken, Overtime)
Render = Callable[[str, Sequence[N], date, str, Stationery], Rendered]


@dataclass(frozen=True, slots=True)
class Told(Generic[N]):
    """One piece of news for some addresses, told once as long as `mark` is the same."""

    news: N
    ticket: Ticket
    mark: str
    because: tuple[str, ...]
    addresses: tuple[str, ...]


def draft_team_news(world: World, stand: Stand, ladders: Escalations, now: datetime) -> tuple[Drafted, ...]:
    """Draft one mail of each kind to each address, of what it was not told yet; nothing is queued here. None where
    the bot only judges."""
    if not _is_heard(world, stand):
        return ()
    writer = _Writer(world, stand, now)
    steps = writer.drafts(ESCALATION_STEP, _steps(world, stand, ladders), render_steps)
    return (*steps, *writer.drafts(OVER_TIME, _overtime(world, stand, now), render_overtime))


def _steps(world: World, stand: Stand, ladders: Escalations) -> Iterator[Told[StepTaken]]:
    """Yield every step taken, for its owner, whom it mentions, and the project manager."""
    for stances in ladders.stances.values():
        for stance in stances:
            step, climb = stance.climb.step, stance.climb
            if climb.course is Course.STEPS_UP and step is not None:
                roles = (step.owner, *step.names_of("mention"), PROJECT_MANAGER)
                hear = addresses_of(roles, world.team)
                yield Told(_step(stance, stand), stance.ticket, _mark_of(stance, stand), climb.because, hear)


def _mark_of(stance: Stance, stand: Stand) -> str:
    """Name a step by when the one before was taken. The first has none: there a day tells climbs apart, so that a run
    that ended before the step was kept does not tell it again."""
    climb, calendar = stance.climb, stand.policy.setting.calendar
    if climb.before is not None:
        begin = climb.before.since.isoformat()
    else:
        begin = calendar.day(climb.rung.since).isoformat() if climb.rung else ""
    return f"{climb.ladder.name}/{climb.step.name if climb.step else ''}/{begin}"


def _step(stance: Stance, stand: Stand) -> StepTaken:
    climb, ticket = stance.climb, stance.ticket
    return StepTaken(
        key=ticket.key,
        title=ticket.title,
        url=ticket.url,
        ladder=climb.ladder.name,
        step=climb.step.name if climb.step else "",
        place=climb.ladder.place(climb.rung),
        of=len(climb.ladder.ladder.steps),
        owner=climb.step.owner if climb.step else "",
        rules=climb.because,
        next=explained_next(stance, stand.policy.setting.calendar.zone),
    )


def _overtime(world: World, stand: Stand, now: datetime) -> Iterator[Told[Overtime]]:
    """Yield every ticket over the time of its stage, for the stage's role, else for the project manager."""
    calendar = stand.policy.setting.calendar
    for one in overtimes(world, stand, now):
        ticket, stage = one.ticket, one.stage
        days = one.hours / calendar.day_hours
        news = Overtime(ticket.key, ticket.title, ticket.url, stage.name, stage.takes or "", days, stage.role or "")
        hear = addresses_of((stage.role,) if stage.role else (), world.team)
        yield Told(news, ticket, f"{one.pack}/{stage.name}/{one.since.isoformat()}", (stage.name,), hear)


def overtimes(world: World, stand: Stand, now: datetime) -> Iterator[Overstay]:
    """Yield every ticket over the time of its stage, where the team hears of it."""
    if _is_heard(world, stand):
        writable = [one for one in stand.subjects if may_write(one.ticket, stand.engagement)]
        yield from overstays(writable, stand.policy, now, _past_in(world.store, stand))


def next_overtimes(world: World, stand: Stand) -> Iterator[datetime]:
    """Yield moments before which no more tickets are over their time than now, where the team hears of it."""
    if _is_heard(world, stand):
        yield from turns(stand.subjects, stand.policy, stand.intake.now, _past_in(world.store, stand))


def _is_heard(world: World, stand: Stand) -> bool:
    return bool(world.team) and stand.engagement.mode is not Mode.OBSERVE


def _past_in(store: Store, stand: Stand) -> Callable[[Ticket], Steps]:
    """Return what tells where a ticket of an engagement stood."""
    known = stand.known
    return lambda ticket: past_of(store, stand.hands.needs, known[ticket.id].snapshot)


def past_of(store: Store, needs: Needs, newest: Snapshot) -> Steps:
    """Return where a ticket stood: by its tracker where it was asked for moves and tells them, else as it was seen."""
    if needs.moves and "moves" not in newest.ticket.unseen:
        return steps_told(newest.ticket)
    return steps_seen(versions_with(store, newest))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes at most one mail of a kind to an address, of what it was not told yet."""

    world: World
    stand: Stand
    now: datetime

    def drafts(self, kind: str, told: Iterable[Told[N]], render: Render[N]) -> Iterator[Drafted]:
        known = self.world.store.reached(self.stand.engagement.name)
        by_address: defaultdict[str, list[Told[N]]] = defaultdict(list)
        for one in told:
            for address in one.addresses:
                if _reached(one, kind, address) not in known:
                    by_address[address].append(one)
        drafts = (self._drafted(kind, address, group, render) for address, group in sorted(by_address.items()))
        return (one for one in drafts if one is not None)

    def _drafted(self, kind: str, address: str, group: Sequence[Told[N]], render: Render[N]) -> Drafted | None:
        engagement, day = self.stand.engagement, self.stand.policy.setting.calendar.day(self.now)
        marks = tuple(_reached(one, kind, address) for one in group)
        letter = render(engagement.name, [one.news for one in group], day, "en", self.world.stationery)
        draft = Draft(kind, "", key_of(engagement, kind, marks), letter)
        entry = entry_for_team(draft, address, engagement.name, self.world.mail, self.now)
        return None if entry is None else Drafted(entry, marks, (), _action(entry, group))


def _reached(told: Told[N], kind: str, address: str) -> Reached:
    return Reached(told.ticket.id, f"{told.mark}/{address.casefold()}", kind)


def _action(entry: OutboxEntry, group: Sequence[Told[N]]) -> Action:
    return Action(
        engagement=entry.engagement,
        ticket=", ".join(dict.fromkeys(one.ticket.key for one in group)),
        ticket_id="",
        verb=Verb.SEND_NOTICE,
        after=entry.state,
        because=tuple(dict.fromkeys(name for one in group for name in one.because)),
        notice_id=entry.id,
        content=content_of(entry),
    )
