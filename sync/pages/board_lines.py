"""Turns what a cycle found into what the board shows. Pure.

A day or a moment since when something is so is carried on from what the cycle before left, as long as it is the same.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from rules.ladder import Course
from rules.model import Finding, Gate, Outcome, Person, Standing, Ticket
from rules.policy import CompiledRule, Policy
from rules.values import fold, value_of
from sync.clients.view import MITIGATION
from sync.comment import text_of
from sync.dates.delays import Dates, health_of
from sync.engagement import Engagement, Mode
from sync.escalation.ladders import Stance
from sync.escalation.words import runs_of
from sync.field_texts import words_of
from sync.pages.board_facts import (
    Detail,
    EngagementFacts,
    EscalationLine,
    FailingRule,
    FoundBefore,
    HealthFacts,
    MilestoneLine,
    RiskLine,
    RuleLine,
    StageLine,
    StoodSince,
    Summary,
    TicketLine,
    WaiverLine,
)
from sync.pages.board_milestones import milestones
from sync.pages.freshness import EVERY
from sync.plan import Subject
from sync.render.frame import reason_of
from sync.render.stationery import BUILT_IN
from sync.scenes import is_home
from sync.sums import DONE, OPEN, Sums, share_of, sums_of
from sync.trying.rule_pages import addresses

RISK = "risk"
AMISS = frozenset({Outcome.FAIL, Outcome.UNKNOWN})
NOTHING_AMISS: Mapping[tuple[str, str], datetime] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Found:
    """What a cycle found of an engagement at a moment. `modes` say, by folded name, which rules go less far; `sums` are
    what all tickets come to, and `affected` those a line is made of, where only some were looked
    at; unless it `tells`, risks, dates and health are those of before."""

    engagement: Engagement
    policy: Policy
    subjects: Sequence[Subject]
    dates: Dates
    stances: Sequence[Stance]
    at: datetime
    troubles: Sequence[str] = ()
    modes: Mapping[str, Mode] = field(default_factory=lambda: MappingProxyType({}))
    every: timedelta = EVERY
    sums: Sums | None = None
    affected: Collection[str] | None = None
    tells: bool = True

    @property
    def all(self) -> Sums:
        """What all tickets come to, also those that were not looked at."""
        shares = (share_of(one, self.policy, ()) for one in self.subjects)
        return self.sums or sums_of(self.subjects, shares)

    @property
    def today(self) -> date:
        return self.policy.setting.calendar.day(self.at)

    @property
    def work(self) -> list[Subject]:
        """All tickets but the home ticket, which stands for the engagement itself."""
        return [one for one in self.subjects if not is_home(one.ticket, self.policy)]


def facts_found(found: Found, before: FoundBefore | None) -> EngagementFacts:
    """Return what the board shows after this cycle; `before` is what it showed until now."""
    told = None if found.tells else before
    detail = Detail(
        tickets=tuple(lines_of(_affected(found), before, found.at)),
        stages=tuple(_stages(found.policy)),
        risks=tuple(_risks(found)) if told is None else told.detail.risks,
        milestones=_milestones(found) if told is None else told.detail.milestones,
        escalations=tuple(_escalation(one, found) for one in found.stances if _is_on_a_ladder(one)),
        waivers=tuple(sorted(_waivers(found), key=lambda one: (one.until, one.key, one.rule))),
    )
    return EngagementFacts(_summary(found, detail, before), detail, tuple(_rules(found)))


def _milestones(found: Found) -> tuple[MilestoneLine, ...]:
    return milestones(found.subjects, found.dates, found.engagement, found.policy, found.today)


def _summary(found: Found, detail: Detail, before: FoundBefore | None) -> Summary:
    engagement, whole = found.engagement, found.all
    standings = whole.standings(OPEN)
    ahead = [one.due for one in detail.milestones if one.due and not one.done_on and one.due >= found.today]
    return Summary(
        engagement=engagement.name,
        client=engagement.client.name,
        source=engagement.source,
        mode=engagement.mode.value,
        zone=engagement.client.zone.key,
        at=found.at,
        health=_health(found, before),
        work_type=engagement.work_type or "",
        open=sum(standings.values()),
        done=sum(whole.standings(DONE).values()),
        standings=MappingProxyType(standings),
        escalated=len(detail.escalations),
        waived=len(detail.waivers),
        next_due=min(ahead, default=None),
        troubles=tuple(found.troubles),
        every=found.every,
    )


def _health(found: Found, before: FoundBefore | None) -> HealthFacts:
    if before is not None and not found.tells:
        return before.health
    health = health_of(found.subjects, found.dates, found.engagement, found.policy.setting.calendar, found.today)
    is_same = before is not None and before.health.word == health.word
    since = before.health.since if before is not None and is_same else found.today
    return HealthFacts(health.word, reason_of(health, BUILT_IN.wording("en")), since)


def _affected(found: Found) -> Iterator[Subject]:
    return (one for one in found.subjects if found.affected is None or one.ticket.id in found.affected)


def lines_of(subjects: Iterable[Subject], before: FoundBefore | None, at: datetime) -> Iterator[TicketLine]:
    """Yield the lines of those tickets that have one: of done ones only what is amiss."""
    known = before.tickets if before is not None else {}
    for one in subjects:
        if not one.ticket.done or one.verdict.standing not in {Standing.CLEAR, Standing.CONDITIONAL}:
            yield _ticket(one, known.get(one.ticket.id), at)


def _ticket(one: Subject, before: StoodSince | None, at: datetime) -> TicketLine:
    ticket, standing = one.ticket, one.verdict.standing.value
    known = before.failing if before is not None else NOTHING_AMISS
    return TicketLine(
        id=ticket.id,
        key=ticket.key,
        title=ticket.title,
        type=ticket.type,
        status=ticket.status,
        standing=standing,
        since=before.since if before is not None and before.standing == standing else at,
        url=ticket.url,
        done=ticket.done,
        assignee=_called(ticket.assignee),
        due=ticket.due,
        held=one.footprint.held_from is not None,
        stages=one.verdict.stages,
        failing=tuple(_failing(finding, known, at) for finding in one.verdict.with_outcome(*AMISS)),
    )


def _failing(finding: Finding, known: Mapping[tuple[str, str], datetime], at: datetime) -> FailingRule:
    outcome = finding.outcome.value
    return FailingRule(
        rule=finding.rule,
        outcome=outcome,
        severity=finding.severity.value,
        since=known.get((finding.rule, outcome), at),
        gate=_gate(finding.gate),
        found=finding.found,
        wanted=finding.wanted,
    )


def _gate(gate: Gate | None) -> str:
    return f"{gate.side.value} of {gate.stage}" if gate else ""


def _called(person: Person | None) -> str:
    return "" if person is None else person.name or person.email or person.id or ""


def _stages(policy: Policy) -> Iterator[StageLine]:
    for pack in policy.packs:
        for stage in pack.stages:
            entry, leaving = (tuple(rule.name for rule in rules) for rules in (stage.entry, stage.exit))
            yield StageLine(pack.name, stage.name, stage.role or "", stage.takes or "", entry, leaving)


def _risks(found: Found) -> Iterator[RiskLine]:
    for one in found.work:
        if fold(one.ticket.type) == RISK and not one.ticket.done:
            told = {name: _told(one.ticket, name) for name in ("Probability", "Impact", MITIGATION, "Risk owner")}
            yield RiskLine(one.ticket.key, one.ticket.title, *told.values())


def _told(ticket: Ticket, name: str) -> str:
    value = value_of(ticket, name)
    return _called(value) if isinstance(value, Person) else words_of(value)


def _is_on_a_ladder(stance: Stance) -> bool:
    return stance.climb.course is not Course.STEPS_DOWN and stance.climb.rung is not None


def _escalation(stance: Stance, found: Found) -> EscalationLine:
    climb = stance.climb
    return EscalationLine(
        key=stance.ticket.key,
        ladder=climb.ladder.name,
        step=climb.step.name if climb.step else "",
        place=climb.ladder.place(climb.rung),
        of=len(climb.ladder.ladder.steps),
        says=text_of(runs_of(stance, found.policy.setting.calendar.zone)),
        since=climb.rung.since if climb.rung else None,
    )


def _waivers(found: Found) -> Iterator[WaiverLine]:
    for one in found.subjects:
        for finding in one.verdict.with_outcome(Outcome.WAIVED):
            waiver = finding.waiver
            if waiver is not None:
                yield WaiverLine(one.ticket.key, finding.rule, waiver.until, waiver.by, waiver.because)


def _rules(found: Found) -> Iterator[RuleLine]:
    """Count outcomes by rule, those only observed included."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (rule, outcome, _), count in found.all.findings.items():
        counts[rule][outcome] += count
    owners = {pack.name: pack.owner for pack in found.policy.packs}
    pages = addresses(found.policy, found.engagement.rule_pages)
    for compiled in found.policy.rules:
        line = _rule(compiled, owners.get(compiled.pack) or "")
        mode = found.modes.get(fold(compiled.name))
        outcomes = MappingProxyType(dict(counts[compiled.name]))
        yield replace(line, page=pages.get(compiled.name, ""), mode=mode.value if mode else "", outcomes=outcomes)


def _rule(rule: CompiledRule, owner: str) -> RuleLine:
    return RuleLine(
        name=rule.name,
        pack=rule.pack,
        says=rule.rule.says,
        severity=rule.severity.value,
        gate=_gate(rule.gate),
        owner=rule.rule.owner or owner,
        pillar=rule.rule.pillar or "",
        fix=rule.rule.fix,
    )
