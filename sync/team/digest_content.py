"""What of an engagement belongs into one reader's digest: only what is theirs. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from rules.model import Outcome, Severity, Standing, Ticket
from rules.policy import Policy
from rules.values import fold, is_empty, person_is, value_of
from sync.clients.letters import Health
from sync.clients.view import MITIGATION, standing_place
from sync.clients.weekly_letters import RISK
from sync.engagement import Engagement
from sync.escalation.ladders import Stance
from sync.escalation.words import explained_next
from sync.plan import Subject
from sync.remembered import OutboxEntry
from sync.team.addressees import slug
from sync.team.digest_parts import Facts, Matter, Part, Point, compared
from sync.team.digest_wishes import Wish
from sync.team.overtime import Overstay
from sync.waivers.notes import ending

SOON = 5  # working days
WAITING = frozenset({"held", "stuck", "failed"})
OWNER, NO_MITIGATION = "owner", "mitigation"


@dataclass(frozen=True, slots=True)
class Material:
    """All that a digest could tell of an engagement on a day. `since` is when tickets became blocked, by id, as far as
    known; `notices` are those of its outbox; `reads_mitigation` is whether that field is read at all."""

    engagement: Engagement
    policy: Policy
    today: date
    health: Health
    subjects: tuple[Subject, ...] = ()
    stances: tuple[Stance, ...] = ()
    overstays: tuple[Overstay, ...] = ()
    notices: tuple[OutboxEntry, ...] = ()
    since: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    reads_mitigation: bool = True
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What the reader was told last, and when."""

    at: datetime
    facts: Facts


def part_for(wish: Wish, material: Material, before: Before | None) -> Part:
    """Put together what one reader is told of an engagement."""
    reader = _Reader(wish, material)
    found = {matter: tuple(tell(reader)) for matter, tell in _TELLS.items()}
    part = Part(
        engagement=material.engagement.name,
        client=material.engagement.client.name,
        health=material.health,
        points={matter: points for matter, points in found.items() if points},
        trouble=material.trouble,
    )
    return part if before is None else reader.with_changes(part, before)


@dataclass(frozen=True, slots=True)
class _Reader:
    """One reader looking at an engagement."""

    wish: Wish
    material: Material

    def is_theirs(self, subject: Subject, *roles: str) -> bool:
        """Tell whether a ticket concerns the reader: by their role, or as its assignee or owner."""
        if self.wish.sees_all:
            return True
        with_stages = {slug(role) for role in (*roles, *self._roles_on(subject))}
        return bool(with_stages & self.wish.roles) or _is_of(subject.ticket, self.wish.address)

    def _roles_on(self, subject: Subject) -> Iterator[str]:
        """Yield the roles of the stages a ticket is in."""
        for pack in self.material.policy.packs:
            here = fold(subject.verdict.stages.get(pack.name, ""))
            yield from (stage.role for stage in pack.stages if stage.role and fold(stage.name) == here)

    @property
    def subjects(self) -> Iterator[Subject]:
        """Yield what is theirs and not done."""
        return (one for one in self.material.subjects if not one.ticket.done and self.is_theirs(one))

    def subject(self, ticket_id: str) -> Subject | None:
        return next((one for one in self.material.subjects if one.ticket.id == ticket_id), None)

    def with_changes(self, part: Part, before: Before) -> Part:
        since = self.material.policy.setting.calendar.day(before.at)
        theirs = [one.ticket for one in self.material.subjects if self.is_theirs(one)]
        done = tuple(one.key for one in theirs if one.done and one.resolved and one.resolved > before.at)
        created = sum(one.created is not None and one.created > before.at for one in theirs)
        changes = replace(compared(before.facts, part.facts, since), done=done, created=created)
        return replace(part, changes=changes)


def _is_of(ticket: Ticket, address: str) -> bool:
    people = (ticket.assignee, ticket.owner)
    return any(person is not None and person_is(person, address) is True for person in people)


def _point(ticket: Ticket, day: date | None = None, *words: str, days: float = 0.0) -> Point:
    return Point(ticket.id, ticket.key, ticket.title, ticket.url, day, words, days)


def _blocked(reader: _Reader) -> Iterator[Point]:
    for one in reader.subjects:
        if one.verdict.standing is Standing.BLOCKED:
            failing = one.verdict.with_outcome(Outcome.FAIL)
            rules = (finding.rule for finding in failing if finding.severity is Severity.BLOCK)
            yield _point(one.ticket, reader.material.since.get(one.ticket.id), *dict.fromkeys(rules))


def _escalated(reader: _Reader) -> Iterator[Point]:
    calendar = reader.material.policy.setting.calendar
    for stance in reader.material.stances:
        subject, step, rung = reader.subject(stance.ticket.id), stance.climb.step, stance.climb.rung
        if subject is not None and step is not None and rung is not None and reader.is_theirs(subject, step.owner):
            waits = explained_next(stance, calendar.zone)
            yield _point(stance.ticket, calendar.day(rung.since), step.name, waits)


def _over_time(reader: _Reader) -> Iterator[Point]:
    calendar = reader.material.policy.setting.calendar
    for one in reader.material.overstays:
        subject = reader.subject(one.ticket.id)
        if subject is not None and reader.is_theirs(subject):
            yield _point(one.ticket, calendar.day(one.since), one.stage.name, days=one.hours / calendar.day_hours)


def _ending(reader: _Reader) -> Iterator[Point]:
    policy, today = reader.material.policy, reader.material.today
    for subject in reader.material.subjects:
        for finding, until in ending(subject.verdict, policy.setting.calendar, today):
            rule = policy.rule(finding.rule)
            if finding.waiver and reader.is_theirs(subject, *(rule.rule.waivable_by if rule else ())):
                yield _point(subject.ticket, until, finding.rule, finding.waiver.by)


def _risks(reader: _Reader) -> Iterator[Point]:
    for one in reader.subjects:
        if fold(one.ticket.type) == RISK and (lacks := tuple(_lacks(one.ticket, reader.material))):
            yield _point(one.ticket, None, *lacks)


def _lacks(ticket: Ticket, material: Material) -> Iterator[str]:
    """Yield what a risk goes without; what cannot be seen is not known to lack."""
    if material.reads_mitigation and MITIGATION not in ticket.unseen and is_empty(value_of(ticket, MITIGATION)):
        yield NO_MITIGATION
    if ticket.owner is None and ticket.assignee is None and not {"owner", "assignee"} & ticket.unseen.keys():
        yield OWNER


def _notices(reader: _Reader) -> Iterator[Point]:
    calendar = reader.material.policy.setting.calendar
    if reader.wish.sees_all:
        for entry in reader.material.notices:
            if entry.state in WAITING:
                day = calendar.day(entry.created)
                yield Point(entry.id, entry.id, entry.subject, "", day, (entry.kind, entry.state, ", ".join(entry.to)))


def _upcoming(reader: _Reader) -> Iterator[Point]:
    """Yield what is due soon, and what was due already, the nearest first."""
    last = reader.material.policy.setting.calendar.after(reader.material.today, SOON)
    near = [(one.ticket.due, one) for one in reader.subjects if one.ticket.due is not None and one.ticket.due <= last]
    for due, one in sorted(near, key=lambda pair: pair[0]):
        stage, _ = standing_place(one.verdict, reader.material.policy)
        yield _point(one.ticket, due, *((stage,) if stage else ()))


_TELLS: Mapping[Matter, Callable[[_Reader], Iterator[Point]]] = MappingProxyType({
    Matter.BLOCKED: _blocked,
    Matter.ESCALATED: _escalated,
    Matter.OVER_TIME: _over_time,
    Matter.ENDING: _ending,
    Matter.RISK: _risks,
    Matter.NOTICE: _notices,
    Matter.UPCOMING: _upcoming,
})  # fmt: skip
