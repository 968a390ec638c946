"""A policy: packs compiled once for one engagement, in their order, with a fingerprint."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from types import MappingProxyType

from rules import subjects
from rules.clauses import Compiled, Turn, all_hold, any_holds
from rules.conditions import compile_clause
from rules.model import Gate, Person, Severity, Side
from rules.pack import Clause, Condition, Group, Pack, Rule
from rules.scene import Scene, Setting
from rules.terms import Duration, duration_of
from rules.values import Answer, Unseen, answer, any_of, equals, fold, person_in, person_is

Holds = Callable[[Scene], Answer]


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to judge. `place` is the place of its gate's stage in the pack, None where tied to no gate.
    `at_home` rules look at the whole engagement and are judged on its home ticket only (S18)."""

    rule: Rule
    pack: str
    gate: Gate | None
    place: int | None
    chosen: Holds
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
class Policy:
    """`order` gives, by pack, the place of every folded stage name; `digest` covers packs and setting."""

    packs: tuple[Pack, ...]
    setting: Setting
    rules: tuple[CompiledRule, ...]
    order: Mapping[str, Mapping[str, int]]
    digest: str

    def rule(self, name: str) -> CompiledRule | None:
        """Find a rule by its folded name."""
        return next((rule for rule in self.rules if fold(rule.name) == fold(name)), None)


def compile_policy(packs: tuple[Pack, ...], setting: Setting, stages: Mapping[str, tuple[str, ...]]) -> Policy:
    """Compile packs for an engagement. `stages` is its mapping of a tracker status to stage names (G5)."""
    last = {pack.name: pack.stages[-1].name for pack in packs if pack.stages}
    known = replace(setting, stages=_stage_tables(packs, stages), last_stages=last)
    rules = tuple(rule for pack in packs for rule in _rules_of(pack))
    order = {pack.name: {fold(stage.name): place for place, stage in enumerate(pack.stages)} for pack in packs}
    return Policy(packs, known, rules, MappingProxyType(order), _digest(packs, known))


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
    unless = tuple(compile_clause(clause, pack.name) for clause in rule.unless)
    return CompiledRule(
        rule=rule,
        pack=pack.name,
        gate=gate,
        place=place,
        chosen=_when(rule.when, pack.name),
        excused=any_holds(unless),
        met=all_hold(must),
        must=must,
        turns=tuple(turn for clause in (*must, *unless) for turn in clause.turns),
        at_home=any(one.subject == "engagement" for one in conditions_of((*rule.must, *rule.unless))),
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
        return lambda _scene: Answer.HOLDS

    def chosen(scene: Scene) -> Answer:
        result = Answer.HOLDS
        for test in tests:
            found = test(scene)
            if found is Answer.FAILS:
                return found
            if found is Answer.UNKNOWN:
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
        case "label":
            return _chooses_label(folded, reverse=reverse)
        case "assignee":
            return _chooses_person(values)
    look = subjects.field(subject.removeprefix("field:"), pack)

    def chosen(scene: Scene) -> Answer:
        seen = look(scene)
        if isinstance(seen, Unseen):
            return Answer.UNKNOWN
        if isinstance(seen, str):
            return answer(holds=(fold(seen) in folded) != reverse)
        zone = scene.setting.calendar.zone
        parts = seen if isinstance(seen, tuple) else (seen,)
        found = any_of([equals(part, value, zone) for part in parts for value in values])
        return answer(holds=found if found is None or not reverse else not found)

    return chosen


def _chooses_label(folded: frozenset[str], *, reverse: bool) -> Holds:
    def chosen(scene: Scene) -> Answer:
        if "labels" in scene.ticket.unseen:
            return Answer.UNKNOWN
        return answer(holds=any(fold(one) in folded for one in scene.ticket.labels) != reverse)

    return chosen


def _chooses_person(values: tuple[str, ...]) -> Holds:
    def chosen(scene: Scene) -> Answer:
        if "assignee" in scene.ticket.unseen:
            return Answer.UNKNOWN
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
