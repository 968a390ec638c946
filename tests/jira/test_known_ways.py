"""Moves that Jira told for one ticket are taken for the next one of its type that stands where it stood."""

from dataclasses import replace

import pytest

from connectors.http import TrackerSession
from connectors.jira import JiraCloud
from connectors.sandbox.jira.model import Transition
from sync.ports import Needs, Refused


@pytest.fixture
def passed():
    """Seconds that have passed, to be changed by a test."""
    return [0.0]


@pytest.fixture
def jira(site, pauses, passed):
    with (
        TrackerSession("acme-jira", wait=pauses.append) as session,
        JiraCloud("acme-jira", site.url, site.user, site.token, session=session, tick=lambda: passed[0]) as tracker,
    ):
        yield tracker


@pytest.fixture
def hold(jira, site):
    """Put a ticket on hold as the bot does, reading it first; return where it stands then."""

    def move(key, *, read=True):
        ticket_id = site.site.issue(key).id
        if read:
            jira.ticket(ticket_id, Needs())
        jira.move(ticket_id, key, "Blocked")
        return site.site.issue(key).status

    return move


@pytest.fixture
def looks(site):
    """How often the bot asked where a ticket can go."""
    return lambda: sum(one.method == "GET" and one.path.endswith("/transitions") for one in site.log)


@pytest.fixture
def rewire(site):
    """An administrator gives the only way of stories to Blocked another number."""

    def change(number):
        project = site.site.projects["APO"]
        work = project.workflows["Story"]
        others = tuple(way for way in work.transitions if way.to != "Blocked")
        ways = replace(work, transitions=(*others, Transition(number, "Stop", "Blocked")))
        site.site.projects["APO"] = replace(project, workflows={**project.workflows, "Story": ways})

    return change


def test_they_are_asked_for_once(story, hold, looks):
    assert [hold(story(f"Story {number}")) for number in range(4)] == ["Blocked"] * 4
    assert looks() == 1


def test_another_status_or_type_has_moves_of_its_own(story, ana, hold, looks):
    hold(story())
    hold(story(status="In Review"))
    hold(ana.create(project="APO", type="Bug", summary="Broken"))
    assert looks() == 3


def test_a_ticket_that_was_not_read_before_is_asked_about(story, hold, looks):
    hold(story())
    hold(story("Another"), read=False)
    assert looks() == 2


def test_where_a_known_move_is_refused_the_ticket_is_asked_about_and_moved(story, hold, looks, rewire):
    hold(story())
    rewire("99")
    assert hold(story("Another")) == "Blocked"
    assert hold(story("A third one")) == "Blocked"
    assert looks() == 2


def test_where_none_leads_there_the_ticket_is_asked_about_and_told(site, story, hold, looks):
    hold(story())
    project = site.site.projects["APO"]
    ways = replace(project.workflows["Story"], transitions=())
    site.site.projects["APO"] = replace(project, workflows={**project.workflows, "Story": ways})
    with pytest.raises(Refused, match="no move is open"):
        hold(story("Another"))
    assert looks() == 2


def test_they_are_asked_for_anew_after_a_quarter_of_an_hour(story, hold, looks, passed):
    hold(story())
    passed[0] = 900.0
    hold(story("Another"))
    assert looks() == 2
