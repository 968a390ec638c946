"""What a poller asks beside tickets: which there are, where one is, what is known already."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.clickup import ClickUp
from connectors.http import TrackerSession
from connectors.sandbox.clickup.studio import FOLDER, OFFICE, RELAUNCH, RISKS, SPACE
from sync.engagement import Scope, ScopeKind
from sync.listing import Found, Listed, Whereabouts
from sync.ports import Needs

LIST = Scope(ScopeKind.LIST, RELAUNCH)
EVERYTHING = Needs({"Impact": None}, comments=True, attachments=True)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def paths(studio):
    return [entry.path.removeprefix("/api/v2/") for entry in studio.log]


def test_a_listing_tells_closed_tasks_and_subtasks_with_their_change_times_and_asks_for_no_details(studio, clickup):
    eve = studio.act("eve", START)
    page = eve.create(list=RELAUNCH, name="page")
    made = {page, eve.create(list=RELAUNCH, name="copy", parent=page)}
    made.add(eve.create(list=RELAUNCH, name="old", status="delivered"))
    listed = [one for rows in clickup.listed(LIST) for one in rows]
    assert sorted(listed, key=lambda one: one.id) == [Listed(one, one, START, ()) for one in sorted(made)]
    assert paths(studio) == [f"list/{RELAUNCH}/task"]


def test_what_is_known_at_its_change_time_costs_the_page_and_nothing_more(studio, clickup):
    task = studio.act("eve").create(list=RELAUNCH, name="x")
    [[ticket]] = list(clickup.changed(LIST, EVERYTHING, START))
    before = len(studio.log)
    assert list(clickup.changed(LIST, EVERYTHING, START, {task: ticket.updated})) == []
    assert paths(studio)[before:] == [f"list/{RELAUNCH}/task"]
    earlier = {task: ticket.updated - timedelta(milliseconds=1)}
    assert [one.id for page in clickup.changed(LIST, EVERYTHING, START, earlier) for one in page] == [task]


@pytest.mark.parametrize(
    ("scope", "place", "where"),
    [
        (LIST, RELAUNCH, Whereabouts.HERE),
        (LIST, RISKS, Whereabouts.ELSEWHERE),
        (Scope(ScopeKind.FOLDER, FOLDER), RISKS, Whereabouts.HERE),
        (Scope(ScopeKind.FOLDER, FOLDER), OFFICE, Whereabouts.ELSEWHERE),
        (Scope(ScopeKind.SPACE, SPACE), OFFICE, Whereabouts.HERE),
    ],
)
def test_a_task_is_found_by_the_place_it_names(studio, clickup, scope, place, where):
    task = studio.act("eve").create(list=place, name="x")
    assert clickup.find(scope, task) == Found(where, task)


def test_a_task_shown_in_a_second_list_is_in_that_scope_an_archived_or_deleted_one_in_none(studio, clickup):
    eve = studio.act("eve")
    shown, archived, gone = (eve.create(list=OFFICE, name=name) for name in ("shown", "archived", "gone"))
    studio.workspace.task(shown).more_lists.append(RELAUNCH)
    studio.workspace.task(archived).archived = True
    eve.delete(gone)
    office = Scope(ScopeKind.LIST, OFFICE)
    assert clickup.find(LIST, shown).whereabouts is Whereabouts.HERE
    assert clickup.find(office, archived).whereabouts is Whereabouts.ELSEWHERE
    assert clickup.find(office, gone) == Found(Whereabouts.GONE)


def test_names_are_kept_for_a_quarter_of_an_hour(studio):
    passed = [0.0]
    with (
        TrackerSession("studio") as session,
        ClickUp(
            "studio", studio.team, studio.token, url=studio.url, session=session, tick=lambda: passed[0]
        ) as clickup,
    ):
        costs = []
        for seconds in (0, 899, 900):
            passed[0], before = float(seconds), len(studio.log)
            clickup.statuses(LIST)
            costs.append(len(studio.log) - before)
    assert costs == [1, 0, 1]
