"""Commands that are shown rather than said, edited, or not said by a person."""

import pytest

from connectors.sandbox.adf import paragraph
from tests.sync.waived import LINE, comment, decisions, is_waived

TRACKERS = ("jira", "datacenter", "clickup")
RUN = {"text": LINE, "attributes": {}}
HIDDEN = {
    "a quote": {
        "jira": {"type": "blockquote", "content": [paragraph(LINE)]},
        "datacenter": "bq. " + LINE,
        "clickup": [{"text": LINE}, {"text": "\n", "attributes": {"blockquote": {}}}],
    },
    "code": {
        "jira": {"type": "codeBlock", "content": [{"type": "text", "text": LINE}]},
        "datacenter": "{code}" + LINE + "{code}",
        "clickup": [{"text": LINE}, {"text": "\n", "attributes": {"code-block": {"code-block": "plain"}}}],
    },
    "code in a line": {
        "jira": {"type": "paragraph", "content": [{"type": "text", "text": LINE, "marks": [{"type": "code"}]}]},
        "datacenter": "{{" + LINE + "}}",
        "clickup": [{"text": LINE, "attributes": {"code": True}}],
    },
    "a link": {
        "jira": {
            "type": "paragraph",
            "content": [
                {"type": "text", "text": LINE, "marks": [{"type": "link", "attrs": {"href": "https://a.example"}}]}
            ],
        },
        "datacenter": f"[{LINE}|https://a.example]",
        "clickup": [{"text": LINE, "attributes": {"link": "https://a.example"}}],
    },
}


@pytest.fixture
def ticket(house, desk):
    house.sync()
    ticket = desk.create()
    house.sync()
    return ticket


@pytest.mark.parametrize("shown", HIDDEN)
def test_what_is_shown_is_not_said(house, desk, ticket, shown, request):
    desk.show(ticket, HIDDEN[shown][request.node.callspec.params["desk"]], desk.manager)
    house.sync()
    assert not is_waived(house, desk, ticket)
    assert decisions(house) == []


def test_an_edited_comment_is_told_to_be_sent_anew(house, desk, ticket):
    said = desk.say(ticket, "Good morning", desk.manager)
    house.clock.pass_(minutes=1)
    desk.people(desk.manager).edit_comment(ticket, said, LINE)
    house.sync()
    # ClickUp tells no edit: there the comment counts as it stood when it was first seen.
    tells_edits = desk is house.jira_desk
    assert is_waived(house, desk, ticket) is not tells_edits
    assert ("The comment was edited, and only a new one counts." in comment(desk, ticket)) is tells_edits


def test_a_comment_that_was_seen_is_not_listened_to_again_whatever_it_says_then(house, desk, ticket):
    said = desk.say(ticket, "Good morning", desk.manager)
    house.sync()
    desk.people(desk.manager).edit_comment(ticket, said, LINE)
    house.sync()
    assert not is_waived(house, desk, ticket)
    assert decisions(house) == []


def test_the_bot_does_not_listen_to_itself(house, desk, ticket):
    house.set(roles={"delivery-manager": (desk.account("bot"),)})
    desk.say(ticket, LINE, "bot")
    house.sync()
    assert not is_waived(house, desk, ticket)
    assert decisions(house) == []


def test_nobody_listens_to_an_app(house, desk, ticket):
    house.set(roles={"delivery-manager": (desk.people(desk.colleague).who.email,)})
    tells_apps = desk.make_an_app_of(desk.colleague)
    desk.say(ticket, LINE, desk.colleague)
    house.sync()
    assert is_waived(house, desk, ticket) is not tells_apps


def test_what_stands_in_the_middle_of_a_line_is_no_command(house, desk, ticket):
    desk.say(ticket, f"Please write {LINE}", desk.manager)
    house.sync()
    assert decisions(house) == []


def test_the_other_lines_of_a_comment_with_a_quote_count(house, desk, ticket):
    desk.say(ticket, f"As I said:\n{LINE}\nThank you", desk.manager)
    house.sync()
    assert is_waived(house, desk, ticket)
