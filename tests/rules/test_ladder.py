"""Climbing a ladder: one step at a time, each for its reason, and never past a client who was not warned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rules.ladder import Course, Rung, climb, compile_ladders
from rules.model import Finding, Outcome, Severity, Standing, Ticket, Verdict
from rules.pack import Condition, Deed, Ladder, Pack, Step
from rules.scene import Scene, Setting

MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)
WATCHED = ("on-time", "risk-is-complete")
REVIEW = Step("Internal review", "project-manager", "0 working days", (Deed("comment"),))
WARNING = Step(
    "Client warning",
    "project-manager",
    "2 working days",
    (Deed("notice", "client-warning"),),
    (Condition("field", "Mitigation", "is", "filled in"),),
)
FORMAL = Step("Formal escalation", "delivery-manager", "12 hours", (Deed("notice", "formal-escalation"),))


def ladder(*steps):
    (made,) = compile_ladders((Pack("p", ladders=(Ladder("l", WATCHED, steps),)),))
    return made


THREE = ladder(REVIEW, WARNING, FORMAL)


def verdict(*outcomes):
    """The outcomes of the watched rules, in their order; one that is not told is not asked."""
    findings = (Finding(name, outcome, Severity.WARN) for name, outcome in zip(WATCHED, outcomes, strict=False))
    return Verdict("1", Standing.ATTENTION, tuple(findings))


FAILING, CURED = verdict(Outcome.FAIL), verdict(Outcome.PASS, Outcome.NOT_APPLICABLE)


def scene(at=MONDAY, **fields):
    return Scene(Ticket("jira", "1", "APO-1", status="Review", fields=fields), at, at.date(), Setting(), {})


def look(rung=None, of=FAILING, at=MONDAY, sent=(), on=THREE, **fields):
    return climb(on, rung, of, scene(at, **fields), frozenset(sent))


def stands(*steps, since=MONDAY, **more):
    return Rung(since, tuple(step.name for step in steps), **more)


def test_a_ticket_without_a_failing_rule_has_nothing_to_do_with_the_ladder():
    assert look(of=CURED) is None
    assert look(of=verdict(Outcome.UNKNOWN)) is None


def test_any_of_the_rules_is_enough_and_says_so():
    found = look(of=verdict(Outcome.PASS, Outcome.FAIL))
    assert found.course is Course.STEPS_UP
    assert found.because == ("risk-is-complete",)


def test_a_step_without_waiting_time_is_taken_at_once_also_on_a_saturday():
    saturday = MONDAY + timedelta(days=5)
    assert look(at=saturday).rung == Rung(saturday, ("Internal review",))


def test_one_step_is_taken_at_a_time():
    both = ladder(REVIEW, replace(REVIEW, name="Second review"), replace(REVIEW, name="Third review"))
    found = look(on=both)
    assert found.rung.taken == ("Internal review",)
    assert found.waits is Course.STEPS_UP
    assert look(found.rung, on=both).rung.taken == ("Internal review", "Second review")


def test_waiting_is_counted_in_working_time_from_the_step_before():
    friday = MONDAY + timedelta(days=4)
    found = look(stands(REVIEW, since=friday), at=friday, Mitigation="x")
    assert found.course is Course.WAITS_FOR_TIME
    assert found.until == datetime(2026, 3, 16, 17, tzinfo=UTC)
    early, late = found.until - timedelta(seconds=1), found.until
    assert look(stands(REVIEW, since=friday), at=early, Mitigation="x").course is Course.WAITS_FOR_TIME
    assert look(stands(REVIEW, since=friday), at=late, Mitigation="x").course is Course.WAITS_FOR_NOTICE


def test_the_first_step_waits_from_when_a_rule_first_failed():
    slow = ladder(replace(REVIEW, after="4 hours"))
    begun = look(on=slow)
    assert begun.course is Course.WAITS_FOR_TIME
    assert begun.rung == Rung(MONDAY)
    assert look(begun.rung, at=MONDAY + timedelta(hours=4), on=slow).course is Course.STEPS_UP


@pytest.mark.parametrize(
    ("fields", "found"), [({}, "Mitigation is empty"), ({"Mitigation": " "}, "Mitigation is empty")]
)
def test_a_step_whose_needs_do_not_hold_waits_and_tells_what_is_missing(fields, found):
    waits = look(stands(REVIEW), at=MONDAY + timedelta(days=30), **fields)
    assert waits.course is Course.WAITS_FOR_NEEDS
    told = waits.told_of_needs(scene(**fields))
    assert (told.found, told.wanted) == (found, "Mitigation is filled in")


def test_needs_that_cannot_be_seen_are_waited_for():
    hidden = replace(
        scene(MONDAY + timedelta(days=9)), ticket=Ticket("jira", "1", "A", unseen={"Mitigation": "hidden"})
    )
    assert climb(THREE, stands(REVIEW), FAILING, hidden).course is Course.WAITS_FOR_NEEDS


def test_what_changes_with_every_moment_is_not_told_as_found():
    needs = (Condition("time_in", "status", "more_than", "99 working days"),)
    found = look(stands(REVIEW), at=MONDAY + timedelta(days=9), on=ladder(REVIEW, replace(WARNING, needs=needs)))
    told = found.told_of_needs(replace(scene(MONDAY + timedelta(days=9)), entered_at=MONDAY))
    assert told.found == ""
    assert "99 working days" in told.wanted


def test_a_step_with_a_notice_is_taken_when_it_was_sent_and_not_before():
    later = MONDAY + timedelta(days=2)
    assert look(stands(REVIEW), at=later, Mitigation="x").course is Course.WAITS_FOR_NOTICE
    found = look(stands(REVIEW, asked=("n1",)), at=later, sent=["client-warning"], Mitigation="x")
    assert found.rung == Rung(later, ("Internal review", "Client warning"), warned=True)


def test_a_step_with_two_notices_waits_for_both():
    two = ladder(replace(WARNING, after="0 working days", does=(*WARNING.does, *FORMAL.does)))
    assert look(on=two, sent=["client-warning"], Mitigation="x").course is Course.WAITS_FOR_NOTICE
    assert look(on=two, sent=["client-warning", "formal-escalation"]).course is Course.STEPS_UP


def test_what_was_sent_counts_even_where_its_needs_hold_no_longer():
    assert look(stands(REVIEW), sent=["client-warning"]).course is Course.STEPS_UP


def test_at_the_top_it_stays():
    top = stands(REVIEW, WARNING, FORMAL)
    found = look(top, at=MONDAY + timedelta(days=99))
    assert (found.course, found.rung, found.ahead) == (Course.AT_THE_TOP, top, None)


@pytest.mark.parametrize("rung", [stands(REVIEW), stands(REVIEW, WARNING, warned=True), stands()])
@pytest.mark.parametrize("cured", [CURED, verdict(), verdict(Outcome.WAIVED), verdict(Outcome.PENDING)])
def test_a_cured_or_waived_ticket_goes_back_to_the_foot(rung, cured):
    found = look(rung, of=cured)
    assert (found.course, found.rung) == (Course.STEPS_DOWN, None)
    assert found.step is None


def test_what_cannot_be_decided_neither_climbs_nor_cures():
    found = look(stands(REVIEW), of=verdict(Outcome.UNKNOWN), at=MONDAY + timedelta(days=9), Mitigation="x")
    assert (found.course, found.rung) == (Course.STAYS, stands(REVIEW))


def test_a_failing_rule_climbs_although_another_cannot_be_decided():
    assert look(of=verdict(Outcome.UNKNOWN, Outcome.FAIL)).course is Course.STEPS_UP


def test_a_warning_put_into_a_ladder_later_is_not_skipped_by_who_stands_above():
    found = look(stands(REVIEW, FORMAL), at=MONDAY + timedelta(days=9), Mitigation="x")
    assert found.ladder.place(found.rung) == 1
    assert (found.course, found.ahead.name) == (Course.WAITS_FOR_NOTICE, "Client warning")


def test_a_ladder_that_was_cut_keeps_the_ticket_at_its_new_top():
    assert look(stands(REVIEW, WARNING), on=ladder(REVIEW)).course is Course.AT_THE_TOP


class LadderMachine(RuleBasedStateMachine):
    """Time passes, rules fail and hold, people fill in and release what they like, in any order."""

    def __init__(self):
        super().__init__()
        self.now = MONDAY
        self.rung = None
        self.outcome = Outcome.FAIL
        self.mitigation = ""
        self.held, self.sent = set(), set()
        self.told = []

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(outcome=st.sampled_from([Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.UNKNOWN, Outcome.WAIVED]))
    def the_rule_answers(self, outcome):
        self.outcome = outcome

    @rule(text=st.sampled_from(["", "A plan."]))
    def somebody_writes_the_mitigation(self, text):
        self.mitigation = text

    @rule()
    def somebody_releases_what_is_held(self):
        self.told += sorted(self.held)
        self.sent |= self.held
        self.held = set()

    @rule()
    def a_cycle_looks(self):
        before = THREE.place(self.rung)
        found = look(self.rung, verdict(self.outcome), self.now, self.sent, Mitigation=self.mitigation)
        if found is None:
            assert self.rung is None
            return
        after = THREE.place(found.rung)
        assert after in {before, before + 1, 0}
        assert after <= before or self.outcome is Outcome.FAIL
        assert (found.rung is None) == (self.outcome in {Outcome.PASS, Outcome.WAIVED})
        if found.course is not Course.WAITS_FOR_NOTICE and after != before:
            self.held, self.sent = set(), set()
        if found.course is Course.STEPS_DOWN:
            self.held, self.sent, self.told = set(), set(), []
        if found.course is Course.WAITS_FOR_NOTICE:
            self.held = set(found.ahead.names_of("notice")) - self.sent
        self.rung = found.rung

    @invariant()
    def nothing_is_formal_before_the_client_was_warned(self):
        assert "formal-escalation" not in self.told or self.told[0] == "client-warning"
        if THREE.place(self.rung) >= 2:
            assert "client-warning" in self.told
        if THREE.place(self.rung) == 3:
            assert self.told == ["client-warning", "formal-escalation"]


TestLadderMachine = LadderMachine.TestCase
