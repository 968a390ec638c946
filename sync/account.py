"""The account of a run: what was seen, judged, planned, done and refused, as values for people and programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.model import Outcome
from sync.actions import Action, ActionState, Refusal, digest_of
from sync.limits import Excess
from sync.plan import Subject
from sync.ports import Calls, OutcomeUnknown, PortError, Unreachable
from sync.remembered import Departed, OutboxEntry


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong with one engagement. `kind` is one word a program can switch on."""

    kind: str
    message: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class EngagementAccount:
    """One engagement's part of a run. `seen`, `changed`, `judged` count tickets; `pages` are the addresses of
    rules by name; `departed` are tickets that were found to be gone in this run, told this once."""

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

    @property
    def digest(self) -> str:
        return digest_of(self.actions)

    @property
    def failures(self) -> tuple[Trouble, ...]:
        """What makes a run fail: single tickets that are passed over do not, as long as any could be judged."""
        only_told = {"configuration", "unreadable"} if self.subjects else {"configuration"}
        return tuple(trouble for trouble in self.troubles if trouble.kind not in only_told)

    def outcomes(self) -> dict[Outcome, int]:
        """Count findings of all verdicts that stand by outcome."""
        counts = dict.fromkeys(Outcome, 0)
        for subject in self.subjects:
            for finding in subject.verdict.findings:
                counts[finding.outcome] += 1
        return counts


@dataclass(frozen=True, slots=True)
class RunAccount:
    """A whole run. `mode` is plan or sync; `calls` are requests by source."""

    run: str
    mode: str
    engagements: tuple[EngagementAccount, ...]
    calls: Mapping[str, Calls] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return digest_of(tuple(action for one in self.engagements for action in one.actions))

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


def trouble_of(error: PortError, message: str) -> Trouble:
    """Turn a port's error into an entry of the account."""
    return Trouble(type(error).__name__, message, retryable=isinstance(error, Unreachable | OutcomeUnknown))
