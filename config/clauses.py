"""Conditions and groups as they stand in a pack: one subject, one test, perhaps a `where`."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from config.forms import OneOrMany, SomeTexts, Text, choose, read_count, read_some, read_text, wrong
from config.marks import Branch, Node, Row, Scalar
from config.mistakes import quoted
from config.sections import Kept, Page, Section, scalars
from config.spans import CALENDAR, WORKING, read_duration
from config.vocabulary import (
    AMOUNT_TESTS,
    DAY_TESTS,
    FIELD_TESTS,
    GROUPS,
    NATIVE_DATES,
    NATIVE_EFFORTS,
    NATIVE_FIELDS,
    NATIVE_LISTS,
    SUBJECTS,
    TESTS,
)
from rules.pack import Argument, Clause, Condition, Group
from rules.terms import day_term_of, duration_of
from rules.values import fold, looks_like_a_day, written_number


class TicketFilter(Section):
    """Which tickets of several are meant; every key that stands there must match."""

    type: OneOrMany | None = None
    status: OneOrMany | None = None
    stage: OneOrMany | None = None
    label: OneOrMany | None = None


class CommentFilter(Section):
    by: OneOrMany | None = None
    says: Text | None = None


class MoveFilter(Section):
    to: OneOrMany


def _any_or_filter(value: Any) -> Any:  # noqa: ANN401 - pydantic's own shape
    if not isinstance(value, Scalar):
        return value
    if value == "any":
        return Branch(value.mark)
    raise wrong("{key} needs any, or a mapping such as {type: Task}")


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
    children: Annotated[TicketFilter, BeforeValidator(_any_or_filter)] | None = None
    comment: CommentFilter | None = None
    moved: MoveFilter | None = None
    time_in: Text | None = None
    engagement: TicketFilter | None = None

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

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        groups = [key for key in node if key in GROUPS]
        others = [key for key in node if key in SUBJECTS or key in TESTS]
        if groups:
            for key in (*groups[1:], *others):
                page.blame(node.key_marks[key], f'"{groups[0]}" stands alone; move "{key}" into a list item of its own')
            return
        _look_over_condition(node, page, has_strangers=any(key not in cls.allowed_keys() for key in node))

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
        if self.field == "stage":
            for key in ("equals", "one_of", "not_one_of"):
                yield from scalars(self.node.get(key))
        if self.time_in is not None and fold(self.time_in) != "status":
            yield from scalars(self.node["time_in"])

    def person_names(self) -> Iterator[Scalar]:
        """Yield every role, or field that holds a person, which this condition names."""
        for value in (_below(self.node, "comment", "by"), self.node.get("by"), self.node.get("by_not")):
            yield from scalars(value)

    def field_names(self) -> Iterator[str]:
        """Yield every name that may be a field's."""
        yield from scalars(self.node.get("field"))
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
    refusal = _refusal_of_field(node, test) if subject == "field" else None
    if refusal is not None:
        page.blame(node.key_marks[test], refusal)
    value = node[test]
    if isinstance(value, Scalar) and value.strip():
        try:
            _read_wanted(subject, test, value)
        except PydanticCustomError as error:
            page.blame(value.mark, error.message().replace("{key}", f'"{test}"'))


def _refusal_of_field(node: Branch, test: str) -> str | None:
    name = node["field"]
    if test == "starts_with" and name in NATIVE_LISTS:
        return f'"{name}" is a list; ask "contains" instead'
    if test == "within" and name in NATIVE_FIELDS and name not in NATIVE_DATES:
        return f'"{name}" is no date; "within" asks how recent a date is'
    if test in AMOUNT_TESTS and name not in NATIVE_EFFORTS and _is_duration(node[test]):
        return f'only {" and ".join(NATIVE_EFFORTS)} are compared with a duration; "{name}" takes a number such as 3'
    return None


def _is_duration(value: object) -> bool:
    return isinstance(value, str) and written_number(value) is None and duration_of(value) is not None


def _read_wanted(subject: str, test: str, value: Scalar) -> None:
    if test == "is":
        words = SUBJECTS[subject].words
        if fold(value) not in words:
            raise choose(value, words)
    elif test == "length_at_least":
        read_count(value)
    elif test in AMOUNT_TESTS:
        _READERS_OF_AMOUNTS[SUBJECTS[subject].amounts](value)
    elif test in DAY_TESTS:
        _read_day_or_field(value)
    elif test == "within":
        read_duration(value, CALENDAR, "7 days")


def _read_number_or_duration(value: object) -> str:
    text = read_text(value)
    if written_number(text) is None and duration_of(text) is None:
        raise wrong(f"{{key}} needs a number such as 3 or a duration such as 16 hours; {quoted(text)} is neither")
    return text


def _read_working_time(value: object) -> str:
    return read_duration(value, WORKING, "2 working days")


_READERS_OF_AMOUNTS: dict[str, Callable[[object], object]] = {
    "any": _read_number_or_duration,
    "count": read_count,
    "working time": _read_working_time,
}


def _read_day_or_field(value: Scalar) -> None:
    if day_term_of(value) is not None:
        return
    if looks_like_a_day(value):
        raise wrong(f"{quoted(value)} is not a day of the calendar")
    if fold(value).startswith("today"):
        raise wrong(f"{quoted(value)} is no day; write today, or today + 5 working days (or days, or weeks)")


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
