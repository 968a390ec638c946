"""The models of a pack: stages, rules and ladders in the closed vocabulary of CONTRACT section 3."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BeforeValidator

from config.clauses import Clauses, ClauseSection, clause_of, texts_of
from config.examples import ExampleSection
from config.forms import (
    Name,
    OneOrMany,
    Text,
    Texts,
    Truth,
    WorkType,
    one_of,
    read_branch,
    read_one_or_many,
    read_row,
    read_text,
    wrong,
)
from config.ladders import LadderSection
from config.sections import Kept, Section
from config.spans import CalendarTime, Takes, WorkingTime
from rules.model import Severity
from rules.pack import AT_HOME, Examples, Pack, Rule, Stage
from rules.values import fold

PILLARS = ("transparency", "reliability", "proactivity", "partnership")
TELLS = ("milestone", "delivery", "survey")
SEVERITIES = tuple(severity.value for severity in Severity)

Pillar = Annotated[Literal["transparency", "reliability", "proactivity", "partnership"], one_of(*PILLARS)]
Told = Annotated[Literal["milestone", "delivery", "survey"], one_of(*TELLS)]


def _read_stage_name(value: object) -> str:
    name = read_text(value)
    if fold(name) == "status":
        raise wrong('a stage cannot be called "status"; `time_in: status` means the present status')
    return name


StageName = Annotated[str, BeforeValidator(_read_stage_name)]


class WhenSection(Section):
    """Which tickets a rule is for; every key must match, with one of its values."""

    type: OneOrMany | None = None
    type_not: OneOrMany | None = None
    status: OneOrMany | None = None
    status_not: OneOrMany | None = None
    stage: OneOrMany | None = None
    stage_not: OneOrMany | None = None
    label: OneOrMany | None = None
    label_not: OneOrMany | None = None
    priority: OneOrMany | None = None
    work_type: Annotated[tuple[WorkType, ...], BeforeValidator(read_one_or_many)] | None = None
    assignee: OneOrMany | None = None
    home: Truth | None = None
    field: Annotated[dict[Text, OneOrMany], BeforeValidator(read_branch)] | None = None

    def chosen_values(self) -> dict[str, tuple[str, ...]]:
        """Return the values by key; a field stands under `field:NAME`."""
        told = {key: _tuple(texts_of(value)) for key, value in self.node.items() if key != "field"}
        return told | {f"field:{name}": values for name, values in (self.field or {}).items()}


def _tuple(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    return texts if isinstance(texts, tuple) else (texts,)


ExampleList = Annotated[tuple[Kept[ExampleSection], ...], BeforeValidator(read_row)]


class ExamplesSection(Section):
    passes: ExampleList = ()
    fails: ExampleList = ()
    ignores: ExampleList = ()
    waits: ExampleList = ()

    def examples(self) -> Examples:
        return Examples(
            passes=tuple(one.facts() for one in self.passes),
            fails=tuple(one.facts() for one in self.fails),
            ignores=tuple(one.facts() for one in self.ignores),
            waits=tuple(one.facts() for one in self.waits),
        )

    def every(self) -> tuple[ExampleSection, ...]:
        return (*self.passes, *self.fails, *self.ignores, *self.waits)


class RuleSection(Section):
    name: Name
    says: Text
    must: Clauses
    because: Text = ""
    fix: Text = ""
    pillar: Pillar | None = None
    owner: Text | None = None
    when: WhenSection | None = None
    unless: Clauses | None = None
    otherwise: Annotated[Severity, one_of(*SEVERITIES)] = Severity.WARN
    grace: WorkingTime | None = None
    waivable_by: Texts = ()
    waiver_at_most: CalendarTime | None = None
    examples: ExamplesSection | None = None

    def rule(self) -> Rule:
        return Rule(
            name=self.name,
            says=self.says,
            must=tuple(clause_of(one) for one in self.must),
            because=self.because,
            fix=self.fix,
            pillar=self.pillar,
            owner=self.owner,
            when=MappingProxyType(self.when.chosen_values() if self.when else {}),
            unless=tuple(clause_of(one) for one in self.unless or ()),
            otherwise=self.otherwise,
            grace=self.grace,
            waivable_by=self.waivable_by,
            waiver_at_most=self.waiver_at_most,
            examples=self.examples.examples() if self.examples else Examples(),
        )

    def conditions(self) -> Iterator[ClauseSection]:
        """Yield every condition of the rule."""
        for clause in (*self.must, *(self.unless or ())):
            yield from clause.conditions()

    def is_of_engagement(self) -> bool:
        """Tell whether the rule is shown on the home ticket (RULINGS S18)."""
        of_home = self.when is not None and self.when.home
        return of_home or any(condition.subject in AT_HOME for condition in self.conditions())


Rules = Annotated[tuple[Kept[RuleSection], ...], BeforeValidator(read_row)]


class StageSection(Section):
    stage: StageName
    role: Text | None = None
    takes: Takes | None = None
    tells: Annotated[tuple[Told, ...], BeforeValidator(read_row)] = ()
    entry: Rules = ()
    exit: Rules = ()

    def to_stage(self) -> Stage:
        return Stage(
            name=self.stage,
            role=self.role,
            takes=self.takes,
            tells=self.tells,
            entry=tuple(one.rule() for one in self.entry),
            exit=tuple(one.rule() for one in self.exit),
        )


class PackSection(Section):
    """One file of rules."""

    pack: Name
    says: Text = ""
    owner: Text | None = None
    stages: Annotated[tuple[Kept[StageSection], ...], BeforeValidator(read_row)] = ()
    rules: Rules = ()
    ladders: Annotated[tuple[Kept[LadderSection], ...], BeforeValidator(read_row)] = ()

    def to_pack(self) -> Pack:
        return Pack(
            name=self.pack,
            says=self.says,
            owner=self.owner,
            stages=tuple(one.to_stage() for one in self.stages),
            rules=tuple(one.rule() for one in self.rules),
            ladders=tuple(one.ladder() for one in self.ladders),
            digest=self.page.digest,
        )

    def every_rule(self) -> Iterator[RuleSection]:
        """Yield the rules of all gates, then the free ones."""
        for stage in self.stages:
            yield from stage.entry
            yield from stage.exit
        yield from self.rules

    def conditions(self) -> Iterator[ClauseSection]:
        """Yield every condition of rules and ladders."""
        for rule in self.every_rule():
            yield from rule.conditions()
        for ladder in self.ladders:
            yield from ladder.conditions()

    def needs_home(self) -> bool:
        """Tell whether something of the pack stands on a home ticket (RULINGS E7)."""
        return bool(self.ladders) or any(rule.is_of_engagement() for rule in self.every_rule())

    def writes_to_clients(self) -> bool:
        """Tell whether a step of a ladder sends a notice."""
        steps = (step for ladder in self.ladders for step in ladder.steps)
        return any(deed is not None and deed.notice is not None for step in steps for deed in step.does)
