"""The account of a run: what was seen, judged, planned, done and refused, as values for people and programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.model import Outcome
from sync.actions import Action, ActionState, Refusal, digest_of
from sync.limits import Excess
from sync.mailing.store import Bounce
from sync.plan import Subject
from sync.ports import Busy, Calls, LeaseLost, OutcomeUnknown, PortError, Unreachable
from sync.remembered import Departed, OutboxEntry
from sync.rollout import on_trial

BUSY = "busy"  # another run is at work there
UNREADABLE = "unreadable"  # a ticket that was passed over
HARMLESS = frozenset({"configuration", BUSY})  # kinds of trouble that make no run a failed one


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong with one engagement. `kind` is one word a program can switch on."""

    kind: str
    message: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class EngagementAccount:
    """One engagement's part of a run. `seen`, `changed`, `judged` count tickets; `pages` are the addresses of
    rules by name; `departed` are tickets that were found to be gone in this run, told this once. `beside` is what
    was done and is no part of the plan: settled writes of a run that broke off, and telling people of a limit."""

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

    @property
    def digest(self) -> str:
        return digest_of(self.actions)

    @property
    def failures(self) -> tuple[Trouble, ...]:
        """What makes a run fail: single tickets that are passed over do not, as long as any could be judged."""
        only_told = HARMLESS | {UNREADABLE} if self.subjects else HARMLESS
        return tuple(trouble for trouble in self.troubles if trouble.kind not in only_told)

    def observed(self) -> dict[str, tuple[str, ...]]:
        """Return the keys of the tickets on which a rule fails that is only observed, by rule."""
        return on_trial((subject.ticket.key, subject.observed) for subject in self.subjects)

    def outcomes(self) -> dict[Outcome, int]:
        """Count findings of all verdicts that stand by outcome."""
        counts = dict.fromkeys(Outcome, 0)
        for subject in self.subjects:
            for finding in subject.verdict.findings:
                counts[finding.outcome] += 1
        return counts


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
        subjects=tuple(one for one in account.subjects if one.ticket.id not in ids),
        actions=tuple(one for one in account.actions if one not in moot),
        refusals=(*account.refusals, *(Refusal(one.ticket, one.verb, "the ticket is gone") for one in moot)),
        departed=(*account.departed, *departed),
    )


def trouble_of(error: PortError, message: str) -> Trouble:
    """Turn a port's error into an entry of the account."""
    if isinstance(error, Busy | LeaseLost):
        return Trouble(BUSY, message, retryable=True)
    return Trouble(type(error).__name__, message, retryable=isinstance(error, Unreachable | OutcomeUnknown))
