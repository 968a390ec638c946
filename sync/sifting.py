"""Looks through many tickets part by part, so that memory holds a part of them and never all: what a part comes to is kept
before the next one is read, and only the tickets on which something is to be done are looked at once more, together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sync.clients.news import NewsPlan
from sync.escalation.climbing import Escalations, look_from, stances_of
from sync.escalation.ladders import Look, Stance
from sync.looking import look_at, look_at_few, look_at_part
from sync.outlook import ticket_plans
from sync.pages.board_lines import lines_of
from sync.polling import look_again
from sync.rest import Met, Rest
from sync.resting import asks_about_all
from sync.stand import Reading, Stand, World
from sync.sums import Sums
from sync.team.news import next_overtimes, overtimes

PART = 2_000  # tickets


@dataclass(frozen=True, slots=True)
class _Sifted:
    """What the parts came to so far: a rest of which each ticket that needs another look is restless; how many were
    judged that are not judged once more in that look; and those somebody asked to look at again."""

    rest: Rest
    judged: int = 0
    recheck: frozenset[str] = frozenset()

    def plus(self, part: Stand, restless: Sequence[str], until: datetime | None) -> "_Sifted":
        rest = replace(
            self.rest,
            until=min(self.rest.until, until or self.rest.until),
            seen=self.rest.seen + part.seen,
            sums=self.rest.sums.instead(Sums(), part.sums),
            restless=(*self.rest.restless, *restless),
            met=_last_met(self.rest.met, part.met),
        )
        recheck = self.recheck | part.hearing.recheck
        judged = sum(one.verdict.ticket not in recheck for one in part.newly_judged)
        return _Sifted(rest, self.judged + judged, recheck)


def look_through(world: World, reading: Reading, rest: Rest | None) -> Stand:
    """Judge what needs judging, once everything was read: of a `rest` what may come to something else by now, of few
    tickets all at once, of many part by part."""
    if rest is None and _is_large(world, reading):
        sifted = _sift(world, reading)
        look_again(reading.intake, sifted.recheck)
        if reading.intake.fresh:  # what it is by now others may look at
            sifted = _sift(world, reading)
        stand = look_at_few(world, reading, sifted.rest, judged=sifted.judged)
        if stand is not None:
            return stand
    return look_at(world, reading, rest)


def _is_large(world: World, reading: Reading) -> bool:
    """Tell whether there are more tickets than one part, nothing is asked of all of them together, and all may be kept."""
    if not reading.hands.keeps or asks_about_all(reading):
        return False
    return world.store.tickets.count(reading.engagement.name) + len(reading.intake.fresh) > PART


def _sift(world: World, reading: Reading) -> _Sifted:
    intake, engagement, policy = reading.intake, reading.engagement, reading.policy
    reading.hands.still_mine()
    intake.keep()
    intake.fresh.clear()
    look = look_from(world.store, engagement, policy)
    sifted = _Sifted(Rest("", policy.setting.calendar.midnight_after(intake.now), 0, Sums()))
    for ids in reading.hands.each(_parts(world, engagement.name)):
        part = look_at_part(world, reading, ids)
        reading.hands.still_mine()
        _keep(world, part, ids)
        sifted = sifted.plus(part, sorted(_restless(world, part, look)), min(next_overtimes(world, part), default=None))
        intake.known.let_go()
    return sifted


def _parts(world: World, engagement: str) -> Iterator[Sequence[str]]:
    last = ""
    while ids := world.store.tickets.behind(engagement, last, PART):
        yield ids
        last = ids[-1]


def _keep(world: World, part: Stand, ids: Sequence[str]) -> None:
    store, name = world.store, part.engagement.name
    store.keep_verdicts(name, part.newly_judged)
    store.rests.keep_shares(name, part.shares, ids)
    lines = lines_of(part.subjects, store.board.before(name, ids), part.intake.now)
    store.board.keep_lines(name, tuple(lines), ids)


def _restless(world: World, part: Stand, look: Look) -> set[str]:
    """Return the tickets of a part on which something is to be done or said, or that stand on a ladder."""
    now = world.clock.now()
    stances = stances_of(world, part, look, now)
    by_ticket: dict[str, tuple[Stance, ...]] = {}
    for one in stances:
        by_ticket[one.ticket.id] = (*by_ticket.get(one.ticket.id, ()), one)
    plans = ticket_plans(world, part, Escalations(by_ticket), NewsPlan(), now)
    found = {
        one.ticket.id
        for one, plan in zip(part.subjects, plans, strict=True)
        if plan.actions or plan.footprint or plan.refusals
    }
    return found | by_ticket.keys() | _heard_on(part) | {one.ticket.id for one in overtimes(world, part, now)}


def _heard_on(part: Stand) -> set[str]:
    """Return the tickets with comments that were listened to just now, which is kept with what comes of it."""
    heard = frozenset(part.hearing.news.comments)
    if not heard:
        return set()
    return {one.ticket.id for one in part.subjects if any(said.id in heard for said in one.ticket.comments)}


def _last_met(before: Met, here: Met) -> Met:
    """Return people as met on the last of the tickets that tell of them."""
    return {**before, **{name: one for name, one in here.items() if name not in before or before[name][0] < one[0]}}
