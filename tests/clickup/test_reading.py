"""Tickets are read from a workspace over HTTP."""

from datetime import UTC, date, datetime, timedelta

import orjson
import pytest

from connectors.sandbox import Fault
from connectors.sandbox.clickup.answers import task_json
from connectors.sandbox.clickup.studio import FOLDER, OFFICE, RELAUNCH, RISKS, SPACE
from rules.model import Person
from sync.engagement import Scope, ScopeKind
from sync.ports import BadAnswer, Missing, Needs, NotAuthorised, Refused, Unreachable, Unreadable

LIST = Scope(ScopeKind.LIST, RELAUNCH)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def read(clickup, scope=LIST, needs=None, since=None):
    return [ticket for page in clickup.changed(scope, needs or Needs(), since) for ticket in page]


def titles(tickets):
    return sorted(ticket.title for ticket in tickets)


def asked(studio, part):
    return [entry for entry in studio.log if part in entry.path]


def test_the_account_is_known_and_asked_for_once(studio, clickup):
    assert clickup.identity() == Person("301", "bot@studio.example", "Stageward")
    clickup.identity()
    assert len(asked(studio, "/user")) == 1


def test_a_list_is_read_with_closed_tasks_subtasks_and_tasks_shown_from_elsewhere(studio, clickup):
    eve = studio.act("eve")
    page = eve.create(list=RELAUNCH, name="page", type="Deliverable")
    eve.create(list=RELAUNCH, name="copy", parent=page)
    eve.create(list=RELAUNCH, name="old", status="delivered")
    shown = eve.create(list=OFFICE, name="shown")
    eve.create(list=OFFICE, name="office")
    studio.workspace.task(shown).more_lists.append(RELAUNCH)
    tickets = {ticket.title: ticket for ticket in read(clickup)}
    assert titles(tickets.values()) == ["copy", "old", "page", "shown"]
    assert tickets["page"].type == "Deliverable"
    assert tickets["copy"].parent == page
    assert tickets["old"].done


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(ScopeKind.FOLDER, FOLDER), ["relaunch", "risk"]),
        (Scope(ScopeKind.SPACE, SPACE), ["office", "relaunch", "risk"]),
        (Scope(ScopeKind.LIST, RISKS), ["risk"]),
    ],
)
def test_a_scope_is_a_list_a_folder_or_a_space(studio, clickup, scope, expected):
    for place, name in ((RELAUNCH, "relaunch"), (RISKS, "risk"), (OFFICE, "office")):
        studio.act("eve").create(list=place, name=name)
    assert titles(read(clickup, scope)) == expected


def test_a_scope_of_jira_is_refused(clickup):
    with pytest.raises(Refused, match="lists, folders and spaces"):
        read(clickup, Scope(ScopeKind.PROJECT, "APO"))
    with pytest.raises(Refused):
        clickup.statuses(Scope(ScopeKind.JQL, "project = APO"))


@pytest.mark.parametrize("scope", [LIST, Scope(ScopeKind.SPACE, SPACE)])
def test_every_page_is_read_and_each_task_once(studio, clickup, scope):
    for number in range(230):
        studio.act("eve", START + timedelta(minutes=number)).create(list=RELAUNCH, name=f"{number:03}")
    pages = clickup.changed(scope, Needs(), None)
    found = [ticket.title for ticket in next(pages)]
    # Somebody touches a task of the last page while we are at the first.
    late = next(task for task in studio.workspace.tasks.values() if task.name == "000")
    studio.act("fay").add_label(late.id, "late")
    found += [ticket.title for page in pages for ticket in page]
    assert len(found) == len(set(found))
    assert {f"{number:03}" for number in range(1, 230)} <= set(found)
    # What moved to the front meanwhile is found by the next look.
    assert titles(read(clickup, scope, since=datetime.now(UTC) - timedelta(hours=1))) == ["000"]


def test_only_what_changed_is_read_with_some_minutes_of_overlap(studio, clickup):
    for minutes, name in ((0, "old"), (6, "overlap"), (10, "new")):
        studio.act("eve", START + timedelta(minutes=minutes)).create(list=RELAUNCH, name=name)
    assert titles(read(clickup, since=START + timedelta(minutes=10))) == ["new", "overlap"]


def test_an_empty_list_yields_no_page(clickup):
    assert list(clickup.changed(LIST, Needs(), None)) == []


def test_a_page_that_comes_again_and_again_is_no_answer(studio, clickup):
    studio.act("eve").create(list=RELAUNCH, name="x")
    body = '{"tasks": [{"id": "86c1", "status": {"status": "to do"}, "list": {"id": "901100"}}]}'
    studio.faults.add(Fault(path_contains="/task", times=None, status=200, body=body))
    with pytest.raises(BadAnswer):
        read(clickup)


@pytest.mark.parametrize("body", ["[]", '{"tasks": null}', '{"tasks": [1]}', '{"tasks": [{}]}', "{}"])
def test_an_answer_of_another_shape_is_no_ticket(studio, clickup, body):
    studio.faults.add(Fault(path_contains="/task", status=200, body=body))
    with pytest.raises(BadAnswer):
        read(clickup)


def test_one_task_of_an_unknown_shape_is_told_and_leaves_the_others_whole(studio, clickup):
    fine, odd = (studio.act("eve").create(list=RELAUNCH, name=name) for name in ("fine", "odd"))
    body = orjson.dumps({"tasks": [{"id": odd}, studio_task(studio, fine)], "last_page": True}).decode()
    studio.faults.add(Fault(path_contains="/task", status=200, body=body))
    unreadable, ticket = read(clickup)
    assert isinstance(unreadable, Unreadable)
    assert (unreadable.key, ticket.key) == (odd, fine)


def studio_task(studio, task):
    with studio.workspace.lock:
        return task_json(studio.workspace, studio.workspace.task(task))


def test_custom_fields_are_found_by_name(studio, clickup):
    studio.act("eve").create(
        list=RELAUNCH,
        name="risk",
        fields={
            "Impact": "High",
            "Mitigation": "A second supplier",
            "Risk owner": "fay",
            "Next review": date(2026, 4, 1),
            "Story points": 5,
        },
    )
    wanted = ("Impact", "mitigation", "Risk owner", "Next review", "Story points", "Delivery notes", "Budget")
    (ticket,) = read(clickup, needs=Needs(fields=dict.fromkeys(wanted)))
    assert ticket.fields == {
        "Impact": "High",
        "mitigation": "A second supplier",
        "Risk owner": Person("303", "fay@studio.example", "Fay Novak"),
        "Next review": date(2026, 4, 1),
        "Story points": 5,
        "Delivery notes": None,
    }
    assert ticket.unseen["Budget"] == "no field of this name in studio"


def test_names_are_asked_for_once_per_look_and_only_when_needed(studio, clickup):
    for number in range(3):
        studio.act("eve").create(list=RELAUNCH, name=str(number), type="Deliverable")
    read(clickup, needs=Needs(fields={"Impact": None}))
    assert [len(asked(studio, part)) for part in (f"/list/{RELAUNCH}/field", "/custom_item")] == [1, 1]
    assert len([entry for entry in studio.log if entry.path.endswith(f"/list/{RELAUNCH}")]) == 1
    before = len(studio.log)
    read(clickup, since=datetime.now(UTC) + timedelta(hours=1))
    assert len(studio.log) == before + 1


def test_files_and_subtasks_cost_a_call_only_where_a_rule_asks(studio, clickup):
    eve = studio.act("eve")
    page = eve.create(list=RELAUNCH, name="page")
    eve.create(list=RELAUNCH, name="copy", parent=page, status="delivered", tags=("web",))
    eve.attach(page, "brief.pdf")
    read(clickup)
    assert not asked(studio, f"/task/{page}")
    tickets = {ticket.id: ticket for ticket in read(clickup, needs=Needs(attachments=True, children=True))}
    assert tickets[page].attachments == ("brief.pdf",)
    (child,) = tickets[page].children
    assert (child.status, child.done, child.labels) == ("delivered", True, ("web",))


def test_comments_come_oldest_first_from_every_page(studio, clickup):
    task = studio.act("eve").create(list=RELAUNCH, name="x")
    for number in range(60):
        studio.act("fay", START + timedelta(seconds=number // 2)).comment(task, f"{number:02}\ngate: help")
    (ticket,) = read(clickup, needs=Needs(comments=True))
    assert [comment.text[:2] for comment in ticket.comments] == [f"{number:02}" for number in range(60)]
    assert ticket.comments[0].author == Person("303", "fay@studio.example", "Fay Novak")
    assert ticket.comments[0].lines == ("00", "gate: help")
    assert len(asked(studio, "/comment")) == 3


def test_replies_below_a_comment_are_comments_too(studio, clickup):
    task = studio.act("eve").create(list=RELAUNCH, name="x")
    said = '{"id": "%s", "user": {"id": 302}, "date": "%s", "comment_text": "%s", "reply_count": "%s"}'
    page = said % (1, 1000, "first", 1)
    studio.faults.add(Fault(path_contains=f"/task/{task}/comment", status=200, body=f'{{"comments": [{page}]}}'))
    reply = said % (2, 2000, "gate: recheck", 0)
    studio.faults.add(Fault(path_contains="/comment/1/reply", status=200, body=f'{{"comments": [{reply}]}}'))
    ticket = clickup.ticket(task, Needs(comments=True))
    assert [comment.lines for comment in ticket.comments] == [("first",), ("gate: recheck",)]


def test_a_single_ticket_is_read_afresh(studio, clickup):
    task = studio.act("eve").create(
        list=RELAUNCH,
        name="x",
        assignee="gus",
        checklists={"Ready": [("Brief", True)]},
        estimate=3,
        due=date(2026, 4, 1),
    )
    ticket = clickup.ticket(task, Needs())
    assert ticket.assignee == Person("304", "gus@studio.example", "Gus Hale")
    assert (ticket.estimate, ticket.due, ticket.checklists[0].items[0].done) == (3.0, date(2026, 4, 1), True)


@pytest.mark.parametrize("status", [404, 401])
def test_a_ticket_that_is_gone_is_missing(studio, clickup, status):
    studio.switches.missing_task_status = status
    with pytest.raises(Missing):
        clickup.ticket("86czzzz", Needs())


def test_a_task_deleted_while_we_read_is_left_out(studio, clickup):
    eve = studio.act("eve")
    gone, kept = (eve.create(list=RELAUNCH, name=name) for name in ("gone", "kept"))
    studio.faults.add(
        Fault(path_contains=f"/task/{gone}", status=404, body='{"err": "Task not found", "ECODE": "ITEM_013"}')
    )
    assert [ticket.id for ticket in read(clickup, needs=Needs(attachments=True))] == [kept]


def test_a_workspace_that_hides_its_task_types_loses_no_ticket_silently(studio, clickup):
    studio.act("eve").create(list=RELAUNCH, name="x", type="Deliverable")
    studio.faults.add(Fault(path_contains="/custom_item", status=404, body='{"err": "Not found"}'))
    with pytest.raises(Missing):
        read(clickup)


def test_statuses_are_told_in_the_trackers_spelling_each_once(clickup):
    of_list = ("to do", "assigned", "in progress", "review", "complete", "blocked", "delivered")
    assert clickup.statuses(LIST) == of_list
    for scope in (Scope(ScopeKind.FOLDER, FOLDER), Scope(ScopeKind.SPACE, SPACE)):
        assert clickup.statuses(scope) == (*of_list, "open", "closed")


def test_a_list_we_may_not_open_leaves_the_status_as_the_task_has_it(studio, clickup):
    studio.act("eve").create(list=RELAUNCH, name="x")
    studio.faults.add(Fault(path_contains=f"/list/{RELAUNCH}/task", times=1, when="after_write"))
    studio.faults.add(
        Fault(path_contains=f"/list/{RELAUNCH}", times=None, status=404, body='{"err": "List not found"}')
    )
    (ticket,) = read(clickup, needs=Needs(fields={"Impact": None}))
    assert (ticket.status, ticket.fields) == ("to do", {"Impact": None})


def test_a_wrong_token_is_told_without_showing_it(studio, clickup):
    body = '{"err": "Token invalid", "ECODE": "OAUTH_025"}'
    studio.faults.add(Fault(path_contains="/user", status=401, body=body))
    with pytest.raises(NotAuthorised) as caught:
        clickup.identity()
    assert studio.token not in repr(caught.value)


def test_a_fault_that_passes_is_sat_out_and_counted(studio, clickup, pauses):
    studio.faults.add(Fault(path_contains="/user", times=2, status=502, body="<html>bad gateway</html>"))
    clickup.identity()
    assert (clickup.calls.reads, clickup.calls.retries, clickup.calls.writes) == (3, 2, 0)
    assert len(pauses) == 2


def test_a_fault_that_stays_is_unreachable(studio, clickup):
    studio.faults.add(Fault(path_contains="/user", times=None, status=520, body="<html>"))
    with pytest.raises(Unreachable):
        clickup.identity()
