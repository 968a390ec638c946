"""Ladders of escalation as they stand in a pack, and as values (RULINGS, Ladders)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator

from config.clauses import Clauses, ClauseSection, clause_of
from config.forms import Name, SomeTexts, Text, choose, one_of, read_some, read_text
from config.marks import Branch, Scalar
from config.notices import NOTICE_KINDS
from config.sections import Kept, Page, Section
from config.spans import WorkingTime
from rules.pack import Clause


@dataclass(frozen=True, slots=True)
class Deed:
    """What a step does: `kind` is comment, notice or label; `name` says which notice or label."""

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


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps taken one by one while any of the rules in `climbs_while` fails on a ticket."""

    name: str
    climbs_while: tuple[str, ...]
    steps: tuple[Step, ...]
    says: str = ""


class DeedSection(Section):
    """What a step does, as a mapping: one notice or one label."""

    notice: Annotated[str, one_of(*NOTICE_KINDS)] | None = None
    label: Text | None = None

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        if sum(key in node for key in cls.allowed_keys()) != 1:
            page.blame(node.mark, 'one deed is "comment", {notice: …} or {label: …}')

    def deed(self) -> Deed:
        return Deed("notice", self.notice) if self.notice else Deed("label", self.label or "")


def _read_deed(value: Any) -> Any:  # noqa: ANN401 - pydantic's own shape
    if not isinstance(value, Scalar):
        return value
    if value != "comment":
        raise choose(read_text(value), ("comment", "{notice: …}", "{label: …}"))
    return None


Does = Annotated[DeedSection | None, BeforeValidator(_read_deed)]


class StepSection(Section):
    step: Text
    owner: Text
    after: WorkingTime = "0 working days"
    needs: Clauses | None = None
    does: Annotated[tuple[Kept[Does], ...], BeforeValidator(read_some)]

    def to_step(self) -> Step:
        deeds = tuple(one.deed() if one else Deed("comment") for one in self.does)
        return Step(self.step, self.owner, self.after, deeds, tuple(clause_of(one) for one in self.needs or ()))


class LadderSection(Section):
    name: Name
    says: Text = ""
    climbs_while: SomeTexts
    steps: Annotated[tuple[Kept[StepSection], ...], BeforeValidator(read_some)]

    def ladder(self) -> Ladder:
        return Ladder(self.name, self.climbs_while, tuple(one.to_step() for one in self.steps), self.says)

    def conditions(self) -> Iterator[ClauseSection]:
        """Yield every condition of the steps."""
        for step in self.steps:
            for clause in step.needs or ():
                yield from clause.conditions()
