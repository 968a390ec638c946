"""The commands under `links`, seen from outside the process."""

import re

import pytest

BOARD = "https://board.example"
KEY = {"STAGEWARD_SECRET_KEY": "of these tests alone, and long enough"}


@pytest.fixture
def reached(desk):
    """A desk whose board has an address for clients."""
    text = desk.stage.config.read_text()
    told = re.sub(r"(?m)^board: .*$", f'board: {{listen: "127.0.0.1:0", url: "{BOARD}"}}', text)
    desk.stage.config.write_text(told)
    return desk


def test_a_link_is_granted_listed_without_its_token_and_revoked_once(reached):
    granted = reached("links", "grant", "apollo  BANK", "--label", "steering group", "--json", **KEY)
    assert granted.code == 0, granted.err
    address, (link,) = granted.document["link"], granted.document["links"]
    token = address.removeprefix("https://board.example/c/")
    assert len(token) == 43
    assert (link["client"], link["label"], link["state"]) == ("Apollo Bank", "steering group", "good")
    assert granted.document["badges"]["apollo"].startswith("https://board.example/badge/apollo.")

    listed = reached("links", "list", "--json", **KEY)
    assert listed.document["links"] == [link]
    assert token not in listed.out + reached("links", "list", **KEY).out
    assert reached("links", "list", "--engagement", "lumen", "--json", **KEY).document["links"] == []

    revoked = reached("links", "revoke", link["id"][:6], "--json", **KEY)
    assert revoked.document["links"][0]["state"] == "revoked"
    again = reached("links", "revoke", link["id"], **KEY)
    assert (again.code, again.out) == (1, "")
    trail = reached("audit", "export", "--format", "jsonl", **KEY).out
    assert trail.count('"client link"') == 2
    assert token not in trail


def test_a_link_ends_with_its_last_day_in_the_clients_zone(reached):
    granted = reached("links", "grant", "Apollo Bank", "--until", "2999-07-01", "--json", **KEY)
    assert granted.document["links"][0]["expires"] == "2999-07-01T22:00:00+00:00"
    assert "until 2999-07-01 22:00 UTC" in reached("links", "grant", "Apollo Bank", "--until", "2999-07-01", **KEY).out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("grant", "Nobody"), "There is no client “Nobody”. Known: Apollo Bank, Lumen"),
        (("grant", "Apollo Bank", "--until", "2001-01-01"), "2001-01-01 is over already"),
        (("grant", "Apollo Bank", "--until", "soon"), "soon is no day; write it as 2026-12-31."),
        (("revoke", "0123"), "There is no link “0123”. See stageward links list."),
    ],
)
def test_what_cannot_be_done_says_why(reached, words, why):
    ran = reached("links", *words, **KEY)
    assert (ran.code, ran.out) == (2, "")
    assert why in ran.err
    assert reached("links", "list", **KEY).out.startswith("There are no links.")


def test_without_an_address_or_a_key_no_link_is_made(desk, request):
    assert "Set board.url in stageward.yaml" in desk("links", "grant", "Apollo Bank", **KEY).err
    reached = request.getfixturevalue("reached")
    ran = reached("links", "grant", "Apollo Bank")
    assert ran.code == 2
    assert "STAGEWARD_SECRET_KEY" in ran.err
