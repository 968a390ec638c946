"""Tries packs on what is remembered: what they would have said, held and told. Reads the store and writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from rules.model import Standing, Verdict
from rules.pack import Pack
from rules.policy import Policy, with_bot
from sync.clients.stage_news import KINDS, received_as
from sync.cycle import Progress, silent
from sync.engagement import Engagement
from sync.notices import told_places
from sync.plan import Subject
from sync.ports import Needs
from sync.reading import needs_digest, needs_of, policy_of
from sync.remembered import Cursor, Footprint, Judged, Reached, Snapshot
from sync.stand import World
from sync.store import Store
from sync.trying.compared import Backtest, Compared, Mail, Postbag, Tally, Unwanted, in_order, may_tell
from sync.trying.explained import bot_on
from sync.trying.past import PARTS, Past, Wanted, parts_unread
from sync.trying.replay import Judging, Look, Replay, last_said, sides_of


@dataclass(frozen=True, slots=True)
class Edits:
    """All packs by name as they would be, and the names of those that are edited and of those that are new."""

    packs: Mapping[str, Pack]
    edited: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def edits_of(packs: Mapping[str, Pack], at_work: Mapping[str, Pack]) -> Edits:
    """Tell which packs differ from those at work."""
    new = tuple(sorted(packs.keys() - at_work.keys()))
    edited = tuple(sorted(name for name in packs.keys() & at_work.keys() if packs[name] != at_work[name]))
    return Edits(packs, edited, new)


def backtest(
    world: World,
    engagements: Sequence[Engagement],
    edits: Edits | None,
    since: datetime,
    until: datetime,
    progress: Progress = silent,
) -> Backtest:
    """Replay what was seen from `since` to `until` (both aware).

    With edits, the packs at work are compared with the edited ones, and new packs join every engagement given.
    Without, the last verdict on each ticket is compared with what the packs at work say of it; rules that no
    verdict knows are replayed over the whole time.
    """
    compared: list[Compared] = []
    for engagement in engagements:
        progress(f"{engagement.name}: replaying what was seen since {since:%Y-%m-%d}")
        compared.append(_compared(world, engagement, edits, since, until))
    return Backtest(since, until, (*edits.edited, *edits.new) if edits else None, tuple(compared))


@dataclass(frozen=True, slots=True)
class Case:
    """One engagement to be tried: its versions in order of time, both policies, and what is known of its readings."""

    world: World
    engagement: Engagement
    versions: tuple[Snapshot, ...]
    before: Policy
    after: Policy
    wanted: Wanted
    cursor: Cursor | None

    def past(self) -> Past:
        return Past(self.after.setting, self.wanted)

    def bag(self, policy: Policy) -> Postbag:
        """Return an empty bag that is silent on what stood so before the first cycle."""
        return Postbag(self.engagement, policy, self.world.mail, self._first_places(policy), self.unwanted)

    @property
    def unwanted(self) -> Unwanted:
        words = {received_as(kind, self.engagement) for kind in KINDS}
        return {word: self.world.store.mail.unwanted(self.engagement.name, word) for word in words}

    def _first_places(self, policy: Policy) -> set[Reached]:
        if self.cursor is None:
            return set()
        first = self.cursor.first_cycle
        newest = {one.ticket.id: one.ticket for one in self.versions if one.seen_at <= first}
        subjects = [
            Subject(
                ticket,
                Verdict(ticket.id, Standing.CLEAR, (), policy.setting.stages_of(ticket.status)),
                Footprint(ticket.id),
            )
            for ticket in newest.values()
        ]
        places = (told_places(subjects, self.engagement, policy, first, kind) for kind in KINDS)
        return {news.mark for of_kind in places for news in of_kind}


def _compared(world: World, engagement: Engagement, edits: Edits | None, since: datetime, until: datetime) -> Compared:
    versions = _versions(world.store, engagement.name, until)
    if not versions:
        return Compared(engagement.name, engagement.mode)
    verdicts = tuple(world.store.verdicts(engagement.name).values())
    case = _case(world, engagement, edits, versions, verdicts)
    tells = partial(may_tell, engagement=engagement, mail=world.mail, unwanted=case.unwanted)
    judging = Judging(sides_of(case.before, case.after), world.waivers, tells)
    replay, tally = Replay(case.past(), judging, until), Tally(engagement)
    start = since if since > versions[0].seen_at else None
    mails = [_gathered(case, replay.looks(versions, since), tally, start)]
    if edits is None:
        said = last_said(case.past(), case.after, world.waivers, versions, verdicts)
        mails.append(_gathered(case, said, tally, None))
    return Compared(
        name=engagement.name,
        mode=engagement.mode,
        versions=replay.judged,
        tickets=len({one.ticket.id for one in versions}),
        rules=tally.rules(),
        only_after=_names_missing(case.after, case.before),
        only_before=_names_missing(case.before, case.after) if edits else _forgotten(case.after, verdicts),
        would_hold=in_order(tally.held),
        would_release=in_order(tally.released),
        mails=tuple(dict.fromkeys(mail for more, _ in mails for mail in more)),
        mails_no_more=tuple(dict.fromkeys(mail for _, fewer in mails for mail in fewer)),
    )


def _versions(store: Store, engagement: str, until: datetime) -> tuple[Snapshot, ...]:
    kept = (one for newest in store.snapshots(engagement) for one in store.versions(engagement, newest.ticket.id))
    return tuple(sorted((one for one in kept if one.seen_at <= until), key=lambda one: (one.seen_at, one.ticket.id)))


def _case(
    world: World,
    engagement: Engagement,
    edits: Edits | None,
    versions: tuple[Snapshot, ...],
    verdicts: Sequence[Judged],
) -> Case:
    bot = next((found for one in versions if (found := bot_on(one.ticket)) is not None), None)
    policies = [policy_of(engagement, world.packs), _edited_policy(world, engagement, edits)]
    at_work, edited = (with_bot(policy, bot) if bot else policy for policy in policies)
    before = at_work if edits else _as_judged(at_work, verdicts)
    cursor = world.store.cursor(engagement.name)
    asked = needs_of(at_work, engagement)
    is_known = cursor is not None and cursor.needs == needs_digest(asked, engagement.scope)
    wanted = _wanted(
        needs_of(before, engagement), needs_of(edited, engagement), asked if is_known else Needs(), versions
    )
    return Case(world, engagement, versions, before, edited, wanted, cursor)


def _edited_policy(world: World, engagement: Engagement, edits: Edits | None) -> Policy:
    if edits is None:
        return policy_of(engagement, world.packs)
    packs = tuple(dict.fromkeys((*engagement.packs, *edits.new)))
    return policy_of(replace(engagement, packs=packs), edits.packs)


def _as_judged(policy: Policy, verdicts: Sequence[Judged]) -> Policy:
    """Return the policy without the rules that no verdict knows."""
    known = {finding.rule for judged in verdicts for finding in judged.verdict.findings}
    return replace(policy, rules=tuple(rule for rule in policy.rules if rule.name in known))


def _wanted(before: Needs, after: Needs, asked: Needs, versions: Sequence[Snapshot]) -> Wanted:
    parts = {part: getattr(before, part) or getattr(after, part) for part in PARTS}
    names = tuple(dict.fromkeys((*before.changes, *after.changes)))
    needs = Needs(fields={**before.fields, **after.fields}, changes=names, **parts)
    told = {change.field for one in versions for change in one.ticket.changes or ()} | set(asked.changes)
    return Wanted(needs, parts_unread(needs, asked, versions), tuple(name for name in names if name not in told))


def _gathered(
    case: Case, looks: Iterable[Look], tally: Tally, start: datetime | None
) -> tuple[tuple[Mail, ...], tuple[Mail, ...]]:
    """Let the tally see every look; return the mails only the packs tried would have sent, and those only the others."""
    before, after = case.bag(case.before), case.bag(case.after)
    for look in looks:
        tally.add(look)
        if look.at == start:
            told = before.due(look.before, look.at)
            before.keep_silent(told)
            after.keep_silent(told)
        before.add(look.before, look.at)
        after.add(look.after, look.at)
    return after.without(before), before.without(after)


def _names_missing(policy: Policy, other: Policy) -> tuple[str, ...]:
    there = {rule.name for rule in other.rules}
    return tuple(rule.name for rule in policy.rules if rule.name not in there)


def _forgotten(policy: Policy, verdicts: Sequence[Judged]) -> tuple[str, ...]:
    known = {rule.name for rule in policy.rules}
    judged = (finding.rule for one in verdicts for finding in one.verdict.findings)
    return tuple(dict.fromkeys(rule for rule in judged if rule not in known))
