"""What every store keeps of commands and waivers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sync.comment import Paragraph, Run
from sync.trail import Event, Kind
from sync.waivers.heard import Answer, Filed, Granted, Heard, Listened

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
GIVEN = Granted(
    "1", "APO-1", "has-notes", date(2026, 3, 20), "because of snow", "a1", "Ana", NOON, "c7", "d1", "Review"
)
ANSWER = Answer("1", NOON, (Paragraph((Run("Waived", "strong"), Run(" until then: "), Run("has-notes", "code"))),))


def test_an_engagement_nobody_listened_to_has_nothing(store):
    assert store.listened("apollo") == Listened()


def test_what_was_heard_comes_back_whole_and_each_engagement_has_its_own(store, open_again):
    filed = Filed("e1", "d1", NOON)
    store.keep_heard("apollo", Heard((GIVEN,), (filed,), ("c7", "c8"), (ANSWER,), begins=NOON))

    known = Listened(NOON, {"1": ANSWER}, (GIVEN,), {"e1": filed})
    assert open_again().listened("apollo") == known
    assert open_again().heard_of("apollo", ["c6", "c7", "c8"]) == {"c7", "c8"}
    assert store.listened("zeus") == Listened()
    assert store.heard_of("zeus", ["c7"]) == frozenset()


def test_a_waiver_is_replaced_by_what_became_of_it_and_others_stay_in_their_order(store):
    other = replace(GIVEN, origin="c9")
    ended = replace(GIVEN, was_asked=True, ended=NOON + timedelta(days=1), ended_because="the ticket left Review")
    store.keep_heard("apollo", Heard((GIVEN, other)))
    store.keep_heard("apollo", Heard((ended,)))
    assert store.listened("apollo").granted == (ended, other)


def test_the_newest_answer_of_a_ticket_takes_the_place_of_the_one_before(store):
    newer = replace(ANSWER, at=NOON + timedelta(hours=1), told=(Paragraph((Run("No."),)),))
    store.keep_heard("apollo", Heard(answers=(ANSWER,)))
    store.keep_heard("apollo", Heard(answers=(newer,)))
    assert store.listened("apollo").answers == {"1": newer}


def test_what_was_first_loaded_stays_the_first(store):
    store.keep_heard("apollo", Heard(filed=(Filed("e1", "d1", NOON),), comments=("c7",)))
    store.keep_heard("apollo", Heard(filed=(Filed("e1", "d2", NOON),), comments=("c7",)))
    assert store.listened("apollo").filed["e1"].rule_digest == "d1"


def test_listening_ends_and_begins_anew(store):
    store.keep_heard("apollo", Heard(begins=NOON))
    store.keep_heard("apollo", Heard(ends=True))
    assert store.listened("apollo").since is None
    store.keep_heard("apollo", Heard(begins=NOON + timedelta(days=1)))
    assert store.listened("apollo").since == NOON + timedelta(days=1)


def test_decisions_go_to_the_trail_together_with_what_they_decide(store):
    said = Event(NOON, Kind.WAIVER, "apollo", "a1", "1", "APO-1", {"decision": "granted"})
    store.keep_heard("apollo", Heard((GIVEN,), events=(said,)))
    assert [(row.kind, row.who, row.ticket) for row in store.trail()] == [("waiver", "a1", "APO-1")]
