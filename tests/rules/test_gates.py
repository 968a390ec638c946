from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.judge import judge
from rules.model import Move, Outcome, Severity, Standing, Waiver
from rules.pack import Condition, Pack, Rule, Stage
from rules.policy import compile_policy
from rules.scene import Setting

FILLED = Condition("field", "Notes", "is", "filled in")


def rule(name, **more):
    return Rule(name=name, says=name, must=(FILLED,), otherwise=Severity.BLOCK, **more)


def policy_with(hold=None, stages=None, **of_review):
    pack = Pack(
        "method",
        stages=(
            Stage("Doing", entry=(rule("doing-entry"),), exit=(rule("doing-exit"),)),
            Stage("Review", **(of_review or {"entry": (rule("review-entry"),), "exit": (rule("review-exit"),)})),
            Stage("Done", entry=(rule("done-entry"),), exit=(rule("done-exit"),)),
        ),
    )
    return compile_policy((pack,), Setting(hold_status=hold), stages or {})


def outcomes(verdict):
    return {finding.rule: finding.outcome for finding in verdict.findings}


def test_a_ticket_answers_for_entry_of_its_stage_and_exits_of_earlier_ones(scene_with):
    policy = policy_with()
    assert outcomes(judge(policy, scene_with(policy, "review"))) == {
        "doing-entry": Outcome.NOT_APPLICABLE,
        "doing-exit": Outcome.FAIL,
        "review-entry": Outcome.FAIL,
        "review-exit": Outcome.PENDING,
        "done-entry": Outcome.NOT_APPLICABLE,
        "done-exit": Outcome.NOT_APPLICABLE,
    }


def test_an_exit_rule_of_the_present_stage_that_is_met_passes(scene_with):
    policy = policy_with()
    assert outcomes(judge(policy, scene_with(policy, "Review", Notes="x")))["review-exit"] is Outcome.PASS


def test_exit_rules_of_the_last_stage_are_asked_once_the_ticket_is_done(scene_with):
    policy = policy_with()
    assert outcomes(judge(policy, scene_with(policy, "Done")))["done-exit"] is Outcome.PENDING
    assert outcomes(judge(policy, scene_with(policy, "Done", done=True)))["done-exit"] is Outcome.FAIL


def test_a_status_without_a_stage_makes_gate_rules_unknown_not_passed(scene_with):
    policy = policy_with()
    verdict = judge(policy, scene_with(policy, "Parked"))
    assert set(outcomes(verdict).values()) == {Outcome.UNKNOWN}
    assert verdict.standing is Standing.UNKNOWN


def test_a_gate_that_does_not_choose_a_ticket_asks_nothing_of_its_status(scene_with):
    policy = policy_with(entry=(rule("review-entry", when={"type": ("Story",)}),))
    verdict = judge(policy, scene_with(policy, "Open", type="Risk"))
    assert outcomes(verdict)["review-entry"] is Outcome.NOT_APPLICABLE


def test_a_mapped_status_no_longer_means_the_stage_of_its_own_name(scene_with):
    policy = policy_with(stages={"Review": ("Done",)})
    assert dict(judge(policy, scene_with(policy, "Review")).stages) == {"method": "Done"}


def test_unless_that_holds_makes_a_rule_not_applicable(scene_with):
    policy = policy_with(entry=(rule("review-entry", unless=(Condition("label", "internal-only"),)),))
    verdict = judge(policy, scene_with(policy, labels=["internal-only"]))
    assert outcomes(verdict)["review-entry"] is Outcome.NOT_APPLICABLE


def test_what_cannot_be_seen_is_unknown_and_neither_passes_nor_fails(scene_with):
    policy = policy_with(entry=(rule("review-entry"),))
    scene = scene_with(policy)
    scene = replace(scene, ticket=replace(scene.ticket, unseen={"Notes": "no field of this name"}))
    verdict = judge(policy, scene)
    finding = next(f for f in verdict.findings if f.rule == "review-entry")
    assert (finding.outcome, finding.found) == (Outcome.UNKNOWN, "Notes cannot be seen: no field of this name")


@pytest.fixture
def graced(scene_with):
    policy = policy_with(entry=(rule("review-entry", grace="1 working day"),))

    def at(hours):
        scene = scene_with(policy, created="2026-03-09T09:00:00+00:00")
        return judge(policy, replace(scene, now=datetime(2026, 3, 9, 9, tzinfo=UTC) + timedelta(hours=hours)))

    return at


def test_within_its_grace_a_failure_waits_and_tells_until_when(graced):
    finding = next(f for f in graced(1).findings if f.rule == "review-entry")
    assert finding.outcome is Outcome.PENDING
    assert finding.until == datetime(2026, 3, 9, 17, tzinfo=UTC)


def test_the_verdict_is_to_be_looked_at_again_when_the_grace_ends(graced):
    assert graced(1).review_at == datetime(2026, 3, 9, 17, tzinfo=UTC)
    assert outcomes(graced(9))["review-entry"] is Outcome.FAIL


def waived(until, digest=None):
    return Waiver(
        "review-entry", "example", until, "The client takes it by courier", "dana@acme.example", rule_digest=digest
    )


def test_a_waiver_holds_to_the_end_of_its_day_and_is_shown(scene_with):
    policy = policy_with(entry=(rule("review-entry"),))
    scene = scene_with(policy, "Review")
    assert outcomes(judge(policy, scene, [waived(date(2026, 3, 9))]))["review-entry"] is Outcome.WAIVED
    assert outcomes(judge(policy, scene, [waived(date(2026, 3, 8))]))["review-entry"] is Outcome.FAIL


def test_a_waiver_ends_when_the_rules_text_changes(scene_with):
    policy = policy_with(entry=(rule("review-entry"),))
    verdict = judge(policy, scene_with(policy), [waived(date(2026, 12, 31), digest="another text")])
    assert outcomes(verdict)["review-entry"] is Outcome.FAIL


@pytest.mark.parametrize(
    ("severity", "standing"),
    [(Severity.BLOCK, Standing.BLOCKED), (Severity.WARN, Standing.ATTENTION), (Severity.INFO, Standing.CLEAR)],
)
def test_the_worst_failure_makes_the_standing(scene_with, severity, standing):
    policy = compile_policy((Pack("p", rules=(Rule("r", "s", (FILLED,), otherwise=severity),)),), Setting(), {})
    assert judge(policy, scene_with(policy)).standing is standing


def test_a_rule_that_hangs_on_the_day_is_looked_at_again_at_midnight(scene_with):
    due = Condition("field", "due", "not_before", "today")
    policy = compile_policy((Pack("p", rules=(Rule("r", "s", (due,)),)),), Setting(), {})
    verdict = judge(policy, scene_with(policy, due="2026-03-12"))
    assert verdict.review_at == datetime(2026, 3, 10, tzinfo=UTC)


def test_a_rule_that_hangs_on_nothing_but_facts_is_never_looked_at_again(scene_with):
    policy = policy_with()
    assert judge(policy, scene_with(policy)).review_at is None


def test_a_rule_on_the_engagement_is_asked_of_its_home_ticket_only(scene_with):
    risks = Condition("engagement", {"type": "Risk"}, "at_least", "1")
    policy = compile_policy((Pack("p", rules=(Rule("r", "s", (risks,)),)),), Setting(home="APO-1"), {})
    scene = scene_with(policy)
    assert outcomes(judge(policy, scene)) == {"r": Outcome.NOT_APPLICABLE}
    assert outcomes(judge(policy, replace(scene, engagement=()))) == {"r": Outcome.FAIL}


def visits(policy, scene_with, *moves):
    scene = scene_with(policy, moves[-1][1], created="2026-03-02T09:00:00+00:00")
    told = [Move(before, after, datetime(2026, 3, day, hour, tzinfo=UTC)) for before, after, day, hour in moves]
    return replace(scene, ticket=replace(scene.ticket, moves=tuple(told)), now=datetime(2026, 3, 6, 13, tzinfo=UTC))


def at_most(limit, hold=None):
    rule = Rule("r", "s", (Condition("time_in", "Review", "at_most", limit),))
    stages = (Stage("Doing"), Stage("Review"))
    return compile_policy((Pack("p", stages=stages, rules=(rule,)),), Setting(hold_status=hold), {})


def test_time_in_a_stage_adds_up_over_all_visits_in_working_time(scene_with):
    moves = (("Doing", "Review", 2, 13), ("Review", "Doing", 2, 15), ("Doing", "Review", 6, 9))
    (finding,) = judge(policy := at_most("5 hours"), visits(policy, scene_with, *moves)).findings
    assert (finding.outcome, finding.found) == (Outcome.FAIL, "time in Review is 6.0 working hours")


def test_time_on_hold_counts_for_the_stage_it_came_from(scene_with):
    policy = at_most("5 hours", hold="Blocked")
    scene = visits(policy, scene_with, ("Doing", "Review", 6, 9), ("Review", "Blocked", 6, 10))
    assert judge(policy, scene, thorough=True).findings[0].found == "time in Review is 4.0 working hours"


def test_a_verdict_on_time_in_a_stage_is_looked_at_again_when_the_limit_comes(scene_with):
    policy = at_most("5 hours")
    scene = visits(policy, scene_with, ("Doing", "Review", 6, 9))
    assert judge(policy, scene).review_at == datetime(2026, 3, 6, 14, tzinfo=UTC)


def test_labels_that_cannot_be_seen_are_neither_present_nor_absent(scene_with):
    absent = Rule("absent", "s", (Condition("label", "x", "is", "absent"),))
    chosen = Rule("chosen", "s", (FILLED,), when={"label": ("x",)})
    policy = compile_policy((Pack("p", rules=(absent, chosen)),), Setting(), {})
    scene = scene_with(policy)
    scene = replace(scene, ticket=replace(scene.ticket, unseen={"labels": "not visible"}))
    assert outcomes(judge(policy, scene)) == {"absent": Outcome.UNKNOWN, "chosen": Outcome.UNKNOWN}


def test_a_field_named_for_a_native_fact_stands_in_where_the_tracker_has_none(scene_with):
    owned = Rule("r", "s", (Condition("field", "owner", "is", "filled in"),))
    policy = compile_policy((Pack("p", rules=(owned,)),), Setting(), {})
    scene = scene_with(policy)
    ticket = replace(scene.ticket, unseen={"owner": "no such field"}, fields={"owner": "ana@acme.example"})
    assert outcomes(judge(policy, replace(scene, ticket=ticket))) == {"r": Outcome.PASS}
