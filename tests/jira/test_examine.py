"""What both flavors of Jira tell a doctor: the same facts, asked for in each one's own way."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from config.values import SourceConfig
from connectors.examining import open_examiner
from connectors.sandbox import Sandbox
from sync.engagement import Scope, ScopeKind
from sync.examination import Home, Right

APOLLO = Scope(ScopeKind.PROJECT, "APO")


@pytest.fixture(params=["cloud", "datacenter"])
def examined(request, traffic):
    """A site of one flavor with a ticket in review, and what asks it."""
    sandbox = Sandbox(traffic=traffic)
    service = sandbox.jira if request.param == "cloud" else sandbox.datacenter
    with sandbox:
        service.act("ana").create(project="APO", type="Story", summary="Login", status="In Review")
        user = service.user if request.param == "cloud" else None
        source = SourceConfig("acme-jira", "jira", request.param, service.url, user)
        examiner = open_examiner(source, service.token, lambda: datetime.now(UTC))
        yield service, examiner
        examiner.close()


def test_both_tell_the_same_of_a_project(examined):
    _, examiner = examined
    extent = examiner.extent(APOLLO)
    assert (extent.name, extent.tickets) == ("project APO (Apollo mobile banking)", 1)
    assert next(track for track in extent.tracks if track.name == "Risk in APO").statuses == ("Open", "Closed")
    (sample,) = examiner.samples(APOLLO, ["customfield_10040", "customfield_99"])
    assert (sample.key, sample.track, sample.status) == ("APO-1", "Story in APO", "In Review")
    assert sample.shows == {"customfield_10040"}
    assert "Blocked" in [way.to for way in examiner.ways("APO-1")]
    assert examiner.home("APO-1", APOLLO) == Home("APO-1", is_in_scope=True)


def test_both_tell_what_the_bot_may_do(examined):
    service, examiner = examined
    service.switches.denied = frozenset({"TRANSITION_ISSUES"})
    given = {grant.right: grant.given for grant in examiner.grants(APOLLO)}
    assert given == {**dict.fromkeys(Right, True), Right.MOVE: False}


def test_both_find_people_by_address_and_by_id(examined):
    _, examiner = examined
    (found,) = examiner.people("ana@acme.example")
    assert found.person.name == "Ana Lima"
    assert examiner.people(found.person.id) == (found,)
    assert examiner.people("nobody-at-all") == ()


def test_every_request_is_as_officially_described(examined, shared, traffic):
    _, examiner = examined
    for ask in (examiner.identity, examiner.wordings):
        ask()
    for ask in (examiner.extent, examiner.grants, examiner.fields):
        ask(APOLLO)
    examiner.samples(APOLLO, ["customfield_10040"], "In Review")
    examiner.people("ana@acme.example")
    checker = shared / "conformance" / "check.py"
    told = subprocess.run([sys.executable, checker, traffic], capture_output=True, text=True, check=False)
    assert " 0 violations" in told.stdout, told.stdout
