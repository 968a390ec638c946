"""Histories of many issues at once."""

import pytest


@pytest.fixture
def travelled(sandbox):
    """Create an issue that moved twice, and return its id."""
    ana = sandbox.jira.act("ana")

    def create():
        key = ana.create(project="APO", type="Story", summary="Story", status="To Do")
        ana.set_field(key, "Summary", "Another name")
        ana.move(key, "Assigned")
        return sandbox.jira.site.issue(key).id

    return create


def asked(jira, **body):
    answer = jira.post("/changelog/bulkfetch", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(log):
    return [item["field"] for history in log["changeHistories"] for item in history["items"]]


def test_each_issue_is_told_with_its_changes_and_what_is_not_there_is_left_out(jira, travelled):
    one, two = travelled(), travelled()
    told = asked(jira, issueIdsOrKeys=[one, "4711", two])
    assert {log["issueId"]: names(log) for log in told["issueChangeLogs"]} == {
        one: ["summary", "status"],
        two: ["summary", "status"],
    }
    assert "nextPageToken" not in told


def test_only_changes_of_some_fields_may_be_asked_for(jira, travelled):
    told = asked(jira, issueIdsOrKeys=[travelled()], fieldIds=["status"])
    assert [names(log) for log in told["issueChangeLogs"]] == [["status"]]


def test_an_issue_may_go_on_on_the_next_page(jira, travelled):
    one, two = travelled(), travelled()
    first = asked(jira, issueIdsOrKeys=[one, two], maxResults=3)
    second = asked(jira, issueIdsOrKeys=[one, two], maxResults=3, nextPageToken=first["nextPageToken"])
    assert [(log["issueId"], names(log)) for log in (*first["issueChangeLogs"], *second["issueChangeLogs"])] == [
        (one, ["summary", "status"]),
        (two, ["summary"]),
        (two, ["status"]),
    ]
    assert "nextPageToken" not in second


@pytest.mark.parametrize(
    "more",
    [
        {"issueIdsOrKeys": []},
        {"issueIdsOrKeys": ["1"] * 1001},
        {"fieldIds": [f"customfield_{number}" for number in range(11)]},
        {"maxResults": 10_001},
        {"maxResults": 0},
        {"nextPageToken": "made up"},
        {"startAt": 0},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_the_description_does_not_allow_is_refused(jira, more):
    assert jira.post("/changelog/bulkfetch", {"issueIdsOrKeys": ["1"]} | more).status_code == 400


def test_there_is_no_such_address_on_data_center(datacenter):
    assert datacenter.post("/changelog/bulkfetch", {"issueIdsOrKeys": ["1"]}).status_code == 404
