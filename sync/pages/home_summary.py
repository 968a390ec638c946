"""The engagement in a few lines, kept in the sticky comment of its home ticket (CONTRACT 4). Pure.

Everything in it is as fine as a day at most, so that it says the same until something worth telling changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rules.ladder import Course
from rules.model import Finding, Outcome, Ticket
from rules.policy import Policy
from rules.values import fold
from sync.comment import Block, Fold, Paragraph, Run, Runs
from sync.dates.delays import Dates, health_of
from sync.dates.promise import PROMISES, Promise
from sync.engagement import Engagement
from sync.escalation.ladders import Stance
from sync.plan import Subject
from sync.render.frame import reason_of
from sync.render.stationery import BUILT_IN
from sync.render.wording import say
from sync.scenes import is_home
from sync.sums import DONE, OPEN, Sums

RISK = "risk"  # told to clients as well, but no promise
MOST = 10  # lines of each list
ENDS_WITHIN = 10  # working days ahead in which the end of a waiver is told


@dataclass(frozen=True, slots=True)
class AtHome:
    """What the summary tells of: every judged ticket, what was promised, where tickets stand on ladders, and the day
    in the client's zone."""

    subjects: Sequence[Subject]
    dates: Dates
    stances: Sequence[Stance]
    engagement: Engagement
    policy: Policy
    today: date
    sums: Sums

    @property
    def others(self) -> list[Subject]:
        return [one for one in self.subjects if not is_home(one.ticket, self.policy)]


def home_summary(view: AtHome) -> tuple[Block, ...]:
    """Say how the engagement goes: health, tickets by standing, dates, escalations, and waivers that end; nothing while
    it has no other ticket."""
    if not (view.sums.standings(OPEN) or view.sums.standings(DONE)):
        return ()
    lists = (
        ("Milestones", [_milestone(one.ticket, view) for one in _by_date(_promised(view), view)]),
        ("Open escalations", [_escalation(one, view) for one in _open(view.stances)]),
        (f"Waivers that end within {ENDS_WITHIN} working days", list(_waivers(view))),
    )
    folds = (Fold(f"{title} ({len(lines)})", tuple(lines[:MOST]), len(lines[MOST:])) for title, lines in lists if lines)
    return (_health(view), Paragraph(_standings(view)), *folds)


def is_promise(ticket: Ticket, engagement: Engagement) -> bool:
    """Tell whether a ticket is a dated promise to the client: by its type, or because clients are told of that type."""
    kinds = PROMISES.union(map(fold, engagement.client_visible.types)) - {RISK}
    return fold(ticket.type) in kinds


def _health(view: AtHome) -> Paragraph:
    health = health_of(view.subjects, view.dates, view.engagement, view.policy.setting.calendar, view.today)
    wording = BUILT_IN.wording("en")
    word = say(wording, f"health.{health.word}")
    head = Run(f"Engagement {view.engagement.name}: {word.lower()}.", "strong")
    return Paragraph((head, Run(f" {reason_of(health, wording)}")))


def _standings(view: AtHome) -> Runs:
    open_ones, done = view.sums.standings(OPEN), sum(view.sums.standings(DONE).values())
    told = ", ".join(f"{count} {standing}" for standing, count in open_ones.items())
    return (
        Run("Tickets", "strong"),
        Run(f": {sum(open_ones.values())} open{f' ({told})' if told else ''}, {done} done."),
    )


def _promised(view: AtHome) -> list[Subject]:
    return [one for one in view.others if is_promise(one.ticket, view.engagement) and _agreed(one.ticket, view)]


def _agreed(ticket: Ticket, view: AtHome) -> date | None:
    promise = view.dates.promises.get(ticket.id)
    return promise.agreed if promise else ticket.due


def _by_date(promised: Sequence[Subject], view: AtHome) -> list[Subject]:
    """Sort what is open first, then by the agreed date."""
    return sorted(promised, key=lambda one: (one.ticket.done, _agreed(one.ticket, view) or date.max, one.ticket.key))


def _milestone(ticket: Ticket, view: AtHome) -> Runs:
    agreed = _agreed(ticket, view)
    return (*_named(ticket), Run(f": agreed {agreed}{_present(ticket, agreed, view)}"))


def _present(ticket: Ticket, agreed: date | None, view: AtHome) -> str:
    """Say what became of an agreed date, with the reason of its newest move where one was told."""
    if ticket.done:
        return f", done {view.policy.setting.calendar.day(ticket.resolved)}" if ticket.resolved else ", done"
    promise = view.dates.promises.get(ticket.id)
    why = f" ({_reason(promise)})" if promise and promise.revisions else ""
    if ticket.due is None:
        return f", no date now{why}"
    late = ", passed" if ticket.due < view.today else ""
    return f", now {ticket.due}{why}{late}" if ticket.due != agreed else late


def _reason(promise: Promise) -> str:
    return f"reason: {promise.revisions[-1].reason}"


def _open(stances: Sequence[Stance]) -> list[Stance]:
    """Return the climbs of which a step is taken and that are not over."""
    return [one for one in stances if one.climb.step is not None and one.climb.course is not Course.STEPS_DOWN]


def _escalation(stance: Stance, view: AtHome) -> Runs:
    climb, calendar = stance.climb, view.policy.setting.calendar
    place, steps = climb.ladder.place(climb.rung), len(climb.ladder.ladder.steps)
    step = climb.step.name if climb.step else ""
    since = f", since {calendar.day(climb.rung.since)}" if climb.rung else ""
    said = f": {step}, step {place} of {steps}{since}  "
    return (*_named(stance.ticket), Run(said), Run(climb.ladder.name, "code"))


def _waivers(view: AtHome) -> Iterator[Runs]:
    """Yield what is waived and ends soon, the first to end first."""
    last = view.policy.setting.calendar.after(view.today, ENDS_WITHIN)
    ending = [
        (finding.waiver.until, one.ticket, finding)
        for one in view.subjects
        for finding in one.verdict.with_outcome(Outcome.WAIVED)
        if finding.waiver is not None and finding.waiver.until <= last
    ]
    for until, ticket, finding in sorted(ending, key=lambda one: (one[0], one[1].key, one[2].rule)):
        yield (*_named(ticket), *_waived(until, finding))


def _waived(until: date, finding: Finding) -> Runs:
    by = f", by {finding.waiver.by}" if finding.waiver else ""
    return (Run(f": until {until}{by}  "), Run(finding.rule, "code"))


def _named(ticket: Ticket) -> Runs:
    """Name a ticket so that people who read its tracker find it."""
    return (Run(ticket.key, "strong", href=ticket.url or None), Run(f" {ticket.title}"))
