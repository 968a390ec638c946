"""What nobody knows of Jira for sure, both ways. More of it: tests/sync/test_whatever_is_true.py."""

import pytest

from connectors.http import TrackerSession
from connectors.jira.wiki import markup_of
from connectors.sandbox import Fault, Sandbox
from connectors.sandbox.wiki import mentioned
from sync.comment import MARKER, Fold, Footer, Headline, Paragraph, Run, StickyComment
from sync.ports import Edit, Missing, Needs, Refused
from tests.connectors.places import PLACES

COMMENTS = Needs(comments=True)


@pytest.fixture(params=["cloud", "datacenter"])
def place(request, traffic):
    """A site of Jira, Cloud or Data Center, with a connector."""
    with Sandbox(traffic=traffic) as sandbox, TrackerSession("tracker", wait=lambda _seconds: None) as session:
        yield PLACES[request.param](sandbox, session)


@pytest.mark.parametrize(("in_edit", "requests"), [(True, ["PUT"]), (False, ["PUT", "PUT", "POST"])])
def test_a_comment_no_edit_takes_is_written_at_its_own_address(place, sticky, in_edit, requests):
    desk = place.desk
    desk.service.switches.comment_in_edit = in_edit
    ticket = desk.create()
    receipt = place.tracker.edit(Edit(desk.id(ticket), ticket, ("gate:blocked",), comment=sticky()))
    [own] = desk.ours(ticket)
    assert (receipt.comment_id, desk.labels(ticket)) == (own.id, ["gate:blocked"])
    assert [method for method, _ in desk.writes()] == requests


def test_a_comment_that_no_address_takes_is_refused(place, sticky):
    desk = place.desk
    desk.service.switches.most_comments = 0
    ticket = desk.create()
    with pytest.raises(Refused, match="exceeds the limit"):
        place.tracker.edit(Edit(desk.id(ticket), ticket, comment=sticky()))


@pytest.mark.parametrize("touches", [True, False])
def test_an_edited_comment_is_seen_at_once_or_with_the_next_change(place, touches):
    desk = place.desk
    desk.service.switches.comment_edit_touches = touches
    ticket = desk.create()
    comment = desk.say(ticket, "Before")
    [first] = place.read(COMMENTS)
    desk.people(desk.colleague).edit_comment(ticket, comment, "After")
    again = place.read(COMMENTS, first.updated, known={first.id: first.updated})
    assert [one.comments[0].text for one in again] == (["After"] if touches else [])
    desk.label(ticket, "web")
    [later] = place.read(COMMENTS, first.updated, known={first.id: first.updated})
    assert later.comments[0].text == "After"


@pytest.mark.parametrize("newest_first", [True, False])
def test_comments_are_told_oldest_first_however_they_stand_inside_a_ticket(place, newest_first):
    desk = place.desk
    desk.service.switches.newest_comments_first = newest_first
    desk.service.switches.embedded_comments = 2
    few, many = desk.create(), desk.create()
    written = {ticket: [desk.say(ticket, str(n)) for n in range(most)] for ticket, most in ((few, 2), (many, 4))}
    read = {ticket.key: [one.id for one in ticket.comments] for ticket in place.read(COMMENTS)}
    assert read == written


@pytest.mark.parametrize("of_json", [True, False])
def test_a_long_comment_fits_however_its_length_is_counted(site, jira, story, id_of, of_json):
    site.switches.length_of_json = of_json
    key = story()
    lines = tuple((Run(f"check {number} " + "é{*_" * 40),) for number in range(1500))
    long = StickyComment((Headline("info", (Run("Many"),)), Fold("Checks", lines), Footer((Run(MARKER),))))
    receipt = jira.edit(Edit(id_of(key), key, comment=long))
    assert jira.sticky_comment(id_of(key), MARKER).id == receipt.comment_id


@pytest.mark.parametrize("escapes", [True, False])
def test_nobody_is_mentioned_whether_a_backslash_counts_or_not(escapes):
    for text in ("[~ana]", "[~accountid:1]", "\\[~ana]", "[~ana\\]", "[[~ana]]", "{[~ana]}"):
        markup = markup_of(StickyComment((Paragraph((Run(text),)),)))
        assert "ana" not in mentioned(markup, escapes=escapes)
        assert "accountid:1" not in mentioned(markup, escapes=escapes)


@pytest.mark.parametrize(("status", "error"), [(400, Refused), (404, Missing), (410, Missing)])
def test_a_token_that_is_too_old_ends_one_reading_only(site, jira, apollo, story, status, error):
    site.switches.page_cap = 2
    keys = [story(f"Story {number}") for number in range(3)]
    site.faults.add(Fault(path_contains="/search/jql"))  # the first page comes as it is
    body = '{"errorMessages":["The provided next page token is invalid or expired."]}'
    site.faults.add(Fault(path_contains="/search/jql", status=status, body=body))
    with pytest.raises(error):
        list(jira.changed(apollo, Needs(), None))
    assert [one.key for page in jira.changed(apollo, Needs(), None) for one in page] == keys
