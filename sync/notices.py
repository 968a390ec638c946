"""Which news a cycle holds for a client, and the letter that tells it. Pure; nothing is queued here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from rules.calendar import Calendar
from rules.model import Finding, Outcome, Side, Standing, Ticket, Value
from rules.pack import Pack, Stage
from rules.policy import Policy
from rules.values import fold, is_empty, shown
from sync.engagement import Contact, Engagement, MailMode, MailPolicy, Mode
from sync.letters import Health, Milestone, MilestoneSummary, StripStep
from sync.plan import Subject
from sync.remembered import Reached
from sync.render.wording import ENGLISH, counted

MILESTONE = "milestone"
PLAN_REFUSED = "plan-refused"
WAIVER_ENDING = "waiver-ending"
FOR_THE_TEAM = frozenset({PLAN_REFUSED, WAIVER_ENDING})  # kinds that no client gets
SOON = 5  # working days
GOOD = frozenset({Standing.CLEAR, Standing.CONDITIONAL})


@dataclass(frozen=True, slots=True)
class News:
    """A ticket in a stage that tells a notice, not yet told."""

    subject: Subject
    pack: Pack
    stage: Stage
    entered: date

    @property
    def mark(self) -> Reached:
        return Reached(self.subject.ticket.id, f"{self.pack.name}/{self.stage.name}", MILESTONE)


def told_places(subjects: Sequence[Subject], engagement: Engagement, policy: Policy, now: datetime) -> tuple[News, ...]:
    """Return every client-visible ticket in a stage that tells a milestone, whatever its standing."""
    return tuple(
        News(subject, pack, stage, _entered(subject.ticket, engagement, now))
        for subject in _visible(subjects, engagement)
        for pack in policy.packs
        for stage in pack.stages
        if MILESTONE in stage.tells and fold(subject.verdict.stages.get(pack.name, "")) == fold(stage.name)
    )


def _visible(subjects: Sequence[Subject], engagement: Engagement) -> list[Subject]:
    types = {fold(name) for name in engagement.client_visible.types}
    return [subject for subject in subjects if fold(subject.ticket.type) in types]


def is_due(news: News) -> bool:
    """A milestone counts when the standing is good and no entry rule of its stage is pending (CONTRACT 5)."""
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


def recipients(engagement: Engagement, mail: MailPolicy, receives: str) -> tuple[Contact, ...]:
    """Return contacts that asked for a kind and whose domain is allowed."""
    allowed = {fold(domain) for domain in mail.allow_domains}
    return tuple(
        contact
        for contact in engagement.client.contacts
        if receives in contact.receives and fold(contact.email.rpartition("@")[2]) in allowed
    )


def milestone_summary(
    news: Sequence[News], subjects: Sequence[Subject], engagement: Engagement, policy: Policy, today: date
) -> MilestoneSummary:
    """Put everything reached in one cycle into one letter, with nothing in it the client may not see."""
    health, count = health_of(subjects, engagement, policy.setting.calendar, today)
    return MilestoneSummary(
        engagement=engagement.name,
        client=engagement.client.name,
        health=health,
        reason=counted(ENGLISH, f"reason.{health}", count),
        milestones=tuple(_milestone(one, engagement, policy) for one in news),
        day=today,
    )


def health_of(
    subjects: Sequence[Subject], engagement: Engagement, calendar: Calendar, today: date
) -> tuple[Health, int]:
    """Return one health word and how many tickets make it so.

    Only client-visible tickets that are not done count: off track where one is past its date, at risk where one
    is due within five working days and still blocked by a check.
    """
    open_ = [s for s in _visible(subjects, engagement) if s.ticket.due and not s.ticket.done]
    late = sum(s.ticket.due < today for s in open_ if s.ticket.due)
    if late:
        return "off_track", late
    soon = calendar.after(today, SOON)
    near = sum(s.verdict.standing is Standing.BLOCKED and s.ticket.due <= soon for s in open_ if s.ticket.due)
    return ("at_risk", near) if near else ("on_track", 0)


def _milestone(news: News, engagement: Engagement, policy: Policy) -> Milestone:
    ticket, verdict = news.subject.ticket, news.subject.verdict
    names = [stage.name for stage in news.pack.stages]
    place = [fold(name) for name in names].index(fold(news.stage.name))
    return Milestone(
        name=name_for_client(ticket, engagement),
        kind=ticket.type,
        stage=news.stage.name,
        reached=news.entered,
        strip=tuple(StripStep(name, _place(i, place)) for i, name in enumerate(names)),
        checked=_says(verdict.with_outcome(Outcome.PASS), policy),
        conditions=tuple(
            (_says((f,), policy)[0], f.waiver.until) for f in verdict.with_outcome(Outcome.WAIVED) if f.waiver
        ),
        next_stage=names[place + 1] if place + 1 < len(names) else None,
        due=None if ticket.done else ticket.due,
        facts=facts_for_client(ticket, engagement),
    )


def _place(index: int, here: int) -> Literal["done", "here", "ahead"]:
    return "here" if index == here else ("done" if index < here else "ahead")


def _says(findings: Sequence[Finding], policy: Policy) -> tuple[str, ...]:
    rules = [policy.rule(finding.rule) for finding in findings]
    return tuple(rule.rule.says for rule in rules if rule is not None)


def name_for_client(ticket: Ticket, engagement: Engagement) -> str:
    """Return what the client may call a ticket: its title or a field where allowed, else its type (M8)."""
    title = engagement.client_visible.title
    if title == "title":
        return ticket.title
    value = ticket.fields.get(title) if title != "none" else None
    return ticket.type if is_empty(value) else words_of(value)


def facts_for_client(ticket: Ticket, engagement: Engagement) -> tuple[tuple[str, str], ...]:
    """Return the client-visible fields that are filled in, with their values."""
    names = [name for name in engagement.client_visible.fields if name != engagement.client_visible.title]
    values: Mapping[str, Value] = {name: ticket.fields.get(name) for name in names}
    return tuple((name, words_of(value)) for name, value in values.items() if not is_empty(value))


def words_of(value: Value) -> str:
    """Say a field's value in a mail: text whole and on one line."""
    return " ".join(value.split()) if isinstance(value, str) else shown(value)


def key_of(engagement: Engagement, kind: str, marks: Sequence[Reached]) -> str:
    """Return what is the same for the same news, so that it can be queued only once."""
    told = sorted(f"{mark.ticket_id} {mark.stage}" for mark in marks)
    return sha256("\n".join([engagement.name, kind, *told]).encode()).hexdigest()[:24]
