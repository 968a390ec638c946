"""Writing to issues: edits, moves, comments, properties, and how Jira refuses them."""

import pytest

DOCUMENT = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello"}]}],
}


@pytest.fixture
def key(sandbox):
    return sandbox.jira.act("ana").create(project="APO", type="Deliverable", summary="One", labels=["a"])


def fields(jira, key):
    return jira.get(f"/issue/{key}").json()["fields"]


def test_labels_comment_and_property_are_written_by_one_request(sandbox, jira, key):
    body = {
        "update": {"labels": [{"add": "b"}, {"remove": "a"}, {"add": "b"}], "comment": [{"add": {"body": DOCUMENT}}]},
        "properties": [{"key": "stageward", "value": {"n": 1}}],
    }
    answer = jira.put(f"/issue/{key}", body)
    assert (answer.status_code, answer.content) == (204, b"")
    now = fields(jira, key)
    assert now["labels"] == ["b"]
    assert now["comment"]["comments"][0]["body"] == DOCUMENT
    assert jira.get(f"/issue/{key}/properties/stageward").json() == {"key": "stageward", "value": {"n": 1}}
    [change] = sandbox.jira.site.issue(key).history[-1].changes
    assert (change.field, change.before, change.after) == ("labels", "a", "b")


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"update": {"labels": [{"add": "b c"}]}}, "labels", "The label 'b c' contains spaces which is invalid."),
        ({"fields": {"nope": 1}}, "nope", "Field 'nope' cannot be set."),
        ({"fields": {"labels": []}, "update": {"labels": [{"add": "b"}]}}, "labels", "cannot appear in both"),
        ({"fields": {"customfield_10040": {"value": "Huge"}}}, "customfield_10040", "Option value 'Huge' is not valid"),
        ({"fields": {"customfield_10042": "text"}}, "customfield_10042", "must be an Atlassian Document"),
        ({"fields": {"duedate": "soon"}}, "duedate", "yyyy-MM-dd"),
        ({"update": {"comment": [{"add": {"body": "text"}}]}}, "comment", "must be an Atlassian Document"),
        ({"update": {"summary": [{"add": "x"}]}}, "summary", "No operation with name 'add' found."),
    ],
)
def test_one_wrong_member_refuses_the_whole_edit(sandbox, jira, key, body, field, said):
    body = {**body, "fields": {"summary": "Changed", **body.get("fields", {})}}
    body["fields"].pop("summary") if field == "summary" else None
    before = sandbox.jira.site.issue(key).updated
    answer = jira.put(f"/issue/{key}", body)
    assert answer.status_code == 400
    assert said in answer.json()["errors"][field]
    assert fields(jira, key)["summary"] == "One"
    assert sandbox.jira.site.issue(key).updated == before


def test_custom_fields_come_back_as_jira_tells_them(sandbox, jira, key):
    sent = {
        "customfield_10040": {"value": "High"},
        "customfield_10042": DOCUMENT,
        "customfield_10043": {"accountId": sandbox.jira.people["bo"].id},
        "customfield_10046": "https://files.acme.example/x",
        "customfield_10021": [{"value": "Impediment"}],
        "timetracking": {"originalEstimate": "1d 4h"},
    }
    assert jira.put(f"/issue/{key}", {"fields": sent}).status_code == 204
    now = fields(jira, key)
    assert now["customfield_10040"]["value"] == "High"
    assert now["customfield_10042"] == DOCUMENT
    assert now["customfield_10043"]["emailAddress"] == "bo@acme.example"
    assert [one["value"] for one in now["customfield_10021"]] == ["Impediment"]
    assert now["timetracking"]["originalEstimateSeconds"] == 12 * 3600
    assert now["customfield_10041"] is None


def test_the_issue_may_be_returned_after_an_edit(jira, key):
    answer = jira.put(f"/issue/{key}", {"fields": {"summary": "Two"}}, params={"returnIssue": "true"})
    assert answer.status_code == 200
    assert answer.json()["fields"]["summary"] == "Two"


def test_a_status_among_the_fields_is_taken_and_ignored(jira, key):
    assert jira.put(f"/issue/{key}", {"fields": {"status": {"name": "Complete"}}}).status_code == 204
    assert fields(jira, key)["status"]["name"] == "To Do"


def test_a_transition_moves_and_comments_at_once(jira, key):
    ways = jira.get(f"/issue/{key}/transitions").json()["transitions"]
    [review] = [way for way in ways if way["to"]["name"] == "In Review"]
    body = {"transition": {"id": review["id"]}, "update": {"comment": [{"add": {"body": DOCUMENT}}]}}
    assert jira.post(f"/issue/{key}/transitions", body).status_code == 204
    now = fields(jira, key)
    assert (now["status"]["name"], now["comment"]["total"]) == ("In Review", 1)


def test_only_ways_from_here_can_be_gone(sandbox, jira):
    risk = sandbox.jira.act("ana").create(project="APO", type="Risk", summary="Rain")
    ways = jira.get(f"/issue/{risk}/transitions").json()["transitions"]
    assert [way["to"]["name"] for way in ways] == ["Closed"]
    refused = jira.post(f"/issue/{risk}/transitions", {"transition": {"id": "71"}})
    assert refused.status_code == 400
    assert refused.json()["errorMessages"] == ["Transition id '71' is not valid for this issue."]
    with pytest.raises(ValueError, match="no way"):
        sandbox.jira.act("ana").move(risk, "Complete")


def test_delivered_work_is_resolved_until_it_is_taken_up_again(sandbox, jira, key):
    sandbox.jira.act("bo").move(key, "Delivered")
    assert fields(jira, key)["resolutiondate"]
    assert fields(jira, key)["status"]["statusCategory"]["key"] == "done"
    sandbox.jira.act("bo").move(key, "In Progress")
    assert fields(jira, key)["resolutiondate"] is None


def test_comments_are_written_changed_and_removed(sandbox, jira, key):
    made = jira.post(f"/issue/{key}/comment", {"body": DOCUMENT})
    assert made.status_code == 201
    place = f"/issue/{key}/comment/{made.json()['id']}"
    longer = {**DOCUMENT, "content": DOCUMENT["content"] * 2}
    assert jira.put(place, {"body": longer}, params={"notifyUsers": "false"}).json()["body"] == longer
    assert jira.get(place).json()["author"]["accountId"] == sandbox.jira.people["bot"].id
    assert jira.delete(place).status_code == 204
    assert jira.get(place).status_code == 404


def test_other_peoples_comments_cannot_be_changed(sandbox, jira, key):
    theirs = sandbox.jira.act("bo").comment(key, "Mine")
    assert jira.put(f"/issue/{key}/comment/{theirs}", {"body": DOCUMENT}).status_code == 400
    assert jira.delete(f"/issue/{key}/comment/{theirs}").status_code == 400


def test_comments_come_in_pages(sandbox, jira, key):
    made = [sandbox.jira.act("bo").comment(key, f"Number {n}") for n in range(105)]
    first = jira.get(f"/issue/{key}/comment").json()
    assert (len(first["comments"]), first["total"]) == (100, 105)
    rest = jira.get(f"/issue/{key}/comment", params={"startAt": 100}).json()
    assert [one["id"] for one in first["comments"] + rest["comments"]] == made
    newest = jira.get(f"/issue/{key}/comment", params={"orderBy": "-created", "maxResults": 1}).json()
    assert newest["comments"][0]["id"] == made[-1]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("plain text", "must be an Atlassian Document"),
        ({"type": "doc", "version": 1, "content": [{"type": "blink"}]}, "INVALID_INPUT"),
        (
            {
                "type": "doc",
                "version": 1,
                "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}],
            },
            "INVALID_INPUT",
        ),
        (
            {
                "type": "doc",
                "version": 1,
                "content": [{"type": "paragraph", "content": [{"type": "text", "text": "x" * 32_768}]}],
            },
            "exceeds the allowed limit of 32,767 characters",
        ),
    ],
)
def test_a_comment_jira_cannot_hold_is_refused(jira, key, body, said):
    answer = jira.post(f"/issue/{key}/comment", {"body": body})
    assert answer.status_code == 400
    assert said in answer.json()["errors"]["comment"]


def test_silence_needs_an_administrator_and_else_nothing_is_written(sandbox, jira, key):
    silent, body = {"notifyUsers": "false"}, {"fields": {"summary": "Two"}}
    sandbox.jira.switches.clients_are_admins = False
    refused = jira.put(f"/issue/{key}", body, params=silent)
    assert refused.status_code == 403
    assert fields(jira, key)["summary"] == "One"
    sandbox.jira.switches.clients_are_admins = True
    assert jira.put(f"/issue/{key}", body, params=silent).status_code == 204


def test_properties_are_made_then_changed_then_gone(jira, key):
    place = f"/issue/{key}/properties/stageward"
    assert [jira.put(place, n).status_code for n in (1, 2)] == [201, 200]
    assert jira.get(f"/issue/{key}/properties").json()["keys"][0]["key"] == "stageward"
    assert jira.delete(place).status_code == 204
    assert jira.get(place).status_code == 404


def test_history_comes_in_pages_oldest_first(sandbox, jira, key):
    for status in ("Assigned", "In Progress", "In Review"):
        sandbox.jira.act("bo").move(key, status)
    first = jira.get(f"/issue/{key}/changelog", params={"maxResults": 2}).json()
    rest = jira.get(f"/issue/{key}/changelog", params={"maxResults": 2, "startAt": 2}).json()
    moved = [one["items"][0]["toString"] for page in (first, rest) for one in page["values"]]
    assert moved == ["Assigned", "In Progress", "In Review"]
    assert (first["isLast"], rest["isLast"]) == (False, True)


def test_keys_work_in_any_case_and_missing_issues_are_not_told_from_hidden_ones(jira, key):
    issue = jira.get(f"/issue/{key.lower()}").json()
    assert issue["key"] == key
    assert jira.get(f"/issue/{issue['id']}").json()["key"] == key
    missing = jira.get("/issue/APO-999")
    assert missing.status_code == 404
    assert missing.json()["errorMessages"] == ["Issue does not exist or you do not have permission to see it."]


def test_a_renamed_issue_answers_to_its_old_key_with_the_new_one(sandbox, jira, key):
    sandbox.jira.act("ana").rename(key, "APO-77")
    assert jira.get(f"/issue/{key}").json()["key"] == "APO-77"


def test_a_link_shows_its_other_end_on_both_sides(sandbox, jira, key):
    other = sandbox.jira.act("ana").create(
        project="APO", type="Story", summary="Two", links=[("is blocked by", key)], parent=key
    )
    [blocked] = fields(jira, other)["issuelinks"]
    [blocks] = fields(jira, key)["issuelinks"]
    assert blocked["inwardIssue"]["key"] == key
    assert blocks["outwardIssue"]["key"] == other
    assert blocked["type"]["inward"] == "is blocked by"
    assert fields(jira, other)["parent"]["key"] == key
    assert "parent" not in fields(jira, key)
