"""What the sandbox posts when people work: signed over the very bytes, in order, again where it fails."""

import pytest
import requests

from connectors.hooks.events import told_by
from connectors.sandbox.clickup.studio import RELAUNCH
from sync.engagement import ScopeKind
from tests.hooks.posts import digest

SECRET = "a secret for tests"
ADF = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello"}]}]}


@pytest.fixture(params=["jira", "datacenter"])
def jira(request, sandbox, receiver):
    service = getattr(sandbox, request.param)
    service.register_webhook(receiver.url, SECRET)
    return service


@pytest.fixture
def workspace(sandbox):
    """Ask the workspace's API as the bot; the answer's JSON."""

    def ask(method, path, **sent):
        headers = {"Authorization": sandbox.clickup.token}
        more = {"json": sent} if sent else {}
        answer = requests.request(method, f"{sandbox.clickup.url}/api/v2{path}", headers=headers, timeout=20, **more)
        return answer.status_code, answer.json()

    return ask


def registered(workspace, sandbox, receiver, **more):
    sent = {"endpoint": receiver.url, "events": ["*"], **more}
    status, answer = workspace("POST", f"/team/{sandbox.clickup.team}/webhook", **sent)
    assert status == 200, answer
    return answer["webhook"]


def names(receiver):
    return [one.get("webhookEvent") or one["event"] for one in receiver.events]


def test_jira_posts_what_people_do_to_an_issue(jira, receiver):
    ana = jira.act("ana")
    key = ana.create(project="APO", type="Story", summary="Sign in")
    ana.move(key, "Assigned")
    comment = ana.comment(key, "Hello")
    ana.edit_comment(key, comment, "Hello again")
    ana.delete_comment(key, comment)
    ana.delete(key)
    jira.poster.wait_until_told()
    assert names(receiver) == [
        "jira:issue_created",
        "jira:issue_updated",
        "comment_created",
        "comment_updated",
        "comment_deleted",
        "jira:issue_deleted",
    ]
    assert all(one["issue"]["fields"]["project"]["key"] == "APO" for one in receiver.events)
    assert receiver.events[1]["changelog"]["items"][0]["toString"] == "Assigned"


def test_every_post_of_jira_is_signed_and_names_its_event(jira, receiver):
    jira.act("ana").create(project="APO", type="Story", summary="Grüße 🚀")
    jira.poster.wait_until_told()
    [(headers, body)] = receiver.got
    assert headers["X-Hub-Signature"] == f"sha256={digest(SECRET, body)}"
    assert headers["X-Atlassian-Webhook-Identifier"]


def test_what_it_tells_is_understood(jira, receiver):
    ana = jira.act("ana")
    key = ana.create(project="APO", type="Story", summary="Sign in")
    ana.comment(key, "Hello")
    jira.poster.wait_until_told()
    for _, body in receiver.got:
        told = told_by("jira", body)
        assert told.is_all_of(jira.people["ana"].id)
        assert told.places == {(ScopeKind.PROJECT, "APO")}


def test_writes_of_the_bot_are_told_as_the_bots(sandbox, receiver):
    jira = sandbox.jira
    key = jira.act("ana").create(project="APO", type="Story", summary="Sign in")
    jira.register_webhook(receiver.url, SECRET)
    edit = {"update": {"labels": [{"add": "gate:blocked"}], "comment": [{"add": {"body": ADF}}]}}
    path = f"{jira.url}/rest/api/3/issue/{key}"
    assert requests.put(path, json=edit, auth=(jira.user, jira.token), timeout=20).status_code == 204
    jira.poster.wait_until_told()
    assert names(receiver) == ["jira:issue_updated", "comment_created"]
    assert all(told_by("jira", body).is_all_of(jira.people["bot"].id) for _, body in receiver.got)


def test_an_issue_that_changes_its_project_tells_both(jira, receiver):
    ana = jira.act("ana")
    key = ana.create(project="APO", type="Story", summary="Sign in")
    ana.rename(key, "HER-1")
    jira.poster.wait_until_told()
    assert told_by("jira", receiver.got[-1][1]).places == {(ScopeKind.PROJECT, "APO")}
    assert receiver.events[-1]["changelog"]["items"][0]["fromString"] == key


def test_the_cloud_tries_again_with_the_same_id_until_somebody_takes_it(sandbox, receiver):
    receiver.answers += [500, 429, 503]
    sandbox.jira.poster.pause = 0.0
    sandbox.jira.register_webhook(receiver.url, SECRET)
    sandbox.jira.act("ana").create(project="APO", type="Story", summary="Sign in")
    sandbox.jira.poster.wait_until_told()
    assert [one.status for one in sandbox.jira.poster.posted] == [500, 429, 503, 204]
    assert len({one["X-Atlassian-Webhook-Identifier"] for one, _ in receiver.got}) == 1
    assert [one.get("X-Atlassian-Webhook-Retry") for one, _ in receiver.got] == [None, "1", "2", "3"]


@pytest.mark.parametrize(("answer", "tries"), [(500, 6), (401, 1), (404, 1)])
def test_it_gives_up_after_five_more_tries_or_where_trying_is_of_no_use(sandbox, receiver, answer, tries):
    receiver.answers += [answer] * 9
    sandbox.jira.poster.pause = 0.0
    hook = sandbox.jira.register_webhook(receiver.url, SECRET)
    sandbox.jira.act("ana").create(project="APO", type="Story", summary="Sign in")
    sandbox.jira.poster.wait_until_told()
    assert (len(receiver.got), hook.failed, hook.is_active) == (tries, 1, True)


def test_clickup_posts_what_people_do_to_a_task(sandbox, receiver, workspace):
    hook = registered(workspace, sandbox, receiver)
    eve = sandbox.clickup.act("eve")
    task = eve.create(list=RELAUNCH, name="Landing page")
    eve.move(task, "in progress")
    eve.add_label(task, "urgent")
    comment = eve.comment(task, "Hello")
    eve.edit_comment(task, comment, "Hello again")
    eve.delete(task)
    sandbox.clickup.poster.wait_until_told()
    assert names(receiver) == [
        "taskCreated",
        *("taskStatusUpdated", "taskUpdated"),
        *("taskTagUpdated", "taskUpdated"),
        *("taskCommentPosted", "taskCommentUpdated"),
        "taskDeleted",
    ]
    assert all(one["webhook_id"] == hook["id"] and one["task_id"] == task for one in receiver.events)
    assert [headers["X-Signature"] for headers, _ in receiver.got] == [
        digest(hook["secret"], body) for _, body in receiver.got
    ]
    told = [told_by("clickup", body) for _, body in receiver.got[:-1]]
    assert all(one.is_all_of(str(sandbox.clickup.people["eve"].id)) for one in told)
    assert all(one.places == {(ScopeKind.LIST, RELAUNCH)} for one in told)


def test_a_task_that_is_made_or_written_to_by_the_bot_is_told_as_the_bots(sandbox, receiver, workspace):
    registered(workspace, sandbox, receiver)
    _, task = workspace("POST", f"/list/{RELAUNCH}/task", name="Landing page")
    workspace("POST", f"/task/{task['id']}/tag/gate:blocked")
    workspace("PUT", f"/task/{task['id']}", status="blocked", assignees={"add": [task["creator"]["id"]], "rem": []})
    workspace("POST", f"/task/{task['id']}/comment", comment_text="Hello", notify_all=False)
    sandbox.clickup.poster.wait_until_told()
    bot = str(sandbox.clickup.people["bot"].id)
    assert {"taskCreated", "taskTagUpdated", "taskStatusUpdated", "taskAssigneeUpdated", "taskCommentPosted"} <= set(
        names(receiver)
    )
    assert all(told_by("clickup", body).is_all_of(bot) for _, body in receiver.got)


def test_a_webhook_for_one_list_hears_of_no_other(sandbox, receiver, workspace):
    other = next(one.id for one in sandbox.clickup.workspace.lists if one.id != RELAUNCH)
    registered(workspace, sandbox, receiver, list_id=int(other), events=["taskCreated"])
    eve = sandbox.clickup.act("eve")
    eve.create(list=RELAUNCH, name="Landing page")
    wanted = eve.create(list=other, name="Something else")
    eve.move(wanted, sandbox.clickup.workspace.statuses(sandbox.clickup.workspace.task_list(other))[1].name)
    sandbox.clickup.poster.wait_until_told()
    assert [one["task_id"] for one in receiver.events] == [wanted]


def test_clickup_tries_five_times_and_ends_a_webhook_after_a_hundred_events(sandbox, receiver, workspace):
    hook = registered(workspace, sandbox, receiver, events=["taskCreated"])
    receiver.answers += [500] * 500
    sandbox.clickup.poster.pause = 0.0
    for number in range(101):
        sandbox.clickup.act("eve").create(list=RELAUNCH, name=f"Page {number}")
    sandbox.clickup.poster.wait_until_told()
    [told] = workspace("GET", f"/team/{sandbox.clickup.team}/webhook")[1]["webhooks"]
    assert told["health"]["status"] == "suspended"
    assert told["health"]["fail_count"] >= 100
    changed = {"endpoint": hook["endpoint"], "events": "taskCreated", "status": "active"}
    assert workspace("PUT", f"/webhook/{hook['id']}", **changed)[1]["webhook"]["health"]["status"] == "active"


def test_an_answer_of_gone_ends_it_at_once(sandbox, receiver, workspace):
    registered(workspace, sandbox, receiver, events=["taskCreated"])
    receiver.answers.append(410)
    sandbox.clickup.act("eve").create(list=RELAUNCH, name="Landing page")
    sandbox.clickup.poster.wait_until_told()
    [told] = workspace("GET", f"/team/{sandbox.clickup.team}/webhook")[1]["webhooks"]
    assert (told["health"], len(receiver.got)) == ({"status": "suspended", "fail_count": 1}, 1)


def test_the_same_webhook_cannot_be_registered_twice_but_again_once_removed(sandbox, receiver, workspace):
    hook = registered(workspace, sandbox, receiver)
    again = workspace("POST", f"/team/{sandbox.clickup.team}/webhook", endpoint=receiver.url, events=["taskCreated"])
    assert again == (400, {"err": "Webhook configuration already exists", "ECODE": "OAUTH_171"})
    assert workspace("DELETE", f"/webhook/{hook['id']}")[0] == 200
    registered(workspace, sandbox, receiver)


def test_where_nobody_answers_people_can_still_work(sandbox):
    sandbox.jira.register_webhook("http://127.0.0.1:9/hooks", SECRET)
    sandbox.jira.poster.pause = 0.0
    key = sandbox.jira.act("ana").create(project="APO", type="Story", summary="Sign in")
    sandbox.jira.poster.wait_until_told()
    assert {one.status for one in sandbox.jira.poster.posted} == {0}
    assert key in sandbox.jira.page(key)
