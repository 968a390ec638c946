"""A session asks until it has an answer, and never does twice what may be done only once."""

import socket
from concurrent.futures import ThreadPoolExecutor
from traceback import format_exception

import pytest

from connectors.http import TrackerSession
from sync.ports import BadAnswer, Cause, Missing, NotAuthorised, OutcomeUnknown, Refused, Unreachable

FAULTS = (500, 502, 503, 504, 520, 522, 524)


@pytest.fixture
def get(session, script):
    return lambda: session.ask("GET", f"{script.url}/myself", what="the account")


@pytest.fixture
def post(session, script):
    return lambda: session.ask("POST", f"{script.url}/issue", what="issue APO-1", body={"a": "ü"})


def times_asked(script):
    return len(script.asked)


class TestAnswers:
    def test_json_is_sent_and_decoded(self, session, script, reply):
        script.answers(reply(body=b'{"id": "1"}'))
        assert session.ask("POST", f"{script.url}/issue", what="x", params={"q": "a b"}, body={"a": "ü"}) == {"id": "1"}
        method, path, headers, body = script.asked[0]
        assert (method, path, body) == ("POST", "/rest/issue?q=a+b", '{"a":"ü"}'.encode())
        assert headers["Content-Type"] == "application/json"
        assert headers["User-Agent"].startswith("stageward/")

    @pytest.mark.parametrize("status", [200, 204])
    def test_an_empty_answer_is_none(self, get, script, reply, status):
        script.answers(reply(status, b""))
        assert get() is None

    def test_one_connection_serves_many_requests(self, get, script, reply):
        script.answers(reply())
        for _ in range(5):
            get()
        assert len(script.connections) == 1

    def test_no_cookie_is_kept(self, get, script, reply):
        script.answers(reply(headers={"Set-Cookie": "atlassian.xsrf.token=1; Path=/"}))
        get()
        get()
        assert "Cookie" not in script.asked[1][2]

    def test_credentials_of_a_netrc_file_are_not_sent(self, get, script, reply, tmp_path, monkeypatch):
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login somebody password else\n")
        monkeypatch.setenv("NETRC", str(netrc))
        script.answers(reply())
        get()
        assert "Authorization" not in script.asked[0][2]


class TestLimits:
    @pytest.mark.parametrize("status", [429, 503])
    @pytest.mark.parametrize("ask", ["get", "post"])
    def test_what_was_refused_before_it_was_done_is_repeated(self, request, ask, script, reply, pauses, status):
        script.answers(reply(status, headers={"Retry-After": "7"}), reply())
        assert request.getfixturevalue(ask)() == {}
        assert pauses == [7.0]

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({"Retry-After": "1.5"}, 1.5),
            ({"Retry-After": "Sun, 22 Nov 2026 10:00:09 GMT"}, 9.0),
            ({"X-RateLimit-Reset": "1795341620"}, 20.0),
            ({"X-RateLimit-Reset": "2026-11-22T10:00Z"}, None),
            ({"X-RateLimit-Reset": "2026-11-22T10:00:30Z"}, 30.0),
            ({"X-RateLimit-Reset": "2026-11-22T11:00:30+01:00"}, 30.0),
            ({"Retry-After": "2", "X-RateLimit-Reset": "2026-11-22T10:00:30Z"}, 2.0),
        ],
    )
    def test_the_pause_told_is_kept_by_the_clock_of_the_service(self, get, script, reply, pauses, headers, seconds):
        script.answers(reply(429, headers=headers), reply())
        get()
        assert pauses == [seconds] if seconds else 1.4 <= pauses[0] <= 2.6

    @pytest.mark.parametrize("told", ["0", "-5", "soon", "Mon, 01 Jan 2001 00:00:00 GMT", "nan"])
    def test_a_pause_that_is_none_is_replaced_by_growing_ones(self, get, script, reply, pauses, told):
        script.answers(reply(429, headers={"Retry-After": told}))
        with pytest.raises(Unreachable):
            get()
        assert len(pauses) == 4
        assert all(2 ** (n + 1) * 0.7 <= pause <= 2 ** (n + 1) * 1.3 for n, pause in enumerate(pauses))

    def test_a_pause_longer_than_we_wait_ends_it_at_once(self, get, script, reply, pauses):
        script.answers(reply(429, headers={"Retry-After": "1847"}))
        with pytest.raises(Unreachable) as raised:
            get()
        assert raised.value.retry_after == 1847
        assert (pauses, times_asked(script)) == ([], 1)


class TestFaults:
    @pytest.mark.parametrize("status", FAULTS)
    def test_a_fault_while_reading_is_tried_again(self, get, script, reply, status):
        script.answers(reply(status, b"<html>Bad gateway</html>"), reply(body=b"[]"))
        assert get() == []

    @pytest.mark.parametrize("status", FAULTS)
    def test_a_fault_while_writing_leaves_the_outcome_open(self, post, script, reply, status):
        script.answers(reply(status, b"<html>Bad gateway</html>"))
        with pytest.raises(OutcomeUnknown) as raised:
            post()
        assert raised.value.what == "issue APO-1"
        assert times_asked(script) == 1

    def test_a_reset_while_reading_is_tried_again(self, get, script, reply):
        script.answers(reply(), reply(reset=True), reply(body=b"[]"))
        get()
        assert get() == []

    def test_a_reset_while_writing_is_never_repeated(self, post, script, reply):
        script.answers(reply(reset=True), reply())
        with pytest.raises(OutcomeUnknown):
            post()
        assert times_asked(script) == 1

    def test_a_put_may_be_declared_not_repeatable(self, session, script, reply):
        script.answers(reply(reset=True), reply())
        with pytest.raises(OutcomeUnknown):
            session.ask("PUT", script.url, what="x", body={}, repeatable=False)
        assert times_asked(script) == 1

    def test_silence_is_a_fault(self, get, post, script, reply):
        script.answers(reply(silence=True), reply(body=b"[]"), reply(silence=True))
        assert get() == []
        with pytest.raises(OutcomeUnknown, match=r".*") as raised:
            post()
        assert raised.value.reason == "it did not answer in time"

    def test_a_body_that_drips_does_not_hang(self, post, script, reply):
        script.answers(reply(body=b" " * 500, drip=0.05))
        with pytest.raises(OutcomeUnknown) as raised:
            post()
        assert raised.value.reason == "it did not answer in time"

    def test_a_body_cut_off_is_a_broken_connection(self, get, post, script, reply):
        script.answers(reply(body=b'{"a"', length=50), reply(body=b"[]"), reply(body=b'{"a"', length=50))
        assert get() == []
        with pytest.raises(OutcomeUnknown):
            post()

    def test_a_service_that_stays_broken_is_unreachable(self, get, script, reply, pauses):
        script.answers(reply(502, b"<html>"))
        with pytest.raises(Unreachable) as raised:
            get()
        assert (raised.value.service, raised.value.reason) == ("acme-jira", "it answered with status 502")
        assert (times_asked(script), len(pauses)) == (5, 4)

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_where_nobody_listens_nothing_was_sent_and_it_is_unreachable(self, session, pauses, method):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        with pytest.raises(Unreachable) as raised:
            session.ask(method, f"http://127.0.0.1:{port}/", what="x")
        assert raised.value.cause is Cause.REFUSED
        assert len(pauses) == 4

    def test_an_address_that_is_none_is_not_tried_again(self, session, pauses):
        with pytest.raises(Unreachable):
            session.ask("GET", "jira.example/rest", what="x")
        assert pauses == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "headers", "body", "error"),
        [
            (401, {}, b"", NotAuthorised("acme-jira", "issue APO-1")),
            (401, {}, b'{"err":"Token invalid","ECODE":"OAUTH_025"}',
             NotAuthorised("acme-jira", "issue APO-1", "Token invalid (OAUTH_025)")),
            (401, {}, b'{"err":"Task not found, deleted","ECODE":"ITEM_013"}', Missing("acme-jira", "issue APO-1")),
            (403, {}, b'{"errorMessages":["No  way"]}', Refused("acme-jira", "issue APO-1", 403, "No way")),
            (403, {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=x", "X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}, b"",
             NotAuthorised("acme-jira", "issue APO-1")),
            (404, {}, b'{"errorMessages":["Issue does not exist"]}', Missing("acme-jira", "issue APO-1")),
            (404, {}, b"", Missing("acme-jira", "issue APO-1")),
            (400, {}, b'{"errorMessages":["A"],"errors":{"labels":"has spaces"}}',
             Refused("acme-jira", "issue APO-1", 400, "A labels: has spaces")),
            (400, {}, b"null", Refused("acme-jira", "issue APO-1", 400)),
            (400, {}, b"[1]", Refused("acme-jira", "issue APO-1", 400)),
            (400, {"Content-Type": "text/html"}, b"<h1>Nginx</h1>", Refused("acme-jira", "issue APO-1", 400)),
            (413, {}, b'{"message":"Too many"}', Refused("acme-jira", "issue APO-1", 413, "Too many")),
        ],
    )  # fmt: skip
    def test_each_status_has_its_error(self, post, script, reply, status, headers, body, error):
        script.answers(reply(status, body, headers))
        with pytest.raises(type(error)) as raised:
            post()
        assert raised.value == error
        assert times_asked(script) == 1

    def test_the_text_of_a_refusal_is_short(self, post, script, reply):
        script.answers(reply(400, b'{"message":"' + b"x" * 5000 + b'"}'))
        with pytest.raises(Refused) as raised:
            post()
        assert len(raised.value.answer) == 300

    def test_what_the_service_repeats_of_our_credentials_is_left_out(self, session, script, reply):
        session.auth = ("bot@acme.example", "hush-hush-token")
        script.answers(
            reply(400, b'{"message":"bad token hush-hush-token, header Ym90QGFjbWUuZXhhbXBsZTpodXNoLWh1c2gtdG9rZW4="}')
        )
        with pytest.raises(Refused) as raised:
            session.ask("POST", script.url, what="x")
        assert raised.value.answer == "bad token [secret], header [secret]"

    def test_a_conflict_is_tried_once_more_where_that_does_no_harm(self, session, post, script, reply):
        script.answers(reply(409))
        with pytest.raises(Refused):
            session.ask("PUT", script.url, what="x")
        assert times_asked(script) == 2
        with pytest.raises(Refused):
            post()
        assert times_asked(script) == 3


class TestBadAnswers:
    def test_a_login_page_is_no_answer(self, get, post, script, reply):
        script.answers(reply(headers={"Content-Type": "text/html;charset=UTF-8"}, body=b"<!DOCTYPE html>"))
        for ask in (get, post):
            with pytest.raises(BadAnswer):
                ask()

    def test_json_that_ends_too_early_is_no_answer_to_a_read_and_leaves_a_write_open(self, get, post, script, reply):
        script.answers(reply(body=b'{"a": [1,'))
        with pytest.raises(BadAnswer):
            get()
        with pytest.raises(OutcomeUnknown):
            post()

    def test_nobody_is_redirected(self, get, script, reply):
        script.answers(reply(302, b"", {"Location": "/login"}))
        with pytest.raises(BadAnswer):
            get()
        assert times_asked(script) == 1

    def test_a_page_not_found_of_something_else_does_not_make_a_ticket_missing(self, get, script, reply):
        script.answers(reply(404, b"<html>no such site</html>"))
        with pytest.raises(BadAnswer):
            get()

    def test_an_answer_as_to_nobody_means_the_login_failed(self, get, script, reply):
        script.answers(reply(headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}, body=b'{"issues":[]}'))
        with pytest.raises(NotAuthorised):
            get()

    @pytest.mark.parametrize("token", ["hush-hush\n", "hush-hush\u2026"])
    @pytest.mark.parametrize("login", ["header", "basic", "added last"])
    def test_a_token_that_cannot_be_sent_is_told_without_showing_it(self, session, script, reply, token, login):
        def add_last(request):
            request.headers["Authorization"] = token
            return request

        script.answers(reply(401, b""))
        if login == "header":
            session.headers["Authorization"] = token
        else:
            session.auth = add_last if login == "added last" else ("bot", token)
        with pytest.raises(NotAuthorised) as raised:
            session.ask("GET", script.url, what="x")
        assert "hush-hush" not in "".join(format_exception(raised.value))


class TestCounting:
    def test_reads_writes_and_waiting_are_counted(self, session, get, post, script, reply):
        script.answers(reply(429, headers={"Retry-After": "3"}), reply())
        get()
        post()
        session.ask("POST", script.url, what="a search", repeatable=True, reads=True)
        calls = session.calls
        assert (calls.reads, calls.writes, calls.retries, calls.throttled_s) == (3, 1, 1, 3.0)

    def test_no_count_is_lost_between_threads(self, get, session, script, reply):
        script.answers(reply())
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _: get(), range(200)))
        assert session.calls.reads == 200

    def test_a_session_waits_for_real_by_itself(self):
        import time

        with TrackerSession("x") as session:
            assert session._wait is time.sleep
