"""Which branches of a rule its examples reach."""

from datetime import UTC, datetime

import pytest

from config.load import load_pack
from rules.trial import Bench, try_out
from sync.render.trial import branch_words

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def unreached():
    """Return in words what the examples of one rule never show."""

    def run(rule, **lists):
        told = "".join(f"      {name}: [{examples}]\n" for name, examples in lists.items())
        text = f"pack: tried\nrules:\n  - name: r\n    says: Said.\n{rule}    examples:\n{told}"
        pack, mistakes = load_pack(text.encode(), "tried.yaml")
        assert [one for one in mistakes if not one.is_warning] == []
        (one,) = try_out(Bench((pack,)), NOW).rules
        assert one.wrong == ()
        return [branch_words(branch) for branch in one.unreached]

    return run


def test_a_condition_seen_both_ways_is_reached(unreached):
    assert unreached("    must: [{label: a}]\n", passes="{labels: [a]}", fails="{}") == []


def test_a_condition_that_never_fails_is_named(unreached):
    rule = "    must: [{label: a}, {label: b}]\n"
    assert unreached(rule, passes="{labels: [a, b]}", fails="{labels: [a]}") == ["must 1 never fails"]
    assert unreached(rule, fails="{labels: [a]}") == ["must 1 never fails", "must 2 never holds"]


ANY_OF = "    must: [{any_of: [{label: a}, {label: b}]}]\n"


def test_each_alternative_has_to_decide_once(unreached):
    assert unreached(ANY_OF, passes="{labels: [a]}, {labels: [b]}", fails="{}") == []
    assert unreached(ANY_OF, passes="{labels: [a]}", fails="{}") == ["must 1 > any_of 2 never decides"]


def test_alternatives_that_hold_together_decide_nothing(unreached):
    assert unreached(ANY_OF, passes="{labels: [a, b]}", fails="{}") == [
        "must 1 > any_of 1 never decides",
        "must 1 > any_of 2 never decides",
    ]


def test_the_parts_of_none_of_are_alternatives_too(unreached):
    rule = "    must: [{none_of: [{label: a}, {label: b}]}]\n"
    assert unreached(rule, passes="{}", fails="{labels: [b]}") == ["must 1 > none_of 1 never decides"]


def test_groups_in_groups_are_named_from_the_outside_in(unreached):
    rule = "    must: [{any_of: [{label: a}, {all_of: [{label: b}, {label: c}]}]}]\n"
    assert unreached(rule, passes="{labels: [a]}, {labels: [b, c]}", fails="{labels: [b]}") == []
    assert unreached(rule, passes="{labels: [a]}, {labels: [a, b, c]}", fails="{}") == [
        "must 1 > any_of 2 never decides"
    ]


def test_a_where_has_to_choose_and_to_leave_out(unreached):
    rule = "    must: [{label: a}, {label: b, where: {label: big}}]\n"
    assert unreached(rule, passes="{labels: [a]}, {labels: [a, b, big]}", fails="{labels: [big]}") == []
    assert unreached(rule, passes="{labels: [a, b, big]}", fails="{labels: [big]}") == ["must 2 > where never fails"]


def test_a_condition_left_out_by_its_where_is_not_reached(unreached):
    rule = "    must: [{label: a}, {label: b, where: {label: big}}]\n"
    assert unreached(rule, passes="{labels: [a, b]}", fails="{}") == [
        "must 2 is never asked",
        "must 2 > where never holds",
    ]


def test_unless_has_to_excuse_once_by_each_of_its_conditions(unreached):
    rule = "    unless: [{label: old}, {label: internal}]\n    must: [{label: a}]\n"
    shown = {"passes": "{labels: [a]}", "fails": "{}"}
    assert unreached(rule, **shown, ignores="{labels: [old]}, {labels: [internal]}") == []
    assert unreached(rule, **shown, ignores="{labels: [old]}") == ["unless 2 never decides"]


def test_a_ticket_the_rule_is_not_for_reaches_nothing(unreached):
    rule = "    when: {type: Story}\n    must: [{label: a}]\n"
    assert unreached(rule, passes="{type: Story, labels: [a]}", ignores="{type: Bug}") == ["must 1 never fails"]


def test_an_excused_ticket_reaches_no_must(unreached):
    rule = "    unless: [{label: old}]\n    must: [{label: a}]\n"
    assert unreached(rule, passes="{labels: [a]}", ignores="{labels: [old]}") == ["must 1 never fails"]


def test_a_rule_without_any_example_is_uncovered_and_nothing_more(unreached):
    assert unreached("    must: [{label: a}]\n", ignores="") == []
