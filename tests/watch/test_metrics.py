"""What a scrape reads after cycles."""

import re

import pytest

from rules.model import Outcome, Standing
from state.open import open_store
from sync.actions import ActionState, Verb
from sync.calls import Calls
from sync.limits import Excess
from sync.remembered import OutboxEntry
from sync.service.agenda_store import Turn
from tests.watch.accounts import DENIED, DOWN, WAIVED_UNTIL, account_of, action, finding, subject
from tests.watch.conftest import FIVE_MINUTES, MORNING


@pytest.fixture
def ended(service):
    """A cycle of apollo that ended with an account."""
    service.watch.expects({"apollo": FIVE_MINUTES})

    def ended(account, seconds=1.5):
        service.watch.began("apollo", account.run)
        service.watch.ended("apollo", account, seconds)
        return service.scraped

    return ended


@pytest.mark.parametrize(
    ("account", "outcome"),
    [
        (account_of(), "done"),
        (account_of(DOWN), "later"),
        (account_of(DENIED), "failed"),
        (account_of(actions=(action(state=ActionState.FAILED),)), "failed"),
        (account_of(excesses=(Excess("changes", 60, 50),)), "refused"),
    ],
)
def test_a_cycle_is_counted_by_what_it_came_to(ended, account, outcome):
    scraped = ended(account)
    assert scraped[f'stageward_cycles_total{{engagement="apollo",outcome="{outcome}"}}'] == 1
    assert scraped['stageward_cycle_seconds_sum{engagement="apollo"}'] == 1.5


def test_a_broken_cycle_is_counted_and_took_no_time(service):
    service.watch.failed("apollo", ValueError("x"))
    assert service.scraped['stageward_cycles_total{engagement="apollo",outcome="broken"}'] == 1
    assert 'stageward_cycle_seconds_count{engagement="apollo"}' not in service.scraped


def test_tickets_are_told_as_they_stand_and_counted_as_they_are_worked_on(ended):
    ended(account_of(seen=7, changed=2, judged=3))
    scraped = ended(account_of(seen=8, changed=1, judged=1))
    assert scraped['stageward_tickets{engagement="apollo"}'] == 8
    assert scraped['stageward_tickets_changed_total{engagement="apollo"}'] == 3
    assert scraped['stageward_tickets_judged_total{engagement="apollo"}'] == 4


def test_findings_are_told_by_rule_and_severity_over_all_engagements(ended):
    subjects = (
        subject("APO-1", finding("due-date-is-set"), finding("owner-is-set", Outcome.PASS)),
        subject("APO-2", finding("due-date-is-set"), standing=Standing.ATTENTION),
    )
    scraped = ended(account_of(seen=2, judged=2, subjects=subjects))
    assert scraped['stageward_tickets_failing{rule="due-date-is-set",severity="block"}'] == 2
    assert scraped['stageward_findings{engagement="apollo",outcome="fail"}'] == 2
    assert scraped['stageward_findings{engagement="apollo",outcome="pass"}'] == 1
    assert scraped['stageward_tickets_standing{engagement="apollo",standing="attention"}'] == 1
    assert not [name for name in scraped if "owner-is-set" in name]


def test_a_cycle_that_was_spared_a_look_tells_what_the_last_look_came_to(ended):
    waived = finding("x", Outcome.WAIVED, WAIVED_UNTIL)
    (looked,) = account_of(seen=1, subjects=(subject("APO-1", finding("due-date-is-set"), waived),)).engagements
    scraped = ended(account_of(seen=1, still=looked.tally()))
    assert scraped['stageward_tickets{engagement="apollo"}'] == 1
    assert scraped['stageward_tickets_failing{rule="due-date-is-set",severity="block"}'] == 1
    assert scraped['stageward_tickets_standing{engagement="apollo",standing="blocked"}'] == 1
    assert scraped['stageward_findings{engagement="apollo",outcome="fail"}'] == 1
    assert scraped['stageward_waivers{engagement="apollo",span="ends_within_7_days"}'] == 1


def test_a_cycle_that_failed_leaves_the_last_known_numbers(ended):
    ended(account_of(seen=5, judged=5))
    assert ended(account_of(DOWN, seen=0, judged=1))['stageward_tickets{engagement="apollo"}'] == 5


def test_waivers_are_told_and_those_that_end_soon(ended, service):
    waived = finding("x", Outcome.WAIVED, WAIVED_UNTIL)
    far = finding("y", Outcome.WAIVED, WAIVED_UNTIL.replace(month=9))
    scraped = ended(account_of(seen=1, judged=1, subjects=(subject("APO-1", waived, far),)))
    assert scraped['stageward_waivers{engagement="apollo",span="in_force"}'] == 2
    assert scraped['stageward_waivers{engagement="apollo",span="ends_within_7_days"}'] == 1


def test_the_day_makes_a_waiver_end_soon_though_nothing_was_judged(ended, service):
    far = finding("y", Outcome.WAIVED, WAIVED_UNTIL.replace(month=4))
    subjects = (subject("APO-1", far),)
    ended(account_of(seen=1, judged=1, subjects=subjects))
    service.time.passes(days=30)
    scraped = ended(account_of(seen=1, subjects=subjects))
    assert scraped['stageward_waivers{engagement="apollo",span="ends_within_7_days"}'] == 1


def test_writes_are_counted_by_verb_and_outcome_and_what_is_only_planned_is_none(ended):
    actions = (
        action(),
        action(),
        action(Verb.HOLD, ActionState.FAILED),
        action(Verb.PUT_COMMENT, ActionState.PLANNED),
    )
    scraped = ended(account_of(actions=actions, beside=(action(Verb.RELEASE),)))
    assert scraped['stageward_writes_total{outcome="applied",verb="add_label"}'] == 2
    assert scraped['stageward_writes_total{outcome="failed",verb="hold"}'] == 1
    assert scraped['stageward_writes_total{outcome="applied",verb="release"}'] == 1
    assert not [name for name in scraped if "put_comment" in name]


def test_calls_are_counted_by_source_and_kind_with_what_its_limits_cost(ended):
    calls = Calls(reads=10, writes=2, retries=1, throttled_s=2.5, limited=1, left=37)
    ended(account_of(calls=calls))
    scraped = ended(account_of(calls=calls))
    assert scraped['stageward_calls_total{kind="read",source="acme-jira"}'] == 20
    assert scraped['stageward_calls_total{kind="write",source="acme-jira"}'] == 4
    assert scraped['stageward_calls_total{kind="retry",source="acme-jira"}'] == 2
    assert scraped['stageward_calls_limited_total{source="acme-jira"}'] == 2
    assert scraped['stageward_call_wait_seconds_total{source="acme-jira"}'] == 5
    assert scraped['stageward_budget_left{source="acme-jira"}'] == 37


def test_a_budget_nobody_told_is_not_known_and_never_zero(ended):
    assert not [name for name in ended(account_of()) if name.startswith("stageward_budget_left")]


def test_a_plan_that_waits_is_told_until_it_is_dealt_with(ended):
    refused = account_of(excesses=(Excess("changes", 60, 50),), seen=3)
    assert ended(refused)['stageward_plan_refused{engagement="apollo"}'] == 1
    assert ended(account_of(seen=3))['stageward_plan_refused{engagement="apollo"}'] == 0


def test_the_outbox_is_counted_by_state(service):
    with open_store(service.url) as store:
        for number, state in enumerate(("held", "held", "sent")):
            entry = OutboxEntry(f"n{number}", f"k{number}", "apollo", "milestone", (), "s", b"", state, MORNING)
            store.queue(entry, "apollo", ())
    assert service.scraped['stageward_mails{state="held"}'] == 2
    assert service.scraped['stageward_mails{state="sent"}'] == 1


def test_the_age_of_what_is_known_grows_until_a_cycle_comes_through(ended, service):
    ended(account_of())
    service.time.passes(minutes=7)
    assert service.scraped['stageward_cycle_age_seconds{engagement="apollo"}'] == 420
    assert ended(account_of(DOWN))['stageward_cycle_age_seconds{engagement="apollo"}'] == 420
    assert ended(account_of())['stageward_cycle_age_seconds{engagement="apollo"}'] == 0


def test_the_age_is_that_of_whichever_process_came_through_last(service):
    service.watch.expects({"apollo": FIVE_MINUTES})
    with open_store(service.url) as store:
        store.agenda.keep_turn(Turn("apollo", due=MORNING, completed=MORNING))
    service.time.passes(minutes=2)
    assert service.scraped['stageward_cycle_age_seconds{engagement="apollo"}'] == 120


def test_a_store_that_does_not_answer_is_told_and_the_rest_goes_on(service, tmp_path):
    (tmp_path / "stageward.db").write_bytes(b"this is no database, though it is long enough to be read as one" * 9)
    assert service.scraped["stageward_store_up"] == 0
    assert service.scraped["stageward_loop_silence_seconds"] == 0


def test_the_process_and_the_build_are_told(service):
    scraped = service.scraped
    assert scraped["process_resident_memory_bytes"] > 1_000_000
    assert any(name.startswith("stageward_build_info{") and 'version="1.2.3"' in name for name in scraped)


def test_no_label_holds_a_ticket(ended):
    subjects = (subject("APO-1", finding("due-date-is-set")),)
    scraped = ended(account_of(seen=1, judged=1, subjects=subjects, actions=(action(), action(Verb.HOLD))))
    assert not [name for name in scraped if re.search(r"APO-\d", name)]
