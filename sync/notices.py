"""Which news a cycle holds for a client, and the letter that tells it. Pure; nothing is queued here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType

from rules.model import Finding, Outcome, Side, Standing, Ticket
from rules.pack import Pack, Stage
from rules.policy import Policy
from rules.values import fold
from sync.clients.letters import Health, Milestone, MilestoneSummary
from sync.clients.view import (
    IMPACT,
    MITIGATION,
    REASON,
    facts_for_client,
    name_for_client,
    strip_in,
    visible_to_client,
)
from sync.engagement import Contact, Engagement, MailMode, MailPolicy, Mode
from sync.plan import Subject
from sync.remembered import Reached

MILESTONE, DELIVERY = "milestone", "delivery"
PLAN_REFUSED = "plan-refused"
WAIVER_ENDING = "waiver-ending"
ESCALATION_STEP, OVER_TIME, TEAM_DIGEST = "escalation-step", "over-time", "team-digest"
NOT_COMPLETED, UNDELIVERED, BOUNCE = "not-completed", "undelivered", "bounce"
FOR_THE_TEAM = frozenset(
    {PLAN_REFUSED, WAIVER_ENDING, ESCALATION_STEP, OVER_TIME, TEAM_DIGEST, NOT_COMPLETED, UNDELIVERED, BOUNCE}
)
"""Kinds that no client gets."""
CONVERSATIONS: Mapping[str, str] = MappingProxyType({
    "delay": "dates",
    "client-warning": "escalation",
    "formal-escalation": "escalation",
    "scope-change": "changes",
    "survey": "survey",
})  # fmt: skip
SOON = 5  # working days
GOOD = frozenset({Standing.CLEAR, Standing.CONDITIONAL})
ABOUT_THE_WORK = frozenset({fold(MITIGATION), fold(REASON), fold(IMPACT)})
"""Visible fields that say how work goes; all others say what came of it."""


@dataclass(frozen=True, slots=True)
class News:
    """A ticket in a stage that tells a notice of `kind`, not yet told."""

    subject: Subject
    pack: Pack
    stage: Stage
    entered: date
    kind: str = MILESTONE

    @property
    def mark(self) -> Reached:
        return Reached(self.subject.ticket.id, f"{self.pack.name}/{self.stage.name}", self.kind)


def told_places(
    subjects: Sequence[Subject], engagement: Engagement, policy: Policy, now: datetime, kind: str = MILESTONE
) -> tuple[News, ...]:
    """Return every client-visible ticket in a stage that tells a kind, whatever its standing."""
    return tuple(
        News(subject, pack, stage, _entered(subject.ticket, engagement, now), kind)
        for subject in visible_to_client(subjects, engagement)
        for pack in policy.packs
        for stage in pack.stages
        if kind in stage.tells and fold(subject.verdict.stages.get(pack.name, "")) == fold(stage.name)
    )


def is_due(news: News) -> bool:
    """News of a stage counts when the standing is good and no entry rule of its stage is pending (CONTRACT 5)."""
    verdict = news.subject.verdict
    return verdict.standing in GOOD and not any(_is_entry_of(f, news) for f in verdict.with_outcome(Outcome.PENDING))


def _is_entry_of(finding: Finding, news: News) -> bool:
    gate = finding.gate
    return (
        gate is not None
        and gate.side is Side.ENTRY
        and (gate.pack, fold(gate.stage)) == (news.pack.name, fold(news.stage.name))
    )


def _entered(ticket: Ticket, engagement: Engagement, now: datetime) -> date:
    moment = ticket.moves[-1].at if ticket.moves else (ticket.updated or now)
    return moment.astimezone(engagement.client.zone).date()


def mode_of(kind: str, engagement: Engagement, mail: MailPolicy | None) -> MailMode:
    """Return how far a kind of notice may go: the engagement's word, bounded by `mail.mode`. Where the bot only
    judges, clients hear nothing."""
    if mail is None or engagement.mode in {Mode.OFF, Mode.OBSERVE}:
        return MailMode.OFF
    order = [MailMode.OFF, MailMode.HOLD, MailMode.SEND]
    asked = engagement.notices.get(kind, mail.mode)
    return min(asked, mail.mode, key=order.index)


def recipients(
    engagement: Engagement, mail: MailPolicy, receives: str, unwanted: Collection[str] = ()
) -> tuple[Contact, ...]:
    """Return contacts that asked for a kind and whose domain is allowed. `unwanted` are addresses, in lower case,
    that get nothing of it any more."""
    allowed = {fold(domain) for domain in mail.allow_domains}
    return tuple(
        contact
        for contact in engagement.client.contacts
        if receives in contact.receives
        and fold(contact.email.rpartition("@")[2]) in allowed
        and contact.email.casefold() not in unwanted
    )


def milestone_summary(
    news: Sequence[News], health: Health, engagement: Engagement, policy: Policy, today: date
) -> MilestoneSummary:
    """Put everything reached in one cycle into one letter, with nothing in it the client may not see."""
    milestones = tuple(_milestone(one, engagement, policy) for one in news)
    return MilestoneSummary(engagement.client.name, health, milestones, today)


def delivery_confirmation(
    news: Sequence[News], health: Health, engagement: Engagement, policy: Policy, today: date
) -> MilestoneSummary:
    """Put everything delivered in one cycle into one letter."""
    return replace(milestone_summary(news, health, engagement, policy, today), about="delivery")


def _milestone(news: News, engagement: Engagement, policy: Policy) -> Milestone:
    ticket, verdict = news.subject.ticket, news.subject.verdict
    strip = strip_in(news.pack, news.stage.name)
    facts = facts_for_client(ticket, engagement)
    return Milestone(
        name=name_for_client(ticket, engagement),
        kind=ticket.type,
        stage=news.stage.name,
        reached=news.entered,
        strip=strip,
        results=tuple((name, value) for name, value in facts if fold(name) not in ABOUT_THE_WORK),
        checked=_says(verdict.with_outcome(Outcome.PASS), policy),
        conditions=tuple(
            (_says((f,), policy)[0], f.waiver.until) for f in verdict.with_outcome(Outcome.WAIVED) if f.waiver
        ),
        next_stage=next((step.stage for step in strip if step.place == "ahead"), None),
        due=None if ticket.done else ticket.due,
        facts=tuple((name, value) for name, value in facts if fold(name) in ABOUT_THE_WORK),
    )


def _says(findings: Sequence[Finding], policy: Policy) -> tuple[str, ...]:
    rules = [policy.rule(finding.rule) for finding in findings]
    return tuple(rule.rule.says for rule in rules if rule is not None)


def key_of(engagement: Engagement, kind: str, marks: Sequence[Reached], instead: Collection[str] = ()) -> str:
    """Return what is the same for the same news, so that it can be queued only once. `instead` are ids of notices of
    it that were withdrawn: what is told in their place is another notice."""
    told = [*sorted(f"{mark.ticket_id} {mark.stage}" for mark in marks), *sorted(instead)]
    return sha256("\n".join([engagement.name, kind, *told]).encode()).hexdigest()[:24]


def conversation_of(kind: str) -> str:
    """Return the conversation letters of a kind belong to; most tell how things stand."""
    return CONVERSATIONS.get(kind, "status")
