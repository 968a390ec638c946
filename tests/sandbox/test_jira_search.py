"""Finding issues the way a poller does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

BERLIN = ZoneInfo("Europe/Berlin")


def story(sandbox, summary, **more):
    return sandbox.jira.act("ana").create(project="APO", type="Story", summary=summary, **more)


def keys(answer):
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


def search(jira, jql, **more):
    return jira.get("/search/jql", params={"jql": jql, "fields": "summary", **more})


def test_only_ids_are_told_unless_fields_are_asked_for(sandbox, jira):
    story(sandbox, "One")
    answer = jira.get("/search/jql", params={"jql": "project = APO"}).json()
    assert [set(issue) for issue in answer["issues"]] == [{"id"}]
    assert answer["isLast"] is True
    assert "nextPageToken" not in answer
    assert "total" not in answer


def test_a_story_that_is_deleted_takes_its_sub_tasks_along_and_no_other_issue(sandbox, jira):
    ana = sandbox.jira.act("ana")
    above = story(sandbox, "Above")
    ana.create(project="APO", type="Sub-task", summary="Part", parent=above)
    below = ana.create(project="APO", type="Task", summary="Below", parent=above)
    ana.delete(above)
    assert keys(search(jira, "project = APO")) == [below]
    assert jira.get(f"/issue/{below}").json()["fields"].get("parent") is None


def test_pages_follow_one_another_by_token_and_hold_every_issue_once(sandbox, jira):
    made = [story(sandbox, f"Story {n}") for n in range(7)]
    seen, token = [], None
    for _ in range(4):
        body = {"jql": "project = APO ORDER BY created ASC", "maxResults": 2, "fields": ["summary"]}
        answer = jira.post("/search/jql", body | ({"nextPageToken": token} if token else {})).json()
        seen += [issue["key"] for issue in answer["issues"]]
        token = answer.get("nextPageToken")
        assert answer["isLast"] is (token is None)
    assert seen == made


def test_a_page_never_holds_more_than_a_hundred(sandbox, jira):
    for n in range(101):
        story(sandbox, f"Story {n}")
    answer = search(jira, "project = APO", maxResults=1000).json()
    assert len(answer["issues"]) == 100
    assert answer["isLast"] is False


def test_a_token_of_another_query_is_refused(sandbox, jira):
    for n in range(3):
        story(sandbox, f"Story {n}")
    token = search(jira, "project = APO", maxResults=1).json()["nextPageToken"]
    assert search(jira, "project = APO AND type = Story", nextPageToken=token).status_code == 400


def test_change_times_are_compared_in_the_callers_zone_at_the_grain_of_minutes(sandbox, jira):
    noon = datetime(2026, 3, 2, 11, 30, 30, tzinfo=UTC)
    key = story(sandbox, "At noon", created=noon)
    spelled = f"{noon.astimezone(BERLIN):%Y/%m/%d %H:%M}"
    later = f"{noon.astimezone(BERLIN) + timedelta(minutes=1):%Y/%m/%d %H:%M}"
    assert keys(search(jira, f'project = APO AND updated >= "{spelled}"')) == [key]
    assert keys(search(jira, f'project = APO AND updated < "{spelled}"')) == []
    assert keys(search(jira, f'project = APO AND updated >= "{later}"')) == []
    assert search(jira, f"key = {key}", fields="updated").json()["issues"][0]["fields"]["updated"] == (
        "2026-03-02T11:30:30.000+0000"
    )


def test_a_query_may_join_choose_and_exclude(sandbox, jira):
    one, two = story(sandbox, "One", status="In Review", labels=["gate:blocked"]), story(sandbox, "Two")
    assert keys(search(jira, f"key in ({one}, {two.lower()}) AND status = 'In Review'")) == [one]
    assert keys(search(jira, "project = APO AND labels != 'gate:blocked'")) == [two]
    assert keys(search(jira, "project = APO AND NOT (status = 'To Do' OR status = Complete)")) == [one]
    assert keys(search(jira, "project in (APO) AND labels is not EMPTY")) == [one]


@pytest.mark.parametrize(
    ("jql", "said"),
    [
        ("ORDER BY updated", "Unbounded JQL queries are not allowed here"),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("project = APO AND updated >= 'yesterday'", "Date value 'yesterday' for field 'updated' is invalid."),
        ("colour = red", "Field 'colour' does not exist"),
        ("key = APO-999", "An issue with key 'APO-999' does not exist for field 'key'."),
        ("project = APO AND", "Error in the JQL Query"),
        ("project = APO project = APO", "Error in the JQL Query"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused_in_jiras_words(jira, jql, said):
    answer = search(jira, jql)
    assert answer.status_code == 400
    assert said in answer.json()["errorMessages"][0]


@pytest.mark.parametrize(
    "wrong", [{"expand": None}, {"expand": ["changelog"]}, {"startAt": 0}, {"fields": "summary"}, {"maxResults": "50"}]
)
def test_a_body_the_specification_forbids_is_refused(jira, wrong):
    assert jira.post("/search/jql", {"jql": "project = APO", **wrong}).status_code == 400


def test_changelog_and_transitions_come_along_when_expanded(sandbox, jira):
    key = story(sandbox, "One")
    sandbox.jira.act("bo").move(key, "In Progress")
    issue = search(jira, f"key = {key}", expand="changelog,transitions").json()["issues"][0]
    [history] = issue["changelog"]["histories"]
    assert history["author"]["displayName"] == "Bo Karlsson"
    assert {"field": "status", "fromString": "To Do", "toString": "In Progress"}.items() <= history["items"][0].items()
    assert "In Progress" not in {way["to"]["name"] for way in issue["transitions"]}


def test_comments_inside_found_issues_are_few_but_counted(sandbox, jira):
    key = story(sandbox, "One")
    for n in range(25):
        sandbox.jira.act("bo").comment(key, f"Comment {n}")
    embedded = search(jira, f"key = {key}", fields="comment").json()["issues"][0]["fields"]["comment"]
    assert (len(embedded["comments"]), embedded["total"]) == (20, 25)


def test_bulk_fetch_leaves_out_what_is_not_there(sandbox, jira):
    key = story(sandbox, "One")
    answer = jira.post("/issue/bulkfetch", {"issueIdsOrKeys": [key, "APO-999"], "fields": ["summary"]}).json()
    assert [issue["key"] for issue in answer["issues"]] == [key]
    assert answer["issueErrors"] == []


def test_the_old_search_is_gone(jira):
    answer = jira.get("/search", params={"jql": "project = APO"})
    assert answer.status_code == 410
    assert "The requested API has been removed" in answer.json()["errorMessages"][0]
