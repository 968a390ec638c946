"""Writes the notices that steps of ladders wait for, and tells clients what is over: one mail of a kind a cycle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sync.actions import Action, Refusal, Verb
from sync.clients.letters import Escalation
from sync.engagement import MailPolicy
from sync.escalation.ladders import Stance
from sync.escalation.letters import ABOUT, RECEIVES, WARNING, all_clear, is_over, letter_of, missing, with_hindrances
from sync.mailing.post import GOES_BY_ITSELF, Draft, content_of, entry_for
from sync.notices import key_of
from sync.remembered import KeptRung, OutboxEntry, Reached
from sync.render.letters import render
from sync.render.stationery import Stationery
from sync.stand import Stand, World
from sync.store import Store

OVER = "all-clear"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A notice of a ladder, what it tells, and the rungs that wait for it."""

    entry: OutboxEntry
    marks: tuple[Reached, ...]
    waiting: tuple[KeptRung, ...]
    action: Action


@dataclass(frozen=True, slots=True)
class Told:
    """What a cycle has to tell clients of ladders, and the stances knowing of it."""

    stances: tuple[Stance, ...]
    drafts: tuple[Drafted, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def draft_notices(world: World, stand: Stand, stances: Sequence[Stance], now: datetime) -> Told:
    """Draft what is missing: nothing is queued here. What cannot be drafted says why on its stance."""
    mail = world.mail
    unwanted = world.store.mail.unwanted(stand.engagement.name, RECEIVES)
    looked_at = tuple(with_hindrances(one, stand.engagement, mail, unwanted) for one in stances)
    refusals = tuple(Refusal(one.ticket.key, Verb.SEND_NOTICE, why) for one in looked_at for why in one.hindrances)
    told = Told(looked_at, (), refusals)
    if mail is None or not looked_at:
        return told
    writer = _Writer(world.store, stand, mail, world.stationery, now)
    for kind in ABOUT:
        group = [one for one in told.stances if kind in missing(one) and not one.hindrances]
        told = _with(told, group, writer.notice(kind, group))
    known = world.store.reached(stand.engagement.name)
    over = [one for one in told.stances if is_over(one) and one.mark(OVER) not in known and not one.hindrances]
    return _with(told, (), writer.all_clear(over))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes at most one notice for each group of stances."""

    store: Store
    stand: Stand
    mail: MailPolicy
    stationery: Stationery
    now: datetime

    def notice(self, kind: str, stances: Sequence[Stance]) -> Drafted | None:
        """Write what steps wait for; their rungs remember it."""
        letter = letter_of(kind, stances, self.stand.engagement, self.stand.policy, self._day) if stances else None
        return self._drafted(kind, kind, letter, stances)

    def all_clear(self, stances: Sequence[Stance]) -> Drafted | None:
        """Say that it is over; no rung waits for that."""
        letter = all_clear(stances, self.stand.engagement, self._day) if stances else None
        return self._drafted(WARNING, OVER, letter, stances)

    def _drafted(self, kind: str, tells: str, letter: Escalation | None, stances: Sequence[Stance]) -> Drafted | None:
        if letter is None:
            return None
        engagement, marks = self.stand.engagement, tuple(one.mark(tells) for one in stances)
        rendered = render(letter, engagement.client.language, self.stationery)
        draft = Draft(kind, RECEIVES, key_of(engagement, tells, marks), rendered, letter)
        entry = entry_for(draft, engagement, self.mail, self.store, self.now)
        if entry is None:
            return None
        waiting = () if tells == OVER else tuple(_asking(one, entry).kept for one in stances)
        return Drafted(entry, marks, waiting, _action(entry, stances, self.stand))

    @property
    def _day(self) -> date:
        return self.stand.policy.setting.calendar.day(self.now)


def _asking(stance: Stance, entry: OutboxEntry) -> Stance:
    """Return the stance remembering that a notice was written for its step ahead."""
    rung = stance.climb.rung
    asked = replace(rung, asked=(*rung.asked, entry.id)) if rung is not None else None
    return replace(stance, climb=replace(stance.climb, rung=asked), notices=(*stance.notices, entry))


def _action(entry: OutboxEntry, stances: Sequence[Stance], stand: Stand) -> Action:
    return Action(
        engagement=stand.engagement.name,
        ticket=", ".join(one.ticket.key for one in stances),
        ticket_id="",
        verb=Verb.SEND_NOTICE,
        after=entry.state,
        because=tuple(dict.fromkeys(name for one in stances for name in one.climb.because)),
        reaches_client=entry.state in GOES_BY_ITSELF,
        notice_id=entry.id,
        content=content_of(entry),
    )


def _with(told: Told, group: Sequence[Stance], drafted: Drafted | None) -> Told:
    if drafted is None:
        return told
    stances = tuple(_asking(one, drafted.entry) if one in group else one for one in told.stances)
    return replace(told, stances=stances, drafts=(*told.drafts, drafted))
