"""In service projects clients read along: what the bot writes there is for the team alone."""

from dataclasses import replace

import pytest

from connectors.http import TrackerSession
from connectors.sandbox import Fault, Sandbox
from connectors.sandbox.jira.answers import is_internal
from sync.comment import MARKER
from sync.ports import Edit, OutcomeUnknown
from tests.connectors.places import PLACES


@pytest.fixture(params=["cloud", "datacenter"])
def place(request, traffic):
    with Sandbox(traffic=traffic) as sandbox, TrackerSession("tracker", wait=lambda _seconds: None) as session:
        yield PLACES[request.param](sandbox, session)


@pytest.fixture
def kind(place):
    """Make the project of the tickets one of this kind."""
    site = place.desk.site
    return lambda kind: site.projects.update(APO=replace(site.projects["APO"], kind=kind))


@pytest.fixture
def edit(place, sticky):
    """Edit a ticket; the comment is the sticky one with some words in it."""

    def edit(ticket, words, **parts):
        return place.tracker.edit(Edit(place.desk.id(ticket), ticket, comment=sticky(words), **parts))

    return edit


@pytest.fixture
def seen_by_clients(place):
    """The texts of comments that clients see on a ticket."""

    def texts(ticket):
        site, issue = place.desk.site, place.desk.site.issue(ticket)
        internal = {one.id for one in issue.comments if is_internal(site, issue, one)}
        return [said.text for said in place.desk.comments(ticket) if said.id not in internal]

    return texts


def test_no_client_sees_the_comment_neither_new_nor_edited(place, kind, edit, seen_by_clients):
    kind("service_desk")
    ticket = place.desk.create()
    place.desk.say(ticket, "Hello there")
    receipt = edit(ticket, "1 check fails", add_labels=("gate:blocked",))
    assert place.desk.labels(ticket) == ["gate:blocked"]
    edit(ticket, "All hold", comment_id=receipt.comment_id)
    assert "All hold" in place.desk.ours(ticket)[0].text
    assert seen_by_clients(ticket) == ["Hello there"]


def test_in_other_projects_everybody_sees_it(place, kind, edit, seen_by_clients):
    kind("software")
    ticket = place.desk.create()
    edit(ticket, "1 check fails")
    assert len(seen_by_clients(ticket)) == 1


def test_what_kind_a_project_is_is_asked_once(place, edit):
    for _ in range(2):
        edit(place.desk.create(), "1 check fails")
    assert len(place.requests("/project/APO")) == 1


def test_a_comment_whose_answer_is_lost_is_not_written_twice(place, kind, edit, seen_by_clients):
    kind("service_desk")
    ticket = place.desk.create()
    place.desk.fault(Fault(method="POST", path_contains="/comment", when="after_write", reset=True))
    with pytest.raises(OutcomeUnknown):
        edit(ticket, "1 check fails", add_labels=("gate:blocked",))
    [own] = place.desk.ours(ticket)
    assert place.tracker.sticky_comment(place.desk.id(ticket), MARKER).id == own.id
    assert seen_by_clients(ticket) == []
