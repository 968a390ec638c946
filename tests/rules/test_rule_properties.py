from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from rules.conditions import compile_clause
from rules.examples import scene_of
from rules.judge import judge
from rules.pack import Condition, Group, Pack, Rule
from rules.policy import compile_policy
from rules.scene import Setting
from rules.values import Answer

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
NAMES = ("Alpha", "Beta", "Gamma")

words = st.sampled_from(["x", "y", "", "5"])
facts = st.dictionaries(st.sampled_from(NAMES), words)
conditions = st.builds(
    lambda name, wanted: Condition("field", name, "equals", wanted),
    st.sampled_from(NAMES),
    st.sampled_from(["x", "y", "5"]),
)
NEVER = Condition("field", "Alpha", "equals", "never")
skipped = conditions.map(lambda c: Condition(c.subject, c.argument, c.test, c.wanted, where=NEVER))


def ask(clause, of):
    policy = compile_policy((Pack("p", rules=(Rule("r", "s", (clause,)),)),), Setting(), {})
    return compile_clause(clause, "p").holds(scene_of(of, policy.rules[0], policy, NOW))


@given(st.lists(conditions, min_size=1, max_size=4), conditions, facts)
def test_any_of_never_stops_holding_when_it_gets_more_to_choose_from(parts, more, of):
    if ask(Group("any_of", tuple(parts)), of) is Answer.HOLDS:
        assert ask(Group("any_of", (*parts, more)), of) is Answer.HOLDS


@given(st.lists(conditions, min_size=1, max_size=4), conditions, facts)
def test_all_of_never_starts_holding_when_it_asks_more(parts, more, of):
    if ask(Group("all_of", tuple(parts)), of) is Answer.FAILS:
        assert ask(Group("all_of", (*parts, more)), of) is Answer.FAILS


@given(st.sampled_from(["any_of", "all_of", "none_of"]), st.lists(conditions, min_size=1, max_size=4), skipped, facts)
def test_a_skipped_condition_is_neutral(kind, parts, extra, of):
    assert ask(Group(kind, (*parts, extra)), of) is ask(Group(kind, tuple(parts)), of)


@given(st.lists(conditions, min_size=1, max_size=4), facts)
def test_none_of_is_the_reverse_of_any_of(parts, of):
    one, other = ask(Group("none_of", tuple(parts)), of), ask(Group("any_of", tuple(parts)), of)
    assert {one, other} == {Answer.HOLDS, Answer.FAILS}


@given(st.lists(conditions, min_size=1, max_size=4), facts)
def test_the_same_input_gives_the_same_verdict(parts, of):
    policy = compile_policy((Pack("p", rules=(Rule("r", "s", tuple(parts)),)),), Setting(), {})
    scene = scene_of(of, policy.rules[0], policy, NOW)
    assert judge(policy, scene) == judge(policy, scene)
