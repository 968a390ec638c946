"""Listens to the commands in new comments and looks at every waiver: what holds in this cycle, and what to keep of it.

It asks the store and, where a role is held by a project role or a user group, the tracker. It keeps nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from rules.facts import packed
from rules.model import Comment, Person, Ticket, Waiver
from rules.policy import Policy
from rules.values import Unseen, fold
from rules.waive import waivers_on
from sync.commands import Command, commands_in
from sync.comment import MARKER, Paragraph
from sync.engagement import Engagement
from sync.hands import Known
from sync.plan import may_write
from sync.ports import Missing, NotAuthorised, Refused, Tracker
from sync.reading import listens
from sync.render.errors import sentence
from sync.scenes import judged_status
from sync.store import Store
from sync.trail import THE_BOT, Event, Kind
from sync.waivers.heard import Answer, Filed, Granted, Heard, Hearing, Listened
from sync.waivers.waiving import Bench, Decision, Request, after_a_look, decide


@dataclass(frozen=True, slots=True)
class Ears:
    """What listening needs. `tracker` is None where nobody is to be asked, `filed` are the waivers of waivers.yaml."""

    store: Store
    tracker: Tracker | None
    engagement: Engagement
    policy: Policy
    filed: tuple[Waiver, ...]
    now: datetime

    def members(self, role: str) -> tuple[Person, ...] | Unseen:
        """Return who holds a role by project roles and user groups. What the tracker does not tell cannot be decided;
        one that cannot be reached is asked again in the next cycle, and raises Unreachable."""
        groups = self.engagement.groups.get(fold(role), ())
        if self.tracker is None:
            return Unseen(f"Nobody was asked who is in {', '.join(groups)}.") if groups else ()
        found: list[Person] = []
        for group in groups:
            try:
                found += self.tracker.members(self.engagement.scope, group)
            except (Missing, Refused, NotAuthorised) as error:
                return Unseen(sentence(error))
        return tuple(found)

    def stages(self, one: Known) -> Mapping[str, str]:
        policy = self.policy
        return policy.setting.stages_of(judged_status(one.snapshot.ticket, one.footprint, policy))


@dataclass(slots=True)
class _Minutes:
    """What was found so far. `granted` are all waivers people gave, by what makes one of them."""

    granted: dict[tuple[str, str, str], Granted]
    waivers: dict[tuple[str, str, str], Granted] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    recheck: set[str] = field(default_factory=set)

    def keep(self, waivers: Iterable[Granted]) -> None:
        for one in waivers:
            self.granted[_key(one)] = self.waivers[_key(one)] = one

    def by_ticket(self) -> Mapping[str, tuple[Granted, ...]]:
        found: defaultdict[str, tuple[Granted, ...]] = defaultdict(tuple)
        for one in self.granted.values():
            found[one.ticket_id] += (one,)
        return dict(found)

    def in_force(self, ticket_id: str) -> tuple[Granted, ...]:
        return tuple(one for one in self.granted.values() if one.ticket_id == ticket_id and one.ended is None)


def _key(one: Granted) -> tuple[str, str, str]:
    return (one.ticket_id, fold(one.rule), one.origin)


def hear(ears: Ears, known: Mapping[str, Known], former: Mapping[str, Sequence[str]]) -> Hearing:
    """Listen, and look at every waiver. What was said before anybody listened is no command. `former` are keys tickets
    had before, by id."""
    before = ears.store.listened(ears.engagement.name)
    is_listening = listens(ears.engagement, ears.policy)
    minutes = _Minutes({_key(one): one for one in before.granted})
    _look_at_waivers(ears, known, minutes)
    if is_listening:
        _listen(ears, known, former, minutes, before.since or ears.now)
    filed = as_first_loaded(_named_here(ears, known, former), before.filed, ears.policy)
    entries = _first_loaded(ears, filed, before, minutes)
    return Hearing(
        waivers=(*(one.waiver for one in minutes.granted.values() if one.ended is None), *filed),
        answers={**before.answers, **minutes.answers},
        granted=minutes.by_ticket(),
        recheck=frozenset(minutes.recheck),
        news=Heard(
            tuple(minutes.waivers.values()),
            entries,
            tuple(minutes.comments),
            tuple(minutes.answers.values()),
            tuple(minutes.events),
            begins=ears.now if is_listening and before.since is None else None,
            ends=before.since is not None and not is_listening,
        ),
    )


def _look_at_waivers(ears: Ears, known: Mapping[str, Known], minutes: _Minutes) -> None:
    """End what has ended, and remember which tickets reached the gate a waiver is for."""
    bench = Bench(ears.policy, ears.members, ears.now)
    for one in [each for each in minutes.granted.values() if each.ended is None]:
        found = known.get(one.ticket_id)
        stages = ears.stages(found) if found is not None else None
        after = after_a_look(one, bench, stages, done=found is not None and found.snapshot.ticket.done)
        if after != one:
            minutes.keep((after,))
        if after.ended is not None:
            facts = {"decision": "ended", "rule": one.rule, "why": after.ended_because, "until": one.until.isoformat()}
            minutes.events.append(_event(ears, one.ticket_id, one.ticket, THE_BOT, facts))


def _listen(
    ears: Ears,
    known: Mapping[str, Known],
    former: Mapping[str, Sequence[str]],
    minutes: _Minutes,
    begun: datetime,
) -> None:
    said = {
        ticket_id: [each for each in known[ticket_id].snapshot.ticket.comments if each.at >= begun]
        for ticket_id in sorted(known)
        if known[ticket_id].snapshot.ticket.comments
    }
    heard = ears.store.heard_of(ears.engagement.name, [each.id for comments in said.values() for each in comments])
    for ticket_id, comments in said.items():
        one, fresh = known[ticket_id], [each for each in comments if each.id not in heard]
        if fresh and may_write(one.snapshot.ticket, ears.engagement):
            _listen_on(ears, one, fresh, former.get(ticket_id, ()), minutes)


def _listen_on(ears: Ears, one: Known, fresh: Sequence[Comment], former: Sequence[str], minutes: _Minutes) -> None:
    """Decide the commands of new comments on one ticket; together they replace what was answered before."""
    ticket = one.snapshot.ticket
    filed = frozenset(fold(waiver.rule) for waiver in waivers_on(ticket, ears.filed, former))
    told: list[Decision] = []
    for comment in fresh:
        minutes.comments.append(comment.id)
        for command in _commands_of(comment, ears.policy.setting.bot):
            bench = Bench(
                ears.policy, ears.members, ears.now, minutes.in_force(ticket.id), filed, ears.engagement.rule_pages
            )
            decision = decide(_request(command, comment, ticket, ears.stages(one)), bench)
            minutes.keep(decision.waivers)
            told.append(decision)
            if decision.facts:
                who = comment.author.id or comment.author.email or ""
                facts = {**decision.facts, "comment": comment.id, "name": comment.author.name or ""}
                minutes.events.append(_event(ears, ticket.id, ticket.key, who, facts))
    if told:
        minutes.answers[ticket.id] = Answer(ticket.id, ears.now, _each_once(told))
        if any(decision.recheck for decision in told):
            minutes.recheck.add(ticket.id)


def _each_once(told: Iterable[Decision]) -> tuple[Paragraph, ...]:
    return tuple(dict.fromkeys(paragraph for decision in told for paragraph in decision.told))


def _commands_of(comment: Comment, bot: Person | None) -> tuple[Command, ...]:
    """Return what a person asks for. An app is not listened to, nor is the bot itself, whoever edited its words."""
    author = comment.author
    if author.is_app or MARKER in comment.text or (bot is not None and author.same_as(bot)):
        return ()
    return commands_in(comment.lines)


def _request(command: Command, comment: Comment, ticket: Ticket, stages: Mapping[str, str]) -> Request:
    return Request(command, ticket, stages, comment.author, comment.at, comment.id, comment.edited)


def note_of(ears: Ears, ticket: Ticket, who: str, facts: Mapping[str, object]) -> Event:
    """Return what the trail says of a decision on a ticket."""
    return _event(ears, ticket.id, ticket.key, who, facts)


def _event(ears: Ears, ticket_id: str, ticket: str, who: str, facts: Mapping[str, object]) -> Event:
    return Event(ears.now, Kind.WAIVER, ears.engagement.name, who, ticket_id, ticket, facts)


def as_first_loaded(waivers: Iterable[Waiver], filed: Mapping[str, Filed], policy: Policy) -> tuple[Waiver, ...]:
    """Return the waivers of waivers.yaml for rules in use, each with the rule's text as it was first loaded (W6)."""
    rules = ((waiver, policy.rule(waiver.rule)) for waiver in waivers)
    return tuple(
        replace(one, rule_digest=known.rule_digest if (known := filed.get(entry_of(one))) else rule.digest)
        for one, rule in rules
        if rule is not None
    )


def standing_waivers(
    store: Store, engagement: Engagement, policy: Policy, filed: Iterable[Waiver]
) -> tuple[Waiver, ...]:
    """Return the waivers of an engagement as the last cycle left them, those of waivers.yaml included."""
    known = store.listened(engagement.name)
    granted = (one.waiver for one in known.granted if one.ended is None)
    return (*granted, *as_first_loaded(filed, known.filed, policy))


def entry_of(waiver: Waiver) -> str:
    """Fingerprint one waiver of waivers.yaml."""
    told = (waiver.rule, waiver.ticket, waiver.until.isoformat(), waiver.because, waiver.by, waiver.stage)
    return sha256(packed(told)).hexdigest()[:24]


def _named_here(ears: Ears, known: Mapping[str, Known], former: Mapping[str, Sequence[str]]) -> tuple[Waiver, ...]:
    """Return the waivers of waivers.yaml that name a ticket of this engagement."""
    if not ears.filed:
        return ()
    keys = {name for each in known.values() for name in (each.snapshot.ticket.id, each.snapshot.ticket.key)}
    keys |= {key for one in known.keys() & former.keys() for key in former[one]}
    return tuple(waiver for waiver in ears.filed if waiver.ticket in keys)


def _first_loaded(ears: Ears, waivers: Sequence[Waiver], before: Listened, minutes: _Minutes) -> tuple[Filed, ...]:
    """Return those of waivers.yaml that were never loaded before, and put them on the trail."""
    new = [(entry, one) for one in waivers if (entry := entry_of(one)) not in before.filed]
    for _, one in new:
        facts = {"decision": "loaded", "rule": one.rule, "until": one.until.isoformat(), "because": one.because}
        minutes.events.append(_event(ears, "", one.ticket, one.by, facts))
    return tuple(Filed(entry, one.rule_digest or "", ears.now) for entry, one in new)
