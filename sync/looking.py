"""Looks at an engagement that was read: judges what needs judging, of all its tickets or of those alone that may come to
something else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.values import fold
from sync.escalation.ladders import met_on
from sync.focus import focus_of, near_of
from sync.hands import Known
from sync.judging import Judging, judge_all, subjects_of
from sync.pages.deciding import with_decisions
from sync.plan import Subject
from sync.polling import look_again
from sync.reading import neighbours_asked
from sync.remembered import Judged
from sync.rest import Met, Rest
from sync.rollout import Reach, reach_of
from sync.scenes import Neighbourhood, neighbourhood
from sync.stand import Reading, Stand, World
from sync.sums import Mark, Sums, share_of, sums_of
from sync.waivers.heard import Hearing
from sync.waivers.hearing import Ears, hear


def look_at(world: World, reading: Reading, rest: Rest | None = None) -> Stand:
    """Judge what needs judging, once everything was read; of a `rest`, only what may come to something else by now."""
    few = look_at_few(world, reading, rest) if rest is not None else None
    return few if few is not None else _look_at_all(world, reading)


@dataclass(frozen=True, slots=True)
class _View:
    """What one look is at: tickets, those around them, what people said, and what was judged before."""

    known: Mapping[str, Known]
    near: Neighbourhood
    hearing: Hearing
    reach: Reach
    before: Mapping[str, Judged]


def _look_at_all(world: World, reading: Reading) -> Stand:
    intake, name = reading.intake, reading.engagement.name
    known, former = intake.known.whole(), intake.former_keys()
    hearing = hear(_ears(world, reading), known, former)
    look_again(intake, hearing.recheck)
    near = neighbourhood((one.snapshot for one in known.values()), former)
    near = replace(near, asked=neighbours_asked(reading.policy))
    view = _View(known, near, hearing, _reach(world, reading), world.store.verdicts(name))
    fresh, subjects, shares = _judged(world, reading, view, known.keys())
    met = met_on((one.snapshot.ticket for one in known.values()), members_of(reading))
    return _stand(reading, view, fresh, subjects, sums_of(subjects, shares.values()), shares, met, len(known))


def look_at_part(world: World, reading: Reading, ticket_ids: Sequence[str]) -> Stand:
    """Look at some tickets alone, each of which comes to what it comes to among all of them. All of them are kept."""
    intake, former = reading.intake, reading.intake.former_keys()
    intake.known.fetch(ticket_ids)
    known = {one: intake.known[one] for one in ticket_ids}
    hearing = hear(_ears(world, reading), known, former)
    near = near_of(world.store, intake, known, (), former, neighbours_asked(reading.policy))
    before = world.store.tickets.verdicts(reading.engagement.name, ticket_ids)
    view = _View(known, near, hearing, _reach(world, reading), before)
    fresh, subjects, shares = _judged(world, reading, view, known.keys())
    met = met_on((one.snapshot.ticket for one in known.values()), members_of(reading))
    sums = sums_of(subjects, shares.values())
    stand = _stand(reading, view, fresh, subjects, sums, shares, met, len(known))
    return replace(stand, rest=Rest("", intake.now, 0, Sums()), affected=frozenset(known))


def look_at_few(world: World, reading: Reading, rest: Rest, *, judged: int | None = None) -> Stand | None:
    """Look at the tickets that may come to something else; None where that cannot be told of all of them. So many were
    `judged` where all of them were looked at just now, part by part."""
    intake, store, name = reading.intake, world.store, reading.engagement.name
    former, reach = intake.former_keys(), _reach(world, reading)
    focus = focus_of(world, reading, rest, former)
    intake.known.fetch(focus.ids)
    known = {one: found for one in focus.ids if (found := intake.known.get(one)) is not None}
    hearing = hear(_ears(world, reading), known, former)
    if judged is None and (hearing.recheck or reach.seen):
        return None
    affected = focus.affected & known.keys()
    met = _met(rest, known, members_of(reading))
    if met is None:
        return None
    near = near_of(
        store, intake, {one: known[one] for one in affected}, focus.new, former, neighbours_asked(reading.policy)
    )
    view = _View(known, near, hearing, reach, store.tickets.verdicts(name, sorted(known)))
    fresh, subjects, shares = _judged(world, reading, view, affected)
    before = _before(store.rests.shares(name, sorted(affected)), view, affected)
    after = sums_of([one for one in subjects if one.ticket.id in affected], shares.values())
    seen = rest.seen + len(focus.new)
    stand = _stand(reading, view, fresh, subjects, rest.sums.instead(before, after), shares, met, seen)

    def around(one: Known) -> Neighbourhood:
        return near_of(store, intake, {one.snapshot.ticket.id: one}, focus.new, former)

    tells, all_judged = focus.told_of is not None, stand.judged + (judged or 0)
    return replace(stand, rest=rest, affected=affected, tells=tells, around=around, judged=all_judged)


def _judged(
    world: World, reading: Reading, view: _View, asked: Collection[str]
) -> tuple[tuple[Judged, ...], tuple[Subject, ...], dict[str, tuple[Mark, ...]]]:
    judging = Judging(world.store, reading.policy, view.hearing, view.near, reading.intake.now)
    fresh = judge_all(judging, {one: known for one, known in view.known.items() if one in asked}, view.before)
    judged = {**view.before, **{one.verdict.ticket: one for one in fresh}}
    seen = subjects_of(view.known, judged, judging, view.reach)
    subjects = with_decisions(world.store, reading.engagement, seen)
    fields = reading.hands.needs.fields.keys()
    return (
        fresh,
        subjects,
        {one.ticket.id: share_of(one, reading.policy, fields) for one in subjects if one.ticket.id in asked},
    )


def _before(shares: Mapping[str, tuple[Mark, ...]], view: _View, affected: frozenset[str]) -> Sums:
    """Return what some tickets came to at the last look at them."""
    stood = [
        Subject(view.known[one].snapshot.ticket, view.reach.counted(judged.verdict), view.known[one].footprint)
        for one, judged in view.before.items()
        if one in affected
    ]
    return sums_of(stood, shares.values())


def _met(rest: Rest, known: Mapping[str, Known], members: frozenset[str]) -> Met | None:
    """Return how people were met last; None where the ticket that told tells no more, and others may."""
    here = met_on((one.snapshot.ticket for one in known.values()), members)
    found = dict(here)
    for name, (ticket_id, person) in rest.met.items():
        now = here.get(name)
        if ticket_id in known and (now is None or now[0] < ticket_id):
            return None
        if ticket_id not in known and (now is None or now[0] < ticket_id):
            found[name] = ticket_id, person
    return found


def members_of(reading: Reading) -> frozenset[str]:
    """Return who holds any role, as configured, folded."""
    return frozenset(fold(member) for members in reading.policy.setting.roles.values() for member in members)


def _ears(world: World, reading: Reading) -> Ears:
    tracker = reading.hands.tracker
    return Ears(world.store, tracker, reading.engagement, reading.policy, world.waivers, reading.intake.now)


def _reach(world: World, reading: Reading) -> Reach:
    engagement, is_first = reading.engagement, reading.before is None
    seen = world.store.rules_seen(engagement.name)
    return reach_of(engagement, reading.policy, seen, reading.intake.now, is_first=is_first)


def _stand(  # noqa: PLR0913, PLR0917 - the parts of a look
    reading: Reading,
    view: _View,
    fresh: Sequence[Judged],
    subjects: tuple[Subject, ...],
    sums: Sums,
    shares: Mapping[str, tuple[Mark, ...]],
    met: Met,
    seen: int,
) -> Stand:
    return Stand(
        reading.engagement,
        reading.policy,
        reading.hands,
        reading.intake,
        subjects,
        reading.cursor,
        reading.before is None,
        view.near,
        tuple(fresh),
        reading.settled,
        reading.census,
        view.hearing,
        view.reach,
        seen=seen,
        judged=len(fresh),
        sums=sums,
        shares=shares,
        met=met,
    )
