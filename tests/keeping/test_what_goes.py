"""What is old goes, and what is still needed stays whatever its age; in either kind of store."""

from datetime import timedelta

import pytest

from rules.ladder import Rung
from sync.actions import Action, ActionState, Verb
from sync.figures.measures_kept import MeasuresKept
from sync.listing import Whereabouts
from sync.mailing.deliveries import Delivery, DeliveryState
from sync.mailing.store import Bounce
from sync.pages.request import Wish
from sync.remembered import Departed, KeptRung, Reached
from sync.service.keeper import Part, Retention
from sync.service.retention import prune
from tests.keeping.years import DAY, LONG_AGO, NOW, keep_versions, notice, only, pruned, seen, titles, trail_is_whole

KEYS = ("1", "2")


# --- versions


def test_of_a_ticket_that_is_over_the_first_and_the_newest_version_stay(store):
    keep_versions(store, "Plan", "Plan B", "Plan C", "Done")

    assert pruned(store, only(Part.VERSIONS)) == {Part.VERSIONS: 2}
    assert titles(store) == ["Plan", "Done"]
    assert pruned(store, only(Part.VERSIONS)) == {}


def test_an_open_ticket_keeps_its_past(store):
    keep_versions(store, "Plan", "Plan B", "Plan C", done=False)

    assert pruned(store, only(Part.VERSIONS)) == {}
    assert titles(store) == ["Plan", "Plan B", "Plan C"]


def test_a_ticket_that_was_seen_to_change_lately_keeps_its_past(store):
    keep_versions(store, "Plan", "Plan B", "Plan C", at=NOW - 31 * DAY)

    assert pruned(store, only(Part.VERSIONS)) == {}


def test_a_ticket_that_departed_long_ago_is_over(store):
    keep_versions(store, "Plan", "Plan B", "Plan C", done=False)
    store.keep_departed("apollo", [Departed("1", "APO-1", LONG_AGO + 9 * DAY, Whereabouts.GONE)])

    assert pruned(store, only(Part.VERSIONS)) == {Part.VERSIONS: 1}


def test_a_ticket_with_a_write_that_was_begun_keeps_its_past(store):
    keep_versions(store, "Plan", "Plan B", "Done")
    store.intend("run", [Action("apollo", "APO-1", "1", Verb.HOLD)], LONG_AGO)

    assert pruned(store, only(Part.VERSIONS)) == {}


def test_a_ticket_comes_back_after_its_past_went_and_goes_on_from_there(store):
    keep_versions(store, "Plan", "Plan B", "Done")
    pruned(store, only(Part.VERSIONS))
    keep_versions(store, "Again", at=NOW, done=False)

    assert titles(store) == ["Plan", "Done", "Again"]
    assert [one.ticket.title for one in store.snapshots("apollo")] == ["Again"]


# --- the ledger


def test_receipts_go_and_open_intents_stay(store):
    writes = [Action("apollo", "APO-1", "1", Verb.HOLD, after=to) for to in ("a", "b", "c")]
    done, _, lost = store.intend("run", writes, LONG_AGO)
    store.settle(done, ActionState.APPLIED, LONG_AGO)
    store.settle(lost, ActionState.UNKNOWN, LONG_AGO)

    assert pruned(store, only(Part.LEDGER)) == {Part.LEDGER: 1}
    assert [one.action.after for one in store.open_intents("apollo")] == ["b", "c"]


def test_no_number_of_the_ledger_is_given_twice(store):
    (first,) = store.intend("run", [Action("apollo", "APO-1", "1", Verb.HOLD)], LONG_AGO)
    store.settle(first, ActionState.APPLIED, LONG_AGO)
    pruned(store, only(Part.LEDGER))

    (second,) = store.intend("run", [Action("apollo", "APO-1", "1", Verb.HOLD)], NOW)
    assert second.id > first.id


# --- the outbox


def sent(store, entry):
    mark = Reached("1", "Review", "milestone", entry.id)
    store.queue(entry, "apollo", [mark])
    store.keep_outbox_state(entry.id, "sent", entry.created)
    return mark


def test_what_was_sent_goes_and_stays_told(store):
    mark = sent(store, notice())

    assert pruned(store, only(Part.OUTBOX)) == {Part.OUTBOX: 1}
    assert store.outbox() == ()
    (known,) = store.reached("apollo")
    assert (known, known.notice, known.state) == (mark, "n1", "sent")
    assert store.queue(notice(), "apollo", []) is False
    assert store.met("kim@bank.example")


def test_what_was_withdrawn_does_not_count_as_told_after_it_went(store):
    store.queue(notice(), "apollo", [Reached("1", "Review", "milestone", "n1")])
    store.keep_outbox_state("n1", "withdrawn", LONG_AGO, "it is over")

    assert pruned(store, only(Part.OUTBOX)) == {Part.OUTBOX: 1}
    assert [one.state for one in store.reached("apollo")] == ["withdrawn"]


@pytest.mark.parametrize("state", ["ready", "held", "gathered", "stuck", "sending"])
def test_what_was_not_sent_yet_stays_however_old(store, state):
    store.queue(notice(), "apollo", [])
    store.keep_outbox_state("n1", state, LONG_AGO)

    assert pruned(store, only(Part.OUTBOX)) == {}
    assert [one.state for one in store.outbox()] == [state]


def test_what_one_contact_still_waits_for_stays(store):
    entry = notice()
    store.queue(entry, "apollo", [])
    again = Delivery(entry.id, entry.to[0], DeliveryState.SENT)
    store.mail.keep_deliveries([again], LONG_AGO)
    store.mail.keep_deliveries([again.kept_until(None, "the server is busy")], LONG_AGO)
    store.keep_outbox_state(entry.id, "sent", LONG_AGO)
    store.mail.keep_deliveries([again.kept_until(None, "the server is busy")], LONG_AGO)

    assert pruned(store, only(Part.OUTBOX)) == {}


def test_what_a_step_of_a_ladder_waits_for_stays(store):
    sent(store, notice())
    store.keep_rungs("apollo", [KeptRung("1", "large-delay", Rung(LONG_AGO, asked=("n1",)))])

    assert pruned(store, only(Part.OUTBOX)) == {}


def test_what_came_back_from_a_delivery_goes_with_it_and_the_wish_to_get_no_more_stays(store):
    entry = notice()
    sent(store, entry)
    ref = Delivery(entry.id, entry.to[0]).ref
    store.mail.keep_bounce(Bounce("b1", ref, entry.to[0], True, "no such user", LONG_AGO))
    store.mail.stop(entry.to[0], "it came back", LONG_AGO)
    pruned(store, only(Part.OUTBOX))

    assert store.mail.bounces_of(entry.to[0]) == ()
    assert store.mail.stopped(entry.to[0]) == "it came back"


def test_the_latest_mail_of_a_conversation_outlives_the_notice(store):
    store.queue(notice(), "apollo", [])
    thread = store.mail.thread("apollo", "status")
    store.keep_outbox_state("n1", "sent", LONG_AGO)
    pruned(store, only(Part.OUTBOX))

    assert store.mail.thread("apollo", "status") == thread


# --- requests, measures, runs, plans


def test_wishes_that_were_done_go_and_those_that_wait_stay(store):
    done, waiting, newest = (
        store.requests.ask(Wish("recheck", "apollo", subject, "ana@acme.example", {}), LONG_AGO)
        for subject in ("1", "2", "3")
    )
    for one in (done, newest):
        store.requests.finish(one, "done", LONG_AGO)

    assert pruned(store, only(Part.REQUESTS)) == {Part.REQUESTS: 1}
    assert list(store.requests.waiting()) == [waiting]


def test_the_newest_figures_of_every_engagement_stay(store):
    for engagement, days in (("apollo", (0, 1, 4000)), ("ended", (0, 1))):
        for day in days:
            at = LONG_AGO + day * DAY
            store.measures.keep(MeasuresKept(engagement, "Bank", at.date(), at))

    assert pruned(store, only(Part.MEASURES)) == {Part.MEASURES: 3}
    assert store.measures.last_day("ended") == (LONG_AGO + DAY).date()


def test_old_runs_go_but_for_the_newest(store):
    for run, day in (("first", 0), ("second", 1)):
        store.begin_run(run, "sync", LONG_AGO + day * DAY)

    assert pruned(store, only(Part.RUNS)) == {Part.RUNS: 1}
    store.end_run("second", NOW, "{}")


def test_that_a_plan_was_used_up_is_known_while_the_plan_is_kept(store):
    store.keep_plan("kept", "apollo", (), LONG_AGO)
    for digest in ("kept", "gone"):
        store.use_plan(digest, "apollo", LONG_AGO)

    assert pruned(store, only(Part.PLANS)) == {Part.PLANS: 1}
    assert store.kept_plan("kept").used == frozenset({"apollo"})


# --- the trail


def test_the_trail_goes_from_its_oldest_end_and_stays_whole(store):
    for day in range(5):
        store.begin_run(f"run {day}", "sync", LONG_AGO + day * 31 * DAY)
    before = list(store.trail())

    assert pruned(store, only(Part.TRAIL), LONG_AGO + 3 * 31 * DAY) == {Part.TRAIL: 2}
    assert list(store.trail()) == before[2:]
    assert store.trail_anchor() == before[1].anchor
    assert trail_is_whole(store)
    store.begin_run("next", "sync", NOW)
    assert trail_is_whole(store)


def test_a_trail_of_which_nothing_is_young_goes_on_from_its_anchor(store):
    store.begin_run("first", "sync", LONG_AGO)
    head = store.trail_head()

    assert pruned(store, only(Part.TRAIL)) == {Part.TRAIL: 1}
    assert (list(store.trail()), store.trail_head()) == ([], head)
    store.begin_run("next", "sync", NOW)
    assert [row.number for row in store.trail()] == [2]
    assert trail_is_whole(store)


def test_a_move_of_long_ago_that_was_written_down_lately_stays(store):
    store.begin_run("lately", "sync", NOW)
    store.keep_snapshots([seen(keep_title("Old"), LONG_AGO)])

    assert pruned(store, only(Part.TRAIL)) == {}


def keep_title(title):
    from dataclasses import replace

    from tests.keeping.years import TICKET

    return replace(TICKET, title=title)


# --- all of it


def test_what_is_kept_for_ever_never_goes(store):
    store.begin_run("first", "sync", LONG_AGO)
    store.begin_run("second", "sync", LONG_AGO + DAY)

    assert pruned(store, Retention(dict.fromkeys(Part, timedelta.max))) == {}


def test_without_a_word_to_apply_nothing_goes_and_it_is_told_what_would(store):
    for day in range(3):
        store.begin_run(f"run {day}", "sync", LONG_AGO + day * DAY)
    shown = prune(store, Retention(), NOW, applies=False)

    assert {one.part: (one.going.rows, one.going.oldest) for one in shown.parts if one.going.rows} == {
        Part.RUNS: (2, LONG_AGO),
        Part.TRAIL: (3, LONG_AGO),
    }
    assert [one.removed for one in shown.parts] == [None] * len(Part)
    assert len(list(store.trail())) == 3
