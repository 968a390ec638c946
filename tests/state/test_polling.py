"""What polling keeps: how far it came, when it looked, which tickets departed and what they were called."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from rules.facts import digest_of
from rules.ladder import Rung
from rules.model import Standing, Ticket, Verdict
from state.migrations import m0001_first_tables, m0002_rungs, m0003_polling
from sync.listing import Whereabouts
from sync.remembered import Cursor, Departed, Footprint, Judged, KeptRung, Snapshot

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
TICKET = Ticket("jira", "1", "APO-1", title="Plan", updated=NOON)
GONE = Departed("1", "APO-1", LATER, Whereabouts.GONE)


def seen(ticket=TICKET, looked_at=NOON):
    return Snapshot("apollo", ticket, digest_of(ticket), NOON, NOON, looked_at)


def test_a_cursor_comes_back_with_its_moments(store, open_again):
    cursor = Cursor(NOON, "n1", NOON, LATER, NOON, LATER)
    store.keep_cursor("apollo", cursor)
    assert open_again().cursor("apollo") == cursor


def test_a_look_at_an_unchanged_ticket_is_kept_without_a_version(store):
    store.keep_snapshots([seen()])
    store.keep_snapshots([seen(looked_at=LATER)])
    assert list(store.snapshots("apollo")) == [seen(looked_at=LATER)]
    assert len(store.versions("apollo", "1")) == 1


def test_what_was_written_without_a_look_leaves_the_last_look(store):
    store.keep_snapshots([seen()])
    store.keep_snapshots([seen(replace(TICKET, labels=("x",)), looked_at=None)])
    (newest,) = store.snapshots("apollo")
    assert (newest.ticket.labels, newest.looked_at) == (("x",), NOON)


@pytest.fixture
def departed(store):
    store.keep_snapshots([seen()])
    store.keep_verdicts("apollo", [Judged(Verdict("1", Standing.BLOCKED, (), {}), "i1", NOON)])
    store.keep_footprint("apollo", Footprint("1", "c1"))
    store.keep_rungs("apollo", [KeptRung("1", "risk", Rung(NOON))])
    store.keep_departed("apollo", [GONE])
    return store


def test_a_departed_ticket_keeps_its_versions_and_footprint_and_nothing_that_judges_it(departed):
    assert (list(departed.snapshots("apollo")), departed.verdicts("apollo"), departed.rungs("apollo")) == ([], {}, {})
    assert departed.departed("apollo") == {"1": GONE}
    assert [one.ticket for one in departed.versions("apollo", "1")] == [TICKET]
    assert departed.footprints("apollo") == {"1": Footprint("1", "c1")}


def test_it_is_back_when_it_is_seen_again_changed_or_not(departed):
    departed.keep_snapshots([seen(looked_at=LATER)])
    assert list(departed.snapshots("apollo")) == [seen(looked_at=LATER)]
    assert departed.departed("apollo") == {}
    assert len(departed.versions("apollo", "1")) == 1


def test_only_the_engagement_it_left_lets_it_go(departed):
    departed.keep_snapshots([replace(seen(), engagement="zeus")])
    departed.keep_departed("zeus", [replace(GONE, ticket_id="2")])
    assert [one.ticket.id for one in departed.snapshots("zeus")] == ["1"]


def test_every_key_a_ticket_had_is_remembered_once(store):
    for key in ("APO-1", "ZEU-7", "APO-1", "LUM-3"):
        store.keep_snapshots([seen(replace(TICKET, key=key))])
    assert store.former_keys("apollo") == {"1": ("APO-1", "ZEU-7")}
    assert store.former_keys("zeus") == {}


def test_keys_from_before_the_migration_are_found_in_the_versions(tmp_path):
    db = Database(tmp_path / "old.db", strict=True)
    for step in (m0001_first_tables, m0002_rungs):
        step.apply(db)
    db.table("tickets").insert({"engagement": "apollo", "ticket_id": "1", "first_seen": "x", "version": 2})
    for version, key in ((1, "APO-1"), (2, "ZEU-7")):
        row = {"engagement": "apollo", "ticket_id": "1", "version": version, "key": key}
        db.table("versions").insert({**row, "digest": key, "seen_at": "x", "facts": "{}"})
    m0003_polling.apply(db)
    assert list(db["former_keys"].rows) == [{"engagement": "apollo", "ticket_id": "1", "key": "APO-1"}]
    db.close()
