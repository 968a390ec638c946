"""What a log may not show, in every form it comes in."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.service.redaction import SHORTEST, Redactor

TOKEN = "ATxy+/=9 f%&"  # as a token may be: with signs that URLs and expressions mean something by

HIDDEN = [
    ("GET /x Authorization: Bearer abc.DEF-123", "abc.DEF-123"),
    ("{'Authorization': 'Basic Ym90OnMzY3IzdA==', 'Accept': 'x'}", "Ym90OnMzY3IzdA=="),
    ('{"authorization": "pk_1234_ABCDEFGH1234"}', "pk_1234_ABCDEFGH1234"),
    ("Set-Cookie: session=abcdef; Path=/", "abcdef"),
    ("cookie: tenant.session.token=eyJraWQi", "eyJraWQi"),
    ("X-Signature: 5f3a", "5f3a"),
    ("sent with Bearer eyJhbGciOiJIUzI1NiJ9.e30", "eyJhbGciOiJIUzI1NiJ9"),
    ("https://bot:hunter2@acme.example/rest", "hunter2"),
    ("postgresql://stageward:hunter2@db.example/stageward", "hunter2"),
    ("postgresql://stageward:p@ss@db.example/stageward", "p@ss"),
    ("GET /hook?token=abc123&x=1", "abc123"),
    ("GET /hook?x=1&access_token=abc123", "abc123"),
    ("/hook?sig=abc123 was refused", "abc123"),
    ("connection failed: host=db password=hunter2 user=x", "hunter2"),
    ("{'password': 'hunter 2', 'x': 1}", "hunter 2"),
    ("the tracker repeats pk_1234567_ABCDEFGHIJKLMNOP", "pk_1234567"),
    ("/c/eyJhIjoxfQ.aaaaaaaaaaaaaaaaaaaaaaaa", "eyJhIjoxfQ"),
    ("mail to anna.schmidt@client.example was refused", "anna.schmidt"),
]


@pytest.mark.parametrize(("said", "secret"), HIDDEN)
def test_what_looks_like_a_secret_is_blotted_out(said, secret):
    assert secret in said
    assert secret not in Redactor().text(said)


@pytest.mark.parametrize("form", [TOKEN, "ATxy%2B%2F%3D9%20f%25%26"])
def test_a_known_secret_is_blotted_out_as_it_is_and_as_a_url_writes_it(form):
    assert Redactor([TOKEN]).text(f"the service said {form} twice: {form}.") == (
        "the service said [secret] twice: [secret]."
    )


@given(st.text("abcdefgh%", min_size=SHORTEST), st.text("abcdefgh% "), st.text("abcdefgh% "))
def test_no_known_secret_is_ever_left(secret, before, after):
    assert secret not in Redactor([secret]).text(f"{before}{secret}{after}")


def test_a_secret_that_is_part_of_another_leaves_nothing_of_it():
    assert Redactor(["abcd", "abcdefgh"]).text("abcdefgh") == "[secret]"


def test_a_rotated_token_stays_unread_beside_the_new_one():
    redactor = Redactor(["old-token"])
    redactor.learn(["new-token"])
    assert redactor.text("old-token new-token") == "[secret] [secret]"


def test_an_address_keeps_what_tells_whose_it_is():
    assert Redactor().text("anna.schmidt@client.example") == "a…@client.example"


@pytest.mark.parametrize(
    "said",
    [
        "STAGEWARD_TOKEN_ACME_JIRA is not set",
        "GET /rest/api/3/search/jql?maxResults=100&issueKey=APO-1",
        "basic authentication is off",
        "https://acme.example/browse/APO-9",
        "the rule due-date-is-set fails on APO-9",
        "a duration of 12:30, a share of 30%",
    ],
)
def test_ordinary_words_stay(said):
    assert Redactor(["s3cr3t"]).text(said) == said


def test_signs_a_terminal_would_obey_are_dropped():
    assert Redactor().text("\x1b]0;title\x07 a\u202eb\tc\nd") == "]0;title ab\tc\nd"


def test_values_are_gone_through_to_the_bottom():
    told = {"a": [{"b": ("x s3cr3t y", 1, None, True)}], "s3cr3t": 1, "token": "short", "n": 1.5}
    assert Redactor(["s3cr3t"]).value(told) == {
        "a": [{"b": ["x [secret] y", 1, None, True]}],
        "[secret]": 1,
        "token": "[secret]",
        "n": 1.5,
    }


def test_whatever_else_is_told_as_text_that_was_gone_through():
    class Request:
        def __repr__(self):
            return "<Request Authorization: Bearer abc123>"

    assert "abc123" not in str(Redactor().value({"request": Request()}))


def test_a_login_of_basic_is_unread_in_its_own_form():
    login = base64.b64encode(b"bot@acme.example:s3cr3t").decode()
    assert login not in Redactor(["s3cr3t"]).text(f"Basic {login}")
