"""A token is shown nowhere: in no error, no log, no recording of traffic, no form of a value."""

import logging
from base64 import b64encode
from traceback import format_exception

import pytest

from connectors.clickup import ClickUp
from connectors.http import TrackerSession
from connectors.jira import JiraCloud
from connectors.sandbox import Fault, Sandbox
from sync.engagement import Scope, ScopeKind
from sync.ports import Needs, PortError
from sync.render.errors import sentence

TOKEN = "hush-hush-token"
CODED = b64encode(b"bot@acme.example:hush-hush-token").decode()
ECHO = f'{{"errorMessages": ["no {TOKEN}", "Basic {CODED}"], "err": "no {TOKEN}", "errors": {{"{TOKEN}": "{TOKEN}"}}}}'
WRONGS = {
    "echoed refusal": Fault(times=None, status=400, body=ECHO),
    "echoed 401": Fault(times=None, status=401, body=ECHO),
    "echoed fault": Fault(times=None, status=500, body=ECHO),
    "reset": Fault(times=None, reset=True),
    "cut": Fault(times=None, cut_at=5),
    "login page": Fault(times=None, status=200, body=f"<html>{TOKEN}</html>"),
    "busy": Fault(times=None, status=429, headers={"Retry-After": "4000"}),
}


def nothing(*_seconds):
    return None


@pytest.fixture
def traffic(tmp_path):
    return tmp_path / "traffic.jsonl"


@pytest.fixture
def sandbox(traffic):
    with Sandbox(traffic=traffic) as running:
        yield running


@pytest.fixture(params=["jira", "clickup"])
def tracker(request, sandbox):
    with TrackerSession("acme", timeout=(2.0, 2.0), wait=nothing) as session:
        if request.param == "jira":
            sandbox.jira.site.tokens[sandbox.jira.user] = TOKEN
            yield JiraCloud("acme", sandbox.jira.url, sandbox.jira.user, TOKEN, session=session)
        else:
            sandbox.clickup.workspace.tokens[f"Bearer {TOKEN}"] = sandbox.clickup.workspace.member("bot").id
            yield ClickUp("acme", sandbox.clickup.team, TOKEN, url=sandbox.clickup.url, session=session)


@pytest.fixture
def ask(tracker):
    scope = Scope(ScopeKind.PROJECT, "APO") if isinstance(tracker, JiraCloud) else Scope(ScopeKind.SPACE, "1")
    return lambda: list(tracker.changed(scope, Needs(comments=True), None))


@pytest.fixture
def shown(tracker):
    """Tell whether a text shows the token in a form the tracker was sent it in."""
    sent = (TOKEN, CODED) if isinstance(tracker, JiraCloud) else (TOKEN,)
    return lambda text: any(secret in text for secret in sent)


@pytest.mark.parametrize("wrong", WRONGS.values(), ids=WRONGS)
def test_no_error_shows_it(sandbox, ask, shown, wrong, caplog):
    caplog.set_level(logging.DEBUG)
    sandbox.jira.faults.add(wrong)
    sandbox.clickup.faults.add(wrong)
    with pytest.raises(PortError) as raised:
        ask()
    assert not shown(sentence(raised.value))
    assert not shown("".join(format_exception(raised.value)))
    assert not shown(repr(vars(raised.value)))
    assert not shown(caplog.text)


def test_no_log_and_no_recording_shows_it(ask, tracker, shown, traffic, caplog):
    caplog.set_level(logging.DEBUG)
    tracker.identity()
    assert caplog.text
    assert not shown(caplog.text)
    assert not shown(traffic.read_text())
    assert not shown(repr(tracker))
