"""What holds of all rules on all tickets, over the whole vocabulary."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rules.clauses import REVERSED
from rules.conditions import compile_clause
from rules.judge import judge
from rules.model import Outcome, Ticket
from rules.pack import Condition, Group
from rules.values import Answer
from tests.rules.any_rules import GROUPS, NOW, TYPES, ask, clauses, conditions, facts, policy_with, scene, with_where

FAILS, HOLDS, UNKNOWN = Answer.FAILS, Answer.HOLDS, Answer.UNKNOWN
NEVER = Group("none_of", (Condition("field", "title", "not_one_of", ("no title is called this",)),))
parts = st.lists(clauses, min_size=1, max_size=3).map(tuple)
kinds = st.sampled_from(GROUPS)
always_asked = st.recursive(
    conditions, lambda some: st.builds(Group, kinds, st.lists(some, min_size=1, max_size=3).map(tuple)), max_leaves=4
)
hidden = st.sets(st.sampled_from(["Alpha", "labels", "comments", "links", "children", "moves", "due", "status"]))


@given(parts, clauses, facts)
def test_any_of_never_stops_holding_when_it_gets_more_to_choose_from(few, more, of):
    before, after = ask(Group("any_of", few), of), ask(Group("any_of", (*few, more)), of)
    assert before is not HOLDS or after is HOLDS
    assert before is not UNKNOWN or after is not FAILS


@given(parts, clauses, facts)
def test_all_of_never_starts_holding_when_it_asks_more(few, more, of):
    before, after = ask(Group("all_of", few), of), ask(Group("all_of", (*few, more)), of)
    assert before is not FAILS or after is FAILS
    assert before is not UNKNOWN or after is not HOLDS


@given(kinds, parts, clauses, facts)
def test_a_skipped_condition_is_neutral(kind, few, extra, of):
    assert ask(Group(kind, (*few, with_where(extra, NEVER))), of) is ask(Group(kind, few), of)


@given(kinds, conditions, facts)
def test_a_group_of_skipped_conditions_is_skipped_itself(kind, extra, of):
    assert ask(Group(kind, (with_where(extra, NEVER),)), of) is Answer.SKIPPED


@given(parts, facts)
def test_none_of_is_the_reverse_of_any_of(few, of):
    assert ask(Group("none_of", few), of) is REVERSED[ask(Group("any_of", few), of)]


@given(kinds, parts, facts)
def test_the_order_of_conditions_does_not_matter(kind, few, of):
    assert ask(Group(kind, few), of) is ask(Group(kind, few[::-1]), of)


@given(clauses, facts)
def test_saying_it_twice_changes_nothing(clause, of):
    assert ask(Group("all_of", (clause, clause)), of) is ask(clause, of)
    assert ask(Group("any_of", (clause, clause)), of) is ask(Group("any_of", (clause,)), of)


@given(parts, parts, facts, hidden)
def test_the_same_input_gives_the_same_verdict(must, unless, of, unseen):
    policy, again = policy_with(*must, unless=unless), policy_with(*must, unless=unless)
    first = scene(of, policy)
    first = replace(first, ticket=replace(first.ticket, unseen=dict.fromkeys(unseen, "hidden")))
    assert policy.digest == again.digest
    assert (
        judge(policy, first, thorough=True) == judge(again, first, thorough=True) == judge(policy, first, thorough=True)
    )
    assert judge(policy, first).standing is judge(policy, first, telling=False).standing


@given(parts, facts, st.sampled_from(TYPES), st.sampled_from(["Open", "Work", "Done"]))
def test_a_ticket_that_is_not_connected_changes_no_verdict(must, of, kind, status):
    policy = policy_with(*must)
    alone = scene(of, policy)
    stranger = Ticket(source="example", id="77", key="ELSE-77", type=kind, status=status, title="Something else")
    with_stranger = replace(alone, neighbours={**alone.neighbours, "ELSE-77": stranger, "77": stranger})
    assert judge(policy, with_stranger, thorough=True) == judge(policy, alone, thorough=True)


@given(parts, facts)
def test_an_excuse_that_holds_makes_a_rule_not_applicable_and_one_that_fails_changes_nothing(must, of):
    excused = policy_with(*must, unless=(Group("none_of", (NEVER,)),))
    asked = policy_with(*must, unless=(NEVER,))
    plain = policy_with(*must)
    assert judge(excused, scene(of, excused)).findings[0].outcome is Outcome.NOT_APPLICABLE
    assert judge(asked, scene(of, asked)).findings[0].outcome is judge(plain, scene(of, plain)).findings[0].outcome


@given(always_asked, facts, hidden)
def test_what_is_decided_though_something_is_hidden_is_decided_so_when_it_is_seen(clause, of, unseen):
    policy = policy_with(clause)
    seen = scene(of, policy)
    partly = replace(seen, ticket=replace(seen.ticket, unseen=dict.fromkeys(unseen, "hidden")))
    answer = compile_clause(clause, "p").holds
    assert answer(partly) in {UNKNOWN, answer(seen)}


def test_the_moment_these_rules_are_judged_at_is_a_monday():
    assert NOW.weekday() == 0
