"""What is said to shut each other out never holds together: all pairs of many conditions, on all of many tickets."""

from datetime import UTC, datetime
from functools import cache
from itertools import combinations_with_replacement, product

import pytest

from config.clashes import clash, is_impossible
from rules.conditions import compile_clause
from rules.examples import scene_of
from rules.pack import Condition, Pack, Rule
from rules.policy import compile_policy
from rules.scene import Setting
from rules.values import Answer

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)  # a Monday

IS_WORDS = ("filled in", "empty", "true", "false", "a number", "a date", "a past date", "a future date", "a person")
SIZES = ("at_least", "at_most", "more_than", "less_than")
ORDERS = ("before", "after", "not_before", "not_after")
TEXTS = ("x", "X", "xy", "y", "3", "3.0", "2026-03-09", "true", "ana@acme.example")
DAYS = (
    *("2026-03-08", "2026-03-09", "2026-03-10", "today", "B", "A", "today + 1 day", "today - 1 week", "today + 3 days"),
    *("today + 0 working days", "today + 1 working day", "today + 2 working days", "today - 1 working day"),
)
ASKED_OF_FIELDS = (
    *(("is", word) for word in IS_WORDS),
    *product(("equals", "contains", "starts_with"), TEXTS),
    *product(("one_of", "not_one_of", "contains_any"), (("x", "y"), ("X",), ("3", "z"), ("3.0",), ("ana@acme.example",))),
    *product(SIZES, ("0", "1", "2", "3", "3.5")),
    *product(ORDERS, DAYS),
    *product(("within",), ("0 days", "2 days", "1 week", "1 working day")),
    *product(("same_as", "differs_from"), ("A", "B")),
    ("length_at_least", "2"),
    ("length_at_least", "70000"),
)  # fmt: skip
VALUES = (
    *(None, "x", "Y", "xy", "3", "1", "true", "ana@acme.example", 0, 1, 1.5, 2, 2.5, 3, 3.2, 3.5, True, False, [], ["x"], ["x", "y"]),
    *(["3", "x", "z"], "2026-03-09T15:00:00+01:00"),
    *(f"2026-03-{day:02}" for day in range(1, 18)),
)  # fmt: skip
FIELDS = [{"A": mine, "B": other} for mine in VALUES for other in (None, "x", 3, "2026-03-09", "2026-03-12")]

ASKED_OF_COUNTS = (*(("is", word) for word in ("present", "absent", "complete")), *product(SIZES, "0123"))
COUNTED = {"attachments": "any", "checklist": "any", "children": {}, "comment": {}, "engagement": {}}
DONE, OPEN = ["a", True], ["a", False]
LISTS = ({}, {"One": []}, {"One": [DONE]}, {"One": [DONE, OPEN]}, {"One": [DONE], "Two": [DONE, DONE]})
MANY = [{"attachments": ["a.pdf"] * n, "comments": [{"by": "client", "text": "x"}] * n} for n in range(5)]
COUNTS = [
    {**many, "checklists": lists, "children": [{"stage": "Done"}] * n, "engagement": [{"type": "Risk"}] * n}
    for n, many in enumerate(MANY)
    for lists in LISTS
]


@cache
def met_by(subject: str, asked: tuple[str, str]) -> frozenset[int]:
    """Return the numbers of the tickets that meet a condition."""
    condition = condition_on(subject, asked)
    policy = compile_policy((Pack("p", rules=(Rule("r", "s", (condition,)),)),), Setting(), {})
    holds = compile_clause(condition, "p").holds
    tickets = FIELDS if subject == "field" else COUNTS
    scenes = (scene_of(facts, policy.rules[0], policy, NOW) for facts in tickets)
    return frozenset(number for number, scene in enumerate(scenes) if holds(scene) is Answer.HOLDS)


def condition_on(subject, asked):
    return Condition(subject, COUNTED.get(subject, "A"), *asked)


def askable(subject):
    if subject == "field":
        return ASKED_OF_FIELDS
    return [one for one in ASKED_OF_COUNTS if one[1] != "complete" or subject in {"checklist", "children"}]


@pytest.mark.parametrize("subject", ["field", *COUNTED])
def test_no_ticket_meets_two_conditions_that_clash(subject):
    together = [
        (one, other)
        for one, other in combinations_with_replacement(askable(subject), 2)
        if clash(condition_on(subject, one), condition_on(subject, other))
        and met_by(subject, one) & met_by(subject, other)
    ]

    assert together == []


@pytest.mark.parametrize("subject", ["field", *COUNTED])
def test_no_ticket_meets_a_condition_that_is_impossible(subject):
    assert [one for one in askable(subject) if is_impossible(condition_on(subject, one)) and met_by(subject, one)] == []


@pytest.mark.parametrize("subject", ["field", *COUNTED])
def test_it_does_not_matter_which_condition_comes_first(subject):
    for one, other in combinations_with_replacement(askable(subject), 2):
        first, second = condition_on(subject, one), condition_on(subject, other)
        assert clash(first, second) == clash(second, first)


def test_amounts_and_days_that_no_ticket_meets_are_found():
    asked = [*product(SIZES, ("1", "2", "3")), *product(ORDERS, ("2026-03-08", "2026-03-09", "2026-03-10"))]
    missed = [
        (one, other)
        for one, other in combinations_with_replacement(asked, 2)
        if not met_by("field", one) & met_by("field", other)
        and one[0] in (SIZES if other[0] in SIZES else ORDERS)
        and not clash(condition_on("field", one), condition_on("field", other))
    ]

    assert missed == []
