"""Things that go wrong on order, and what is kept of every request."""

import json
import smtplib
import subprocess
import sys
from email.message import EmailMessage

import pytest
import requests

from connectors.sandbox import Fault, Sandbox
from connectors.sandbox.clickup.studio import RELAUNCH
from connectors.sandbox.story import plant
from connectors.sandbox.story_lumen import LANDING, task_named


@pytest.fixture
def key(sandbox):
    return sandbox.jira.act("ana").create(project="APO", type="Story", summary="One")


def test_a_fault_answers_in_place_of_the_tracker_as_often_as_ordered(sandbox, jira, key):
    fault = Fault(method="PUT", path_contains="/issue/", status=503, headers={"Retry-After": "2"}, body="<html>Sorry")
    sandbox.jira.faults.add(fault)
    edit = {"fields": {"summary": "Two"}}
    assert jira.get(f"/issue/{key}").status_code == 200
    failed = jira.put(f"/issue/{key}", edit)
    assert (failed.status_code, failed.headers["Retry-After"], failed.text) == (503, "2", "<html>Sorry")
    assert jira.get(f"/issue/{key}").json()["fields"]["summary"] == "One"
    assert jira.put(f"/issue/{key}", edit).status_code == 204


def test_a_connection_can_break_after_the_write_was_done(sandbox, jira, key):
    sandbox.jira.faults.add(Fault(method="PUT", when="after_write", reset=True))
    with pytest.raises(requests.ConnectionError):
        jira.put(f"/issue/{key}", {"fields": {"summary": "Two"}})
    assert jira.get(f"/issue/{key}").json()["fields"]["summary"] == "Two"
    assert [entry.status for entry in sandbox.jira.log.writes()] == [0]


def test_a_connection_can_break_before_anything_is_done(sandbox, jira, key):
    sandbox.jira.faults.add(Fault(reset=True))
    with pytest.raises(requests.ConnectionError):
        jira.put(f"/issue/{key}", {"fields": {"summary": "Two"}})
    assert jira.get(f"/issue/{key}").json()["fields"]["summary"] == "One"


def test_an_answer_can_be_cut_short(sandbox, clickup):
    sandbox.clickup.faults.add(Fault(path_contains="/user", cut_at=10))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        clickup.get("/user")
    assert clickup.get("/user").status_code == 200


def test_a_slow_answer_outlasts_an_impatient_client_and_not_the_sandbox():
    with Sandbox() as sandbox:
        sandbox.clickup.faults.add(Fault(delay=600))
        with pytest.raises(requests.ReadTimeout):
            requests.get(f"{sandbox.clickup.url}/api/v2/user", timeout=0.05)


def test_a_kept_connection_serves_many_requests(sandbox, jira):
    for _ in range(3):
        jira.get("/myself")
    pool = next(iter(jira.session.adapters["http://"].poolmanager.pools._container.values()))
    assert (pool.num_connections, pool.num_requests) == (1, 3)


def test_every_request_is_logged_with_what_it_asked(sandbox, jira, key):
    jira.post("/search/jql", {"jql": "project = APO"})
    jira.put(f"/issue/{key}", {"fields": {"summary": "Two"}}, params={"notifyUsers": "false"})
    assert [(one.method, one.status, one.is_write) for one in sandbox.jira.log] == [
        ("POST", 200, False),
        ("PUT", 204, True),
    ]
    [write] = sandbox.jira.log.writes()
    assert (write.query, write.body) == ({"notifyUsers": ["false"]}, {"fields": {"summary": "Two"}})


def test_traffic_is_recorded_line_by_line_and_pages_for_people_are_not(sandbox, jira, clickup, tmp_path):
    jira.get("/myself", params={"expand": "groups"})
    clickup.get("/team")
    requests.get(sandbox.jira.url, timeout=10)
    lines = [json.loads(line) for line in (tmp_path / "traffic.jsonl").read_text().splitlines()]
    assert [(one["source"], one["path"], one["query"]) for one in lines] == [
        ("jira-cloud", "/rest/api/3/myself", {"expand": ["groups"]}),
        ("clickup", "/api/v2/team", {}),
    ]


def test_a_right_clients_traffic_is_judged_conformant(sandbox, jira, clickup, tmp_path, shared):
    plant(sandbox)
    document = {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": []}]}
    jira.post("/search/jql", {"jql": "project = APO", "fields": ["*all"], "expand": "changelog,transitions"})
    jira.get("/issue/APO-2", params={"fields": "*all", "expand": "changelog"})
    jira.put("/issue/APO-2", {"update": {"labels": [{"add": "x"}]}}, params={"notifyUsers": "false"})
    jira.post("/issue/APO-2/transitions", {"transition": {"id": "71"}})
    jira.post("/issue/APO-2/comment", {"body": {**document, "content": [{"type": "rule"}]}})
    jira.get("/issue/APO-2/comment", params={"startAt": 0, "maxResults": 100})
    landing = task_named(sandbox.clickup, LANDING)
    clickup.get("/team/9001/task", params={"page": 0, "include_closed": "true", "list_ids[]": RELAUNCH})
    clickup.put(f"/task/{landing}", {"status": "blocked"})
    clickup.post(f"/task/{landing}/tag/gate%3Ablocked")
    clickup.post(f"/task/{landing}/comment", {"comment_text": "Hello", "notify_all": False})
    command = [sys.executable, str(shared / "conformance" / "check.py"), str(tmp_path / "traffic.jsonl")]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "10 requests, 0 violations" in judged.stdout, judged.stdout + judged.stderr
    assert all(entry.status < 300 for entry in [*sandbox.jira.log, *sandbox.clickup.log])


def message(to="noor@lumen.example"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "delivery@studio.example", to, "Hello"
    mail.set_content("Good news.")
    return mail


def test_the_mailbox_keeps_what_it_takes(sandbox):
    with smtplib.SMTP(sandbox.mailbox.host, sandbox.mailbox.port) as smtp:
        smtp.send_message(message())
    [received] = sandbox.mailbox.messages
    assert (received.sender, received.recipients) == ("delivery@studio.example", ("noor@lumen.example",))
    assert b"Good news." in received.data


def test_the_mailbox_refuses_an_address_for_good(sandbox):
    sandbox.mailbox.refuse("noor@lumen.example", "550 5.1.1 Nobody here")
    with smtplib.SMTP(sandbox.mailbox.host, sandbox.mailbox.port) as smtp:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            smtp.send_message(message())
        assert refused.value.recipients == {"noor@lumen.example": (550, b"5.1.1 Nobody here")}
        sandbox.mailbox.accept("noor@lumen.example")
        assert smtp.send_message(message()) == {}


def test_the_mailbox_fails_once_and_takes_it_the_next_time(sandbox):
    sandbox.mailbox.fail_once("451 4.3.0 Later, please")
    with smtplib.SMTP(sandbox.mailbox.host, sandbox.mailbox.port) as smtp:
        with pytest.raises(smtplib.SMTPDataError, match="Later, please"):
            smtp.send_message(message())
        smtp.send_message(message())
    assert len(sandbox.mailbox.messages) == 1


def test_the_mailbox_can_die_after_it_has_kept_a_message(sandbox):
    sandbox.mailbox.drop_after_data = True
    smtp = smtplib.SMTP(sandbox.mailbox.host, sandbox.mailbox.port)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        smtp.send_message(message())
    smtp.close()
    assert len(sandbox.mailbox.messages) == 1
