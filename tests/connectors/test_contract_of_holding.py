"""What holding asks of every tracker: ways over other statuses, fields on screens, the flag."""

import pytest

from sync.ports import Edit, Needs, Refused
from sync.remembered import FLAGGED
from tests.connectors.places import Can
from tests.sync.workflows import ask_for, leave_only

OVER = (("In Review", "Assigned"), ("Assigned", "Blocked"))
FLAG_NEEDS = Needs({FLAGGED: None}, changes=(FLAGGED,))


@pytest.fixture
def ticket(desk):
    return desk.create()


@pytest.fixture
def has_walls(place):
    return Can.WALL_OFF in place.can


def path(tracker, desk, ticket, *more):
    return tracker.path(desk.id(ticket), ticket, desk.spelled("blocked"), *more)


def test_a_status_one_step_away_is_the_whole_path_and_nothing_is_moved(desk, tracker, ticket):
    assert path(tracker, desk, ticket) == (desk.spelled("blocked"),)
    assert desk.writes() == []


def test_a_path_over_another_status_is_learned_from_another_ticket(desk, tracker, ticket, has_walls):
    if has_walls:
        leave_only(desk.site, *OVER)
        desk.create("Another piece", status="assigned")
    expected = ("Assigned", "Blocked") if has_walls else ("blocked",)
    assert path(tracker, desk, ticket) == expected
    assert desk.writes() == []


def test_no_path_leads_over_what_is_barred(desk, tracker, ticket, has_walls):
    if has_walls:
        leave_only(desk.site, *OVER)
        desk.create("Another piece", status="assigned")
        with pytest.raises(Refused, match="it can go to: Assigned"):
            path(tracker, desk, ticket, frozenset({"assigned"}))
    else:
        assert path(tracker, desk, ticket, frozenset({"assigned"})) == ("blocked",)


def test_a_ticket_that_the_index_shows_where_it_is_no_more_teaches_nothing(desk, tracker, ticket, has_walls):
    if has_walls:
        leave_only(desk.site, *OVER)
        other = desk.create("Another piece", status="assigned")
        desk.site.stop_indexing()
        desk.move(other, "blocked")
        with pytest.raises(Refused, match="no way of at most 4 moves"):
            path(tracker, desk, ticket)
    else:
        assert path(tracker, desk, ticket) == ("blocked",)


def test_a_field_on_the_screen_is_filled_as_told(desk, tracker, ticket, has_walls):
    if has_walls:
        ask_for(desk.site, "Impact", "Blocked")
        with pytest.raises(Refused, match="asks for Impact"):
            tracker.move(desk.id(ticket), ticket, "Blocked")
        with pytest.raises(Refused, match="asks for Impact"):
            tracker.move(desk.id(ticket), ticket, "Blocked", {"Impact": "Enormous"})
        assert desk.writes() == []
    tracker.move(desk.id(ticket), ticket, "blocked", {"IMPACT": "low"})
    assert desk.status(ticket) == "blocked"


def test_a_flag_is_set_with_the_labels_and_cleared(place, desk, tracker, ticket):
    if Can.FLAG not in place.can:
        return  # a configuration that asks for it there is a mistake, and `check` says so
    edit = Edit(desk.id(ticket), ticket, ("gate:blocked",), flag=True)
    tracker.edit(edit)
    assert len(desk.writes()) == 1
    seen = tracker.ticket(desk.id(ticket), FLAG_NEEDS)
    assert (seen.fields[FLAGGED], seen.labels) == (("Impediment",), ("gate:blocked",))
    tracker.edit(edit)
    tracker.edit(Edit(desk.id(ticket), ticket, flag=False))
    tracker.edit(Edit(desk.id(ticket), ticket, flag=False))
    cleared = tracker.ticket(desk.id(ticket), FLAG_NEEDS)
    assert cleared.fields[FLAGGED] is None
    assert [(one.before, one.after) for one in cleared.changes] == [(None, "Impediment"), ("Impediment", None)]


def test_a_flag_that_is_no_field_of_the_site_keeps_nothing_else_back(place, desk, tracker, ticket):
    if Can.FLAG not in place.can:
        return  # see above
    desk.rename_field("Flagged", "Marked")
    with pytest.raises(Refused, match="no field of this name"):
        tracker.edit(Edit(desk.id(ticket), ticket, ("gate:blocked",), flag=True))
    tracker.edit(Edit(desk.id(ticket), ticket, flag=True, flag_field="customfield_10021"))
    assert tracker.ticket(desk.id(ticket), Needs({FLAGGED: "customfield_10021"})).fields[FLAGGED] == ("Impediment",)
