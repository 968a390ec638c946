"""What a store remembers of dates, of how done tickets went, and of which notice told a piece of news."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.facts import moment_fact
from state import migrations
from state.dates import NEWEST
from state.sqlite import SqliteRows
from sync.dates.forecast import Course, Experience
from sync.dates.promise import Ground, Promise, Revision
from sync.dates.store import KeptDates
from sync.remembered import OutboxEntry, Reached

NOON = datetime(2026, 3, 9, 12, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
PROMISE = Promise(
    JUNE, Ground.STAGE, NOON, (Revision(NOON + DAY, JUNE, JULY, "Late"), Revision(NOON + 2 * DAY, JULY, None))
)
COURSE = Course("deliverable", NOON, {("delivery", "review"): 8.5, ("other", "doing"): 0.0})


@pytest.fixture
def dates(store):
    return store.dates


def done(number, at=NOON, kind="deliverable"):
    return KeptDates(f"done-{number}", "f", None, replace(COURSE, type=kind, done_at=at))


def test_an_engagement_never_read_has_no_dates(dates):
    assert dict(dates.fingerprints("apollo")) == {}
    assert dict(dates.promises("apollo")) == {}
    assert dates.experience("apollo", "project", ["deliverable"]) == Experience()


def test_dates_come_back_as_they_were_kept(dates, open_again):
    dates.keep("apollo", "project", [KeptDates("1", "f1", PROMISE), KeptDates("2", "f2", None, COURSE)])
    again = open_again().dates
    assert dict(again.fingerprints("apollo")) == {"1": "f1", "2": "f2"}
    assert dict(again.promises("apollo")) == {"1": PROMISE}
    assert again.experience("apollo", "", ["deliverable"]).here == (COURSE,)


def test_a_promise_outlives_the_end_of_its_ticket(dates):
    dates.keep("apollo", "project", [KeptDates("1", "f1", PROMISE, COURSE)])
    assert dict(dates.promises("apollo")) == {"1": PROMISE}


def test_the_newest_dates_of_a_ticket_replace_those_before(dates):
    dates.keep("apollo", "project", [KeptDates("1", "f1", PROMISE, COURSE)])
    dates.keep("apollo", "project", [KeptDates("1", "f2", None, None)])  # it was opened again
    assert dict(dates.fingerprints("apollo")) == {"1": "f2"}
    assert dict(dates.promises("apollo")) == {}
    assert dates.experience("apollo", "project", ["deliverable"]) == Experience()


def test_each_engagement_has_its_own_dates(dates):
    dates.keep("apollo", "project", [KeptDates("1", "f1", PROMISE)])
    assert dict(dates.promises("lumen")) == {}
    assert dict(dates.fingerprints("lumen")) == {}


def test_experience_is_that_of_the_engagement_and_that_of_all_with_the_same_work(dates):
    dates.keep("apollo", "project", [done(1)])
    dates.keep("lumen", "project", [done(2)])
    dates.keep("orion", "support", [done(3)])
    dates.keep("vega", "", [done(4)])
    found = dates.experience("apollo", "project", ["deliverable"])
    assert (len(found.here), len(found.of_the_work)) == (1, 2)
    assert dates.experience("vega", "", ["deliverable"]).of_the_work == ()  # nobody said what work it is


def test_experience_is_of_the_types_asked_for_the_newest_first_and_not_without_end(dates):
    courses = [done(number, NOON + number * DAY) for number in range(NEWEST + 5)]
    dates.keep("apollo", "project", [*courses, done("bug", kind="bug")])
    found = dates.experience("apollo", "project", ["deliverable"]).here
    assert len(found) == NEWEST
    assert [one.done_at for one in found] == [NOON + number * DAY for number in reversed(range(5, NEWEST + 5))]
    assert {one.type for one in dates.experience("apollo", "project", ["bug", "risk"]).here} == {"bug"}


days = st.none() | st.dates()
moments = st.datetimes(timezones=st.just(UTC))
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))  # a NUL not every store can hold
promises = st.builds(
    Promise,
    st.dates(),
    st.sampled_from(Ground),
    moments,
    st.lists(st.builds(Revision, moments, days, days, texts), max_size=3).map(tuple),
)
courses = st.builds(Course, texts, moments, st.dictionaries(st.tuples(texts, texts), st.floats(0, 10_000), max_size=3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example replaces the one before
@given(promises, courses)
def test_any_promise_and_any_course_come_back_as_they_were(store, promise, course):
    store.dates.keep("apollo", "project", [KeptDates("1", "f", promise, course)])
    assert store.dates.promises("apollo")["1"] == promise
    assert store.dates.experience("apollo", "project", [course.type]).here == (course,)


# --- which notice told what

NOTICE = OutboxEntry("n1", "k1", "apollo", "delay", ("kim@client.example",), "Apollo", b"\r\n", "held", NOON)
MOVED = Reached("1", "1/moved 2026-07-01/a", "delay", notice="n1")


def told(store):
    return {(one.stage, one.notice, one.state) for one in store.reached("apollo")}


def test_a_piece_of_news_knows_its_notice_and_how_that_stands(store):
    store.queue(NOTICE, "apollo", [MOVED])
    assert told(store) == {(MOVED.stage, "n1", "held")}
    store.keep_outbox_state("n1", "withdrawn", NOON, "it is out of date", only_from="held")
    assert told(store) == {(MOVED.stage, "n1", "withdrawn")}


def test_news_that_is_told_anew_belongs_to_the_new_notice(store):
    store.queue(NOTICE, "apollo", [MOVED])
    store.queue(replace(NOTICE, id="n2", key="k2"), "apollo", [replace(MOVED, notice="n2")])
    assert told(store) == {(MOVED.stage, "n2", "held")}


def test_what_is_no_news_has_no_notice(store):
    store.queue(None, "apollo", [replace(MOVED, notice="")])
    assert told(store) == {(MOVED.stage, "", "")}


def test_nothing_is_kept_of_a_notice_that_is_there_already(store):
    store.queue(NOTICE, "apollo", [MOVED])
    assert not store.queue(replace(NOTICE, id="n2"), "apollo", [Reached("2", "other", "delay", notice="n2")])
    assert told(store) == {(MOVED.stage, "n1", "held")}


def test_an_older_store_told_milestones_and_looks_at_all_else_for_the_first_time(database):
    db = SqliteRows(database)
    for name, step in migrations.STEPS.items():
        if name < "0016":
            step(db)
    db.table("cursors").insert({
        "engagement": "apollo", "since": moment_fact(NOON), "needs": "", "first_cycle": moment_fact(NOON)
    })  # fmt: skip
    db.table("reached").insert({"engagement": "apollo", "ticket_id": "1", "stage": "p/Complete", "kind": "milestone"})
    migrations.STEPS["0016 dates"](db)
    rows = set(db.execute("select ticket_id, stage, kind, notice from reached where engagement = 'apollo'"))
    assert rows == {("1", "p/Complete", "milestone", ""), ("", "watched", "milestone", "")}
    db.close()
