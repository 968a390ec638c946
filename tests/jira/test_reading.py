"""Reading from a site over real HTTP."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.sandbox import Fault
from rules.model import Move, Person
from sync.comment import MARKER
from sync.engagement import Scope, ScopeKind
from sync.ports import BadAnswer, Missing, Needs, NotAuthorised, Refused, Unreachable, Unreadable

EVERYTHING = Needs(comments=True, moves=True, links=True, children=True, checklists=True, attachments=True)


@pytest.fixture
def changed(jira, apollo):
    """Read the keys of what changed, all pages together."""
    return lambda since=None, needs=EVERYTHING: [
        ticket.key for page in jira.changed(apollo, needs, since) for ticket in page
    ]


@pytest.fixture
def changed_rows(jira, apollo):
    """Read what changed, all pages together."""
    return lambda: [one for page in jira.changed(apollo, Needs(), None) for one in page]


@pytest.fixture
def raw_of(site):
    """Return an issue as the site would send it."""
    from connectors.sandbox.jira.issue_json import View, issue_json

    return lambda key: issue_json(site.site, site.site.issue(key), View(fields=("*all",)))


def asked(site, path):
    return [entry for entry in site.log if path in entry.path]


def test_the_bot_knows_who_it_is_and_asks_only_once(site, jira):
    bot = site.people["bot"]
    assert jira.identity() == Person(bot.id, bot.email, bot.display_name)
    jira.identity()
    assert len(asked(site, "/myself")) == 1


def test_statuses_of_a_project_are_told_each_once(jira, apollo):
    assert jira.statuses(apollo)[:3] == ("To Do", "Assigned", "In Progress")
    assert len(set(jira.statuses(apollo))) == len(jira.statuses(apollo))


def test_statuses_for_a_query_are_those_of_the_site(jira):
    assert "In Review" in jira.statuses(Scope(ScopeKind.JQL, "project = APO"))


def test_a_project_nobody_knows_is_missing(jira):
    with pytest.raises(Missing):
        jira.statuses(Scope(ScopeKind.PROJECT, "NIX"))


def test_a_query_jira_does_not_understand_is_refused_in_its_own_words(jira):
    with pytest.raises(Refused) as raised:
        list(jira.changed(Scope(ScopeKind.JQL, "nonsense !!"), Needs(), None))
    assert raised.value.status == 400
    assert raised.value.answer


class TestChanged:
    def test_every_ticket_is_read_once_over_all_pages(self, site, changed, story):
        site.switches.page_cap = 3
        keys = [story(f"Story {number}") for number in range(8)]
        assert sorted(changed()) == sorted(keys)
        assert len(asked(site, "/search/jql")) == 3

    def test_tickets_not_changed_since_are_left_out(self, site, changed, story):
        now = site.site.clock.now()
        story("Old", created=now - timedelta(days=2))
        new = story("New", created=now)
        assert changed(now - timedelta(hours=1)) == [new]

    @pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Kathmandu", "Europe/Berlin"])
    def test_in_whatever_zone_the_account_lives_nothing_is_missed(self, site, changed, story, zone):
        site.site.accounts[0] = replace(site.site.accounts[0], zone=zone)
        now = site.site.clock.now()
        key = story(created=now)
        assert changed(now) == [key]

    def test_only_what_is_needed_is_asked_for(self, site, changed, story):
        story()
        changed(needs=Needs())
        body = asked(site, "/search/jql")[0].body
        assert "expand" not in body
        assert not {"comment", "issuelinks", "attachment"} & set(body["fields"])

    def test_a_ticket_on_two_pages_is_told_once(self, site, changed, story, raw_of):
        first, second = raw_of(story("a")), raw_of(story("b"))
        for page in ({"issues": [first], "nextPageToken": "2"}, {"issues": [second, first], "isLast": True}):
            site.faults.add(Fault(path_contains="/search/jql", status=200, body=json.dumps(page)))
        assert changed(needs=Needs()) == [first["key"], second["key"]]

    def test_a_ticket_that_vanishes_while_it_is_read_is_left_out(self, site, changed, story, ana):
        site.switches.embedded_comments = 0
        gone, kept = story("a"), story("b")
        ana.comment(gone, "Going")
        site.faults.add(Fault(path_contains="/comment", status=404, body="{}"))
        assert changed() == [kept]

    @pytest.mark.parametrize(
        "body",
        [
            '{"issues":[],"nextPageToken":"again","isLast":false}',
            '{"issues":[],"isLast":false}',
            '{"issues":{}}',
            '{"issues":[1]}',
            '{"issues":[{}],"isLast":true}',
            "[]",
            "null",
            "",
            "<html>Log in</html>",
        ],
    )
    def test_an_answer_of_another_form_is_a_bad_answer(self, site, changed, body):
        site.faults.add(Fault(path_contains="/search/jql", times=None, status=200, body=body))
        with pytest.raises(BadAnswer):
            changed(needs=Needs(comments=True))

    @pytest.mark.parametrize(
        "fields", ["{}", "null", '{"updated":"soon"}', '{"updated":"2026-03-09T10:00:00.000+0000"}']
    )
    def test_one_ticket_of_another_form_hides_no_other_one(self, site, changed_rows, story, raw_of, fields):
        good = json.dumps(raw_of(story()))
        body = f'{{"issues":[{{"id":"1","key":"APO-99","fields":{fields}}},{good}],"isLast":true}}'
        site.faults.add(Fault(path_contains="/search/jql", status=200, body=body))
        bad, ticket = changed_rows()
        assert bad == Unreadable("APO-99", "it is not in the form that Jira's API has")
        assert ticket.key == "APO-1"

    def test_a_search_is_repeated_after_faults(self, site, changed, story, pauses):
        key = story()
        site.faults.add(Fault(path_contains="/search/jql", status=503, body="<html>"))
        site.faults.add(Fault(path_contains="/search/jql", reset=True))
        site.faults.add(Fault(path_contains="/search/jql", status=429, headers={"Retry-After": "4"}))
        assert changed() == [key]
        assert len(pauses) == 3
        assert pauses[2] == 4

    def test_a_quota_used_up_is_told_with_its_end(self, site, changed):
        site.faults.add(Fault(path_contains="/search/jql", status=429, headers={"Retry-After": "1847"}))
        with pytest.raises(Unreachable) as raised:
            changed()
        assert raised.value.retry_after == 1847

    def test_a_search_as_nobody_is_no_empty_project(self, site, changed):
        headers = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
        site.faults.add(
            Fault(path_contains="/search/jql", status=200, headers=headers, body='{"issues":[],"isLast":true}')
        )
        with pytest.raises(NotAuthorised):
            changed()

    def test_reads_are_counted_as_reads(self, jira, changed, story):
        story()
        changed()
        assert (jira.calls.reads, jira.calls.writes) == (3, 0)


class TestTicket:
    def test_one_ticket_is_read_by_its_id(self, jira, story, id_of, ana):
        key = story(
            "Landing page", description_checklists={"Self-assessment": [("Meets the brief", True)]}, labels=["web"]
        )
        ana.attach(key, "brief.pdf")
        ticket = jira.ticket(id_of(key), EVERYTHING)
        assert (ticket.key, ticket.title, ticket.labels, ticket.attachments) == (
            key,
            "Landing page",
            ("web",),
            ("brief.pdf",),
        )
        assert [(one.name, one.items[0].text, one.items[0].done) for one in ticket.checklists] == [
            ("Self-assessment", "Meets the brief", True)
        ]

    def test_one_that_is_gone_is_missing(self, jira):
        with pytest.raises(Missing):
            jira.ticket("99999", Needs())

    def test_custom_fields_are_found_by_name(self, jira, ana, id_of):
        key = ana.create(
            project="APO", type="Risk", summary="Late", fields={"Probability": "High", "Mitigation": "Start early"}
        )
        ticket = jira.ticket(id_of(key), Needs(fields={"Probability": None, "mitigation": None, "Nope": None}))
        assert ticket.fields == {"Probability": "High", "mitigation": "Start early"}
        assert ticket.unseen["Nope"] == "no field of this name in acme-jira"

    def test_links_are_read_from_both_sides(self, jira, story, id_of):
        blocker = story("First")
        blocked = story("Second", links=[("is blocked by", blocker)])
        links = {key: jira.ticket(id_of(key), EVERYTHING).links[0] for key in (blocker, blocked)}
        assert (links[blocked].wording, links[blocked].key) == ("is blocked by", blocker)
        assert (links[blocker].wording, links[blocker].key) == ("blocks", blocked)

    @pytest.mark.parametrize("embedded", [0, 2, 100])
    def test_all_comments_and_moves_are_read_however_few_come_along(self, site, jira, apollo, story, ana, embedded):
        site.switches.embedded_comments = site.switches.embedded_histories = embedded
        key = story(status="To Do")
        written = [ana.comment(key, f"Comment {number}") for number in range(5)]
        for status in ("Assigned", "In Progress", "In Review"):
            ana.move(key, status)
        [[ticket]] = jira.changed(apollo, EVERYTHING, None)
        assert [comment.id for comment in ticket.comments] == written
        assert [(move.from_status, move.to_status) for move in ticket.moves] == [
            ("To Do", "Assigned"),
            ("Assigned", "In Progress"),
            ("In Progress", "In Review"),
        ]
        assert {move.by for move in ticket.moves} == {ticket.comments[0].author}
        assert all(isinstance(move, Move) for move in ticket.moves)


class TestStickyComment:
    def test_the_bots_oldest_comment_with_the_marker_is_found_on_any_page(self, site, jira, story, ana, id_of):
        key, bot = story(), site.act("bot")
        ana.comment(key, f"{MARKER}, said Ana")
        for number in range(120):
            ana.comment(key, f"Comment {number}")
        bot.comment(key, "Something else")
        own = bot.comment(key, f"All holds\n{MARKER}")
        bot.comment(key, MARKER)
        assert jira.sticky_comment(id_of(key), MARKER).id == own
        assert len(asked(site, "/comment")) == 2

    def test_where_there_is_none_there_is_none(self, jira, story, id_of):
        assert jira.sticky_comment(id_of(story()), MARKER) is None
