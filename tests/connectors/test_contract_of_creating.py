"""How every connector creates a ticket, whichever tracker it speaks to."""

from dataclasses import replace
from datetime import date

import pytest

from connectors.sandbox import Fault
from connectors.sandbox.clickup.studio import FOLDER, RELAUNCH
from sync.engagement import Scope, ScopeKind
from sync.neighbours.ticket_draft import TicketDraft
from sync.ports import Missing, Needs, OutcomeUnknown, Refused

DRAFT = TicketDraft(
    "The whole engagement",
    ("What will count as success", "Customers pay by card."),
    due=date(2026, 6, 30),
    values={"Mitigation": "A second line\nof two", "No such field": "lost"},
)


@pytest.fixture
def one_place(place, desk):
    """A scope with a single place for new tickets."""
    return Scope(ScopeKind.LIST, RELAUNCH) if desk.source == "studio" else place.scope


@pytest.fixture
def wanting(desk):
    """Let a new ticket there need a field."""
    if desk.source == "studio":
        lists = desk.workspace.lists
        desk.workspace.lists = [replace(one, wanted=("Mitigation",)) for one in lists]
    else:
        desk.site.wanted_at_creation = frozenset({"Mitigation"})


def test_it_is_there_with_all_that_was_given(tracker, one_place):
    made = tracker.create(one_place, DRAFT)
    read = tracker.ticket(made.id, Needs(fields={"Mitigation": None}))
    assert (read.title, read.due, read.done) == ("The whole engagement", date(2026, 6, 30), False)
    assert [line for line in (read.description or "").splitlines() if line] == list(DRAFT.told)
    assert read.fields["Mitigation"] == "A second line\nof two"
    assert read.reporter.same_as(tracker.identity()) is True


def test_it_is_asked_for_once(desk, tracker, one_place):
    tracker.create(one_place, DRAFT)
    assert len(desk.writes()) == 1


def test_it_is_of_the_type_that_was_named(tracker, one_place):
    assert tracker.create(one_place, replace(DRAFT, kind="deliverable")).type == "Deliverable"


def test_a_type_that_is_not_there_is_refused_with_those_that_are(desk, tracker, one_place):
    with pytest.raises(Refused) as refused:
        tracker.create(one_place, replace(DRAFT, kind="Dream"))
    assert "Deliverable" in refused.value.answer
    assert desk.writes() == []


def test_without_a_type_it_is_an_ordinary_one(tracker, one_place):
    assert tracker.create(one_place, DRAFT).type == "Task"


@pytest.mark.usefixtures("wanting")
def test_a_field_that_is_wanted_and_not_given_is_refused_by_name(tracker, one_place):
    with pytest.raises(Refused) as refused:
        tracker.create(one_place, replace(DRAFT, values={}))
    assert "Mitigation" in refused.value.answer


@pytest.mark.usefixtures("wanting")
def test_a_field_that_is_wanted_and_given_is_no_hindrance(tracker, one_place):
    assert tracker.create(one_place, DRAFT).key


def test_a_lost_answer_is_never_asked_again(desk, tracker, one_place):
    desk.fault(
        Fault(
            method="POST",
            path_contains="/issue" if desk.source != "studio" else "/task",
            when="after_write",
            reset=True,
        )
    )
    with pytest.raises(OutcomeUnknown):
        tracker.create(one_place, DRAFT)
    assert len(desk.writes()) == 1


def test_a_scope_of_several_places_is_refused(desk, tracker):
    wide = Scope(ScopeKind.FOLDER, FOLDER) if desk.source == "studio" else Scope(ScopeKind.JQL, "project = APO")
    with pytest.raises(Refused) as refused:
        tracker.create(wide, DRAFT)
    assert "by hand" in refused.value.answer
    assert desk.writes() == []


def test_a_place_that_is_not_there_is_told_so(desk, tracker):
    nowhere = Scope(ScopeKind.LIST, "404") if desk.source == "studio" else Scope(ScopeKind.PROJECT, "NOPE")
    with pytest.raises((Missing, Refused)):
        tracker.create(nowhere, DRAFT)
