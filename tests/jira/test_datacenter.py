"""What is Data Center's own, over real HTTP; the rest is in the contract of all connectors."""

import json

import pytest

from connectors.http import TrackerSession
from connectors.jira import JiraDataCenter
from connectors.sandbox import Fault, Sandbox
from connectors.sandbox.jira.issue_json import View, issue_json
from sync.comment import MARKER, Paragraph, Run, StickyComment
from sync.engagement import Scope, ScopeKind
from sync.listing import Whereabouts
from sync.ports import Edit, Missing, Needs, NotAuthorised, OutcomeUnknown, Refused

PAST = Needs(moves=True, changes=("Story points",), fields={"Story points": None})


@pytest.fixture
def site(traffic):
    with Sandbox(traffic=traffic) as sandbox:
        yield sandbox.datacenter


@pytest.fixture
def jira(site, pauses):
    session = TrackerSession("acme-dc", timeout=(2.0, 2.0), wait=pauses.append)
    with JiraDataCenter("acme-dc", site.url, site.token, session=session) as tracker:
        yield tracker


@pytest.fixture
def told(site, jira, story, id_of):
    """Read a ticket whose raw fields were changed on their way."""

    def read(needs=None, more=None, **fields):
        ticket_id = id_of(story())
        raw = issue_json(site.site, site.site.issue(ticket_id), View(("*all",), frozenset({"changelog"})))
        raw["fields"] |= fields
        site.faults.add(Fault(path_contains=f"/issue/{ticket_id}", status=200, body=json.dumps(raw | (more or {}))))
        return jira.ticket(ticket_id, needs or Needs())

    return read


def declare(site, field_id, name, kind, items="json"):
    """Let the site describe one field more."""
    schema = {"type": "array", "items": items, "custom": f"com.pyxis.greenhopper.jira:{kind}", "customId": 1}
    rows = [{"id": field_id, "name": name, "schema": schema}, {"id": "summary", "name": "Summary"}]
    site.faults.add(Fault(path_contains="/field", status=200, body=json.dumps(rows)))


class TestPeople:
    def test_people_are_known_by_their_user_name(self, site, jira, story, id_of, ana):
        key = story(assignee="bo")
        ana.comment(key, "Well?")
        ticket = jira.ticket(id_of(key), Needs(comments=True))
        assert (jira.identity().id, ticket.assignee.id, ticket.comments[0].author.id) == ("bot", "bo", "ana")
        assert ticket.assignee.email == "bo@acme.example"

    def test_one_without_a_name_is_known_by_his_key(self, told):
        assert told(assignee={"key": "JIRAUSER1", "displayName": "Former user"}).assignee.id == "JIRAUSER1"

    def test_the_token_goes_as_bearer_and_a_wrong_one_is_told(self, site, story):
        with JiraDataCenter("acme-dc", site.url, "wrong") as stranger, pytest.raises(NotAuthorised):
            stranger.identity()


class TestReading:
    def test_a_server_that_tells_fewer_rows_than_asked_for_is_read_to_the_end(self, site, jira, apollo, story):
        site.switches.page_cap = 2
        keys = {story(f"Story {number}") for number in range(7)}
        assert {ticket.key for page in jira.changed(apollo, Needs(), None) for ticket in page} == keys

    def test_a_project_of_more_rows_than_a_search_may_have_is_read_to_the_end(
        self, site, jira, apollo, monkeypatch, ana
    ):
        monkeypatch.setattr("connectors.jira.moving_rows.MOST_ROWS", 200)
        site.switches.most_rows = 200
        now = site.site.clock.now()
        keys = set()
        for number in range(450):
            created = now.replace(year=2025, month=1 + number % 12, day=1 + number % 28)
            keys.add(ana.create(project="APO", type="Story", summary="x", created=created))
        assert {ticket.key for page in jira.changed(apollo, Needs(), None) for ticket in page} == keys

    def test_long_texts_lose_their_markup(self, site, jira, ana, id_of):
        key = ana.create(project="APO", type="Risk", summary="Late", fields={"Mitigation": "h2. Plan\n* *Start* early"})
        ticket = jira.ticket(id_of(key), Needs(fields={"Mitigation": None}))
        assert ticket.fields["Mitigation"] == "Plan\nStart early"

    def test_moves_and_changes_come_with_the_ticket(self, site, jira, apollo, story, ana):
        key = story()
        ana.move(key, "In Review")
        ana.set_field(key, "Story points", 5)
        [[ticket]] = jira.changed(apollo, PAST, None)
        assert [(move.to_status, move.by.id) for move in ticket.moves] == [("In Review", "ana")]
        assert [(change.field, change.after) for change in ticket.changes] == [("Story points", "5")]
        assert not [entry for entry in site.log if entry.path.endswith("/changelog")]

    def test_a_history_told_in_part_is_unknown(self, told):
        ticket = told(PAST, more={"changelog": {"histories": [], "total": 3}})
        assert (ticket.moves, ticket.changes) == ((), None)
        assert ticket.unseen["moves"] == "the site tells only a part of this ticket's history"

    @pytest.mark.parametrize(
        ("sprint", "name"),
        [
            ("com.atlassian.greenhopper.service.sprint.Sprint@1f[id=1,rapidViewId=2,state=CLOSED,name=One, two,startDate=2026-03-02T09:00:00.000Z,goal=]", "One, two"),
            ("com.atlassian.greenhopper.service.sprint.Sprint@1f[id=1,state=ACTIVE,name=Sprint 3,goal=<null>,startDate=<null>]", "Sprint 3"),
            ({"id": 3, "name": "Sprint 4"}, "Sprint 4"),
        ],
    )  # fmt: skip
    def test_a_sprint_is_told_by_its_name(self, site, told, sprint, name):
        declare(site, "customfield_1", "Sprint", "gh-sprint")
        assert told(customfield_1=[sprint]).sprint == (name,)

    def test_the_epic_is_the_parent_where_there_is_no_other(self, site, told):
        declare(site, "customfield_2", "Epic Link", "gh-epic-link")
        assert told(customfield_2="APO-77").parent == "APO-77"

    def test_a_sub_task_stays_a_part_of_its_parent(self, site, told):
        declare(site, "customfield_2", "Epic Link", "gh-epic-link")
        assert told(customfield_2="APO-77", parent={"key": "APO-5"}).parent == "APO-5"

    @pytest.mark.parametrize(("query", "where"), [("type = Story", "here"), ("type = Risk ORDER BY key", "elsewhere")])
    def test_where_a_ticket_is_by_a_query(self, jira, story, id_of, query, where):
        found = jira.find(Scope(ScopeKind.JQL, query), id_of(story()))
        assert (found.whereabouts, found.key) == (Whereabouts(where), "APO-1")


class TestWriting:
    @pytest.fixture
    def edit(self, jira, story, id_of):
        key = story(labels=["web"])
        return lambda **parts: jira.edit(Edit(id_of(key), key, **parts))

    def test_only_what_this_api_knows_is_sent(self, site, edit, sticky):
        receipt = edit(add_labels=("gate:blocked",), comment=sticky())
        edit(comment=sticky("All hold"), comment_id=receipt.comment_id)
        edit(remove_labels=("gate:blocked",))
        assert [dict(entry.query) for entry in site.log.writes()] == [{}, {}, {"notifyUsers": ["false"]}]

    def test_where_mails_cannot_be_kept_back_it_is_written_with_them_and_not_tried_again(self, site, edit):
        site.switches.clients_are_admins = False
        edit(add_labels=("gate:blocked",))
        edit(remove_labels=("gate:blocked",))
        assert [entry.status for entry in site.log.writes()] == [403, 204, 204]

    def test_a_comment_that_cannot_be_found_again_is_to_be_looked_up(self, site, edit, sticky):
        site.faults.add(Fault(method="GET", path_contains="/comment", times=None, status=503, body="<html>"))
        with pytest.raises(OutcomeUnknown, match="could not be found again"):
            edit(comment=sticky())
        assert len(site.log.writes()) == 1

    def test_somebody_is_mentioned_by_his_user_name(self, site, edit):
        edit(comment=StickyComment((Paragraph((Run("Bo", mention="bo"), Run(f": look. {MARKER}"))),)))
        assert site.log.writes()[0].body["update"]["comment"] == [{"add": {"body": f"[~bo]: look. {MARKER}"}}]

    def test_a_way_that_is_gone_meanwhile_is_refused_and_one_nobody_knows_is_to_be_looked_up(
        self, site, jira, story, id_of, ana
    ):
        key = story(status="To Do")
        stale = {"transitions": [{"id": "11", "to": {"name": "Blocked"}}]}
        for ways in (stale, {"transitions": [{"id": "999", "to": {"name": "Blocked"}}]}):
            site.faults.add(Fault(method="GET", path_contains="/transitions", status=200, body=json.dumps(ways)))
        with pytest.raises(Refused, match="not valid"):
            jira.move(id_of(key), key, "Blocked")
        with pytest.raises(OutcomeUnknown):
            jira.move(id_of(key), key, "Blocked")

    def test_a_comment_of_somebody_else_stays(self, site, jira, story, id_of, ana, sticky):
        key = story()
        comment_id = ana.comment(key, "Mine")
        with pytest.raises(Refused, match="permission"):
            jira.edit(Edit(id_of(key), key, comment=sticky(), comment_id=comment_id))


def test_a_limit_that_says_zero_is_waited_out(site, jira, pauses):
    site.faults.add(Fault(status=429, headers={"Retry-After": "0"}))
    assert jira.identity().id == "bot"
    assert len(pauses) == 1
    assert pauses[0] >= 1


def test_labels_are_those_the_site_suggests(site, jira, apollo, story):
    story(labels=["web", "beta"])
    assert jira.words(apollo).labels == ("beta", "web")


def test_a_project_nobody_knows_is_missing(jira):
    with pytest.raises(Missing):
        jira.statuses(Scope(ScopeKind.PROJECT, "NIX"))
