"""Judges an engagement's past by two policies, version by version and as time passed between them. Pure."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import groupby

from rules.judge import judge, standing_of
from rules.model import Finding, Outcome, Ticket, Verdict, Waiver
from rules.policy import CompiledRule, Policy
from rules.waive import waivers_on
from sync.plan import Subject
from sync.remembered import Judged, Snapshot
from sync.scenes import is_home, scene_for
from sync.trying.past import Past, Seen

MOST_LOOKS = 60  # at one version because of time alone; the next look is then at the end
NEXT_CYCLE = timedelta(minutes=1)  # what turns just after a moment is seen by a cycle soon after it
HOME_WAITS = timedelta(hours=1)  # it hangs on every ticket; looking at each change of each would take hours
GOOD = frozenset({Outcome.PASS, Outcome.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Sides:
    """Two policies of one engagement: the rules that ask the same in both, and each side's own. Where both have
    the same setting, it is one object."""

    shared: Policy
    before: Policy
    after: Policy

    @property
    def look_at_others(self) -> bool:
        """Tell whether a rule of only one side looks at the whole engagement."""
        return any(rule.at_home for rule in (*self.before.rules, *self.after.rules))


def sides_of(before: Policy, after: Policy) -> Sides:
    """Tell two policies apart; under another setting, such as other stages, no rule is the same."""
    is_one_setting = before.setting == after.setting
    common = frozenset(map(_asks, before.rules)) & frozenset(map(_asks, after.rules)) if is_one_setting else frozenset()
    return Sides(
        shared=replace(after, rules=tuple(rule for rule in after.rules if _asks(rule) in common)),
        before=replace(
            before,
            setting=after.setting if is_one_setting else before.setting,
            rules=tuple(rule for rule in before.rules if _asks(rule) not in common),
        ),
        after=replace(after, rules=tuple(rule for rule in after.rules if _asks(rule) not in common)),
    )


def _asks(rule: CompiledRule) -> tuple[object, ...]:
    return (rule.name, rule.pack, rule.digest, rule.place, rule.rule.grace)


@dataclass(frozen=True, slots=True)
class Look:
    """One ticket at one moment as both sides judge it."""

    at: datetime
    before: Subject
    after: Subject


@dataclass(frozen=True, slots=True)
class Judging:
    """What judging needs beside the past: `tells` says of which tickets clients may hear, whatever the rules."""

    sides: Sides
    waivers: Sequence[Waiver]
    tells: Callable[[Ticket], bool]

    def judge(self, past: Past, seen: Seen, at: datetime) -> tuple[Look | None, datetime | None]:
        """Judge a ticket by both sides; no look where it makes no difference. Also return when to look again."""
        sides, ticket = self.sides, seen.snapshot.ticket
        waivers = waivers_on(ticket, self.waivers)
        scene = scene_for(seen.snapshot, seen.footprint, sides.after, past.near, at, seen.entered)
        earlier = scene
        if sides.before.setting is not sides.after.setting:
            earlier = scene_for(seen.snapshot, seen.footprint, sides.before, past.near, at, seen.entered)
        before = judge(sides.before, earlier, waivers, telling=False)
        after = judge(sides.after, scene, waivers, telling=False)
        if _amiss(before) == _amiss(after) and not self.tells(ticket):
            return None, _earliest(before, after)
        shared = judge(sides.shared, scene, waivers, telling=False)
        both = [Subject(ticket, _with(own, shared), seen.footprint) for own in (before, after)]
        return Look(at, *both), _earliest(before, after, shared)


def _amiss(verdict: Verdict) -> list[tuple[object, ...]]:
    """Return what of a verdict has consequences."""
    return [(f.rule, f.gate, f.outcome, f.severity) for f in verdict.findings if f.outcome not in GOOD]


def _with(own: Verdict, shared: Verdict) -> Verdict:
    asked = tuple(finding for finding in shared.findings if finding.outcome is not Outcome.NOT_APPLICABLE)
    findings: tuple[Finding, ...] = (*own.findings, *asked)
    return replace(own, findings=findings, standing=standing_of(findings))


def _earliest(*verdicts: Verdict) -> datetime | None:
    return min((one.review_at for one in verdicts if one.review_at is not None), default=None)


class Replay:
    """Goes once through a past up to `until`; `judged` counts the versions that were looked at."""

    def __init__(self, past: Past, judging: Judging, until: datetime) -> None:
        self._past, self._judging, self._until = past, judging, until
        self._reviews: list[tuple[datetime, str]] = []  # a heap; only those that `_due` confirms count
        self._due: dict[str, datetime] = {}
        self._by_time = Counter[str]()
        self._home: str | None = None
        self.judged = 0

    def looks(self, versions: Sequence[Snapshot], since: datetime) -> Iterator[Look]:
        """Yield, in order of time, every look that may make a difference.

        `versions` are in order of time. It begins with all tickets as they stood at `since`, or at the first version.
        """
        start = max(since, versions[0].seen_at)
        for version in versions:
            if version.seen_at <= start:
                self._take_in(version)
        self.judged = len(self._past.seen)
        yield from self._look_at(list(self._past.seen), start)
        later = [one for one in versions if start < one.seen_at <= self._until]
        self.judged += len(later)
        for at, seen in groupby(later, key=lambda one: one.seen_at):
            yield from self._let_pass(at)
            yield from self._look_at(self._taken_in(list(seen), at), at)
        yield from self._let_pass(self._until + NEXT_CYCLE)

    def _taken_in(self, versions: Sequence[Snapshot], at: datetime) -> list[str]:
        """Take versions in and return the ids of all tickets they touch."""
        for version in versions:
            self._take_in(version)
        if self._home is not None and self._judging.sides.look_at_others:
            self._by_time[self._home] = 0
            self._review(self._home, min(at + HOME_WAITS, self._due.get(self._home, self._until), self._until))
        touched = (name for one in versions for name in (one.ticket.id, *self._past.around(one.ticket)))
        return list(dict.fromkeys(touched))

    def _take_in(self, version: Snapshot) -> None:
        self._past.take_in(version)
        self._by_time[version.ticket.id] = 0
        if is_home(version.ticket, self._judging.sides.after):
            self._home = version.ticket.id

    def _let_pass(self, at: datetime) -> Iterator[Look]:
        """Look again at what time alone changes before a moment."""
        while self._reviews and self._reviews[0][0] < at:
            moment, ticket_id = heappop(self._reviews)
            if self._due.get(ticket_id) == moment:
                self._by_time[ticket_id] += 1
                yield from self._look_at([ticket_id], moment)

    def _look_at(self, ticket_ids: Sequence[str], at: datetime) -> Iterator[Look]:
        for ticket_id in ticket_ids:
            look, review = self._judging.judge(self._past, self._past.seen[ticket_id], at)
            self._due.pop(ticket_id, None)
            if review is not None:
                rests = self._by_time[ticket_id] >= MOST_LOOKS and at < self._until
                self._review(ticket_id, self._until if rests else max(review, at + NEXT_CYCLE))
            if look is not None:
                yield look

    def _review(self, ticket_id: str, moment: datetime) -> None:
        if moment <= self._until:
            self._due[ticket_id] = moment
            heappush(self._reviews, (moment, ticket_id))


def last_said(
    past: Past, policy: Policy, waivers: Sequence[Waiver], versions: Sequence[Snapshot], verdicts: Sequence[Judged]
) -> Iterator[Look]:
    """Yield each standing verdict, with what the policy says of the same ticket at the moment it was given.

    `versions` are in order of time, and so are the looks.
    """
    left = deque(versions)
    for judged in sorted(verdicts, key=lambda one: one.at):
        while left and left[0].seen_at <= judged.at:
            past.take_in(left.popleft())
        seen = past.seen.get(judged.verdict.ticket)
        if seen is not None:
            ticket = seen.snapshot.ticket
            scene = scene_for(seen.snapshot, seen.footprint, policy, past.near, judged.at, seen.entered)
            now = judge(policy, scene, waivers_on(ticket, waivers), telling=False)
            yield Look(judged.at, *(Subject(ticket, verdict, seen.footprint) for verdict in (judged.verdict, now)))
