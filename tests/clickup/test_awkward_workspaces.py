"""Workspaces that are not as most are: both answers to what nobody knows of ClickUp for sure, and tasks that wander."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.clickup.read import OVERLAP
from connectors.sandbox import Fault
from connectors.sandbox.clickup.studio import RELAUNCH, RISKS
from rules.model import Neighbour
from sync.comment import MARKER, Footer, Run, StickyComment
from sync.engagement import Scope, ScopeKind
from sync.ports import Edit, Missing, Needs, NotAuthorised, Refused

LIST = Scope(ScopeKind.LIST, RELAUNCH)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STICKY = StickyComment((Footer((Run(MARKER),)),))


@pytest.fixture
def task(studio):
    return studio.act("eve", START).create(list=RELAUNCH, name="Landing page")


def read(clickup, since=None, needs=None):
    return [ticket.id for page in clickup.changed(LIST, needs or Needs(), since) for ticket in page]


@pytest.mark.parametrize("closed", [False, True])
def test_a_change_at_the_very_moment_of_the_last_reading_is_read(studio, clickup, task, closed):
    studio.switches.window_is_closed = closed
    assert read(clickup, since=START) == [task]
    assert read(clickup, since=START + OVERLAP) == ([task] if closed else [])


def test_a_task_that_slips_over_a_page_border_is_in_the_next_listing(studio, clickup):
    eve = studio.act("eve", START)
    tasks = [eve.create(list=RELAUNCH, name=str(number)) for number in range(150)]
    for number, one in enumerate(tasks):
        studio.workspace.task(one).updated = START + timedelta(minutes=number)
    pages = clickup.changed(LIST, Needs(), None)
    found = [ticket.id for ticket in next(pages)]
    eve.delete(tasks[-1])
    found += [ticket.id for page in pages for ticket in page]
    listed = {one.id for page in clickup.listed(LIST) for one in page}
    assert listed - set(found) == {tasks[49]}
    assert tasks[49] in read(clickup, since=START + timedelta(minutes=49))


def test_a_closed_task_is_read_and_read_again_when_it_is_opened(studio, clickup, task):
    eve = studio.act("eve")
    for status in ("delivered", "in progress"):
        eve.move(task, status)
        since = studio.workspace.task(task).updated
        [[ticket]] = clickup.changed(LIST, Needs(), since)
        assert (ticket.status, ticket.done) == (status, status == "delivered")


@pytest.mark.parametrize("are_numbers", [True, False])
def test_ids_of_comments_may_be_numbers_or_text(studio, clickup, task, are_numbers):
    studio.switches.comment_ids_are_numbers = are_numbers
    receipt = clickup.edit(Edit(task, task, comment=STICKY))
    assert receipt.comment_id == studio.workspace.task(task).comments[0].id
    assert clickup.sticky_comment(task, MARKER).id == receipt.comment_id
    assert [comment.id for comment in clickup.comments(task)] == [receipt.comment_id]


def test_a_tag_the_space_does_not_have_is_refused_and_the_ticket_is_not_taken_for_gone(studio, clickup, task):
    studio.switches.tags_made_on_use = False
    with pytest.raises(Refused, match="add it to the space's tags") as raised:
        clickup.edit(Edit(task, task, ("gate:blocked",), comment=STICKY))
    assert raised.value.what == "tag gate:blocked"
    assert len(studio.workspace.task(task).comments) == 1
    studio.workspace.tags[studio.workspace.space_of(studio.workspace.task(task)).id].append("gate:blocked")
    clickup.edit(Edit(task, task, ("gate:blocked",)))
    assert studio.workspace.task(task).tags == ["gate:blocked"]


def test_a_status_renamed_meanwhile_is_refused_in_clickups_words(studio, clickup, task):
    clickup.statuses(LIST)
    clickup.ticket(task, Needs())
    space = studio.workspace.spaces[0]
    renamed = [replace(one, name="waiting") if one.name == "blocked" else one for one in space.statuses]
    studio.workspace.spaces[0] = replace(space, statuses=tuple(renamed))
    with pytest.raises(Refused, match="CRTSK_001"):
        clickup.move(task, task, "Blocked")
    assert studio.workspace.task(task).status == "to do"


def test_a_task_moved_to_another_list_goes_by_the_statuses_of_that_list(studio, clickup, task):
    clickup.ticket(task, Needs())
    moved = studio.workspace.task(task)
    moved.list_id, moved.status = RISKS, "open"
    with pytest.raises(Refused, match="open, closed"):
        clickup.move(task, task, "Blocked")
    assert clickup.ticket(task, Needs()).status == "open"


def test_a_task_with_an_id_of_its_people_is_read_and_written_by_its_own(studio, clickup, task):
    studio.workspace.task(task).custom_id = "DEL-7"
    [[ticket]] = clickup.changed(LIST, Needs(), None)
    assert (ticket.id, ticket.key) == (task, "DEL-7")
    clickup.edit(Edit(ticket.id, ticket.key, ("gate:blocked",), comment=STICKY))
    clickup.move(ticket.id, ticket.key, "Blocked")
    assert studio.workspace.task(task).status == "blocked"
    assert not [entry for entry in studio.log if "DEL-7" in entry.path]
    with pytest.raises(Missing):
        clickup.ticket("DEL-7", Needs())


def test_waiting_on_a_deleted_task_is_waiting_on_something_that_cannot_be_seen(studio, clickup, task):
    gone = studio.act("eve").create(list=RELAUNCH, name="Gone")
    studio.act("eve").depend(task, gone)
    studio.act("eve").delete(gone)
    assert clickup.ticket(task, Needs(links=True)).links == (Neighbour(gone, wording="waiting on", visible=False),)


@pytest.mark.parametrize("code", ["OAUTH_023", "OAUTH_027"])
def test_a_workspace_the_token_is_not_good_for_is_told_as_such(studio, clickup, code):
    body = f'{{"err": "Team not authorized", "ECODE": "{code}"}}'
    studio.faults.add(Fault(path_contains="/task", status=401, body=body))
    with pytest.raises(NotAuthorised, match=code):
        read(clickup)
