"""What a backtest finds, as values: which tickets two sides judge otherwise, and what follows for holds and mails. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from rules.model import Outcome, Standing, Ticket, Verdict
from rules.policy import Policy
from rules.values import fold
from sync.clients.stage_news import KINDS, is_told_otherwise, received_as
from sync.engagement import Engagement, MailMode, MailPolicy, Mode
from sync.notices import is_due, mode_of, recipients, told_places
from sync.plan import Subject, may_write
from sync.remembered import Reached
from sync.trying.replay import Look

Unwanted = Mapping[str, Collection[str]]  # addresses that want no more mail, by what they would get it for
NOBODY: Unwanted = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What another text of one rule comes to: keys of tickets, each judged so at some moment."""

    rule: str
    newly_failing: tuple[str, ...] = ()
    newly_passing: tuple[str, ...] = ()
    newly_unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """News of one ticket for a client, and when it would have been told."""

    kind: str
    ticket: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """One engagement under two sides. `versions` were judged, of so many `tickets`; rules `only_after` are new,
    those `only_before` are gone."""

    name: str
    mode: Mode
    versions: int = 0
    tickets: int = 0
    rules: tuple[RuleChange, ...] = ()
    only_after: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    would_hold: tuple[str, ...] = ()
    would_release: tuple[str, ...] = ()
    mails: tuple[Mail, ...] = ()
    mails_no_more: tuple[Mail, ...] = ()

    @property
    def differs(self) -> bool:
        return bool(self.rules or self.would_hold or self.would_release or self.mails or self.mails_no_more)


@dataclass(frozen=True, slots=True)
class Backtest:
    """A whole backtest. `against` names the packs that are edited or new; None where the last verdicts are what
    is compared with."""

    since: datetime
    until: datetime
    against: tuple[str, ...] | None
    engagements: tuple[Compared, ...]

    @property
    def differs(self) -> bool:
        return any(one.differs for one in self.engagements)


def may_tell(ticket: Ticket, engagement: Engagement, mail: MailPolicy | None, unwanted: Unwanted) -> bool:
    """Tell whether a client may ever hear of a ticket: its type is visible, and somebody receives such mail;
    `unwanted` are addresses that get none of it any more."""
    types = {fold(name) for name in engagement.client_visible.types}
    is_received = (_is_received(kind, engagement, mail, unwanted) for kind in KINDS)
    return fold(ticket.type) in types and any(is_received)


def _is_received(kind: str, engagement: Engagement, mail: MailPolicy | None, unwanted: Unwanted) -> bool:
    if mail is None or mode_of(kind, engagement, mail) is MailMode.OFF:
        return False
    word = received_as(kind, engagement)
    return bool(recipients(engagement, mail, word, unwanted.get(word, ())))


Keys = dict[str, str]  # by ticket id, so that a ticket that got another key counts once


@dataclass(frozen=True)
class Tally:
    """Collects what looks tell, in order of time."""

    engagement: Engagement
    failing: defaultdict[str, Keys] = field(default_factory=lambda: defaultdict(dict))
    passing: defaultdict[str, Keys] = field(default_factory=lambda: defaultdict(dict))
    unknown: defaultdict[str, Keys] = field(default_factory=lambda: defaultdict(dict))
    held: Keys = field(default_factory=dict)
    released: Keys = field(default_factory=dict)

    def add(self, look: Look) -> None:
        """Take note of one ticket at one moment."""
        ticket, before, after = look.after.ticket, look.before.verdict, look.after.verdict
        was, now = _outcomes(before), _outcomes(after)
        for rule in {**was, **now}:
            changed = self._changed(was.get(rule), now.get(rule))
            if changed is not None:
                changed[rule][ticket.id] = ticket.key
        if _can_hold(ticket, self.engagement) and before.standing is not after.standing:
            if after.standing is Standing.BLOCKED:
                self.held[ticket.id] = ticket.key
            elif before.standing is Standing.BLOCKED and after.standing is not Standing.UNKNOWN:
                self.released[ticket.id] = ticket.key

    def _changed(self, was: Outcome | None, now: Outcome | None) -> defaultdict[str, Keys] | None:
        if was is now:
            return None
        if now is Outcome.FAIL:
            return self.failing
        if now is Outcome.UNKNOWN:
            return self.unknown
        return self.passing if was is Outcome.FAIL else None

    def rules(self) -> tuple[RuleChange, ...]:
        """Return every rule that made a difference, by name."""
        kinds = (self.failing, self.passing, self.unknown)
        names = sorted({rule for kind in kinds for rule in kind})
        return tuple(RuleChange(name, *(in_order(kind.get(name, {})) for kind in kinds)) for name in names)


def _outcomes(verdict: Verdict) -> Mapping[str, Outcome]:
    return {finding.rule: finding.outcome for finding in verdict.findings}


def _can_hold(ticket: Ticket, engagement: Engagement) -> bool:
    is_holding = engagement.mode is Mode.ENFORCE and engagement.hold is not None
    return is_holding and may_write(ticket, engagement)


def in_order(keys: Keys) -> tuple[str, ...]:
    """Return keys as people count them: APO-9 before APO-10."""
    return tuple(sorted(set(keys.values()), key=lambda key: (len(key), key)))


class Postbag:
    """The news one side would have told; each once, and nothing that was told before. `unwanted` are addresses that
    get none of it any more."""

    def __init__(
        self,
        engagement: Engagement,
        policy: Policy,
        mail: MailPolicy | None,
        told: Iterable[Reached],
        unwanted: Unwanted = NOBODY,
    ) -> None:
        self._engagement, self._policy, self._mail, self._unwanted = engagement, policy, mail, unwanted
        self._told = set(told)
        self.mails: dict[Reached, Mail] = {}

    def due(self, subject: Subject, at: datetime) -> dict[Reached, Mail]:
        """Return what would be told of a ticket now and was not told yet."""
        places = [news for kind in KINDS for news in told_places((subject,), self._engagement, self._policy, at, kind)]
        return {
            news.mark: Mail(news.mark.kind, subject.ticket.key, at)
            for news in places
            if news.mark not in self._told
            and is_due(news)
            and not is_told_otherwise(news, self._engagement)
            and _is_received(news.mark.kind, self._engagement, self._mail, self._unwanted)
        }

    def add(self, subject: Subject, at: datetime) -> None:
        """Tell of a ticket what is due."""
        due = self.due(subject, at)
        self.mails |= due
        self._told |= due.keys()

    def keep_silent(self, marks: Iterable[Reached]) -> None:
        """Take news for told."""
        self._told |= set(marks)

    def without(self, other: "Postbag") -> tuple[Mail, ...]:
        """Return what this side tells and the other does not, in order of time."""
        left = (mail for mark, mail in self.mails.items() if mark not in other.mails)
        return tuple(sorted(left, key=lambda mail: (mail.at, len(mail.ticket), mail.ticket)))
