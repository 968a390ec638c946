"""Ladders of escalation as they stand in a pack (RULINGS, Ladders)."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from config.clauses import Clauses, ClauseSection, clause_of
from config.forms import Name, SomeTexts, Text, choose, one_of, read_some, read_text, wrong
from config.marks import Branch, Scalar
from config.mistakes import quoted
from config.notices import LADDER_NOTICES
from config.sections import Kept, Page, Section
from config.spans import WorkingTime
from rules.pack import Deed, Ladder, Step
from rules.values import fold
from sync.plan import STANDING_LABELS

DEEDS = ("comment", "{mention: …}", "{label: …}", "{notice: …}")


def _read_label(value: object) -> str:
    """Read a label's name without its prefix; those of standings come and go by other reasons."""
    text = read_text(value)
    if fold(text) in STANDING_LABELS.values():
        raise wrong(f"label {quoted(text)} tells a ticket's standing; choose another")
    return text


class DeedSection(Section):
    """What a step does, as a mapping: one notice, one label, or one role to mention."""

    notice: Annotated[str, one_of(*LADDER_NOTICES)] | None = None
    label: Annotated[str, BeforeValidator(_read_label)] | None = None
    mention: Text | None = None

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        if sum(key in node for key in cls.allowed_keys()) != 1:
            page.blame(node.mark, f"one deed is one of: {', '.join(DEEDS)}")

    def deed(self) -> Deed:
        told = {"notice": self.notice, "label": self.label, "mention": self.mention}
        return next(Deed(kind, name) for kind, name in told.items() if name)


def _read_deed(value: Any) -> Any:  # noqa: ANN401 - pydantic's own shape
    if not isinstance(value, Scalar):
        return value
    if value != "comment":
        raise choose(read_text(value), DEEDS)
    return None


Does = Annotated[
    DeedSection | None, BeforeValidator(_read_deed, json_schema_input_type=Literal["comment"] | DeedSection)
]


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

    def look_for_surprises(self) -> None:
        """Tell a step that would escalate formally to a client who was not warned before."""
        warned = False
        for step in self.steps:
            notices = [one.notice for one in step.does if one]
            if "formal-escalation" in notices and not warned:
                told = "a client is warned first: give a step above this one {notice: client-warning}"
                step.page.blame(step.place_of("does"), told)
            warned = warned or "client-warning" in notices

    def ladder(self) -> Ladder:
        return Ladder(self.name, self.climbs_while, tuple(one.to_step() for one in self.steps), self.says)

    def conditions(self) -> Iterator[ClauseSection]:
        """Yield every condition of the steps."""
        for step in self.steps:
            for clause in step.needs or ():
                yield from clause.conditions()
