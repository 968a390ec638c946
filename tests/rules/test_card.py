"""What a rule is, in words that hang on no ticket and no day."""

from types import MappingProxyType

import pytest

from rules.card import asked, card_of
from rules.model import Outcome, Severity
from rules.pack import Condition, Examples, Group, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Setting

SAID = (Condition("field", "Link", "is", "filled in"),)


def card(rule, *, at=None, owner=None):
    stage = Stage("Review", **{at: (rule,)}) if at else Stage("Review")
    pack = Pack("p", stages=(stage,), rules=() if at else (rule,), owner=owner)
    return card_of(compile_policy((pack,), Setting(), {}).rules[0], owner)


def rows(rule, **more):
    return dict(card(rule, **more).rows)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("field", "due", "not_before", "today"), "Due date is not before today"),
        (Condition("field", "due", "before", "2026-03-09"), "Due date is before 2026-03-09"),
        (Condition("field", "due", "before", "Agreed (client)"), "Due date is before Agreed (client)"),
        (Condition("field", "Checked by", "differs_from", "assignee"), "Checked by is different from assignee"),
        (Condition("children", {"type": "Task"}, "is", "present"), "there is a child ticket (type Task)"),
        (Condition("time_in", "status", "at_most", "takes"), "time in the present status is at most takes"),
    ],
)
def test_no_moment_and_no_ticket_is_in_the_words(condition, words):
    assert [line.wanted for line in asked((condition,), "p")] == [words]


def test_words_in_groups_and_under_where_are_timeless_too():
    condition = Condition("field", "due", "after", "today", where=Condition("field", "start", "before", "today"))
    (group,) = asked((Group("any_of", (condition,)),), "p")
    assert group.parts[0].wanted == "Due date is after today"
    assert group.parts[0].where.wanted == "Start date is before today"


def test_when_is_told_in_the_words_of_conditions():
    when = {"type": ("Story", "Task"), "label": ("big",), "work_type": ("support",), "field:Region": ("EU",)}
    assert card(Rule("r", "Said.", SAID, when=MappingProxyType(when))).when == (
        "work_type is support",
        "Type is one of Story, Task",
        "label big is present",
        "Region is one of EU",
    )


def test_a_rule_of_the_home_ticket_says_so_once():
    told = card(Rule("r", "Said.", SAID, when=MappingProxyType({"home": ("true",)})))
    assert told.when == ()
    assert dict(told.rows)["asked"] == "on the engagement's home ticket only"


def test_the_gate_says_when_it_is_asked():
    rule = Rule("r", "Said.", SAID)
    assert rows(rule)["asked"] == "in every stage"
    assert rows(rule, at="entry")["asked"] == "on entering Review, and while the ticket is there"
    assert rows(rule, at="exit")["asked"].startswith("before leaving Review: shown as still to do")


def test_grace_says_what_it_counts_from():
    rule = Rule("r", "Said.", SAID, grace="1 working day")
    assert rows(rule)["grace"].startswith("1 working day from the ticket's creation;")
    assert rows(rule, at="entry")["grace"].startswith("1 working day from the move into the present status;")


def test_waiver_says_who_and_how_long():
    assert rows(Rule("r", "Said.", SAID))["waiver"] == "nobody can waive it"
    waivable = Rule("r", "Said.", SAID, waivable_by=("lead", "office"), waiver_at_most="30 days")
    assert rows(waivable)["waiver"] == "by lead or office, for at most 30 days"


def test_who_looks_after_the_pack_looks_after_its_rules():
    assert rows(Rule("r", "Said.", SAID), owner="office")["owner"] == "office"
    assert rows(Rule("r", "Said.", SAID, owner="lead"), owner="office")["owner"] == "lead"
    assert "owner" not in rows(Rule("r", "Said.", SAID))


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_says_what_it_means(severity):
    assert rows(Rule("r", "Said.", SAID, otherwise=severity))["otherwise"].startswith(f"{severity} (a failure ")


def test_the_first_example_of_a_list_stands_for_it():
    told = card(Rule("r", "Said.", SAID, examples=Examples(passes=({"Link": "a"}, {"Link": "b"}))))
    assert (told.first_example(Outcome.PASS), told.first_example(Outcome.FAIL)) == ({"Link": "a"}, None)
