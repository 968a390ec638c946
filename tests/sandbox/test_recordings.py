"""What the sandbox writes down of its traffic."""

import json

import pytest
import requests

from connectors.sandbox import Fault, Sandbox


@pytest.fixture
def recorded(tmp_path):
    return lambda: [json.loads(line) for line in (tmp_path / "traffic.jsonl").read_text().splitlines()]


def test_an_answer_is_written_down_with_its_status_and_who_asked(jira, recorded):
    jira.get("/myself")
    [one] = recorded()
    assert (one["status"], one["fault"]) == (200, False)
    assert one["client"].startswith("python-requests/")
    assert json.loads(one["answer"])["displayName"] == "Stageward"


def test_what_a_fault_answers_is_left_out_and_marked(sandbox, jira, recorded):
    sandbox.jira.faults.add(Fault(status=200, body="<html>Log in</html>"))
    jira.get("/myself")
    [one] = recorded()
    assert (one["path"], one["fault"], one["answer"]) == ("/rest/api/3/myself", True, None)


def test_a_body_that_is_text_stands_as_it_was_sent(jira, recorded):
    jira.put("/issue/APO-1/properties/seen", "some words")
    jira.post("/search/jql", data="no JSON")
    assert [one["body"] for one in recorded()] == ['"some words"', "no JSON"]


def test_half_a_sign_in_a_body_costs_nothing(jira, recorded):
    jira.put("/issue/APO-1/properties/seen", {"half": "\ud83d"})
    assert recorded()[0]["body"] == {"half": "\ud83d"}


def test_every_sandbox_writes_into_the_folder_the_environment_names(tmp_path, monkeypatch):
    monkeypatch.setenv("SANDBOX_TRAFFIC_DIR", str(tmp_path))
    with Sandbox() as one, Sandbox() as other:
        for sandbox in (one, other):
            requests.get(f"{sandbox.clickup.url}/api/v2/user", timeout=10)
    [file] = tmp_path.glob("*.jsonl")
    assert [json.loads(line)["status"] for line in file.read_text().splitlines()] == [400, 400]
