"""Tries rules on their examples: what each example promised, what came of it, and what no example reaches."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from types import MappingProxyType

from rules.examples import Facts, expected, scene_of
from rules.judge import judge
from rules.looked_at import EVERY_TICKET_HAS, facts_looked_at
from rules.model import Finding, Outcome
from rules.not_asked import why_not_asked
from rules.pack import Pack
from rules.policy import CompiledRule, Policy, compile_policy
from rules.reach import Branches, Sighting, Unreached
from rules.scene import Scene, Setting
from rules.values import fold


@dataclass(frozen=True, slots=True)
class Example:
    """A ticket and the outcome a rule must have on it. `place` is "passes 2", or file and line where it stands
    in a file of its own."""

    rule: str
    place: str
    expected: Outcome
    facts: Facts


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands, and each of its branches by name; lines count from one."""

    file: str
    line: int
    branches: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def line_of(self, branch: str) -> int:
        """Return the line of a branch, that of the rule where it has none of its own."""
        return self.branches.get(branch, self.line)


@dataclass(frozen=True, slots=True)
class Bench:
    """All packs, the examples that stand in files of their own, and the places of rules by their name."""

    packs: tuple[Pack, ...]
    examples: tuple[Example, ...] = ()
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name in an example that the rule does not look at, and the one that was probably meant."""

    name: str
    meant: str | None


@dataclass(frozen=True, slots=True)
class Trial:
    """One example tried. `finding` says what was found and wanted, also where the rule was not asked."""

    example: Example
    finding: Finding
    strangers: tuple[Stranger, ...] = ()

    @property
    def has_expected_outcome(self) -> bool:
        return self.finding.outcome is self.example.expected

    @property
    def is_right(self) -> bool:
        return self.has_expected_outcome and not self.strangers


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """One rule tried on all its examples. `looks_at` are the facts it looks at, beside those every ticket has."""

    pack: str
    rule: str
    looks_at: tuple[str, ...]
    trials: tuple[Trial, ...]
    unreached: tuple[Unreached, ...]

    @property
    def wrong(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if not trial.is_right)

    @property
    def is_covered(self) -> bool:
        """Tell whether it is shown both passing and failing (RULINGS C6)."""
        return {Outcome.PASS, Outcome.FAIL} <= {trial.example.expected for trial in self.trials}


@dataclass(frozen=True, slots=True)
class Tryout:
    """All rules of all packs, tried; `places` by name of rule."""

    packs: tuple[str, ...]
    rules: tuple[RuleTrial, ...]
    places: Mapping[str, Place]

    @property
    def tried(self) -> int:
        return sum(len(rule.trials) for rule in self.rules)

    @property
    def wrong(self) -> int:
        return sum(len(rule.wrong) for rule in self.rules)

    @property
    def unreached(self) -> int:
        return sum(len(rule.unreached) for rule in self.rules)

    @property
    def uncovered(self) -> tuple[RuleTrial, ...]:
        return tuple(rule for rule in self.rules if not rule.is_covered)

    @property
    def has_gaps(self) -> bool:
        """Tell whether a rule is uncovered or a branch unreached."""
        return bool(self.uncovered or self.unreached)


def try_out(bench: Bench, now: datetime, begin: Callable[[Pack], None] = lambda _pack: None) -> Tryout:
    """Try every rule on all its examples, its own and those filed for it.

    `now` (aware) is the moment of examples that do not fix the clock; `begin` is told of each pack.
    """
    rules: list[RuleTrial] = []
    for pack in bench.packs:
        begin(pack)
        rules += _try_pack(pack, bench.examples, now)
    return Tryout(tuple(pack.name for pack in bench.packs), tuple(rules), bench.places)


def _try_pack(pack: Pack, filed: tuple[Example, ...], now: datetime) -> Iterator[RuleTrial]:
    policy = compile_policy((pack,), Setting(), {})
    for rule in policy.rules:
        own = (Example(rule.name, *told) for told in expected(rule.rule))
        others = (example for example in filed if fold(example.rule) == fold(rule.name))
        yield _try_rule(rule, policy, (*own, *others), now)


def _try_rule(rule: CompiledRule, policy: Policy, examples: tuple[Example, ...], now: datetime) -> RuleTrial:
    scenes = [scene_of(example.facts, rule, policy, now) for example in examples]
    looked_at = facts_looked_at(rule)
    branches = Branches.of(rule.rule, rule.pack)
    seen: frozenset[Sighting] = frozenset(s for scene in scenes for s in branches.seen_on(scene, rule, policy))
    return RuleTrial(
        pack=rule.pack,
        rule=rule.name,
        looks_at=tuple(sorted(looked_at)),
        trials=tuple(
            Trial(example, _finding(rule, policy, scene), _strangers(example.facts, looked_at))
            for example, scene in zip(examples, scenes, strict=True)
        ),
        unreached=branches.unreached(seen) if examples else (),
    )


def _finding(rule: CompiledRule, policy: Policy, scene: Scene) -> Finding:
    alone = replace(policy, rules=(rule,), setting=scene.setting)  # every example is an engagement of its own
    (finding,) = judge(alone, scene, thorough=True).findings
    if finding.outcome is not Outcome.NOT_APPLICABLE:
        return finding
    told = why_not_asked(rule, policy, scene)
    return replace(finding, found=told.found, wanted=told.wanted)


def _strangers(facts: Facts, looked_at: frozenset[str]) -> tuple[Stranger, ...]:
    return tuple(Stranger(name, _meant(name, looked_at)) for name in facts if name not in looked_at | EVERY_TICKET_HAS)


def _meant(name: str, looked_at: frozenset[str]) -> str | None:
    by_folded = {fold(known): known for known in sorted(looked_at | EVERY_TICKET_HAS)}
    near = get_close_matches(fold(name), by_folded, n=1, cutoff=0.7)
    near += [known for known in by_folded if known in fold(name) or fold(name) in known]
    return by_folded[near[0]] if near else None
