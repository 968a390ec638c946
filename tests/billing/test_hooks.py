"""Posting to a webhook: what came of it, in the words of our ports."""

import socket

import pytest

from connectors.hooks import WebHooks
from sync.ports import Refused, Unreachable

BODY = b'{"schema": 1}'


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_an_answer_of_the_200s_is_done(receiver, status):
    receiver.answers = [status]
    WebHooks().post(receiver.url, BODY, {"Stageward-Record": "r1"})
    assert receiver.received[0].body == BODY


@pytest.mark.parametrize("status", [301, 302, 400, 401, 403, 404, 409, 422])
def test_a_no_is_a_no_with_its_words(receiver, status):
    receiver.answers = [status]
    with pytest.raises(Refused) as refused:
        WebHooks().post(receiver.url, BODY, {})
    assert refused.value.status == status
    assert len(receiver.received) == 1
    assert status < 400 or refused.value.answer == "no such customer"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_worth_another_try(receiver, status):
    receiver.answers = [status]
    with pytest.raises(Unreachable):
        WebHooks().post(receiver.url, BODY, {})


def test_nobody_there_is_worth_another_try():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"http://127.0.0.1:{gone.getsockname()[1]}/records"
    with pytest.raises(Unreachable):
        WebHooks(timeout=(1.0, 1.0)).post(url, BODY, {})


@pytest.mark.parametrize(
    "url", ["http://billing.example/records", "ftp://127.0.0.1/x", "file:///etc/passwd", "records"]
)
def test_nothing_is_sent_in_the_open(url):
    with pytest.raises(Refused):
        WebHooks().post(url, BODY, {})
