"""What is posted to the board: nothing counts without the right signature, and nobody learns which sources exist."""

import json
import socket
import time
from types import SimpleNamespace

import pytest
import requests

from connectors.hooks import receiving
from sync.service.hints import LARGEST_EVENT
from tests.board.served import served_store
from tests.hooks.posts import JIRA, SOURCES, clickup_headers, engagement, hooked, jira_headers, listening_board

MOVED = json.dumps({"webhookEvent": "jira:issue_updated", "issue": {"fields": {"project": {"key": "APO"}}}}).encode()


def named(board):
    return [sorted(hint.engagements) for hint in board.put]


def test_a_signed_event_is_a_hint_for_the_engagements_it_may_be_about(board):
    answer = board.post("acme-jira", MOVED)
    assert (answer.status_code, answer.content) == (204, b"")
    assert named(board) == [["apollo", "bugs"]]


def test_clickup_signs_in_its_own_header(board):
    body = json.dumps({"event": "taskUpdated", "history_items": [{"parent_id": "902", "user": {"id": 7}}]}).encode()
    assert board.post("studio", body, clickup_headers(body)).status_code == 204
    assert named(board) == [["fold", "nox"]]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature": ""},
        {"X-Hub-Signature": "sha256="},
        jira_headers(MOVED, "a secret of somebody else"),
        jira_headers(MOVED + b" "),
        {"X-Hub-Signature": jira_headers(MOVED)["X-Hub-Signature"].removeprefix("sha256=")},
        {"X-Hub-Signature": jira_headers(MOVED)["X-Hub-Signature"].replace("sha256", "sha1")},
        {"X-Hub-Signature": jira_headers(MOVED)["X-Hub-Signature"][:-1]},
        {"X-Hub-Signature": "sha256=ÿÿ".encode("latin-1")},
        {"X-Signature": jira_headers(MOVED)["X-Hub-Signature"].removeprefix("sha256=")},
    ],
)
def test_whatever_is_not_signed_with_the_secret_is_refused_and_told_nothing(board, headers):
    answer = board.post("acme-jira", MOVED, headers)
    assert (answer.status_code, answer.content, board.put) == (401, b"", [])


def test_a_wrong_signature_is_said_once_in_an_hour_whatever_comes_between(board, monkeypatch):
    for _ in range(3):
        board.post("acme-jira", MOVED, {})
        board.post("acme-jira", MOVED)
    assert len(board.said) == 1
    assert "source acme-jira was refused: its signature is wrong" in board.said[0]
    assert JIRA not in board.said[0]
    an_hour_later = time.monotonic() + 3601
    monkeypatch.setattr(receiving, "time", SimpleNamespace(monotonic=lambda: an_hour_later))
    board.post("acme-jira", MOVED, {})
    assert len(board.said) == 2


def test_two_secrets_are_good_while_one_takes_the_place_of_the_other(opened, empty_url):
    both = (hooked("acme-jira", "jira", JIRA, "the new secret of the site"),)
    board = opened.enter_context(listening_board(empty_url, both))
    assert board.post("acme-jira", MOVED).status_code == 204
    assert board.post("acme-jira", MOVED, jira_headers(MOVED, "the new secret of the site")).status_code == 204
    assert board.post("acme-jira", MOVED, jira_headers(MOVED, f"{JIRA} the new secret of the site")).status_code == 401


def bare(answer):
    return answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k != "Date"}


def test_a_source_that_takes_none_looks_like_one_that_does_not_exist(board):
    board.receiver.listen_to(SOURCES[:1], [])
    assert bare(board.post("studio", MOVED)) == bare(board.post("nobody", MOVED))
    assert bare(board.post("studio", MOVED))[:2] == (404, b"")
    assert board.said == []


def test_a_board_that_takes_no_webhooks_answers_the_same(opened, empty_url, board):
    unknown = bare(board.post("nobody", MOVED))
    address = opened.enter_context(served_store(empty_url))
    assert bare(requests.post(f"{address}/hooks/acme-jira", data=MOVED, timeout=20)) == unknown


def test_what_is_configured_anew_counts_from_then_on(board):
    board.receiver.listen_to((hooked("acme-jira", "jira", "a secret of another year"),), [engagement("nova")])
    assert board.post("acme-jira", MOVED).status_code == 401
    assert board.post("acme-jira", MOVED, jira_headers(MOVED, "a secret of another year")).status_code == 204
    assert named(board) == [["nova"]]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("source", ["acme-jira", "nobody"])
def test_only_posts_are_taken_and_nobody_is_led_to_sign_in(board, method, source):
    answer = board.post(source, b"", {}, method)
    assert (answer.status_code, answer.headers["Allow"], answer.content) == (405, "POST", b"")


def test_a_board_that_asks_who_somebody_is_takes_them_all_the_same(opened, empty_url, password_hash):
    board = opened.enter_context(listening_board(empty_url, password_hash=password_hash))
    assert board.post("acme-jira", MOVED).status_code == 204


def test_an_event_as_large_as_allowed_is_taken(board):
    body = b" " * LARGEST_EVENT
    assert board.post("acme-jira", body).status_code == 204


@pytest.mark.parametrize("source", ["acme-jira", "nobody"])
def test_a_larger_one_is_refused_before_it_is_read(board, source):
    host, port = board.address.removeprefix("http://").split(":")
    head = f"POST /hooks/{source} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {LARGEST_EVENT + 1}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head.encode())  # and not one byte of the body
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")
    assert board.put == []


def test_one_that_does_not_say_how_large_it_is_ends_at_the_same_size(board):
    answer = board.post("acme-jira", iter([b" " * LARGEST_EVENT, b" "]), {})
    assert answer.status_code == 413
    assert board.put == []


def test_a_signed_event_nobody_understands_is_a_hint_for_the_whole_source(board):
    for body in (b"", b"not json", b"[]", b'{"issue": 7, "user": []}'):
        assert board.post("acme-jira", body).status_code == 204
    assert {frozenset(one) for one in named(board)} == {frozenset({"apollo", "hermes", "bugs"})}


def test_a_source_may_be_called_anything_a_file_may_call_it(opened, empty_url):
    board = opened.enter_context(listening_board(empty_url, (hooked("jira of acme/eu", "jira", JIRA),)))
    assert board.post("jira%20of%20acme/eu", MOVED).status_code == 204


def test_no_secret_shows_in_text():
    assert JIRA not in repr(SOURCES)
