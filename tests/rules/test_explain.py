"""Every condition of a rule on a ticket, and the passing example the ticket comes nearest to."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from rules.examples import scene_of
from rules.explain import Difference, grounds_of, lines_on
from rules.judge import judge
from rules.model import Outcome
from rules.pack import Condition, Examples, Group, Pack, Rule
from rules.policy import compile_policy
from rules.scene import Setting
from rules.values import Answer

REVIEWED = Condition("label", "reviewed")
LINKED = Condition("field", "Link", "is", "filled in")
NOTED = Condition("field", "Notes", "is", "filled in")


def policy_of(*must, passes=(), **more):
    rule = Rule("tried", "Said.", must, examples=Examples(passes=passes), **more)
    return compile_policy((Pack("p", rules=(rule,)),), Setting(), {})


@pytest.fixture
def grounds(now):
    """Return the grounds of the one rule of a policy on the ticket of an example."""

    def tell(policy, facts, unseen=()):
        scene = scene_of(facts, policy.rules[0], policy, now)
        scene = replace(scene, ticket=replace(scene.ticket, unseen=dict.fromkeys(unseen, "hidden")))
        (finding,) = judge(policy, scene).findings
        return grounds_of(finding, policy.rules[0], policy, scene, now)

    return tell


def told(lines):
    """Return kind or wanted, and the answer, of lines and what is in them."""
    return [(line.kind or line.wanted, line.answer, told(line.parts)) for line in lines]


def test_every_condition_answers_whatever_the_others_do(grounds):
    must = grounds(policy_of(REVIEWED, LINKED, NOTED), {"Link": "x"}).must
    assert told(must) == [
        ("label reviewed is present", Answer.FAILS, []),
        ("Link is filled in", Answer.HOLDS, []),
        ("Notes is filled in", Answer.FAILS, []),
    ]
    assert [line.found for line in must] == ["label reviewed is absent", "Link is “x”", "Notes is empty"]


def test_groups_answer_with_their_parts_from_the_outside_in(grounds):
    either = Group("any_of", (REVIEWED, Group("none_of", (LINKED, NOTED))))
    assert told(grounds(policy_of(either), {"Link": "x"}).must) == [
        (
            "any_of",
            Answer.FAILS,
            [
                ("label reviewed is present", Answer.FAILS, []),
                ("none_of", Answer.FAILS, [("Link is filled in", Answer.HOLDS, []), ("Notes is filled in", Answer.FAILS, [])]),
            ],
        )
    ]  # fmt: skip


def test_a_condition_left_out_by_its_where_is_skipped_and_says_why(grounds):
    (line, _) = grounds(policy_of(replace(LINKED, where=REVIEWED), NOTED), {}).must
    assert (line.answer, line.where.answer, line.where.found) == (
        Answer.SKIPPED,
        Answer.FAILS,
        "label reviewed is absent",
    )


def test_what_cannot_be_seen_is_unknown_with_the_reason(grounds):
    (line,) = grounds(policy_of(LINKED), {}, unseen=["Link"]).must
    assert (line.answer, line.found) == (Answer.UNKNOWN, "Link cannot be seen: hidden")


def test_what_of_when_and_unless_cannot_be_seen_is_named(grounds):
    policy = policy_of(NOTED, when=MappingProxyType({"type": ("Story",), "field:Region": ("EU",)}), unless=(LINKED,))
    undecided = grounds(policy, {"type": "Story"}, unseen=["Region", "Link"]).undecided
    assert [line.wanted for line in undecided] == ["Region is one of EU", "Link is filled in"]


def test_what_is_decided_is_not_named_again(grounds):
    policy = policy_of(NOTED, when=MappingProxyType({"type": ("Story",)}), unless=(LINKED,))
    assert grounds(policy, {"type": "Story"}).undecided == ()


EITHER = Group("any_of", (REVIEWED, Group("all_of", (LINKED, NOTED))))


def test_the_nearest_example_is_the_one_with_the_fewest_other_answers(grounds):
    policy = policy_of(EITHER, passes=({"labels": ("reviewed",)}, {"Link": "a", "Notes": "b"}))
    assert grounds(policy, {}).nearest.place == "passes 1"
    nearest = grounds(policy, {"Link": "x"}).nearest
    assert nearest.place == "passes 2"
    assert nearest.differences == (Difference("Notes is “b”", "Notes is empty"),)


def test_of_examples_as_near_the_one_with_the_fewest_other_facts_is_nearest(grounds):
    passes = ({"Link": "a", "Notes": "b"}, {"Link": "x", "Notes": "b"})
    assert grounds(policy_of(LINKED, NOTED, passes=passes), {"Link": "x"}).nearest.place == "passes 2"
    assert grounds(policy_of(LINKED, NOTED, passes=passes), {}).nearest.place == "passes 1"


def test_only_what_the_rule_looks_at_is_told(grounds):
    policy = policy_of(LINKED, passes=({"Link": "a", "type": "Story", "title": "Another"},))
    assert grounds(policy, {"type": "Bug"}).nearest.differences == (Difference("Link is “a”", "Link is empty"),)


def test_a_where_that_differs_is_told_and_not_the_condition_it_leaves_out(grounds):
    policy = policy_of(replace(LINKED, where=REVIEWED), NOTED, passes=({"Notes": "a"},))
    assert grounds(policy, {"labels": ["reviewed"], "Notes": "a"}).nearest.differences == (
        Difference("label reviewed is absent", "label reviewed is present"),
    )


def test_where_the_same_words_are_found_the_answers_are_told(grounds):
    long = Condition("checklist", "Own", "at_least", "2")
    policy = policy_of(long, passes=({"checklists": {"Own": [["a", True], ["b", True]]}},))
    assert grounds(policy, {"checklists": {"Own": [["a", True]]}}).nearest.differences == (
        Difference(
            "there is checklist Own with at least 2 items: holds", "there is checklist Own with at least 2 items: fails"
        ),
    )


@pytest.mark.parametrize(
    ("passes", "facts"), [((), {}), (({"Link": "a"},), {"Link": "b"})], ids=["no example passes", "nothing is amiss"]
)
def test_there_is_no_nearest_example(grounds, passes, facts):
    assert grounds(policy_of(LINKED, passes=passes), facts).nearest is None


def test_the_answers_of_the_lines_are_those_the_verdict_was_made_from(now):
    policy = policy_of(REVIEWED, EITHER)
    for facts in ({}, {"labels": ["reviewed"]}, {"Link": "x", "Notes": "y"}):
        scene = scene_of(facts, policy.rules[0], policy, now)
        (finding,) = judge(policy, scene).findings
        answers = {line.answer for line in lines_on(policy.rules[0].rule.must, "p", scene)}
        assert (finding.outcome is Outcome.PASS) == (answers == {Answer.HOLDS})
