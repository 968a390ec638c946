"""A pack as data: what an admin wrote, checked for form but not yet compiled.

Scalars of rules keep their source text (RULINGS V8): `at_least: 5` arrives as "5" and becomes a number
only where a number is expected, in `rules.conditions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rules.model import Severity

ON_MOVES = frozenset({"moved", "time_in", "went_back"})
"""Subjects that look at a ticket's moves."""

AT_HOME = frozenset({"engagement", "contacts"})
"""Subjects that look at the whole engagement: a rule with one is judged on the home ticket only (S18)."""

Argument = str | tuple[str, ...] | Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One subject, at most one test, and perhaps a `where`; a label needs no test.

    `argument` is what stands behind the subject: a name, names, or a mapping such as `{to: Review}`.
    `wanted` is the text behind the test: one scalar or a list of them.
    """

    subject: str
    argument: Argument
    test: str | None = None
    wanted: str | tuple[str, ...] | None = None
    where: "Condition | Group | None" = None


@dataclass(frozen=True, slots=True)
class Group:
    """`kind` is any_of, all_of or none_of."""

    kind: str
    parts: "tuple[Condition | Group, ...]"
    where: "Condition | Group | None" = None


Clause = Condition | Group


@dataclass(frozen=True, slots=True)
class Examples:
    """Facts of tickets, by the outcome the rule must have on them (EXAMPLES.md).

    Each example is a plain mapping; plain scalars of it are already text, number, boolean, date or None.
    """

    passes: tuple[Mapping[str, object], ...] = ()
    fails: tuple[Mapping[str, object], ...] = ()
    ignores: tuple[Mapping[str, object], ...] = ()
    waits: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion. `when` maps a key of the contract's closed list to the values it takes.

    `field` in `when` is a mapping of field name to values and is kept under keys `field:NAME`.
    """

    name: str
    says: str
    must: tuple[Clause, ...]
    because: str = ""
    fix: str = ""
    pillar: str | None = None
    owner: str | None = None
    when: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    unless: tuple[Clause, ...] = ()
    otherwise: Severity = Severity.WARN
    grace: str | None = None
    waivable_by: tuple[str, ...] = ()
    waiver_at_most: str | None = None
    examples: Examples = field(default_factory=Examples)


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    role: str | None = None
    takes: str | None = None
    tells: tuple[str, ...] = ()
    entry: tuple[Rule, ...] = ()
    exit: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """What a step does: `kind` is comment, mention, label or notice; `name` says which role, label or notice."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `after` is working time since the step before; all of `needs` must hold first."""

    name: str
    owner: str
    after: str
    does: tuple[Deed, ...]
    needs: tuple[Clause, ...] = ()

    def names_of(self, kind: str) -> tuple[str, ...]:
        """Return which labels, notices or roles its deeds of a kind name."""
        return tuple(deed.name for deed in self.does if deed.kind == kind)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps taken one by one while any of the rules in `climbs_while` fails on a ticket."""

    name: str
    climbs_while: tuple[str, ...]
    steps: tuple[Step, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """`digest` is the SHA-256 of its file as it was read; it decides nothing, so that a comment changes no verdict."""

    name: str
    says: str = ""
    owner: str | None = None
    stages: tuple[Stage, ...] = ()
    rules: tuple[Rule, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    digest: str = field(default="", repr=False, compare=False)
