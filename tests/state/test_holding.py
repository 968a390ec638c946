"""What the store keeps of holding: by which verb, who did otherwise, and which rules an engagement has seen."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sync.actions import Verb
from sync.remembered import FLAGGED, Footprint, Overruled, SeenRule
from sync.trail import Event, Kind

NOON = datetime(2026, 3, 9, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "footprint",
    [
        Footprint("1", held_in=FLAGGED, held_for=("a",), held_by=Verb.SET_FLAG),
        Footprint("1", held_for=("a",), overruled=Overruled(Verb.HOLD, NOON, "5b10", "Bo “B.” [~x]", is_told=True)),
        Footprint("1", held_for=("a",), overruled=Overruled(Verb.RETURN, None)),
    ],
)
def test_a_footprint_comes_back_as_it_was(store, open_again, footprint):
    store.keep_footprint("apollo", footprint)
    assert open_again().footprints("apollo") == {"1": footprint}


def test_what_the_trail_tells_is_kept_together_with_the_footprint(store):
    event = Event(NOON, Kind.OVERRIDE, "apollo", "5b10", "1", "APO-1", {"rules": ["a"]})
    store.keep_footprint("apollo", Footprint("1"), [event])
    (row,) = (one for one in store.trail() if one.kind == Kind.OVERRIDE)
    assert (row.who, row.ticket, json.loads(row.facts)) == ("5b10", "APO-1", {"rules": ["a"]})


def test_rules_seen_are_kept_by_engagement_and_folded_name(store, open_again):
    store.keep_rules_seen("apollo", [SeenRule("Has-Owner", NOON), SeenRule("has-due", NOON, on_trial=True)])
    store.keep_rules_seen("zeus", [SeenRule("has-owner", NOON + timedelta(days=1))])
    store.keep_rules_seen("apollo", [SeenRule("has-due", NOON)])
    assert open_again().rules_seen("apollo") == {
        "has-owner": SeenRule("Has-Owner", NOON),
        "has-due": SeenRule("has-due", NOON),
    }
    assert store.rules_seen("nobody") == {}
