"""A task becomes a ticket."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from connectors.clickup.shape import Surroundings, ticket
from rules.model import Checklist, Item, Neighbour, Person

STUDIO = Surroundings(source="studio", statuses=("To Do", "In Review", "Complete"))


def test_native_facts_are_read_in_our_terms(raw_task):
    read = ticket(raw_task, STUDIO)
    assert (read.source, read.id, read.key, read.title) == ("studio", "86a1", "DEL-7", "Landing page")
    assert read.description == "All of it."
    assert read.priority == "high"
    assert read.labels == ("web", "gate:blocked")
    assert read.reporter == Person("7", "ana@studio.example", "Ana Prado")
    assert read.created == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert read.updated == datetime(2026, 1, 1, 13, 0, 0, 123000, tzinfo=UTC)
    assert (read.estimate, read.time_spent) == (1.5, 0.25)
    assert read.attachments == ("brief.pdf",)
    assert read.url == "https://studio.example/t/86a1"


def test_the_key_is_the_id_where_a_task_has_no_id_of_its_own(raw_task):
    assert ticket(raw_task | {"custom_id": None}, STUDIO).key == "86a1"


def test_the_first_of_several_assignees_counts(raw_task):
    assert ticket(raw_task, STUDIO).assignee == Person("8", "bo@studio.example", "Bo Lind")


def test_a_bare_task_has_empty_facts_instead_of_errors():
    read = ticket({"id": "86a1", "status": {"status": "to do"}}, STUDIO)
    assert (read.assignee, read.reporter, read.priority, read.due, read.estimate) == (None, None, None, None, None)
    assert read.labels == read.checklists == read.links == read.attachments == ()


def test_a_status_is_spelled_as_its_list_spells_it(raw_task):
    assert ticket(raw_task, STUDIO).status == "In Review"
    assert ticket(raw_task | {"status": {"status": "elsewhere"}}, STUDIO).status == "elsewhere"


@pytest.mark.parametrize(("kind", "done"), [("open", False), ("custom", False), ("done", True), ("closed", True)])
def test_done_is_told_by_the_type_of_the_status(raw_task, kind, done):
    assert ticket(raw_task | {"status": {"status": "x", "type": kind}}, STUDIO).done is done


@pytest.mark.parametrize(("number", "name"), [(None, "Task"), (0, "Task"), (1, "Milestone"), (1004, "Deliverable")])
def test_the_type_is_named_by_its_id(raw_task, number, name):
    around = Surroundings(source="studio", types={0: "Task", 1: "Milestone", 1004: "Deliverable"})
    assert ticket(raw_task | {"custom_item_id": number}, around).type == name


def test_a_type_without_a_name_is_unseen_and_not_empty(raw_task):
    assert "1009" in ticket(raw_task | {"custom_item_id": 1009}, STUDIO).unseen["type"]


def test_what_clickup_never_tells_is_unseen(raw_task):
    assert {"moves", "owner", "sprint"} <= ticket(raw_task, STUDIO).unseen.keys()


def test_a_due_day_set_far_east_is_right_in_its_own_zone(raw_task):
    # 4 am of 5 January in Tokyo is still 4 January in UTC.
    raw = raw_task | {"due_date": "1767553200000"}
    assert ticket(raw, STUDIO).due == date(2026, 1, 4)
    assert ticket(raw, Surroundings("studio", ZoneInfo("Asia/Tokyo"))).due == date(2026, 1, 5)


def test_items_inside_items_count_as_lines_of_the_checklist(raw_task):
    assert ticket(raw_task, STUDIO).checklists == (
        Checklist("Ready", (Item("Meets the brief", done=True), Item("Copy", done=False))),
    )


def test_links_name_the_other_end_whichever_side_made_them(raw_task):
    assert ticket(raw_task, STUDIO).links == (
        Neighbour("86d4", wording="linked to", visible=False),
        Neighbour("86e5", wording="linked to", visible=False),
        Neighbour("86b2", wording="waiting on", visible=False),
        Neighbour("86c3", wording="blocking", visible=False),
    )


def test_children_are_the_direct_subtasks_that_are_not_archived(raw_task):
    def child(**more):
        return {"id": "86f6", "parent": "86a1", "status": {"status": "complete", "type": "closed"}, **more}

    subtasks = [child(tags=[{"name": "copy"}]), child(id="x", archived=True), child(id="y", parent="86f6")]
    (only,) = ticket(raw_task | {"subtasks": subtasks}, STUDIO).children
    assert only == Neighbour("86f6", type="Task", status="Complete", done=True, labels=("copy",))


def test_a_robot_of_clickup_is_an_app(raw_task):
    creator = {"id": -1, "username": "ClickBot"}
    assert ticket(raw_task | {"creator": creator}, STUDIO).reporter == Person("-1", name="ClickBot", is_app=True)
