"""Limits and ways to break that a test can order from the sandbox."""

from contextlib import closing
from http.client import HTTPConnection
from itertools import count

import pytest
import requests

from connectors.sandbox import Fault
from connectors.sandbox.jira.service import is_write
from connectors.sandbox.limits import per_endpoint, per_ticket_writes


@pytest.fixture
def keys(sandbox):
    ana = sandbox.jira.act("ana")
    return [ana.create(project="APO", type="Story", summary=name) for name in ("One", "Two")]


def rename(jira, key):
    return jira.put(f"/issue/{key}", {"fields": {"summary": "Another"}})


def test_the_21st_write_to_one_issue_is_refused_and_other_issues_are_free(sandbox, jira, keys):
    limit = per_ticket_writes(is_write)
    limit.clock = lambda: 0.0
    sandbox.jira.limits.append(limit)
    statuses = [rename(jira, keys[0]).status_code for _ in range(21)]
    assert statuses == [204] * 20 + [429]
    refused = rename(jira, keys[0])
    assert refused.headers["RateLimit-Reason"] == "jira-per-issue-on-write"
    assert jira.get(f"/issue/{keys[0]}").status_code == 200
    assert rename(jira, keys[1]).status_code == 204
    limit.clock = lambda: 2.5
    assert rename(jira, keys[0]).status_code == 204


def test_a_burst_is_refused_on_one_endpoint_whatever_the_issue(sandbox, jira, keys):
    limit = per_endpoint(1, 10.0)
    limit.clock = count().__next__
    sandbox.jira.limits.append(limit)
    assert [jira.get(f"/issue/{key}").status_code for key in keys] == [200, 429]
    assert jira.get("/myself").status_code == 200


def test_headers_can_be_added_to_the_trackers_own_answer(sandbox, jira):
    sandbox.jira.faults.add(Fault(headers={"X-RateLimit-NearLimit": "true"}))
    answer = jira.get("/myself")
    assert answer.headers["X-RateLimit-NearLimit"] == "true"
    assert answer.json()["emailAddress"] == sandbox.jira.user


def test_a_kept_connection_can_be_ended_without_a_word(sandbox):
    sandbox.clickup.faults.add(Fault(hang_up=True))
    headers = {"Authorization": sandbox.clickup.token}
    with closing(HTTPConnection(sandbox.clickup.url.removeprefix("http://"), timeout=10)) as connection:
        connection.request("GET", "/api/v2/user", headers=headers)
        kept = connection.sock
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Connection")) == (200, None)
        answer.read()
        assert kept.recv(1) == b""


def test_an_answer_can_drip_and_does_not_keep_the_sandbox_from_stopping(sandbox, jira):
    sandbox.jira.faults.add(Fault(drip=600.0))
    with pytest.raises(requests.ConnectionError), requests.Session() as impatient:
        impatient.get(f"{jira.root}/myself", auth=jira.session.auth, timeout=0.2)
