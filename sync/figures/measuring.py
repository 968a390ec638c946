"""Gathers from the store what figures of an engagement are made of, as it stands and as it stood. Reads, and asks no tracker."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from itertools import islice
from types import MappingProxyType

from rules.calendar import Calendar
from rules.measures.answers import Answer
from rules.measures.case import Case, EngagementHistory, Kind
from rules.measures.marks import Marks
from rules.measures.over import Over
from rules.measures.period import Period
from rules.measures.shape import Record, case_of, scoped_hours_of
from rules.measures.sprints import SprintDays
from rules.model import Ticket
from rules.policy import Policy, with_bot
from rules.values import fold, is_empty, value_of
from sync.dates.promise import Promise, promise_of
from sync.engagement import Engagement
from sync.field_texts import words_of
from sync.figures.case_records import FiledWaiver, Records, agreement_of, climbed, held_waivers
from sync.figures.measured import Measured
from sync.figures.measures_kept import JudgementTold
from sync.figures.survey_answers import answers_on
from sync.figures.verdicts_then import Counted, Findings, findings_then
from sync.history import FROM_THE_START, with_history
from sync.ports import Needs
from sync.reading import needs_of, policy_of
from sync.remembered import Judged, Snapshot
from sync.stand import World
from sync.store import Store
from sync.trying.explained import bot_on
from sync.waivers.hearing import as_first_loaded, entry_of

NOT_READ = "no rule looks at it, so it was not read"
READ_WHERE_ASKED = ("comments", "moves", "links")
ASSIGNEE = "assignee"
RENEWAL = "Renewal"
NO = ("no", "false", "none")
MARKS = Marks()
BATCH = 500  # tickets held whole
PROMISED = MARKS.types[Kind.PROMISE] | MARKS.types[Kind.DELIVERABLE]
TOLD_OF = {Kind.PROMISE, Kind.DELIVERABLE, Kind.CHANGE, Kind.RISK}

Versions = Mapping[str, Sequence[Snapshot]]


def measured(
    world: World, engagement: Engagement, now: datetime, periods: Sequence[Period] = (), *, with_tickets: bool = False
) -> Measured:
    """Gather one engagement as the last cycle left it; with `periods`, also what stood at the end of those, and
    `with_tickets` also the tickets that are told of when a project ends."""
    store, policy = world.store, _policy(world, engagement)
    granted = store.listened(engagement.name).granted
    filed = tuple(_filed(world, engagement, policy, policy.setting.calendar))
    ids = {
        fold(one.ticket): ticket_id for one in filed for ticket_id in store.tickets.named(engagement.name, [one.ticket])
    }
    records = Records(
        climbed(store.measures.steps(engagement.name), policy.packs),
        held_waivers(granted, filed, ids, policy.setting.calendar),
    )
    ends = _ends(periods, policy.setting.calendar, now)
    over = Over(min(periods), policy.setting.calendar) if periods and not with_tickets else None
    gathered = _Gathered(engagement, policy, now, needs_of(policy, engagement), records, ends, over, with_tickets)
    for batch in _batches(store.snapshots(engagement.name)):
        gathered.take(batch, store)
    history = _history(world, gathered)
    then = {period: replace(history, earlier=place) for place, period in enumerate(ends)}
    return Measured(engagement, history, then, gathered.promises, gathered.tickets, gathered.firsts, gathered.began)


def _ends(periods: Iterable[Period], calendar: Calendar, now: datetime) -> Mapping[Period, datetime]:
    newest_first = sorted(set(periods), key=lambda one: one.last, reverse=True)
    ends = {one: one.bounds(calendar.zone)[1] for one in newest_first}
    return {period: end for period, end in ends.items() if end <= now}


@dataclass(slots=True)
class _Gathered:
    """What was gathered of an engagement so far. Of a ticket only what measures look at is held on to: a few hundred are
    whole at a time."""

    engagement: Engagement
    policy: Policy
    now: datetime
    needs: Needs
    records: Records
    ends: Mapping[Period, datetime]
    over: Over | None
    with_tickets: bool
    sprints: SprintDays = field(init=False)
    first_created: datetime | None = None
    counted: Counted = field(default_factory=Counted)
    cases: list[Case] = field(default_factory=list)
    promises: dict[str, Promise] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    firsts: dict[str, Ticket] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    home: Ticket | None = None

    def __post_init__(self) -> None:
        self.sprints = SprintDays(self.policy.setting.calendar, self.now)

    def take(self, snapshots: Sequence[Snapshot], store: Store) -> None:
        name = self.engagement.name
        seen = [_as_read(one.ticket, self.needs) for one in snapshots]
        hang = [snapshot for snapshot, one in zip(snapshots, seen, strict=True) if _hangs_on_its_past(one)]
        versions = _versions(store, name, hang)
        asked = [one.id for one in seen if not self._is_past(one)]
        verdicts = store.tickets.verdicts(name, asked)
        changes = store.measures.judgements(name, asked, min(self.ends.values())) if self.ends else {}
        for snapshot, one in zip(snapshots, seen, strict=True):
            mine = versions.get(one.id, ())
            ticket = _with_past(one, snapshot, mine, self.needs)
            if _is_promise(ticket):
                self._take_promise(ticket, mine)
            if self.engagement.home and fold(self.engagement.home) in _names(ticket):
                self.home = ticket
            self.answers += answers_on([ticket], self.engagement)
            case = self._case(ticket, verdicts.get(ticket.id), changes.get(ticket.id, ()))
            self._take_case(case)
            if self.with_tickets and case.kinds & TOLD_OF:
                self.tickets[ticket.id] = ticket

    @property
    def began(self) -> date | None:
        return self.policy.setting.calendar.day(self.first_created) if self.first_created else None

    def _is_past(self, ticket: Ticket) -> bool:
        """Tell whether no figure asks for findings of a ticket: they are asked for as long as it is open."""
        return self.over is not None and ticket.done and self.over.is_past(ticket.resolved)

    def _take_case(self, case: Case) -> None:
        if (created := case.ticket.created) is not None:
            self.first_created = min(created, self.first_created or created)
        self.sprints.take(case)
        self.cases.append(self.over.of(case) if self.over else case)

    def _take_promise(self, ticket: Ticket, versions: Sequence[Snapshot]) -> None:
        if self.with_tickets:
            self.firsts[ticket.id] = versions[0].ticket
        setting, packs = self.policy.setting, self.policy.packs
        promise = promise_of(versions, setting, packs, self.engagement.baseline_field)
        if promise is not None:
            self.promises[ticket.id] = promise

    def _case(self, ticket: Ticket, judged: Judged | None, changes: Sequence[JudgementTold]) -> Case:
        records, promise = self.records, self.promises.get(ticket.id)
        way = records.climbed.get(ticket.id)
        today: Findings = judged.verdict.findings if judged else ()
        then = findings_then(today, changes, tuple(self.ends.values())) if changes else ()
        record = Record(
            agreement=agreement_of(promise) if promise else None,
            warned=way.warned if way else None,
            escalations=way.steps if way else (),
            waivers=records.waivers.get(ticket.id, ()),
            findings=self.counted.of(today),
            earlier=self.counted.each_of(then),
        )
        return case_of(ticket, self.policy.setting, self.now, record)


def _batches(snapshots: Iterable[Snapshot]) -> Iterator[list[Snapshot]]:
    rest = iter(snapshots)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _versions(store: Store, engagement: str, snapshots: Sequence[Snapshot]) -> Versions:
    """Return every version of some tickets; one that never changed has no other than the newest."""
    single = {one.ticket.id: (one,) for one in snapshots if one.seen_at == one.first_seen}
    several = [one.ticket.id for one in snapshots if one.ticket.id not in single]
    return {**single, **store.measures.versions(engagement, several)}


def _policy(world: World, engagement: Engagement) -> Policy:
    """Return the policy, knowing the bot's own account by the comments it left."""
    store, name = world.store, engagement.name
    commented = sorted(one.ticket_id for one in store.footprints(name).values() if one.comment_id)
    tickets = (one.ticket for ticket_id in commented for one in store.tickets.newest(name, [ticket_id]))
    bot = next((found for one in tickets if (found := bot_on(one)) is not None), None)
    policy = policy_of(engagement, world.packs)
    return with_bot(policy, bot) if bot is not None else policy


def _as_read(ticket: Ticket, needs: Needs) -> Ticket:
    """Tell what nobody asked the tracker for from what is empty: it says nothing."""
    unread = tuple(part for part in READ_WHERE_ASKED if not getattr(needs, part) and not getattr(ticket, part))
    changes = ticket.changes if ASSIGNEE in needs.changes else None
    unseen = {**_unread(unread), **ticket.unseen} if ticket.unseen else _unread(unread)
    return replace(ticket, unseen=unseen, changes=changes)


@cache  # one for thousands of tickets
def _unread(parts: tuple[str, ...]) -> Mapping[str, str]:
    return MappingProxyType(dict.fromkeys(parts, NOT_READ))


def _hangs_on_its_past(ticket: Ticket) -> bool:
    return "moves" in ticket.unseen or ticket.changes is None or _is_promise(ticket)


def _is_promise(ticket: Ticket) -> bool:
    return fold(ticket.type) in PROMISED


def _with_past(ticket: Ticket, snapshot: Snapshot, versions: Sequence[Snapshot], needs: Needs) -> Ticket:
    """Let versions tell moves and hands, where they reach back to the ticket's beginning."""
    if ticket.created is None or not versions or versions[0].seen_at - ticket.created > FROM_THE_START:
        return ticket
    names = tuple(dict.fromkeys((*needs.changes, ASSIGNEE)))
    return with_history(replace(snapshot, ticket=ticket), versions, names).ticket


def _filed(world: World, engagement: Engagement, policy: Policy, calendar: Calendar) -> Iterator[FiledWaiver]:
    """Yield the waivers of waivers.yaml that a cycle has loaded already."""
    known = world.store.listened(engagement.name).filed
    for one in as_first_loaded(world.waivers, known, policy):
        loaded = known.get(entry_of(one))
        if loaded is not None:
            yield FiledWaiver(one.ticket, one.rule, calendar.day(loaded.at), one.until)


def _history(world: World, gathered: _Gathered) -> EngagementHistory:
    engagement, policy, home, now = gathered.engagement, gathered.policy, gathered.home, gathered.now
    calendar, cases = policy.setting.calendar, tuple(gathered.cases)
    ended = home is not None and home.done and home.resolved is not None
    imported = world.store.measures.answers(engagement.name)
    return EngagementHistory(
        name=engagement.name,
        now=now,
        setting=policy.setting,
        client=engagement.client.name,
        cases=cases,
        pillars={rule.name: rule.rule.pillar for rule in policy.rules if rule.rule.pillar},
        people=world.aims.people,
        answers=tuple(sorted((*imported, *gathered.answers), key=lambda one: one.asked_at)),
        sprints=tuple(gathered.sprints),
        scoped_hours=scoped_hours_of(cases),
        ended=calendar.day(home.resolved) if ended and home and home.resolved else None,
        renewed=_renewed(home),
    )


def _names(ticket: Ticket) -> tuple[str, str]:
    return fold(ticket.key), fold(ticket.id)


def _renewed(home: Ticket | None) -> bool | None:
    """Tell what the field Renewal of the home ticket says: no, where it begins with that; None where it is empty."""
    value = value_of(home, RENEWAL) if home is not None else None
    if is_empty(value):
        return None
    return value if isinstance(value, bool) else not fold(words_of(value)).startswith(NO)
