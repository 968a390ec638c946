"""A policy: packs compiled once for one engagement, in their order, with a fingerprint."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from rules import subjects
from rules.clauses import Compiled, Turn, all_hold, any_holds
from rules.conditions import compile_clause
from rules.ladder import steps_of
from rules.model import Gate, Person, Severity, Side
from rules.pack import AT_HOME, ON_MOVES, Clause, Condition, Group, Pack, Rule
from rules.scene import Scene, Setting
from rules.terms import Duration, duration_of, longest_of
from rules.values import Answer, Unseen, answer, any_of, equals, fold, person_in, person_is

Holds = Callable[[Scene], Answer]
FAILS, HOLDS, UNKNOWN = Answer.FAILS, Answer.HOLDS, Answer.UNKNOWN
KIND_KEYS = frozenset({"type", "type_not", "status", "status_not", "stage", "stage_not", "work_type", "home"})
"""Keys of `when` that look at nothing but a ticket's kind."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to judge. `chosen` is its whole `when`; `chosen_kind` the part that is the same for all tickets
    of a kind (`rules.fitting`), `chosen_ticket` the rest. `place` is the place of its gate's stage in the pack, None where tied to no gate.
    `at_home` rules look at the whole engagement and are judged on its home ticket only (S18)."""

    rule: Rule
    pack: str
    gate: Gate | None
    place: int | None
    chosen: Holds
    chosen_kind: Holds
    chosen_ticket: Holds | None
    excused: Holds
    met: Holds
    must: tuple[Compiled, ...]
    turns: tuple[Turn, ...]
    at_home: bool
    grace: Duration | None
    digest: str

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def severity(self) -> Severity:
        return self.rule.otherwise


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What of a ticket's past the rules look at: its moves, or the changes of some fields. Grace and whatever
    hangs on time count from moves, too."""

    moves: bool = False
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """`order` gives, by pack, the place of every folded stage name; `digest` covers packs and setting.
    `fittings` remembers what each kind of ticket is asked (`rules.fitting`)."""

    packs: tuple[Pack, ...]
    setting: Setting
    rules: tuple[CompiledRule, ...]
    order: Mapping[str, Mapping[str, int]]
    digest: str
    hindsight: Hindsight = Hindsight()
    fittings: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rule(self, name: str) -> CompiledRule | None:
        """Find a rule by its folded name."""
        return next((rule for rule in self.rules if fold(rule.name) == fold(name)), None)


def compile_policy(packs: tuple[Pack, ...], setting: Setting, stages: Mapping[str, tuple[str, ...]]) -> Policy:
    """Compile packs for an engagement. `stages` is its mapping of a tracker status to stage names (G5)."""
    order = {pack.name: {fold(stage.name): place for place, stage in enumerate(pack.stages)} for pack in packs}
    known = replace(
        setting,
        stages=_stage_tables(packs, stages),
        last_stages={pack.name: pack.stages[-1].name for pack in packs if pack.stages},
        order=order,
        takes={pack.name: _takes_of(pack) for pack in packs},
    )
    rules = tuple(rule for pack in packs for rule in _rules_of(pack))
    return Policy(packs, known, rules, MappingProxyType(order), _digest(packs, known), _hindsight_of(rules, packs))


def _hindsight_of(rules: Sequence[CompiledRule], packs: tuple[Pack, ...]) -> Hindsight:
    asked = [one for rule in rules for one in conditions_of((*rule.rule.must, *rule.rule.unless))]
    asked += [one for step in steps_of(packs) for one in conditions_of(step.needs)]
    hangs_on_time = any(rule.grace is not None or rule.turns for rule in rules)
    moves = hangs_on_time or any(one.subject in ON_MOVES for one in asked)
    return Hindsight(moves, tuple(sorted({str(one.argument) for one in asked if one.subject == "changed"})))


def _takes_of(pack: Pack) -> Mapping[str, Duration]:
    longest = {fold(stage.name): longest_of(stage.takes) for stage in pack.stages if stage.takes}
    return {name: duration for name, duration in longest.items() if duration is not None}


def _digest(packs: tuple[Pack, ...], setting: Setting) -> str:
    """Fingerprint packs and setting; sets are told in order, so that every process gets the same."""
    calendar = setting.calendar
    plain = replace(setting, contacts=frozenset(), calendar=replace(calendar, holidays=frozenset()))
    told = (packs, plain, sorted(setting.contacts), sorted(calendar.holidays))
    return sha256(repr(told).encode()).hexdigest()[:16]


def _stage_tables(packs: tuple[Pack, ...], stages: Mapping[str, tuple[str, ...]]) -> Mapping[str, Mapping[str, str]]:
    """Map folded statuses to stages, pack by pack: same names by themselves unless the configuration says else."""
    said = {fold(status): frozenset(map(fold, names)) for status, names in stages.items()}
    tables: dict[str, Mapping[str, str]] = {}
    for pack in packs:
        own = {fold(stage.name): stage.name for stage in pack.stages}
        table = {name: stage for name, stage in own.items() if name not in said}
        table |= {status: own[name] for status, names in said.items() for name in names if name in own}
        tables[pack.name] = MappingProxyType(table)
    return MappingProxyType(tables)


def _rules_of(pack: Pack) -> Iterator[CompiledRule]:
    for place, stage in enumerate(pack.stages):
        for side, rules in ((Side.ENTRY, stage.entry), (Side.EXIT, stage.exit)):
            for rule in rules:
                yield _compile(rule, pack, Gate(pack.name, stage.name, side), place)
    for rule in pack.rules:
        yield _compile(rule, pack, None, None)


def _compile(rule: Rule, pack: Pack, gate: Gate | None, place: int | None) -> CompiledRule:
    must = tuple(compile_clause(clause, pack.name) for clause in rule.must)
    unless = tuple(compile_clause(clause, pack.name, is_alternative=True) for clause in rule.unless)
    single = {key: values for key, values in rule.when.items() if key not in KIND_KEYS}
    return CompiledRule(
        rule=rule,
        pack=pack.name,
        gate=gate,
        place=place,
        chosen=_when(rule.when, pack.name),
        chosen_kind=_when({key: rule.when[key] for key in rule.when if key in KIND_KEYS}, pack.name),
        chosen_ticket=_when(single, pack.name) if single else None,
        excused=any_holds(unless),
        met=all_hold(must),
        must=must,
        turns=tuple(turn for clause in (*must, *unless) for turn in clause.turns),
        at_home="true" in map(fold, rule.when.get("home", ()))
        or any(one.subject in AT_HOME for one in conditions_of((*rule.must, *rule.unless))),
        grace=duration_of(rule.grace) if rule.grace else None,
        digest=rule_digest(rule, gate),
    )


def rule_digest(rule: Rule, gate: Gate | None) -> str:
    """Fingerprint of what a rule asks: when, unless, must, otherwise and gate, not its wording (W6)."""
    asked = (sorted(rule.when.items()), rule.unless, rule.must, rule.otherwise, gate)
    return sha256(repr(asked).encode()).hexdigest()[:16]


def _when(when: Mapping[str, tuple[str, ...]], pack: str) -> Holds:
    tests = tuple(_chooser(key, values, pack) for key, values in when.items())
    if not tests:
        return lambda _scene: HOLDS

    if len(tests) == 1:
        return tests[0]

    def chosen(scene: Scene) -> Answer:
        result = HOLDS
        for test in tests:
            found = test(scene)
            if found is FAILS:
                return found
            if found is UNKNOWN:
                result = found
        return result

    return chosen


def _chooser(key: str, values: tuple[str, ...], pack: str) -> Holds:
    """Compile one key of `when`; `…_not` matches where the value is missing (L6)."""
    subject, reverse = (key.removesuffix("_not"), True) if key.endswith("_not") else (key, False)
    folded = frozenset(map(fold, values))
    match subject:
        case "work_type":
            return lambda scene: answer(holds=fold(scene.setting.work_type or "") in folded)
        case "home":
            wants = folded == {"true"}
            return lambda scene: answer(holds=(scene.engagement is not None) == wants)
        case "label":
            return _chooses_label(folded, reverse=reverse)
        case "assignee":
            return _chooses_person(values)
    look = subjects.field(subject.removeprefix("field:"), pack)

    def chosen(scene: Scene) -> Answer:
        seen = look(scene)
        if isinstance(seen, str):
            return HOLDS if (fold(seen) in folded) != reverse else FAILS
        if isinstance(seen, Unseen):
            return UNKNOWN
        zone = scene.setting.calendar.zone
        parts = seen if isinstance(seen, tuple) else (seen,)
        found = any_of([equals(part, value, zone) for part in parts for value in values])
        return answer(holds=found if found is None or not reverse else not found)

    return chosen


def _chooses_label(folded: frozenset[str], *, reverse: bool) -> Holds:
    def chosen(scene: Scene) -> Answer:
        ticket = scene.ticket
        if ticket.unseen and "labels" in ticket.unseen:
            return UNKNOWN
        return HOLDS if folded.isdisjoint(subjects.folded(ticket.labels)) == reverse else FAILS

    return chosen


def _chooses_person(values: tuple[str, ...]) -> Holds:
    def chosen(scene: Scene) -> Answer:
        if "assignee" in scene.ticket.unseen:
            return UNKNOWN
        person = person_in(scene.ticket.assignee)
        return answer(holds=False if person is None else any_of([person_is(person, value) for value in values]))

    return chosen


def with_bot(policy: Policy, bot: Person) -> Policy:
    """Return the policy knowing which account is the bot's own; its fingerprint stays."""
    return replace(policy, setting=replace(policy.setting, bot=bot))


def conditions_of(clauses: Iterable[Clause]) -> Iterator[Condition]:
    """Walk all conditions in some clauses, those under `where` included."""
    for clause in clauses:
        if clause.where is not None:
            yield from conditions_of((clause.where,))
        if isinstance(clause, Group):
            yield from conditions_of(clause.parts)
        else:
            yield clause
