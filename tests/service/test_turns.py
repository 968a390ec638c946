"""When turns come: intervals that spread, back-off, hints, clocks that are set, alarms."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.account import EngagementAccount, RunAccount, Trouble
from sync.service.agenda_store import Turn
from sync.service.turns import (
    Ended,
    Outcome,
    after,
    agenda,
    all_well,
    back_off,
    caught_up,
    ended_as,
    in_brief,
    interval,
    is_over,
    needs_alarm,
)

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
EVERY = timedelta(minutes=5)
names = st.text(min_size=1, max_size=20)
spans = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=30))
COMPLETED, FAILED = Ended(Outcome.COMPLETED), Ended(Outcome.FAILED)


@given(names, spans)
def test_an_interval_is_shorter_than_written_by_a_tenth_at_most_and_always_the_same(name, every):
    assert every * 0.9 <= interval(name, every) <= every
    assert interval(name, every) == interval(name, every)


def test_engagements_do_not_stay_in_step():
    own = {interval(f"client-{n}", EVERY) for n in range(50)}
    assert len(own) == 50
    assert max(own) - min(own) > EVERY * 0.08


@given(spans, st.integers(1, 500))
def test_back_off_grows_and_stays_within_an_hour_or_eight_intervals_but_never_below_an_interval(every, failures):
    pause = back_off(every, failures)
    assert every <= pause <= max(every, min(timedelta(hours=1), 8 * every))
    assert pause <= back_off(every, failures + 1)


def test_back_off_doubles():
    assert [back_off(EVERY, n) / EVERY for n in (1, 2, 3, 4, 5)] == [1, 2, 4, 8, 8]
    assert back_off(timedelta(minutes=20), 3) == timedelta(hours=1)


def test_a_source_that_asks_for_a_pause_gets_it_but_not_a_week():
    turn = Turn("apollo", NOON, began=NOON)
    assert after(turn, EVERY, Ended(Outcome.FAILED, 7200.0), NOON).due == NOON + timedelta(hours=2)
    assert after(turn, EVERY, Ended(Outcome.FAILED, 7e6), NOON).due == NOON + timedelta(days=1)


def test_a_completed_cycle_ends_back_off():
    turn = Turn("apollo", NOON, began=NOON, failures=7)
    assert after(turn, EVERY, COMPLETED, NOON) == replace(
        turn, due=NOON + interval("apollo", EVERY), completed=NOON, failures=0
    )


def test_a_cycle_longer_than_its_interval_is_followed_by_the_next_one():
    late = NOON + timedelta(minutes=20)
    assert after(Turn("apollo", NOON, began=NOON), EVERY, COMPLETED, late).due == late


def test_a_cycle_that_was_stopped_is_due_still():
    turn = Turn("apollo", NOON, began=NOON + timedelta(seconds=1), failures=2)
    assert after(turn, EVERY, Ended(Outcome.STOPPED), NOON + timedelta(minutes=1)) == turn


def test_where_another_run_is_at_work_it_is_neither_a_failure_nor_a_success():
    ended = after(Turn("apollo", NOON, began=NOON, failures=2), EVERY, Ended(Outcome.BUSY), NOON)
    assert (ended.failures, ended.completed, ended.due) == (2, None, NOON + interval("apollo", EVERY))


def test_a_new_engagement_is_due_within_seconds():
    found = agenda({}, {"apollo": EVERY}, NOON)
    (turn,) = found.changed
    assert NOON <= turn.due <= NOON + timedelta(seconds=5)
    assert agenda({"apollo": turn}, {"apollo": EVERY}, turn.due).due == (turn,)


def test_what_was_due_for_days_comes_once_and_is_spread():
    kept = [Turn(f"client-{n}", NOON - timedelta(days=n + 1)) for n in range(20)]
    taken_up = [caught_up(one, EVERY, NOON) for one in kept]
    assert {NOON <= one.due <= NOON + timedelta(seconds=5) for one in taken_up} == {True}
    assert len({one.due for one in taken_up}) == 20
    assert caught_up(Turn("apollo", NOON + EVERY), EVERY, NOON).due == NOON + EVERY


def test_the_longest_due_comes_first():
    kept = {f"e{n}": Turn(f"e{n}", NOON - timedelta(minutes=n)) for n in range(5)}
    assert [one.engagement for one in agenda(kept, dict.fromkeys(kept, EVERY), NOON).due] == [
        "e4",
        "e3",
        "e2",
        "e1",
        "e0",
    ]


def test_an_engagement_that_went_is_not_due():
    assert agenda({"gone": Turn("gone", NOON)}, {}, NOON).due == ()


@given(st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)), st.integers(0, 20))
def test_a_clock_that_was_set_puts_no_turn_out_of_reach(jump, failures):
    before = Turn("apollo", NOON + EVERY, began=NOON, completed=NOON, failures=failures)
    now = NOON + jump
    found = agenda({"apollo": before}, {"apollo": EVERY}, now)
    (turn,) = found.changed or (before,)
    assert turn.due <= now + (timedelta(days=1) if failures and jump >= timedelta() else EVERY)
    assert agenda({"apollo": turn}, {"apollo": EVERY}, now).changed == (), "put right once, it stays"


def test_an_interval_made_shorter_counts_at_once():
    found = agenda({"apollo": Turn("apollo", NOON + timedelta(days=1))}, {"apollo": EVERY}, NOON)
    assert [one.due for one in found.changed] == [NOON + EVERY]


def test_a_hint_brings_the_next_cycle_forward_but_ends_no_back_off():
    turn = Turn("apollo", NOON + EVERY, began=NOON - EVERY, completed=NOON, hinted=NOON)
    assert agenda({"apollo": turn}, {"apollo": EVERY}, NOON).due == (turn,)
    failing = replace(turn, failures=3)
    assert agenda({"apollo": failing}, {"apollo": EVERY}, NOON).due == ()


def test_a_hint_from_a_clock_that_was_set_back_since_brings_no_cycle_after_the_other():
    turn = Turn("apollo", NOON + EVERY, began=NOON - EVERY, completed=NOON, hinted=NOON + timedelta(hours=1))
    assert agenda({"apollo": turn}, {"apollo": EVERY}, NOON).due == ()


@pytest.mark.parametrize(
    ("kinds", "outcome"),
    [
        ((), Outcome.COMPLETED),
        (("configuration",), Outcome.COMPLETED),
        (("vanished",), Outcome.COMPLETED),
        (("busy",), Outcome.BUSY),
        (("stopped",), Outcome.STOPPED),
        (("Unreachable", "stopped"), Outcome.STOPPED),
        (("NotAuthorised",), Outcome.FAILED),
        (("vanished", "BadAnswer"), Outcome.FAILED),
    ],
)
def test_what_a_cycle_came_to_is_told_by_its_troubles(kinds, outcome):
    account = EngagementAccount("apollo", "jira", troubles=tuple(Trouble(kind, "why") for kind in kinds))
    assert ended_as(RunAccount("r", "sync", (account,))).outcome is outcome


def test_a_pause_a_source_asks_for_reaches_the_agenda():
    account = EngagementAccount("apollo", "jira", troubles=(Trouble("Unreachable", "why", True, 90.0),))
    assert ended_as(RunAccount("r", "sync", (account,))) == Ended(Outcome.FAILED, 90.0, "why")


def test_an_engagement_that_is_off_completes():
    assert ended_as(RunAccount("r", "sync", ())).outcome is Outcome.COMPLETED


def test_an_account_in_brief_fails_as_the_whole_does():
    troubles = (Trouble("unreadable", "one"), Trouble("configuration", "two"), Trouble("busy", "three"))
    for whole in (
        EngagementAccount("a", "s", troubles=troubles),
        EngagementAccount("a", "s", subjects=("x",), troubles=troubles),
    ):
        assert in_brief(whole).failures == whole.failures
        assert in_brief(whole).subjects == ()


def test_an_alarm_waits_for_its_intervals_and_for_half_an_hour():
    turn = Turn("apollo", NOON, completed=NOON)
    assert not needs_alarm(turn, EVERY, 6, NOON, NOON + timedelta(minutes=29))
    assert needs_alarm(turn, EVERY, 6, NOON, NOON + timedelta(minutes=30))
    assert not needs_alarm(turn, EVERY, 1, NOON, NOON + timedelta(minutes=29))
    assert not needs_alarm(turn, timedelta(hours=1), 6, NOON, NOON + timedelta(hours=5))


def test_time_in_which_nobody_served_raises_no_alarm():
    turn = Turn("apollo", NOON, completed=NOON - timedelta(days=3))
    assert not needs_alarm(turn, EVERY, 6, NOON, NOON + timedelta(minutes=1))


def test_an_alarm_is_given_once_and_is_over_with_the_next_completed_cycle():
    later = NOON + timedelta(hours=1)
    alarmed = Turn("apollo", NOON, completed=NOON, alarmed=later)
    assert not needs_alarm(alarmed, EVERY, 6, NOON, later + timedelta(days=1))
    assert not is_over(alarmed, later)
    assert is_over(replace(alarmed, completed=later + EVERY), later + EVERY)
    assert is_over(alarmed, NOON), "told by a clock that was ahead"


def test_all_is_well_while_every_last_cycle_came_through_and_none_is_late():
    well = Turn("a", NOON + EVERY, completed=NOON)
    assert all_well({"a": well}, {"a": EVERY}, NOON + 2 * EVERY)
    assert not all_well({"a": well}, {"a": EVERY}, NOON + 3 * EVERY)
    assert not all_well({"a": replace(well, failures=1)}, {"a": EVERY}, NOON)
    assert not all_well({"a": well}, {"a": EVERY, "b": EVERY}, NOON)
