from dataclasses import replace

import pytest

from rules.conditions import compile_clause
from rules.pack import Condition, Group, Pack
from rules.policy import compile_policy
from rules.scene import Setting
from rules.values import Answer

ASKED = [
    # subject, argument, test, wanted, facts, answer
    ("field", "Mitigation", "is", "filled in", {"Mitigation": "Second supplier"}, True),
    ("field", "Mitigation", "is", "filled in", {"Mitigation": "   "}, False),
    ("field", "Mitigation", "is", "empty", {}, True),
    ("field", "Points", "at_least", "3", {"Points": "5"}, True),
    ("field", "Points", "at_least", "3", {"Points": "many"}, False),
    ("field", "Points", "at_most", "3", {}, False),
    ("field", "Points", "more_than", "5", {"Points": "5"}, False),
    ("field", "Agreed", "is", "true", {"Agreed": True}, True),
    ("field", "Agreed", "is", "false", {}, True),
    ("field", "Agreed", "is", "filled in", {"Agreed": False}, True),
    ("field", "Impact", "one_of", ("Low", "High"), {"Impact": "high"}, True),
    ("field", "Impact", "not_one_of", ("Low",), {}, True),
    ("field", "Teams", "one_of", ("Web",), {"Teams": ["App", "web"]}, True),
    ("field", "Teams", "equals", "Web", {"Teams": ["App", "web"]}, False),
    ("field", "Teams", "at_least", "2", {"Teams": ["App", "web"]}, True),
    ("field", "Teams", "contains", "web", {"Teams": ["Website"]}, False),
    ("field", "description", "contains", "given", {"description": "Given a user"}, True),
    ("field", "description", "length_at_least", "5", {"description": " ab  c "}, False),
    ("field", "title", "starts_with", "api", {"title": "API contract"}, True),
    ("field", "due", "not_before", "today", {"due": "2026-03-09"}, True),
    ("field", "due", "is", "a past date", {"due": "2026-03-09"}, False),
    ("field", "due", "is", "a future date", {"due": "2026-03-10"}, True),
    ("field", "due", "before", "today + 5 working days", {"due": "2026-03-13"}, True),
    ("field", "due", "before", "Agreed date", {"due": "2026-03-13"}, False),
    ("field", "due", "before", "Agreed date", {"due": "2026-03-13", "Agreed date": "2026-03-14"}, True),
    ("field", "Next review", "within", "7 days", {"Next review": "2026-03-02"}, True),
    ("field", "Next review", "within", "7 days", {"Next review": "2026-03-10"}, False),
    ("field", "assignee", "is", "a person", {"assignee": "bo@acme.example"}, True),
    ("field", "Reviewer", "differs_from", "assignee", {"Reviewer": "BO@acme.example", "assignee": "bo@acme.example"}, False),
    ("field", "Reviewer", "differs_from", "assignee", {"Reviewer": "cy@acme.example", "assignee": "bo@acme.example"}, True),
    ("field", "Reviewer", "differs_from", "assignee", {}, False),
    ("field", "Reviewer", "same_as", "assignee", {}, False),
    ("field", "Reviewer", "differs_from", "assignee", {"assignee": "bo@acme.example"}, True),
    ("field", "estimate", "at_least", "2 working days", {"estimate": "16 hours"}, True),
    ("label", "internal-only", None, None, {"labels": ["Internal-Only"]}, True),
    ("label", "internal-only", "is", "absent", {"labels": []}, True),
    ("checklist", "Self-assessment", "is", "complete", {"checklists": {"self-assessment": [["a", True]]}}, True),
    ("checklist", "Self-assessment", "is", "complete", {"checklists": {"Self-assessment": []}}, False),
    ("checklist", "any", "is", "complete", {"checklists": {"A": [["a", True]], "B": [["b", False]]}}, False),
    ("checklist", "any", "is", "complete", {"checklists": {"A": [["a", True]], "B": []}}, False),
    ("checklist", "any", "at_least", "2", {"checklists": {"A": [["a", True]], "B": [["b", False]]}}, True),
    ("attachments", "*notes*.pdf", "is", "present", {"attachments": ["Delivery-Notes v2.PDF"]}, True),
    ("attachments", "notes", "is", "present", {"attachments": ["notes.pdf"]}, False),
    ("attachments", "any", "at_least", "1", {}, False),
    ("link", "is blocked by", "all_in_stage", "Done", {}, True),
    ("link", "is blocked by", "all_in_stage", "Done", {"links": [{"type": "Is blocked by", "stage": "Review"}]}, False),
    ("link", "any", "in_status", ("Closed",), {"links": [{"type": "x", "status": "closed"}]}, True),
    ("children", {"type": "Risk"}, "is", "present", {"children": [{"type": "Task"}]}, False),
    ("children", "any", "all_in_stage", ("Done",), {"children": [{"stage": "Done"}, {"stage": "Review"}]}, False),
    ("comment", {"by": "client", "says": "approved"}, "is", "present", {"comments": [{"by": "client", "text": "Approved!"}]}, True),
    ("comment", {"says": "passed"}, "by_not", "assignee",
     {"assignee": "bo@acme.example", "comments": [{"by": "bo@acme.example", "text": "passed"}]}, False),
    ("comment", {"says": "passed"}, "by_not", "assignee",
     {"assignee": "bo@acme.example", "comments": [{"by": "dana@acme.example", "text": "Passed."}]}, True),
    ("comment", {}, "within", "7 days", {}, False),
    ("comment", {}, "within", "7 days", {"comments": [{"by": "x@y.example", "text": "t", "at": "2026-03-02"}]}, True),
    ("moved", {"to": "Review"}, "by", "quality-lead", {"moved": [{"to": "Review", "by": "quality-lead", "at": "2026-03-06"}]}, True),
    ("moved", {"to": "Review"}, "by", "quality-lead", {}, False),
    ("moved", {"to": "Review"}, "is", "absent", {}, True),
    ("time_in", "Review", "at_most", "5 working days", {"time_in": {"Review": "40 hours"}}, True),
    ("time_in", "Review", "less_than", "5 working days", {"time_in": {"review": "5 working days"}}, False),
    ("time_in", "Review", "at_least", "1 hour", {}, False),
    ("engagement", {"type": "Risk"}, "is", "present", {"engagement": [{"type": "risk"}]}, True),
    ("engagement", {"type": "Risk", "stage": "Done"}, "at_least", "1", {"engagement": [{"type": "Risk"}]}, False),
    ("engagement", {"label": "minutes"}, "at_least", "2", {"engagement": [{"labels": ["Minutes"]}] * 2}, True),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "argument", "test", "wanted", "facts", "holds"), ASKED)
def test_a_condition_holds_or_fails_as_the_contract_says(answer_of, subject, argument, test, wanted, facts, holds):
    found = answer_of(Condition(subject, argument, test, wanted), facts)
    assert found is (Answer.HOLDS if holds else Answer.FAILS)


HOLDS = Condition("field", "type", "equals", "Story")
FAILS = Condition("field", "type", "equals", "Bug")
SKIPPED = Condition("field", "type", "equals", "Bug", where=FAILS)


@pytest.mark.parametrize(
    ("kind", "parts", "answer"),
    [
        ("any_of", (HOLDS, FAILS), Answer.HOLDS),
        ("any_of", (FAILS, FAILS), Answer.FAILS),
        ("all_of", (HOLDS, FAILS), Answer.FAILS),
        ("all_of", (HOLDS, HOLDS), Answer.HOLDS),
        ("none_of", (FAILS, FAILS), Answer.HOLDS),
        ("none_of", (HOLDS, FAILS), Answer.FAILS),
        ("any_of", (SKIPPED, SKIPPED), Answer.SKIPPED),
        ("all_of", (SKIPPED, HOLDS), Answer.HOLDS),
        ("any_of", (SKIPPED, FAILS), Answer.FAILS),
        ("none_of", (SKIPPED,), Answer.SKIPPED),
    ],
)
def test_groups_take_skipped_conditions_out(answer_of, kind, parts, answer):
    assert answer_of(Group(kind, parts), {"type": "Story"}) is answer


UNTOLD = Condition("comment", {"says": "passed"})  # comments are hidden
PERHAPS = Condition("field", "type", "equals", "Story", where=UNTOLD)


@pytest.mark.parametrize(
    ("clause", "answer"),
    [
        (PERHAPS, Answer.HOLDS),
        (Group("all_of", (PERHAPS, HOLDS)), Answer.HOLDS),
        (Group("any_of", (PERHAPS, FAILS)), Answer.UNKNOWN),
        (Group("any_of", (PERHAPS, HOLDS)), Answer.HOLDS),
        (Group("any_of", (Group("all_of", (PERHAPS,)), FAILS)), Answer.UNKNOWN),
        (Group("none_of", (PERHAPS,)), Answer.UNKNOWN),
    ],
)
def test_a_where_that_cannot_be_told_decides_nothing(scene_with, clause, answer):
    scene = scene_with(compile_policy((Pack("p"),), Setting(), {}), type="Story")
    hidden = replace(scene, ticket=replace(scene.ticket, unseen={"comments": "hidden"}))
    assert compile_clause(clause, "p").holds(hidden) is answer
