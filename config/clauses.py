"""Conditions and groups as they stand in a pack: one subject, one test, perhaps a `where`."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from config.answers import Fact, read_wanted, refusal_of_field
from config.filters import (
    AnswerFilter,
    CommentFilter,
    ContactKind,
    MoveFilter,
    SpanFilter,
    TicketFilter,
    TicketFilterOrAny,
)
from config.forms import OneOrMany, SomeTexts, Text, read_one_or_many, read_some
from config.marks import Branch, Node, Row, Scalar
from config.mistakes import suggestion
from config.sections import Kept, Page, Section, scalars
from config.vocabulary import DAY_TESTS, FIELD_TESTS, GROUPS, ROLE_TESTS, SUBJECTS, TESTS
from rules.pack import Argument, Clause, Condition, Group
from rules.values import fold


class ClauseSection(Section):
    """One mapping of `must`, `unless`, `where` or `needs`: a condition or a group."""

    any_of: "Clauses | None" = None
    all_of: "Clauses | None" = None
    none_of: "Clauses | None" = None
    where: "ClauseSection | None" = None

    field: Text | None = None
    label: Text | None = None
    checklist: Text | None = None
    attachments: Text | None = None
    link: OneOrMany | None = None
    children: TicketFilterOrAny | None = None
    comment: CommentFilter | None = None
    moved: MoveFilter | None = None
    time_in: Text | None = None
    engagement: TicketFilter | None = None
    between: SpanFilter | None = None
    changed: Text | None = None
    went_back: OneOrMany | None = None
    first_response: AnswerFilter | None = None
    contacts: ContactKind | None = None

    is_: Text | None = Field(default=None, alias="is")
    equals: Text | None = None
    one_of: SomeTexts | None = None
    not_one_of: SomeTexts | None = None
    contains: Text | None = None
    contains_any: SomeTexts | None = None
    starts_with: Text | None = None
    length_at_least: Text | None = None
    at_least: Text | None = None
    at_most: Text | None = None
    more_than: Text | None = None
    less_than: Text | None = None
    before: Text | None = None
    after: Text | None = None
    not_before: Text | None = None
    not_after: Text | None = None
    within: Text | None = None
    same_as: Text | None = None
    differs_from: Text | None = None
    in_stage: OneOrMany | None = None
    all_in_stage: OneOrMany | None = None
    in_status: OneOrMany | None = None
    all_in_status: OneOrMany | None = None
    by: Text | None = None
    by_not: Text | None = None
    holds: OneOrMany | None = None
    holds_not: OneOrMany | None = None
    all_have: Annotated[tuple[Fact, ...], BeforeValidator(read_one_or_many)] | None = None
    newest_within: Text | None = None

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        groups = [key for key in node if key in GROUPS]
        others = [key for key in node if key in SUBJECTS or key in TESTS]
        if groups:
            for key in (*groups[1:], *others):
                page.blame(node.key_marks[key], f'"{groups[0]}" stands alone; move "{key}" into a list item of its own')
            return
        _look_over_condition(node, page, has_strangers=any(key not in cls.allowed_keys() for key in node))

    @classmethod
    def sample(cls) -> str:
        return "{field: due, is: a date}"

    @classmethod
    def keys_beside(cls, node: Branch, stranger: str) -> tuple[str, ...]:
        """Return the tests of the subject that stands there, unless a key of another kind is near."""
        subject = next((key for key in node if key in SUBJECTS), None)
        if subject is None or "did you mean" in suggestion(stranger, cls.allowed_keys()):
            return cls.allowed_keys()
        return (*SUBJECTS[subject].tests, "where")

    @property
    def parts(self) -> "tuple[ClauseSection, ...]":
        return self.any_of or self.all_of or self.none_of or ()

    @property
    def subject(self) -> str | None:
        return next((key for key in self.node if key in SUBJECTS), None)

    def stage_names(self) -> Iterator[Scalar]:
        """Yield every stage this condition names, where it stands."""
        for key in ("children", "engagement"):
            yield from scalars(_below(self.node, key, "stage"))
        yield from scalars(_below(self.node, "moved", "to"))
        for key in ("in_stage", "all_in_stage"):
            yield from scalars(self.node.get(key))
        yield from (name for name in scalars(self.node.get("went_back")) if fold(name) != "any")
        if self.field == "stage":
            for key in ("equals", "one_of", "not_one_of"):
                yield from scalars(self.node.get(key))
        if self.time_in is not None and fold(self.time_in) != "status":
            yield from scalars(self.node["time_in"])

    def person_names(self) -> Iterator[Scalar]:
        """Yield every role, or field that holds a person, which this condition names."""
        for value in (
            _below(self.node, "comment", "by"),
            _below(self.node, "first_response", "by"),
            self.node.get("by"),
            self.node.get("by_not"),
        ):
            yield from scalars(value)

    def role_names(self) -> Iterator[Scalar]:
        """Yield every role whose holders this condition asks for."""
        for test in ROLE_TESTS:
            yield from scalars(self.node.get(test))

    def field_names(self) -> Iterator[str]:
        """Yield every name that may be a field's."""
        for key in ("field", "changed"):
            yield from scalars(self.node.get(key))
        for end in ("from", "to"):
            yield from scalars(_below(self.node, "between", end))
        for test in (*FIELD_TESTS, *DAY_TESTS):
            yield from scalars(self.node.get(test))
        yield from self.person_names()

    def conditions(self) -> "Iterator[ClauseSection]":
        """Yield every condition in this clause, those of groups and `where` included."""
        if self.subject is not None:
            yield self
        for part in self.parts:
            yield from part.conditions()
        if self.where is not None:
            yield from self.where.conditions()


def _below(node: Branch, *path: str) -> Node | None:
    here: Node | None = node
    for key in path:
        here = here.get(key) if isinstance(here, Branch) else None
    return here


Clauses = Annotated[tuple[Kept[ClauseSection], ...], BeforeValidator(read_some)]
ClauseSection.model_rebuild()


def _look_over_condition(node: Branch, page: Page, *, has_strangers: bool) -> None:
    subjects = [key for key in node if key in SUBJECTS]
    tests = [key for key in node if key in TESTS]
    for key in subjects[1:]:
        page.blame(node.key_marks[key], f'one condition has one subject, and "{subjects[0]}" stands here already')
    for key in tests[1:]:
        page.blame(
            node.key_marks[key],
            f'one condition has one test, and "{tests[0]}" stands here already; write a second condition',
        )
    if not subjects:
        if not has_strangers:
            page.blame(node.mark, f"a condition needs a subject; choose one of: {', '.join(SUBJECTS)}")
        return
    subject = SUBJECTS[subjects[0]]
    if not tests and subject.needs_test and not has_strangers:
        page.blame(node.mark, f'"{subjects[0]}" needs a test; choose one of: {", ".join(subject.tests)}')
    for test in tests:
        _look_over_test(subjects[0], test, node, page)


def _look_over_test(subject: str, test: str, node: Branch, page: Page) -> None:
    allowed = SUBJECTS[subject].tests
    if test not in allowed:
        page.blame(
            node.key_marks[test], f'"{test}" cannot be asked of "{subject}"; choose one of: {", ".join(allowed)}'
        )
        return
    refusal = refusal_of_field(node, test) if subject == "field" else None
    if refusal is not None:
        page.blame(node.key_marks[test], refusal)
    value = node[test]
    if isinstance(value, Scalar) and value.strip():
        try:
            read_wanted(subject, test, value)
        except PydanticCustomError as error:
            page.blame(value.mark, error.message().replace("{key}", f'"{test}"'))


def clause_of(section: ClauseSection) -> Clause:
    """Return the clause a sound section says."""
    return _clause(section.node)


def _clause(node: Node) -> Clause:
    branch = node if isinstance(node, Branch) else Branch()
    where = _clause(branch["where"]) if "where" in branch else None
    for kind in GROUPS:
        if kind in branch:
            return Group(kind, tuple(_clause(part) for part in branch[kind] if isinstance(part, Branch)), where)
    subject = next(key for key in branch if key in SUBJECTS)
    test = next((key for key in branch if key in TESTS), None)
    return Condition(subject, argument_of(branch[subject]), test, texts_of(branch[test]) if test else None, where)


def argument_of(node: Node) -> Argument:
    """Return what stands behind a subject: a name, names, or a mapping of them."""
    if isinstance(node, Branch):
        return {key: texts_of(value) for key, value in node.items()}
    return texts_of(node)


def texts_of(node: Node) -> str | tuple[str, ...]:
    """Return one text, or several from a list."""
    if isinstance(node, Row):
        return tuple(str(part) for part in node if isinstance(part, Scalar))
    return str(node) if isinstance(node, Scalar) else ""
