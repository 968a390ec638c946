"""Which branches of a rule an example reaches: every condition and group, seen holding and seen failing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rules.clauses import Holds
from rules.conditions import compile_clause
from rules.fitting import asked_of
from rules.pack import Clause, Group, Rule
from rules.policy import CompiledRule, Policy
from rules.scene import Scene
from rules.values import Answer

Sighting = tuple[str, Answer]
"""A branch by its name, and what it answered: that it holds or that it fails."""

OR_LISTS = frozenset({"any_of", "none_of", "unless"})


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition or group with its parts. `answer` minds its `where`, `own_answer` does not.

    An alternative stands among others of which one that holds is enough.
    """

    name: str
    answer: Holds
    own_answer: Holds
    is_alternative: bool
    parts: "tuple[Branch, ...]" = ()
    where: "Branch | None" = None


@dataclass(frozen=True, slots=True)
class Unreached:
    """A branch and the answers it never gave; an alternative has to hold where no other one does."""

    branch: str
    never: frozenset[Answer]
    is_alternative: bool


def part_of(branch: str, kind: str, number: int) -> str:
    """Name a part of a group; numbers count from one."""
    return f"{branch} > {kind} {number}"


def where_of(branch: str) -> str:
    """Name the `where` of a condition or group."""
    return f"{branch} > where"


@dataclass(frozen=True, slots=True)
class Branches:
    """All branches of a rule, ready to be watched."""

    unless: tuple[Branch, ...]
    must: tuple[Branch, ...]

    @classmethod
    def of(cls, rule: Rule, pack: str) -> "Branches":
        return cls(_listed("unless", rule.unless, "", pack), _listed("must", rule.must, "", pack))

    def seen_on(self, scene: Scene, rule: CompiledRule, policy: Policy) -> Iterator[Sighting]:
        """Yield what each branch answers on a scene, as far as the rule is asked of it."""
        if not asked_of(rule, policy, scene).now or rule.chosen(scene) is Answer.FAILS:
            return
        yield from _seen(self.unless, scene)
        if not any(branch.answer(scene) is Answer.HOLDS for branch in self.unless):
            yield from _seen(self.must, scene)

    def unreached(self, seen: frozenset[Sighting]) -> tuple[Unreached, ...]:
        """Return the branches that did not give both answers, in the order of the rule."""
        missing = (
            Unreached(
                branch.name, BOTH - {answer for name, answer in seen if name == branch.name}, branch.is_alternative
            )
            for branch in _walk((*self.unless, *self.must))
        )
        return tuple(one for one in missing if one.never)


BOTH = frozenset({Answer.HOLDS, Answer.FAILS})


def _listed(kind: str, clauses: tuple[Clause, ...], group: str, pack: str) -> tuple[Branch, ...]:
    is_alternative = kind in OR_LISTS and len(clauses) > 1
    return tuple(
        _branch(
            clause, part_of(group, kind, number) if group else f"{kind} {number}", pack, is_alternative=is_alternative
        )
        for number, clause in enumerate(clauses, 1)
    )


def _branch(clause: Clause, name: str, pack: str, *, is_alternative: bool = False) -> Branch:
    return Branch(
        name=name,
        answer=compile_clause(clause, pack).holds,
        own_answer=compile_clause(replace(clause, where=None), pack).holds,
        is_alternative=is_alternative,
        parts=_listed(clause.kind, clause.parts, name, pack) if isinstance(clause, Group) else (),
        where=None if clause.where is None else _branch(clause.where, where_of(name), pack),
    )


def _walk(branches: Iterable[Branch]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from _walk(branch.parts)
        yield from _walk(filter(None, [branch.where]))


def _seen(branches: tuple[Branch, ...], scene: Scene) -> Iterator[Sighting]:
    """Yield the answers of branches of one list and of all below; an alternative's holding counts only alone."""
    holding = sum(branch.answer(scene) is Answer.HOLDS for branch in branches)
    for branch in branches:
        if branch.where is not None:
            yield from _seen((branch.where,), scene)
            if branch.where.answer(scene) is Answer.FAILS:
                continue
        answer = branch.own_answer(scene)
        if answer is Answer.FAILS or (answer is Answer.HOLDS and (holding == 1 or not branch.is_alternative)):
            yield branch.name, answer
        yield from _seen(branch.parts, scene)
