"""Sites that are not as most are: pages that are empty or no longer good, full tickets, moves that want more."""

import json
from dataclasses import replace

import pytest

from connectors.sandbox import Fault
from connectors.sandbox.jira.model import Transition
from sync.comment import MARKER
from sync.ports import Edit, Missing, Needs, OutcomeUnknown, Refused

END = {"plain": {"isLast": True}, "null": {"isLast": True, "nextPageToken": None}, "no mark": {}}


@pytest.fixture
def changed(jira, apollo):
    """Read the keys of what changed, all pages together."""
    return lambda: [ticket.key for page in jira.changed(apollo, Needs(), None) for ticket in page]


@pytest.fixture
def ticket(jira, story, id_of):
    """A new ticket, as the connector reads it."""
    return jira.ticket(id_of(story(labels=["web"])), Needs())


@pytest.fixture
def two_ways(site):
    """Let two moves lead to Delivered, the second one being in order."""
    project = site.site.projects["APO"]
    work = project.workflows["Story"]
    ways = replace(work, transitions=(*work.transitions, Transition("62", "Hand over", "Delivered")))
    site.site.projects["APO"] = replace(project, workflows={**project.workflows, "Story": ways})


class TestPages:
    @pytest.mark.parametrize("end", END.values(), ids=END)
    def test_an_empty_page_in_the_middle_ends_nothing(self, site, changed, story, end):
        key = story()
        issues = [{"id": "1", "key": key, "fields": {}}]
        for page in ({"issues": [], "nextPageToken": "2", "isLast": False}, {"issues": issues, **end}):
            site.faults.add(Fault(path_contains="/search/jql", status=200, body=json.dumps(page)))
        assert changed() == [key]
        assert [entry.body.get("nextPageToken") for entry in site.log if "/search" in entry.path] == [None, "2"]

    def test_a_token_that_is_no_longer_good_is_told_and_the_next_reading_starts_anew(self, site, changed, story):
        site.switches.page_cap = 2
        keys = [story(f"Story {number}") for number in range(3)]
        body = '{"errorMessages":["The provided next page token is invalid or expired."]}'
        site.faults.add(Fault(path_contains="/search/jql"))  # the first page comes as it is
        site.faults.add(Fault(path_contains="/search/jql", status=400, body=body))
        with pytest.raises(Refused, match="expired"):
            changed()
        assert changed() == keys


class TestWriting:
    def test_a_ticket_full_of_comments_gets_its_labels_all_the_same(self, site, jira, ticket, sticky):
        site.switches.most_comments = 0
        with pytest.raises(Refused) as raised:
            jira.edit(Edit(ticket.id, ticket.key, ("gate:blocked",), ("web",), sticky()))
        assert raised.value.status == 413
        assert site.site.issue(ticket.key).labels == ("gate:blocked",)
        assert site.site.issue(ticket.key).comments == []

    def test_a_label_that_is_too_long_keeps_nothing_else_back(self, site, jira, ticket):
        with pytest.raises(Refused, match="exceeds the maximum"):
            jira.edit(Edit(ticket.id, ticket.key, ("gate:" + "x" * 251, "gate:blocked")))
        assert site.site.issue(ticket.key).labels == ("web", "gate:blocked")

    def test_a_comment_that_belongs_to_somebody_else_is_left_as_it_is(self, site, jira, ticket, ana, sticky):
        theirs = ana.comment(ticket.key, "Mine")
        with pytest.raises(Refused, match="permission to edit"):
            jira.edit(Edit(ticket.id, ticket.key, ("gate:blocked",), comment=sticky(), comment_id=theirs))
        assert [comment.text for comment in jira.comments(ticket.id)] == ["Mine"]
        assert "gate:blocked" in site.site.issue(ticket.key).labels

    def test_an_archived_ticket_takes_no_write_and_says_so(self, site, jira, ticket, sticky):
        body = '{"errorMessages":["Issue is archived."]}'
        site.faults.add(Fault(method="PUT", times=None, status=400, body=body))
        with pytest.raises(Refused, match="archived"):
            jira.edit(Edit(ticket.id, ticket.key, ("gate:blocked",), comment=sticky()))

    def test_where_a_comment_was_edited_by_others_it_is_still_the_bots(self, jira, ticket, ana, sticky):
        own = jira.edit(Edit(ticket.id, ticket.key, comment=sticky())).comment_id
        ana.edit_comment(ticket.key, own, f"Somebody wrote into it\n{MARKER}")
        assert jira.sticky_comment(ticket.id, MARKER).id == own


class TestMoves:
    def test_a_move_that_wants_a_resolution_is_refused_in_jiras_words(self, site, jira, ticket):
        site.switches.resolution_wanted = True
        with pytest.raises(Refused, match="resolution: Resolution is required"):
            jira.move(ticket.id, ticket.key, "Delivered")
        assert site.site.issue(ticket.key).status == "To Do"

    def test_where_one_way_is_refused_another_one_to_the_same_status_is_taken(self, site, jira, ticket, two_ways):
        body = '{"errorMessages":[],"errors":{"resolution":"Resolution is required."}}'
        site.faults.add(Fault(method="POST", path_contains="/transitions", status=400, body=body))
        jira.move(ticket.id, ticket.key, "Delivered")
        assert site.site.issue(ticket.key).status == "Delivered"
        assert [entry.body["transition"]["id"] for entry in site.log.writes()] == ["61", "62"]

    def test_another_way_is_not_tried_where_somebody_else_is_at_the_ticket(self, site, jira, ticket, two_ways):
        site.faults.add(Fault(method="POST", path_contains="/transitions", status=409))
        with pytest.raises(Refused):
            jira.move(ticket.id, ticket.key, "Delivered")
        assert len(site.log.writes()) == 1

    def test_a_ticket_that_is_gone_by_then_is_missing(self, site, jira, ticket, ana, two_ways):
        body = '{"errorMessages":["Issue does not exist or you do not have permission to see it."]}'
        site.faults.add(Fault(method="POST", path_contains="/transitions", status=404, body=body))
        with pytest.raises(Missing):
            jira.move(ticket.id, ticket.key, "Delivered")
        assert len(site.log.writes()) == 1

    def test_a_move_that_ends_in_a_fault_is_to_be_looked_up(self, site, jira, ticket, two_ways):
        site.faults.add(Fault(method="POST", path_contains="/transitions", status=500))
        with pytest.raises(OutcomeUnknown):
            jira.move(ticket.id, ticket.key, "Delivered")
        assert len(site.log.writes()) == 1

    def test_where_the_ticket_cannot_be_seen_after_its_move_the_move_is_to_be_looked_up(self, site, jira, ticket):
        site.faults.add(Fault(method="GET", path_contains="/transitions"))  # the ways are told as they are
        site.faults.add(Fault(method="GET", path_contains=f"/issue/{ticket.id}", times=None, status=403))
        with pytest.raises(OutcomeUnknown):
            jira.move(ticket.id, ticket.key, "Blocked")
        assert site.site.issue(ticket.key).status == "Blocked"
