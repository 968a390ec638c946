"""Writing to a site over real HTTP: in few requests, and never twice."""

import json

import pytest

from connectors.sandbox import Fault
from sync.comment import MARKER
from sync.ports import Edit, Missing, Needs, OutcomeUnknown, Refused

NOT_QUIETLY = (
    '{"errorMessages":["To discard the user notification either admin or project admin permissions are required."]}'
)


@pytest.fixture
def ticket(jira, story, id_of):
    """A new ticket, as the connector reads it."""
    return jira.ticket(id_of(story(labels=["web", "Beta"])), Needs())


@pytest.fixture
def edit(jira, ticket):
    """Edit the ticket."""
    return lambda **parts: jira.edit(Edit(ticket.id, ticket.key, **parts))


@pytest.fixture
def now(jira, ticket):
    """Read the ticket again."""
    return lambda: jira.ticket(ticket.id, Needs(comments=True))


@pytest.fixture
def writes(site):
    """What was written and how it was answered."""
    return lambda: [(entry.method, entry.path.rpartition("/3/")[2], entry.status) for entry in site.log.writes()]


class TestEdit:
    def test_labels_and_a_new_comment_are_one_request(self, site, ticket, edit, now, writes, sticky):
        receipt = edit(add_labels=("gate:blocked",), remove_labels=("web",), comment=sticky())
        after = now()
        assert after.labels == ("Beta", "gate:blocked")
        assert [(comment.id, MARKER in comment.text) for comment in after.comments] == [(receipt.comment_id, True)]
        assert receipt.updated == after.updated
        assert writes() == [("PUT", f"issue/{ticket.id}", 200)]

    def test_labels_alone_are_written_without_mails(self, site, edit, now):
        receipt = edit(add_labels=("gate:blocked", "gate:waived"))
        assert now().labels == ("web", "Beta", "gate:blocked", "gate:waived")
        assert receipt.updated == now().updated
        assert site.log.writes()[0].query["notifyUsers"] == ["false"]

    def test_a_first_comment_may_tell_people(self, site, edit, sticky):
        edit(comment=sticky())
        assert "notifyUsers" not in site.log.writes()[0].query

    def test_an_edit_of_nothing_asks_nothing(self, edit, writes):
        edit()
        assert writes() == []

    def test_a_comment_is_edited_in_place_without_mails(self, site, ticket, edit, now, writes, sticky):
        first = edit(comment=sticky("1 check fails"))
        second = edit(comment=sticky("All hold"), comment_id=first.comment_id)
        assert second.comment_id == first.comment_id
        assert [comment.text for comment in now().comments] == [f"All hold\n{MARKER}"]
        assert writes()[1] == ("PUT", f"issue/{ticket.id}/comment/{first.comment_id}", 200)
        assert site.log.writes()[1].query["notifyUsers"] == ["false"]

    def test_labels_beside_an_edited_comment_are_a_second_request(self, edit, now, writes, sticky):
        first = edit(add_labels=("gate:blocked",), comment=sticky())
        receipt = edit(remove_labels=("gate:blocked",), comment=sticky("All hold"), comment_id=first.comment_id)
        assert now().labels == ("web", "Beta")
        assert (receipt.comment_id, receipt.updated) == (first.comment_id, now().updated)
        assert len(writes()) == 3

    def test_where_mails_cannot_be_kept_back_it_is_written_with_them_and_not_tried_again(self, site, edit, now, writes):
        site.switches.clients_are_admins = False
        edit(add_labels=("gate:blocked",))
        edit(remove_labels=("gate:blocked",))
        assert now().labels == ("web", "Beta")
        assert [status for *_, status in writes()] == [403, 200, 200]

    def test_an_edited_comment_is_written_with_mails_where_it_must(self, site, edit, now, sticky):
        first = edit(comment=sticky())
        site.switches.clients_are_admins = False
        edit(comment=sticky("All hold"), comment_id=first.comment_id)
        assert now().comments[0].text == f"All hold\n{MARKER}"

    def test_another_403_stays_a_refusal(self, site, edit):
        site.faults.add(Fault(method="PUT", times=2, status=403, body='{"errorMessages":["No edit permission"]}'))
        with pytest.raises(Refused) as raised:
            edit(add_labels=("gate:blocked",))
        assert (raised.value.status, raised.value.answer) == (403, "No edit permission")

    def test_a_comment_that_is_gone_is_missing(self, ticket, edit, ana, sticky):
        first = edit(comment=sticky())
        ana.delete_comment(ticket.key, first.comment_id)
        with pytest.raises(Missing):
            edit(comment=sticky("All hold"), comment_id=first.comment_id)

    @pytest.mark.parametrize("words", ["Can not find a comment for the id: 1.", "The comment does not exist."])
    def test_a_comment_that_is_gone_may_be_told_by_a_400(self, site, edit, sticky, words):
        site.faults.add(Fault(method="PUT", status=400, body=json.dumps({"errorMessages": [words]})))
        with pytest.raises(Missing):
            edit(comment=sticky(), comment_id="1")

    def test_a_ticket_that_is_gone_is_missing(self, ticket, edit, ana):
        ana.delete(ticket.key)
        with pytest.raises(Missing):
            edit(add_labels=("gate:blocked",))

    def test_one_bad_part_does_not_keep_the_others_back(self, edit, now, sticky):
        with pytest.raises(Refused) as raised:
            edit(add_labels=("gate:bad label", "gate:blocked"), remove_labels=("web",), comment=sticky())
        assert raised.value.status == 400
        assert "spaces" in raised.value.answer
        after = now()
        assert after.labels == ("Beta", "gate:blocked")
        assert len(after.comments) == 1

    def test_a_refused_comment_does_not_keep_the_labels_back(self, ticket, edit, now, site, sticky):
        first = edit(comment=sticky())
        site.faults.add(
            Fault(method="PUT", path_contains="/comment/", status=400, body='{"errorMessages":["Not yours"]}')
        )
        with pytest.raises(Refused):
            edit(add_labels=("gate:blocked",), comment=sticky("All hold"), comment_id=first.comment_id)
        assert "gate:blocked" in now().labels

    def test_an_answer_without_the_issue_is_a_receipt_all_the_same(self, site, edit, sticky):
        site.faults.add(Fault(method="PUT", status=204, when="after_write"))
        receipt = edit(comment=sticky())
        assert (receipt.comment_id, receipt.updated) == (None, None)


class TestLostAnswers:
    @pytest.mark.parametrize(
        "fault",
        [
            Fault(method="PUT", when="after_write", reset=True),
            Fault(method="PUT", when="after_write", status=502, body="<html>Bad gateway</html>"),
            Fault(method="PUT", when="after_write", cut_at=10),
        ],
        ids=["reset", "gateway", "cut"],
    )
    def test_a_comment_whose_answer_is_lost_is_looked_up_and_not_written_twice(
        self, site, jira, ticket, edit, now, sticky, fault
    ):
        site.faults.add(fault)
        with pytest.raises(OutcomeUnknown):
            edit(add_labels=("gate:blocked",), comment=sticky())
        assert len(now().comments) == 1
        assert jira.sticky_comment(ticket.id, MARKER).id == now().comments[0].id

    def test_labels_whose_answer_is_lost_are_written_again(self, site, edit, now, writes):
        site.faults.add(Fault(method="PUT", when="after_write", reset=True))
        edit(add_labels=("gate:blocked",))
        assert now().labels == ("web", "Beta", "gate:blocked")
        assert [status for *_, status in writes()] == [0, 200]

    def test_a_write_the_tracker_did_not_take_for_its_limit_is_repeated(self, site, edit, now, sticky, pauses):
        site.faults.add(Fault(method="PUT", status=429, headers={"Retry-After": "2"}))
        edit(comment=sticky())
        assert len(now().comments) == 1
        assert pauses == [2.0]

    def test_a_move_whose_answer_is_lost_is_not_repeated(self, site, jira, ticket, now, writes):
        site.faults.add(Fault(method="POST", path_contains="/transitions", when="after_write", reset=True))
        with pytest.raises(OutcomeUnknown):
            jira.move(ticket.id, ticket.key, "Blocked")
        assert now().status == "Blocked"
        assert len(writes()) == 1


class TestMove:
    def test_a_ticket_moves_to_a_status_however_it_is_spelled(self, jira, ticket, now, writes):
        jira.move(ticket.id, ticket.key, "  in  REVIEW ")
        assert now().status == "In Review"
        assert len(writes()) == 1

    def test_where_no_way_leads_the_ways_there_are_are_told(self, jira, ana, id_of, writes):
        key = ana.create(project="APO", type="Risk", summary="Late", status="Open")
        with pytest.raises(Refused) as raised:
            jira.move(id_of(key), key, "Blocked")
        assert raised.value.answer == "no move leads there from its present status; it can go to: Closed"
        assert writes() == []

    def test_where_the_bot_may_not_move_it_says_so(self, site, jira, ticket):
        site.faults.add(Fault(method="GET", path_contains="/transitions", status=200, body='{"transitions":[]}'))
        with pytest.raises(Refused) as raised:
            jira.move(ticket.id, ticket.key, "Blocked")
        assert "permission" in raised.value.answer

    def test_a_ticket_somebody_moved_meanwhile_is_a_refusal(self, site, jira, ticket):
        body = '{"errorMessages":["Transition id \'71\' is not valid for this issue."]}'
        site.faults.add(Fault(method="POST", path_contains="/transitions", status=400, body=body))
        with pytest.raises(Refused) as raised:
            jira.move(ticket.id, ticket.key, "Blocked")
        assert "not valid" in raised.value.answer

    def test_a_way_without_a_screen_is_preferred(self, site, jira, ticket):
        ways = (
            '{"transitions":[{"id":"70","hasScreen":true,"to":{"name":"Blocked"}},{"id":"71","to":{"name":"Blocked"}}]}'
        )
        site.faults.add(Fault(method="GET", path_contains="/transitions", status=200, body=ways))
        jira.move(ticket.id, ticket.key, "Blocked")
        assert site.log.writes()[0].body == {"transition": {"id": "71"}}
