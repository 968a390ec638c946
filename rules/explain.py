"""Explains a rule on a ticket: every condition with its answer, and the passing example the ticket comes nearest to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.conditions import compile_clause
from rules.examples import expected, scene_of
from rules.model import Finding, Outcome
from rules.not_asked import OF_THE_ENGAGEMENT, clause_of_when
from rules.pack import Clause, Group, Rule
from rules.policy import CompiledRule, Policy, compile_policy
from rules.scene import Scene, Setting
from rules.values import Answer


@dataclass(frozen=True, slots=True)
class Line:
    """A condition or a group in words, and what a ticket answers. `kind` is empty for a condition, else any_of,
    all_of or none_of. The answer minds `where`."""

    kind: str
    wanted: str
    found: str
    answer: Answer
    parts: "tuple[Line, ...]" = ()
    where: "Line | None" = None

    def conditions(self) -> "Iterator[Line]":
        """Yield the conditions in it, those under `where` included."""
        if self.where is not None:
            yield from self.where.conditions()
        if not self.kind:
            yield self
        for part in self.parts:
            yield from part.conditions()


@dataclass(frozen=True, slots=True)
class Difference:
    """What one condition says of an example, and what it says of a ticket: full phrases."""

    example: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The example a ticket comes nearest to. `place` is "passes 2"."""

    place: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a rule has its outcome on a ticket: `undecided` of `when` and `unless`, and every condition of `must`."""

    undecided: tuple[Line, ...]
    must: tuple[Line, ...]
    nearest: Nearest | None


AMISS = frozenset({Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.PENDING})


def grounds_of(finding: Finding, rule: CompiledRule, policy: Policy, scene: Scene, now: datetime) -> Grounds:
    """Grounds for a finding of a rule on a scene. `now` (aware) is the moment of examples that fix no day."""
    must = lines_on(rule.rule.must, rule.pack, scene)
    choosing = (*lines_of_when(rule.rule, rule.pack, scene), *lines_on(rule.rule.unless, rule.pack, scene))
    undecided = tuple(line for line in choosing if line.answer is Answer.UNKNOWN)
    nearest = nearest_example(rule, policy, must, now) if finding.outcome in AMISS else None
    return Grounds(undecided if finding.outcome is Outcome.UNKNOWN else (), must, nearest)


def lines_on(clauses: Sequence[Clause], pack: str, scene: Scene) -> tuple[Line, ...]:
    """Ask conditions and groups of a scene, each by itself and all of them, whatever the others answer."""
    return tuple(_line(clause, pack, scene) for clause in clauses)


def _line(clause: Clause, pack: str, scene: Scene) -> Line:
    compiled = compile_clause(clause, pack)
    told = compiled.tell(scene)
    return Line(
        kind=clause.kind if isinstance(clause, Group) else "",
        wanted=told.wanted,
        found=told.found,
        answer=compiled.holds(scene),
        parts=lines_on(clause.parts, pack, scene) if isinstance(clause, Group) else (),
        where=None if clause.where is None else _line(clause.where, pack, scene),
    )


def lines_of_when(rule: Rule, pack: str, scene: Scene) -> tuple[Line, ...]:
    """Ask what `when` asks of the ticket itself; a list of one is that one."""
    clauses = [clause_of_when(key, values) for key, values in rule.when.items() if key not in OF_THE_ENGAGEMENT]
    return lines_on([_alone(clause) for clause in clauses], pack, scene)


def _alone(clause: Clause) -> Clause:
    return (
        clause.parts[0] if isinstance(clause, Group) and clause.kind == "any_of" and len(clause.parts) == 1 else clause
    )


def nearest_example(rule: CompiledRule, policy: Policy, here: Sequence[Line], now: datetime) -> Nearest | None:
    """Return the passing example nearest to what a ticket answers; None where the rule has none.

    The one with the fewest other answers is nearest, then the one in which the fewest conditions found
    something else, then the first.
    """
    bench = compile_policy(tuple(pack for pack in policy.packs if pack.name == rule.pack), Setting(), {})
    passing = [(place, facts) for place, outcome, facts in expected(rule.rule) if outcome is Outcome.PASS]
    compared = [(place, _pairs(rule, scene_of(facts, rule, bench, now), here)) for place, facts in passing]
    if not compared:
        return None
    place, pairs = min(compared, key=lambda one: _distance(one[1]))
    return Nearest(place, tuple(_differences(pairs)))


Pairs = list[tuple[Line, Line]]


def _differences(pairs: Pairs) -> Iterator[Difference]:
    """Yield what answers otherwise; where both found the same words, the answers themselves. A condition one side
    leaves out is no difference then: its `where` is."""
    for there, ours in pairs:
        if there.answer is ours.answer:
            continue
        if there.found != ours.found:
            yield Difference(there.found, ours.found)
        elif Answer.SKIPPED not in {there.answer, ours.answer}:
            yield Difference(*(f"{one.wanted}: {one.answer.name.lower()}" for one in (there, ours)))


def _pairs(rule: CompiledRule, scene: Scene, here: Sequence[Line]) -> Pairs:
    """Put every condition in an example beside the same one on the ticket."""
    there = lines_on(rule.rule.must, rule.pack, scene)
    return list(zip(_conditions(there), _conditions(here), strict=True))


def _conditions(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        yield from line.conditions()


def _distance(pairs: Pairs) -> tuple[int, int]:
    return (
        sum(there.answer is not ours.answer for there, ours in pairs),
        sum(there.found != ours.found for there, ours in pairs),
    )
