"""Gathers what digests could tell of an engagement, from what is remembered of it; asks no tracker."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from rules.model import Standing, Ticket
from rules.policy import Policy
from rules.values import fold
from sync.clients.view import MITIGATION
from sync.dates.delays import Dates, health_of
from sync.dates.forecast import Forecaster
from sync.dates.reading import forecasts_of
from sync.engagement import Engagement
from sync.escalation.climbing import look_from
from sync.escalation.ladders import Stance
from sync.hands import Known
from sync.judging import scene_of
from sync.notices import FOR_THE_TEAM
from sync.plan import Subject, may_write
from sync.ports import Needs
from sync.reading import needs_of, policy_of
from sync.remembered import Footprint
from sync.rollout import reach_of
from sync.scenes import Neighbourhood, neighbourhood
from sync.stand import World
from sync.store import Store
from sync.team.digest_content import Material
from sync.team.news import past_of
from sync.team.overtime import Steps, overstays
from sync.trail import Kind, Row


def material_of(world: World, engagement: Engagement, now: datetime) -> Material:
    """Gather what stands after a cycle."""
    return _gatherer(world, engagement, now).material()


def _gatherer(world: World, engagement: Engagement, now: datetime) -> "_Gatherer":
    store, policy = world.store, policy_of(engagement, world.packs)
    footprints = store.footprints(engagement.name)
    known = {
        one.ticket.id: Known(one, footprints.get(one.ticket.id, Footprint(one.ticket.id)))
        for one in store.snapshots(engagement.name)
    }
    near = neighbourhood((one.snapshot for one in known.values()), store.former_keys(engagement.name))
    return _Gatherer(store, engagement, policy, needs_of(policy, engagement), known, near, now)


@dataclass(frozen=True, slots=True)
class _Gatherer:
    """One engagement as it is remembered."""

    store: Store
    engagement: Engagement
    policy: Policy
    needs: Needs
    known: Mapping[str, Known]
    near: Neighbourhood
    now: datetime

    def material(self) -> Material:
        calendar = self.policy.setting.calendar
        today, subjects = calendar.day(self.now), tuple(self.subjects())
        return Material(
            engagement=self.engagement,
            policy=self.policy,
            today=today,
            health=health_of(subjects, self.dates(), self.engagement, calendar, today),
            subjects=subjects,
            stances=tuple(self.stances(subjects)),
            overstays=tuple(overstays(subjects, self.policy, self.now, self.past_of)),
            notices=tuple(one for one in self.store.outbox(self.engagement.name) if one.kind not in FOR_THE_TEAM),
            since={one: calendar.day(at) for one, at in self.blocked_since(subjects).items()},
            reads_mitigation=fold(MITIGATION) in map(fold, self.needs.fields),
        )

    def subjects(self) -> Iterator[Subject]:
        """Yield the judged tickets in order of their keys, with what of their verdicts counts."""
        name = self.engagement.name
        verdicts = self.store.verdicts(name)
        is_first = self.store.cursor(name) is None
        reach = reach_of(self.engagement, self.policy, self.store.rules_seen(name), self.now, is_first=is_first)
        for one in sorted(self.known.values(), key=lambda one: (len(one.snapshot.ticket.key), one.snapshot.ticket.key)):
            judged = verdicts.get(one.snapshot.ticket.id)
            if judged is not None:
                yield Subject(one.snapshot.ticket, reach.counted(judged.verdict), one.footprint)

    def stances(self, subjects: tuple[Subject, ...]) -> Iterator[Stance]:
        """Yield where tickets stand on ladders."""
        look = look_from(self.store, self.engagement, self.policy)
        for subject in subjects:
            for ladder in look.ladders:
                if (subject.ticket.id, ladder.name) in look.rungs and may_write(subject.ticket, self.engagement):
                    known = self.known[subject.ticket.id]
                    stance = look.stance(
                        subject.verdict, ladder, scene_of(self.store, self.policy, known, self.near, self.now)
                    )
                    yield from (stance,) if stance is not None else ()

    def past_of(self, ticket: Ticket) -> Steps:
        return past_of(self.store, self.needs, self.known[ticket.id].snapshot)

    def dates(self) -> Dates:
        """Return what was promised of the tickets clients see, and when they will be done."""
        name, work_type = self.engagement.name, fold(self.engagement.work_type or "")
        types = {fold(one) for one in self.engagement.client_visible.types}
        promises = self.store.dates.promises(name)
        forecaster = Forecaster(
            self.policy.setting, self.store.dates.experience(name, work_type, sorted(types)), self.now
        )
        visible = (one for one in self.known.values() if fold(one.snapshot.ticket.type) in types)
        return Dates(promises, dict(forecasts_of(visible, promises, self.policy, lambda _: self.near, forecaster)))

    def blocked_since(self, subjects: tuple[Subject, ...]) -> Mapping[str, datetime]:
        """Return since when tickets are blocked, by id, as far as the trail goes back."""
        blocked = {one.ticket.id for one in subjects if one.verdict.standing is Standing.BLOCKED}
        since: dict[str, datetime] = {}
        for row in self.store.trail() if blocked else ():
            if row.kind == Kind.JUDGEMENT and row.ticket_id in blocked and row.engagement == self.engagement.name:
                _follow(since, row)
        return since


def _follow(since: dict[str, datetime], row: Row) -> None:
    """Go on with what one row of the trail says of a standing."""
    if orjson.loads(row.facts)["standing"] != Standing.BLOCKED:
        since.pop(row.ticket_id, None)
    else:
        since.setdefault(row.ticket_id, datetime.fromisoformat(row.at))
