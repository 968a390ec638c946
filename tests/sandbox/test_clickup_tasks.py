"""Tasks, their tags, fields and comments, the way ClickUp answers."""

from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
import requests

from connectors.sandbox import Sandbox
from connectors.sandbox.clickup.studio import FOLDER, OFFICE, RELAUNCH, RISKS, SPACE


def make(sandbox, name="One", **more):
    return sandbox.clickup.act("eve").create(**{"list": RELAUNCH, "name": name, **more})


def names(answer):
    assert answer.status_code == 200, answer.text
    return [task["name"] for task in answer.json()["tasks"]]


def test_the_token_stands_raw_in_its_header(sandbox):
    def ask(**headers):
        return requests.get(f"{sandbox.clickup.url}/api/v2/user", headers=headers, timeout=10)

    assert ask(Authorization=sandbox.clickup.token).json()["user"]["username"] == "Stageward"
    assert ask(Authorization=f"Bearer {sandbox.clickup.token}").status_code == 401
    assert ask().json()["ECODE"] == "OAUTH_017"


def test_places_lead_from_the_team_to_its_lists(sandbox, clickup):
    assert clickup.get("/team").json()["teams"][0]["id"] == sandbox.clickup.team == "9001"
    assert [one["id"] for one in clickup.get("/team/9001/space").json()["spaces"]] == [SPACE]
    [folder] = clickup.get(f"/space/{SPACE}/folder").json()["folders"]
    assert [one["id"] for one in folder["lists"]] == [RELAUNCH, RISKS]
    assert [one["id"] for one in clickup.get(f"/space/{SPACE}/list").json()["lists"]] == [OFFICE]
    assert [one["name"] for one in clickup.get("/team/9001/custom_item").json()["custom_items"]] == [
        "Milestone",
        "Deliverable",
        "Risk",
    ]
    assert clickup.get("/team/1/space").json()["ECODE"] == "OAUTH_023"


def test_a_list_inherits_its_statuses_unless_it_has_its_own(clickup):
    def statuses(list_id):
        return [(one["status"], one["type"]) for one in clickup.get(f"/list/{list_id}").json()["statuses"]]

    assert statuses(RELAUNCH)[0] == ("to do", "open")
    assert ("delivered", "closed") in statuses(RELAUNCH)
    assert statuses(RISKS) == [("open", "open"), ("closed", "closed")]


def test_closed_tasks_and_subtasks_are_told_only_on_demand(sandbox, clickup):
    make(sandbox, "Open")
    make(sandbox, "Closed", status="delivered")
    make(sandbox, "Sub", parent=make(sandbox, "Parent"))
    seen = {
        (closed, subtasks): set(
            names(clickup.get(f"/list/{RELAUNCH}/task", params={"include_closed": closed, "subtasks": subtasks}))
        )
        for closed in ("true", "false")
        for subtasks in ("true", "false")
    }
    assert seen["false", "false"] == {"Open", "Parent"}
    assert seen["true", "false"] == {"Open", "Parent", "Closed"}
    assert seen["false", "true"] == {"Open", "Parent", "Sub"}


def test_changed_tasks_come_strictly_after_the_given_moment_in_order(sandbox, clickup):
    for n in range(3):
        make(sandbox, f"Task {n}", created=datetime(2026, 3, 1 + n, tzinfo=UTC))
    second = round(datetime(2026, 3, 2, tzinfo=UTC).timestamp() * 1000)
    query = {"order_by": "updated", "reverse": "true", "project_ids[]": FOLDER}
    assert names(clickup.get("/team/9001/task", params=query)) == ["Task 0", "Task 1", "Task 2"]
    assert names(clickup.get("/team/9001/task", params={**query, "date_updated_gt": second})) == ["Task 2"]
    assert names(clickup.get("/team/9001/task", params={**query, "list_ids[]": RISKS})) == []
    assert names(clickup.get("/team/9001/task", params={"space_ids[]": "other"})) == []


def test_pages_hold_a_hundred_and_the_list_says_which_is_the_last(sandbox, clickup):
    for n in range(101):
        make(sandbox, f"Task {n}")
    pages = [clickup.get(f"/list/{RELAUNCH}/task", params={"page": n}).json() for n in (0, 1)]
    assert [(len(one["tasks"]), one["last_page"]) for one in pages] == [(100, False), (1, True)]
    assert "last_page" not in clickup.get("/team/9001/task").json()


def test_a_task_tells_times_and_numbers_as_text_and_a_choice_by_its_place(sandbox, clickup):
    fields = {
        "Probability": "High",
        "Story points": 3,
        "Risk owner": "fay",
        "Next review": date(2026, 3, 2),
        "Mitigation": "Wait",
    }
    task = make(sandbox, type="Risk", fields=fields, due=date(2026, 3, 5), estimate=2)
    told = clickup.get(f"/task/{task}").json()
    values = {one["name"]: one.get("value") for one in told["custom_fields"]}
    assert (values["Probability"], values["Story points"], values["Mitigation"]) == (2, "3", "Wait")
    assert values["Risk owner"][0]["email"] == "fay@studio.example"
    assert values["Next review"] == str(round(datetime(2026, 3, 2, 3, tzinfo=UTC).timestamp() * 1000))
    assert values["Impact"] is None
    assert told["date_created"].isdigit()
    assert (told["time_estimate"], told["custom_item_id"]) == (7_200_000, 1002)


def test_a_status_is_found_without_regard_to_case_and_an_unknown_one_refused(sandbox, clickup):
    task = make(sandbox)
    assert clickup.put(f"/task/{task}", {"status": "In  Progress"}).json()["status"]["status"] == "in progress"
    refused = clickup.put(f"/task/{task}", {"status": "elsewhere"})
    assert (refused.status_code, refused.json()["ECODE"]) == (400, "CRTSK_001")


def test_tags_in_an_edit_change_nothing(sandbox, clickup):
    task = make(sandbox, tags=["a"])
    assert clickup.put(f"/task/{task}", {"tags": ["b"], "name": "Two"}).status_code == 200
    told = clickup.get(f"/task/{task}").json()
    assert (told["name"], [one["name"] for one in told["tags"]]) == ("Two", ["a"])


@pytest.mark.parametrize("tag", ["Gate:Blocked", "with space", "a/b", "50%", "grüße"])
def test_a_tag_is_put_on_in_small_letters_and_taken_off(sandbox, clickup, tag):
    task = make(sandbox, tags=["kept"])
    path = f"/task/{task}/tag/{quote(tag, safe='')}"
    assert clickup.post(path).json() == {}
    assert [one["name"] for one in clickup.get(f"/task/{task}").json()["tags"]] == ["kept", tag.lower()]
    assert tag.lower() in [one["name"] for one in clickup.get(f"/space/{SPACE}/tag").json()["tags"]]
    assert clickup.delete(path).json() == {}
    assert [one["name"] for one in clickup.get(f"/task/{task}").json()["tags"]] == ["kept"]


def test_a_workspace_may_want_tags_made_beforehand(sandbox, clickup):
    sandbox.clickup.switches.tags_made_on_use = False
    assert clickup.post(f"/task/{make(sandbox)}/tag/new").status_code == 404


def test_comments_come_newest_first_in_pages_of_25(sandbox, clickup):
    task = make(sandbox)
    made = [sandbox.clickup.act("fay").comment(task, f"Number {n}") for n in range(30)]
    first = clickup.get(f"/task/{task}/comment").json()["comments"]
    start = {"start": first[-1]["date"], "start_id": first[-1]["id"]}
    rest = clickup.get(f"/task/{task}/comment", params=start).json()["comments"]
    assert [one["id"] for one in first + rest] == made[::-1]
    assert (len(first), first[0]["comment_text"]) == (25, "Number 29")


def test_rich_comments_are_kept_changed_and_removed(sandbox, clickup):
    task = make(sandbox)
    runs = [{"text": "Hello", "attributes": {"bold": True}}, {"text": "\n", "attributes": {"list": {"list": "bullet"}}}]
    made = clickup.post(f"/task/{task}/comment", {"comment": runs, "notify_all": False}).json()
    assert isinstance(made["date"], int)
    [told] = clickup.get(f"/task/{task}/comment").json()["comments"]
    assert (told["comment"], told["comment_text"], told["user"]["username"]) == (runs, "Hello\n", "Stageward")
    assert clickup.put(f"/comment/{made['id']}", {"comment_text": "Bye"}).json() == {}
    assert clickup.get(f"/task/{task}/comment").json()["comments"][0]["comment_text"] == "Bye"
    assert clickup.delete(f"/comment/{made['id']}").status_code == 200
    assert clickup.get(f"/task/{task}/comment").json()["comments"] == []


def test_other_peoples_comments_cannot_be_changed(sandbox, clickup):
    theirs = sandbox.clickup.act("fay").comment(make(sandbox), "Mine")
    assert clickup.put(f"/comment/{theirs}", {"comment_text": "Yours"}).status_code == 403


def test_custom_fields_are_set_and_emptied(sandbox, clickup):
    task = make(sandbox)
    fields = {one["name"]: one for one in clickup.get(f"/list/{RELAUNCH}/field").json()["fields"]}
    high = fields["Impact"]["type_config"]["options"][2]["id"]
    path = f"/task/{task}/field/{fields['Impact']['id']}"
    assert clickup.post(path, {"value": high}).status_code == 200
    assert sandbox.clickup.workspace.tasks[task].values[fields["Impact"]["id"]] == high
    assert clickup.post(path, {"value": "High"}).json()["ECODE"] == "FIELD_011"
    assert clickup.delete(path).status_code == 200
    assert fields["Impact"]["id"] not in sandbox.clickup.workspace.tasks[task].values


def test_checklist_items_are_ticked_over_the_api_and_by_people(sandbox, clickup):
    task = make(sandbox, checklists={"Self-assessment": [("One", False), ("Two", False)]})
    [checklist] = clickup.get(f"/task/{task}").json()["checklists"]
    place = f"/checklist/{checklist['id']}/checklist_item/{checklist['items'][0]['id']}"
    assert clickup.put(place, {"resolved": True}).json()["checklist"]["resolved"] == 1
    sandbox.clickup.act("fay").tick(task, "Self-assessment")
    assert clickup.get(f"/task/{task}").json()["checklists"][0]["unresolved"] == 0
    with pytest.raises(KeyError, match="no checklist"):
        sandbox.clickup.act("fay").tick(task, "Other")


def test_a_missing_task_is_refused_either_way(sandbox, clickup):
    assert clickup.get("/task/none").status_code == 404
    sandbox.clickup.switches.missing_task_status = 401
    assert (clickup.get("/task/none").status_code, clickup.get("/task/none").json()["ECODE"]) == (401, "ITEM_013")


def test_the_rate_limit_is_told_and_kept():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with Sandbox(now=lambda: noon) as sandbox:
        sandbox.clickup.switches.rate_limit = 2
        address, token = f"{sandbox.clickup.url}/api/v2/user", {"Authorization": sandbox.clickup.token}
        answers = [requests.get(address, headers=token, timeout=10) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert {int(one.headers["X-RateLimit-Reset"]) for one in answers} == {int(noon.timestamp()) + 60}
    assert {one.headers["X-RateLimit-Limit"] for one in answers} == {"2"}
    assert answers[-1].json() == {"err": "Rate limit reached", "ECODE": "APP_002"}
    assert answers[-1].headers["X-RateLimit-Remaining"] == "0"


@pytest.mark.parametrize("touches", [True, False])
def test_whether_comments_and_tags_show_in_the_change_time_is_a_switch(sandbox, clickup, touches):
    task = make(sandbox)
    sandbox.clickup.switches.tag_touches = sandbox.clickup.switches.comment_touches = touches
    before = clickup.get(f"/task/{task}").json()["date_updated"]
    clickup.post(f"/task/{task}/tag/x")
    sandbox.clickup.act("fay").comment(task, "Hello")
    assert (clickup.get(f"/task/{task}").json()["date_updated"] != before) is touches


def test_dependencies_and_links_show_on_both_tasks(sandbox, clickup):
    one = make(sandbox)
    two = make(sandbox, "Two", depends_on=[one], links=[one])
    for task in (one, two):
        told = clickup.get(f"/task/{task}").json()
        assert [(d["task_id"], d["depends_on"]) for d in told["dependencies"]] == [(two, one)]
        assert len(told["linked_tasks"]) == 1
