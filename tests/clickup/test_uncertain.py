"""What nobody knows of ClickUp for sure, both ways. More of it: tests/sync/test_whatever_is_true.py."""

from dataclasses import replace

import pytest

from connectors.sandbox.clickup.studio import RELAUNCH
from sync.comment import MARKER, Footer, Headline, Run, StickyComment
from sync.engagement import Scope, ScopeKind
from sync.ports import Edit, Needs

LIST = Scope(ScopeKind.LIST, RELAUNCH)


@pytest.fixture
def task(studio):
    return studio.act("eve").create(list=RELAUNCH, name="Landing page", status="to do")


def sticky(words):
    return StickyComment((Headline("error", (Run(words),)), Footer((Run(MARKER),))))


@pytest.mark.parametrize(("kept", "times"), [("rich", 1), ("plain", 1), ("both", 2)])
def test_a_comment_is_found_again_whichever_of_its_forms_is_kept(studio, clickup, task, kept, times):
    studio.switches.comment_kept = kept
    first = clickup.edit(Edit(task, task, comment=sticky("1 check fails"))).comment_id
    assert clickup.sticky_comment(task, MARKER).id == first
    clickup.edit(Edit(task, task, comment=sticky("All hold"), comment_id=first))
    [read] = clickup.comments(task)
    assert (read.id, read.text.count("All hold"), "fails" in read.text) == (first, times, False)


@pytest.mark.parametrize("lowered", [True, False])
def test_a_tag_is_written_and_taken_away_once_whatever_becomes_of_its_capitals(studio, clickup, task, lowered):
    studio.switches.tags_lowered = lowered
    for _ in range(2):
        clickup.edit(Edit(task, task, ("Gate:Blocked",)))
    assert studio.workspace.task(task).tags == ["gate:blocked" if lowered else "Gate:Blocked"]
    assert len(studio.log.writes()) == 1
    clickup.edit(Edit(task, task, (), ("Gate:Blocked",)))
    assert studio.workspace.task(task).tags == []


@pytest.mark.parametrize("lowered", [True, False])
def test_a_status_is_told_as_its_list_spells_it_and_moved_to_all_the_same(studio, clickup, task, lowered):
    studio.switches.statuses_lowered = lowered
    workspace = studio.workspace
    space = workspace.spaces[0]
    workspace.spaces[0] = replace(space, statuses=[replace(one, name=one.name.title()) for one in space.statuses])
    workspace.task(task).status = "To Do"
    assert clickup.ticket(task, Needs()).status == "To Do"
    clickup.move(task, task, "blocked")
    assert workspace.task(task).status == "Blocked"
    [[paged]] = clickup.changed(LIST, Needs(), None)
    assert paged.status == "Blocked"


def test_closed_tasks_are_always_asked_for(studio, clickup, task):
    studio.act("eve").move(task, "delivered")
    [[read]] = clickup.changed(LIST, Needs(), None)
    [[listed]] = clickup.listed(LIST)
    assert read.id == listed.id == task
    assert [entry.query["include_closed"] for entry in studio.log if entry.path.endswith("/task")] == [["true"]] * 2
