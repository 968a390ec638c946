"""Decides what becomes of a command, and which waivers have ended. Pure: people and days are given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches

from rules.model import Person, Side, Ticket
from rules.policy import CompiledRule, Policy
from rules.terms import DayTerm, duration_of
from rules.values import fold
from sync.commands import REASON, Command, Unclear, Word, day_meant, waive_line
from sync.comment import Paragraph
from sync.render.wording import clean
from sync.trying.rule_pages import address_in
from sync.waivers import answers
from sync.waivers.heard import Granted
from sync.waivers.permits import Members, permit_of

SHORTEST_REASON = 10  # signs (RULINGS W10)
LONGEST_REASON = 1_000  # signs; what is longer ends with …
OFFERED = 10  # working days, where a rule sets no longest time


@dataclass(frozen=True, slots=True)
class Request:
    """A command in its place. `stages` are the ticket's by pack, `origin` is the comment's id."""

    command: Command
    ticket: Ticket
    stages: Mapping[str, str]
    who: Person
    said_at: datetime
    origin: str
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class Bench:
    """What decisions are made from. `granted` are the waivers people gave on the ticket and that are in force,
    `filed` the rules that waivers.yaml waives there."""

    policy: Policy
    members: Members
    now: datetime
    granted: tuple[Granted, ...] = ()
    filed: frozenset[str] = frozenset()
    pages: str | None = None

    @property
    def today(self) -> date:
        return self.policy.setting.calendar.day(self.now)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a command: what is told, what is kept, and what the trail says (nothing where `facts` is empty)."""

    told: tuple[Paragraph, ...]
    waivers: tuple[Granted, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    recheck: bool = False


Do = Callable[[Request, Bench, CompiledRule], Decision]


def decide(request: Request, bench: Bench) -> Decision:
    """Decide one command."""
    command = request.command
    if command.word is None:
        near = f" Perhaps “gate: {command.meant}” is meant." if command.meant else ""
        why = f"“{command.said[:40]}” is not understood here.{near}"
        return Decision(answers.refused(command, why, ("gate: help",)))
    if request.is_edited:
        return _refused(request, "The comment was edited, and only a new one counts.", _again(command))
    match command.word:
        case Word.WAIVE:
            return _about_rule(request, bench, _waive)
        case Word.UNWAIVE:
            return _about_rule(request, bench, _unwaive)
        case Word.EXPLAIN:
            return _about_rule(request, bench, _explain)
        case Word.RECHECK:
            return Decision(answers.checked_again(bench.now, bench.policy.setting.calendar.zone), recheck=True)
        case Word.HELP:
            return Decision(answers.helped())


def _again(command: Command) -> tuple[str, ...]:
    if command.word is Word.WAIVE:
        return (waive_line(command.rule, command.until, command.because),)
    return (f"gate: {command.word} {command.rule}".rstrip(),)


def _refused(request: Request, why: str, lines: Sequence[str] = ()) -> Decision:
    command = request.command
    told = answers.refused(command, why, lines)
    if command.word not in {Word.WAIVE, Word.UNWAIVE}:
        return Decision(told)
    facts = {"decision": "refused", "asked": str(command.word), "rule": command.rule, "why": why}
    return Decision(told, facts={**facts, "until": command.until, "because": command.because})


def _about_rule(request: Request, bench: Bench, do: Do) -> Decision:
    command = request.command
    rule = bench.policy.rule(command.rule) if command.rule else None
    if rule is not None:
        return do(request, bench, rule)
    if not command.rule:
        return _refused(request, "The name of the rule is missing.", _again(command))
    known = {fold(one.name): one.name for one in bench.policy.rules}
    near = get_close_matches(fold(command.rule), known, n=1, cutoff=0.6)
    said = f"There is no rule “{command.rule[:60]}” here."
    if not near:
        return _refused(request, f"{said} The names of rules stand beside what they find.")
    meant = replace(command, rule=known[near[0]])
    return _refused(request, f"{said} Did you mean {meant.rule}?", _again(meant))


def _explain(_request: Request, bench: Bench, rule: CompiledRule) -> Decision:
    return Decision(answers.explained(rule, address_in(bench.policy, rule.name, bench.pages)))


def _unwaive(request: Request, bench: Bench, rule: CompiledRule) -> Decision:
    permit = permit_of(request.who, rule, bench.policy.setting, bench.members)
    if not permit.may:
        return _refused(request, permit.why)
    standing = [one for one in bench.granted if fold(one.rule) == fold(rule.name)]
    if not standing:
        filed = fold(rule.name) in bench.filed
        why = f"{rule.name} is not waived on this ticket."
        return _refused(
            request, f"{rule.name} is waived in waivers.yaml; an admin can take it out there." if filed else why
        )
    why = f"{named(request.who)} took it back"
    facts = {"decision": "taken back", "rule": rule.name}
    return Decision(answers.ended(rule.name, why), tuple(end(one, why, bench.now) for one in standing), facts)


def _waive(request: Request, bench: Bench, rule: CompiledRule) -> Decision:
    command, calendar = request.command, bench.policy.setting.calendar
    permit = permit_of(request.who, rule, bench.policy.setting, bench.members)
    if not permit.may:
        return _refused(request, permit.why)
    said_on = calendar.day(request.said_at)
    until = day_meant(command.until, said_on, calendar)
    latest, reason = last_day(rule, said_on, bench), command.because
    offered = last_day(rule, bench.today, bench) or calendar.after(bench.today, OFFERED)
    if isinstance(until, Unclear):
        days = [day for day in until.meant if day <= offered] or [offered]
        return _refused(request, f"{until.why}.", [waive_line(rule.name, day, _usable(reason)) for day in days])
    if until < bench.today:
        why = f"The last day, {until}, is over."
    elif latest is not None and until > latest:
        why = f"{rule.name} can be waived for at most {rule.rule.waiver_at_most}."
    elif not _usable(reason):
        offered, why = until, f"The reason needs at least {SHORTEST_REASON} signs."
    else:
        waiver = _granted(request, bench, rule, until)
        facts = {"decision": "granted", "rule": rule.name, "until": until.isoformat(), "because": waiver.because}
        return Decision(answers.granted(waiver), (waiver,), {**facts, "rule_digest": rule.digest})
    return _refused(request, why, (waive_line(rule.name, offered, _usable(reason)),))


def _usable(reason: str) -> str:
    return reason if len(reason) >= SHORTEST_REASON and reason != REASON else ""


def last_day(rule: CompiledRule, since: date, bench: Bench) -> date | None:
    """Return the last day a waiver given on a day may have; None where any may be (RULINGS W8)."""
    longest = duration_of(rule.rule.waiver_at_most or "")
    return DayTerm(sign=1, shift=longest).on(since, bench.policy.setting.calendar) if longest else None


def _granted(request: Request, bench: Bench, rule: CompiledRule, until: date) -> Granted:
    because, ticket = request.command.because, request.ticket
    return Granted(
        ticket_id=ticket.id,
        ticket=ticket.key,
        rule=rule.name,
        until=until,
        because=because if len(because) <= LONGEST_REASON else f"{because[: LONGEST_REASON - 1]}…",
        by=request.who.id or request.who.email or "",
        by_name=named(request.who),
        at=request.said_at,
        origin=request.origin,
        rule_digest=rule.digest,
        stage=request.stages.get(rule.pack, ""),
        was_asked=bool(is_asked(rule, bench.policy, request.stages, done=ticket.done)),
    )


def named(person: Person) -> str:
    """Return what somebody is called, in one line."""
    return clean(person.name or person.email or person.id or "somebody")


def end(waiver: Granted, why: str, at: datetime) -> Granted:
    return replace(waiver, ended=at, ended_because=why)


def is_asked(rule: CompiledRule, policy: Policy, stages: Mapping[str, str], *, done: bool) -> bool | None:
    """Tell whether a ticket stands where a gate's rule is asked (RULINGS W4); None for a rule tied to no gate, and where
    the stage is not known."""
    here = stages.get(rule.pack)
    order = policy.order.get(rule.pack, {})
    if rule.gate is None or rule.place is None or here is None or fold(here) not in order:
        return None
    place = order[fold(here)]
    if rule.gate.side is Side.ENTRY:
        return place == rule.place
    return place > rule.place or (done and place == rule.place == len(order) - 1)


def after_a_look(waiver: Granted, bench: Bench, stages: Mapping[str, str] | None, *, done: bool = False) -> Granted:
    """Return a waiver as it stands today: the same, ended, or at its gate by now. `stages` is None for a ticket that is
    not there."""
    rule = bench.policy.rule(waiver.rule)
    if waiver.until < bench.today:
        return end(waiver, f"{waiver.until} was its last day", bench.now)
    if rule is None:
        return end(waiver, "the rule is not in use any more", bench.now)
    if rule.digest != waiver.rule_digest:
        return end(waiver, "what the rule asks has changed", bench.now)
    asked = is_asked(rule, bench.policy, stages, done=done) if stages is not None else None
    if asked is False and waiver.was_asked:
        stage = rule.gate.stage if rule.gate else ""
        left = rule.gate is not None and rule.gate.side is Side.ENTRY
        return end(
            waiver, f"the ticket left {stage}" if left else f"the ticket went back to {stage} or before", bench.now
        )
    return replace(waiver, was_asked=waiver.was_asked or bool(asked))
