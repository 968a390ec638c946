"""What the trail tells of tickets: how they moved, what was judged of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rules.facts import digest_of, unpacked
from rules.model import Finding, Move, Outcome, Person, Severity, Standing, Ticket, Verdict
from sync.actions import Action, ActionState, Verb
from sync.listing import Whereabouts
from sync.remembered import Departed, Judged, Snapshot

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
KIM = Person(id="kim-1", name="Kim")
TICKET = Ticket("jira", "1", "APO-1", status="Review")
STARTED = Move("Assigned", "Review", NOON - timedelta(days=1), KIM)
FINISHED = Move("Review", "Complete", NOON + timedelta(minutes=20), KIM)
HOLD = Action("apollo", "APO-1", "1", Verb.HOLD, before="Review", after="Blocked")


def seen(ticket, at=NOON, looked_at=None):
    return Snapshot("apollo", ticket, digest_of(ticket), at, NOON, looked_at or at)


def judged(*outcomes, at=NOON, standing=Standing.ATTENTION):
    findings = tuple(
        Finding(f"rule-{place}", outcome, Severity.WARN, found="empty", wanted="filled in")
        for place, outcome in enumerate(outcomes)
    )
    return Judged(Verdict("1", standing, findings), "inputs", at)


def told(store, kind):
    return [(row.at, row.who, unpacked(row.facts)) for row in store.trail() if row.kind == kind]


# --- moves


def test_a_first_sight_is_one_row_with_the_moves_the_tracker_tells(store):
    store.keep_snapshots([seen(replace(TICKET, moves=(STARTED,)))])

    history = [
        {"at": STARTED.at.isoformat(), "from": "Assigned", "to": "Review", "who": "kim-1", "name": "Kim"},
    ]
    assert told(store, "move") == [(NOON.isoformat(), "", {"stands_in": "Review", "history": history})]


def test_a_move_the_tracker_tells_is_told_with_who_and_when(store):
    store.keep_snapshots([seen(replace(TICKET, moves=(STARTED,)))])
    store.keep_snapshots([seen(replace(TICKET, status="Complete", moves=(STARTED, FINISHED)), LATER)])

    _, move = told(store, "move")
    facts = {"from": "Review", "to": "Complete", "name": "Kim", "seen": LATER.isoformat()}
    assert move == (FINISHED.at.isoformat(), "kim-1", facts)


def test_a_first_move_the_tracker_tells_is_told_like_any_other(store):
    store.keep_snapshots([seen(TICKET)])
    store.keep_snapshots([seen(replace(TICKET, status="Complete", moves=(FINISHED,)), LATER)])

    assert told(store, "move")[1][:2] == (FINISHED.at.isoformat(), "kim-1")


def test_a_history_that_is_asked_for_only_later_is_told_in_one_row(store):
    store.keep_snapshots([seen(TICKET)])
    store.keep_snapshots([seen(replace(TICKET, status="Complete", moves=(STARTED, FINISHED)), LATER)])

    _, history, move = told(store, "move")
    assert [one["to"] for one in history[2]["history"]] == ["Review"]
    assert move[2]["to"] == "Complete"


def test_a_status_nobody_tells_of_was_reached_between_two_looks(store):
    store.keep_snapshots([seen(TICKET)])
    store.keep_snapshots([seen(TICKET, NOON, looked_at=NOON + timedelta(minutes=50))])
    store.keep_snapshots([seen(replace(TICKET, status="Complete"), LATER)])

    last_look = (NOON + timedelta(minutes=50)).isoformat()
    facts = {"from": "Review", "to": "Complete", "last_look": last_look}
    assert told(store, "move")[1:] == [(LATER.isoformat(), "", facts)]


def test_a_status_a_history_does_not_explain_is_told_beside_it(store):
    store.keep_snapshots([seen(replace(TICKET, moves=(STARTED,)))])
    store.keep_snapshots([seen(replace(TICKET, status="Delivered", moves=(STARTED, FINISHED)), LATER)])

    assert [(who, facts["to"]) for _, who, facts in told(store, "move")[1:]] == [
        ("kim-1", "Complete"),
        ("", "Delivered"),
    ]


def test_what_changes_beside_the_status_is_no_move(store):
    store.keep_snapshots([seen(TICKET), seen(replace(TICKET, title="Plan"), LATER)])

    assert len(told(store, "move")) == 1


def test_moves_seen_in_one_call_are_told_one_after_the_other(store):
    store.keep_snapshots([seen(replace(TICKET, status=status)) for status in ("Review", "Complete", "Review")])

    assert [facts.get("to") for _, _, facts in told(store, "move")] == [None, "Complete", "Review"]


def test_what_the_bot_moves_itself_is_told_as_its_write_and_as_nothing_else(store):
    store.keep_snapshots([seen(TICKET)])
    (intent,) = store.intend("run-1", [HOLD], NOON)
    store.keep_snapshots([seen(replace(TICKET, status="Blocked"))])
    store.settle(intent, ActionState.APPLIED, NOON)
    store.keep_snapshots([seen(replace(TICKET, status="Blocked", title="Plan"), LATER)])

    assert [(row.kind, row.ticket) for row in store.trail()] == [("move", "APO-1"), ("write", "APO-1")]


def test_a_person_who_moves_a_ticket_while_the_bot_tries_to_is_told(store):
    store.keep_snapshots([seen(TICKET)])
    store.intend("run-1", [HOLD], NOON)
    store.keep_snapshots([seen(replace(TICKET, status="Complete"), LATER)])

    assert told(store, "move")[1][2]["to"] == "Complete"


def test_a_ticket_that_leaves_and_comes_back_is_told(store):
    store.keep_snapshots([seen(TICKET)])
    store.keep_departed("apollo", [Departed("1", "APO-1", LATER, Whereabouts.GONE)])
    back = LATER + timedelta(hours=1)
    store.keep_snapshots([seen(TICKET, NOON, looked_at=back)])

    assert told(store, "move")[1:] == [
        (LATER.isoformat(), "", {"departed": "gone"}),
        (back.isoformat(), "", {"was_gone_since": LATER.isoformat()}),
    ]


# --- judgements


def test_a_first_judgement_is_one_row_of_what_does_not_pass(store):
    store.keep_snapshots([seen(TICKET)])
    store.keep_verdicts("apollo", [judged(Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN)])

    failing = {"rule": "rule-1", "before": None, "after": "fail", "found": "empty", "wanted": "filled in"}
    unknown = {**failing, "rule": "rule-3", "after": "unknown"}
    facts = {"standing": "attention", "rules": [failing, unknown], "passed": 1}
    assert told(store, "judgement") == [(NOON.isoformat(), "stageward", facts)]
    assert [row.ticket for row in store.trail()] == ["APO-1", "APO-1"]


def test_only_rules_whose_outcome_changed_are_told_later(store):
    store.keep_verdicts("apollo", [judged(Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE)])
    store.keep_verdicts("apollo", [judged(Outcome.PASS, Outcome.PASS, Outcome.WAIVED, at=LATER)])

    _, (at, _, facts) = told(store, "judgement")
    assert at == LATER.isoformat()
    assert [(one["rule"], one["before"], one["after"]) for one in facts["rules"]] == [
        ("rule-1", "fail", "pass"),
        ("rule-2", "not_applicable", "waived"),
    ]
    assert "passed" not in facts


def test_a_judgement_that_comes_to_the_same_leaves_no_row(store):
    store.keep_verdicts("apollo", [judged(Outcome.FAIL)])
    store.keep_verdicts("apollo", [judged(Outcome.FAIL, Outcome.NOT_APPLICABLE, at=LATER)])

    assert len(told(store, "judgement")) == 1


def test_another_standing_is_told_also_where_no_outcome_changed(store):
    store.keep_verdicts("apollo", [judged(Outcome.FAIL)])
    store.keep_verdicts("apollo", [judged(Outcome.FAIL, standing=Standing.BLOCKED)])

    assert told(store, "judgement")[1][2] == {"standing": "blocked", "stood": "attention", "rules": []}


def test_a_rule_that_is_no_more_ends_with_its_last_outcome(store):
    store.keep_verdicts("apollo", [judged(Outcome.PASS, Outcome.FAIL)])
    store.keep_verdicts("apollo", [judged(Outcome.PASS)])

    _, (_, _, facts) = told(store, "judgement")
    assert facts["rules"] == [{"rule": "rule-1", "before": "fail", "after": "not_applicable"}]


def test_a_ticket_judged_twice_in_one_call_is_compared_with_itself(store):
    store.keep_verdicts("apollo", [judged(Outcome.FAIL), judged(Outcome.PASS, at=LATER)])

    assert [facts["rules"][0]["before"] for _, _, facts in told(store, "judgement")] == [None, "fail"]
