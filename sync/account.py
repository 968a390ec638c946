"""The account of a run: what was seen, judged, planned, done and refused, as values for people and programs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from rules.model import Finding, Outcome
from sync.actions import Action, ActionState, Refusal, digest_of
from sync.calls import Calls
from sync.limits import Excess
from sync.mailing.store import Bounce
from sync.plan import Subject
from sync.ports import Busy, LeaseLost, OutcomeUnknown, PortError, Stopped, Unreachable
from sync.remembered import Departed, OutboxEntry
from sync.rollout import on_trial

BUSY = "busy"  # another run is at work there
STOPPED = "stopped"  # the service ends, and left the rest for later
UNREADABLE = "unreadable"  # a ticket that was passed over
HARMLESS = frozenset({"configuration", BUSY, STOPPED})  # kinds of trouble that make no run a failed one


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong with one engagement. `kind` is one word a program can switch on, `retry_after` the
    pause in seconds that its source asks for."""

    kind: str
    message: str
    retryable: bool = False
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What all verdicts of an engagement come to: tickets `seen`, findings by outcome, by rule the keys of the
    tickets on which one fails that is only observed, tickets by standing, `failing` rules with their severity and on
    how many tickets, and the last day of each waiver that lets something pass."""

    seen: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    observed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standings: Mapping[str, int] = field(default_factory=dict)
    failing: tuple[tuple[str, str, int], ...] = ()
    waivers: tuple[date, ...] = ()


def counted_findings(subjects: Sequence[Subject]) -> Iterator[tuple[Finding, int]]:
    """Yield every finding with how many tickets have this very one: thousands share a few, and are counted fast."""
    findings = {id(one): one for subject in subjects for one in subject.verdict.findings}
    counts = Counter(map(id, chain.from_iterable(subject.verdict.findings for subject in subjects)))
    return ((findings[one], count) for one, count in counts.items())


def _outcomes(subjects: Sequence[Subject]) -> dict[str, int]:
    counts = {outcome.value: 0 for outcome in Outcome}
    for finding, count in counted_findings(subjects):
        counts[finding.outcome.value] += count
    return counts


def _failing(subjects: Sequence[Subject]) -> tuple[tuple[str, str, int], ...]:
    counts: Counter[tuple[str, str]] = Counter()
    for finding, count in counted_findings(subjects):
        if finding.outcome is Outcome.FAIL:
            counts[finding.rule, finding.severity.value] += count
    return tuple((*told, count) for told, count in sorted(counts.items()))


def _ends_of_waivers(subjects: Sequence[Subject]) -> tuple[date, ...]:
    waived = (one for one, _ in counted_findings(subjects) if one.outcome is Outcome.WAIVED)
    return tuple(sorted(waiver.until for waiver in {one.waiver for one in waived if one.waiver is not None}))


@dataclass(frozen=True, slots=True)
class EngagementAccount:
    """One engagement's part of a run. `seen`, `changed`, `judged` count tickets; `pages` are the addresses of
    rules by name; `departed` are tickets that were found to be gone in this run, told this once. `beside` is what
    was done and is no part of the plan: settled writes of a run that broke off, and telling people of a limit. Where
    all stands still, `subjects` are not looked at, and `still` is what they came to at the last look; where only
    some were looked at, they alone are `subjects`, and `whole` is what all come to."""

    name: str
    source: str
    seen: int = 0
    changed: int = 0
    judged: int = 0
    subjects: tuple[Subject, ...] = ()
    actions: tuple[Action, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    excesses: tuple[Excess, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    notices: tuple[OutboxEntry, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    departed: tuple[Departed, ...] = ()
    beside: tuple[Action, ...] = ()
    still: Tally | None = None
    whole: Tally | None = None

    @property
    def digest(self) -> str:
        return digest_of(self.actions)

    @property
    def failures(self) -> tuple[Trouble, ...]:
        """What makes a run fail: single tickets that are passed over do not, as long as any could be judged."""
        only_told = HARMLESS | {UNREADABLE} if self.seen else HARMLESS
        return tuple(trouble for trouble in self.troubles if trouble.kind not in only_told)

    def tally(self) -> Tally:
        """Count all verdicts that stand."""
        if (told := self.still or self.whole) is not None:
            return told
        return Tally(
            self.seen,
            _outcomes(self.subjects),
            self.observed(),
            Counter(subject.verdict.standing.value for subject in self.subjects),
            _failing(self.subjects),
            _ends_of_waivers(self.subjects),
        )

    def observed(self) -> Mapping[str, tuple[str, ...]]:
        """Return the keys of the tickets on which a rule fails that is only observed, by rule."""
        if (told := self.still or self.whole) is not None:
            return told.observed
        return on_trial((subject.ticket.key, subject.observed) for subject in self.subjects)

    def outcomes(self) -> dict[Outcome, int]:
        """Count findings of all verdicts that stand by outcome."""
        told = self.still or self.whole
        counts = told.outcomes if told is not None else _outcomes(self.subjects)
        return {Outcome(outcome): count for outcome, count in counts.items()}


@dataclass(frozen=True, slots=True)
class RunAccount:
    """A whole run. `mode` is plan or sync; `calls` are requests by source, `trail_head` is the seal of the trail's
    newest row after the run. `notices` are those of the team that belong to no single engagement's plan; `returned`
    is mail that came back; `troubles` stopped nothing."""

    run: str
    mode: str
    engagements: tuple[EngagementAccount, ...]
    calls: Mapping[str, Calls] = field(default_factory=dict)
    trail_head: str = ""
    notices: tuple[OutboxEntry, ...] = ()
    returned: tuple[Bounce, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def digest(self) -> str:
        return digest_of(tuple(action for one in self.engagements for action in one.actions))

    @property
    def all_notices(self) -> tuple[OutboxEntry, ...]:
        """Every notice of the run: those of its engagements, then the team's own beside them."""
        return (*(entry for one in self.engagements for entry in one.notices), *self.notices)

    @property
    def waiting(self) -> tuple[Action, ...]:
        """The actions an approval lets through: all of a dry run, those over a limit of a real one."""
        shown = [one for one in self.engagements if self.mode == "plan" or one.excesses]
        return tuple(action for one in shown for action in one.actions)

    @property
    def exit_code(self) -> int:
        """What a run comes to for a shell (CONTRACT section 1): 0 done, 1 failed, 4 refused by a limit, 75 try later."""
        failures = [trouble for one in self.engagements for trouble in one.failures]
        actions = [action for one in self.engagements for action in one.actions]
        if any(not trouble.retryable for trouble in failures) or any(a.state is ActionState.FAILED for a in actions):
            return 1
        if failures:
            return 75
        return 4 if self.mode == "sync" and any(one.excesses for one in self.engagements) else 0


def with_refusals(account: EngagementAccount) -> EngagementAccount:
    """Tell as refusals what was left to people who did otherwise since the plan was made."""
    left = [action for action in account.actions if action.state is ActionState.REFUSED]
    actions = tuple(action for action in account.actions if action.state is not ActionState.REFUSED)
    told = (Refusal(action.ticket, action.verb, action.error or "") for action in left)
    return replace(account, actions=actions, refusals=(*account.refusals, *told))


def without_departed(account: EngagementAccount, departed: Sequence[Departed]) -> EngagementAccount:
    """Leave out tickets that writes found to be gone: what was not written to them did not fail."""
    ids = {one.ticket_id for one in departed}
    moot = [one for one in account.actions if one.ticket_id in ids and one.state is ActionState.FAILED]
    return replace(
        account,
        seen=account.seen - len(ids),
        whole=account.whole and replace(account.whole, seen=account.whole.seen - len(ids)),
        subjects=tuple(one for one in account.subjects if one.ticket.id not in ids),
        actions=tuple(one for one in account.actions if one not in moot),
        refusals=(*account.refusals, *(Refusal(one.ticket, one.verb, "the ticket is gone") for one in moot)),
        departed=(*account.departed, *departed),
    )


def trouble_of(error: PortError, message: str) -> Trouble:
    """Turn a port's error into an entry of the account."""
    if isinstance(error, Busy | LeaseLost):
        return Trouble(BUSY, message, retryable=True)
    if isinstance(error, Stopped):
        return Trouble(STOPPED, message, retryable=True)
    pause = error.retry_after if isinstance(error, Unreachable) else None
    return Trouble(type(error).__name__, message, isinstance(error, Unreachable | OutcomeUnknown), pause)
