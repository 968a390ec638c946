"""The names a tracker tells, asked of both over HTTP by the same contract."""

import subprocess
import sys
from dataclasses import astuple

import pytest

from connectors.clickup import ClickUp
from connectors.http import TrackerSession
from connectors.jira import JiraCloud
from connectors.sandbox import Fault, Sandbox
from connectors.sandbox.clickup.studio import FOLDER, RELAUNCH, SPACE
from connectors.sandbox.story import plant
from sync.engagement import Scope, ScopeKind
from sync.ports import BadAnswer, Missing, NotAuthorised, Unreachable

IN_JIRA = [Scope(ScopeKind.PROJECT, "APO"), Scope(ScopeKind.JQL, "project = APO")]
IN_CLICKUP = [Scope(ScopeKind.LIST, RELAUNCH), Scope(ScopeKind.FOLDER, FOLDER), Scope(ScopeKind.SPACE, SPACE)]


@pytest.fixture
def traffic(tmp_path):
    return tmp_path / "traffic.jsonl"


@pytest.fixture
def sandbox(traffic):
    """A planted sandbox; somebody labelled a ticket in each tracker."""
    with Sandbox(traffic=traffic) as sandbox:
        plant(sandbox)
        sandbox.jira.act("ana").create(project="APO", type="Story", summary="x", labels=("client-approved",))
        sandbox.clickup.act("eve").create(list=RELAUNCH, name="x", type="Deliverable", tags=("client-approved",))
        yield sandbox


@pytest.fixture
def jira(sandbox):
    site = sandbox.jira
    session = TrackerSession("acme-jira", attempts=2, wait=lambda _: None)
    with JiraCloud("acme-jira", site.url, site.user, site.token, session=session) as tracker:
        yield tracker


@pytest.fixture
def clickup(sandbox):
    studio = sandbox.clickup
    session = TrackerSession("studio", attempts=2, wait=lambda _: None)
    with ClickUp("studio", studio.team, studio.token, url=studio.url, session=session) as tracker:
        yield tracker


@pytest.fixture(
    params=[*(("jira", scope) for scope in IN_JIRA), *(("clickup", scope) for scope in IN_CLICKUP)], ids=str
)
def asked(request, sandbox):
    """One tracker, one kind of scope, and the service behind it."""
    name, scope = request.param
    return request.getfixturevalue(name), scope, getattr(sandbox, name)


def test_all_kinds_of_names_are_told_each_once(asked):
    tracker, scope, _ = asked
    for names in astuple(tracker.words(scope)):
        assert names
        assert len(set(names)) == len(names)


def test_names_are_those_rules_speak_of(asked):
    tracker, scope, _ = asked
    words = tracker.words(scope)
    assert {"Mitigation", "Probability"} <= set(words.fields)
    assert {"Deliverable", "Task"} <= set(words.types)
    assert "client-approved" in words.labels
    assert words.statuses == tracker.statuses(scope)
    assert {"high", "low"} <= {name.casefold() for name in words.priorities}


def test_nothing_is_written(asked):
    tracker, scope, service = asked
    tracker.words(scope)
    assert tracker.calls.writes == 0
    assert service.log.writes() == []


def test_a_tracker_that_does_not_answer_is_unreachable(asked):
    tracker, scope, service = asked
    service.faults.add(Fault(path_contains="/", times=None, status=503, body="<html>"))
    with pytest.raises(Unreachable):
        tracker.words(scope)


def test_a_token_that_is_not_accepted_is_told(asked):
    tracker, scope, service = asked
    service.faults.add(Fault(path_contains="/", times=None, status=401, body="{}"))
    with pytest.raises(NotAuthorised):
        tracker.words(scope)


@pytest.mark.parametrize("body", ["[]", "{}", '{"values":1,"tags":1,"fields":[{"id":1}]}', '[{"key":1}]', "<html>"])
def test_an_answer_of_another_form_is_a_bad_answer(asked, body):
    tracker, scope, service = asked
    service.faults.add(Fault(path_contains="/", times=None, status=200, body=body))
    with pytest.raises(BadAnswer):
        tracker.words(scope)


def test_a_scope_nobody_knows_is_missing(jira, clickup):
    with pytest.raises(Missing):
        jira.words(Scope(ScopeKind.PROJECT, "NIX"))
    with pytest.raises(Missing):
        clickup.words(Scope(ScopeKind.LIST, "404"))


def test_every_request_is_one_the_trackers_describe(shared, traffic, jira, clickup):
    for tracker, scopes in ((jira, IN_JIRA), (clickup, IN_CLICKUP)):
        for scope in scopes:
            tracker.words(scope)
    checker = shared / "conformance" / "check.py"
    judged = subprocess.run([sys.executable, checker, traffic], capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout
    assert " 0 violations" in judged.stdout
