"""What a service tells of its limits is kept by everybody who uses the same token, and only where it must be."""

from datetime import UTC, datetime

import pytest

from connectors.answers import Answer
from connectors.http import TrackerSession
from connectors.limits import Room, lanes_of, pause_told, room_told
from connectors.turns import turns_of
from sync.ports import Unreachable

NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)
BURST = {"RateLimit-Reason": "jira-burst-based", "Retry-After": "4"}
ONE_TICKET = {"RateLimit-Reason": "jira-per-issue-on-write", "Retry-After": "3"}
QUOTA = {"RateLimit-Reason": "jira-quota-tenant-based", "Retry-After": "9"}


@pytest.fixture(autouse=True)
def _time_stands_still(script):
    """Only waiting lets time pass for the budget of the token that everybody here uses."""
    turns = turns_of(script.url.removesuffix("/rest"), "")
    turns.own._clock, turns.own._waited_to = lambda: 0.0, 0.0
    yield
    assert turns_of(script.url.removesuffix("/rest"), "") is turns


@pytest.fixture
def put(session, script):
    return lambda ticket: session.ask("PUT", f"{script.url}/issue/{ticket}", what=f"ticket {ticket}", body={})


@pytest.fixture
def search(session, script):
    return lambda: session.ask("POST", f"{script.url}/search", what="x", body={}, repeatable=True, reads=True)


@pytest.fixture
def other(script, pauses):
    """A second session with the same token."""
    with TrackerSession("another name", timeout=(1.0, 0.2), wait=pauses.append) as opened:
        yield opened


class TestReactions:
    """Each test lets a first request be refused without waiting, and looks at what others then wait."""

    @pytest.fixture
    def session(self, script):
        """One that never repeats, so that what follows is all that waits."""
        with TrackerSession("acme-jira", attempts=1, longest_wait=2.0, wait=self.slept.append) as opened:
            yield opened

    @pytest.fixture(autouse=True)
    def _no_sleep(self):
        self.slept = []

    @pytest.fixture
    def refused(self, script, reply):
        def ask(headers, ask):
            script.answers(reply(429, headers=headers), reply())
            with pytest.raises(Unreachable):
                ask()

        return ask

    def test_a_burst_stops_one_endpoint_and_no_other(self, refused, put, search, script):
        refused(BURST, search)
        put(1)
        with pytest.raises(Unreachable) as raised:
            search()
        assert raised.value.retry_after == 4
        assert len(script.asked) == 2

    def test_a_ticket_written_to_too_often_stops_that_ticket_only(self, refused, put, search):
        refused(ONE_TICKET, lambda: put(1))
        put(2)
        search()
        with pytest.raises(Unreachable):
            put(1)

    def test_reading_a_ticket_does_not_wait_for_its_writes(self, refused, put, session, script):
        refused(ONE_TICKET, lambda: put(1))
        assert session.ask("GET", f"{script.url}/issue/1", what="ticket 1") == {}

    @pytest.mark.parametrize("reason", [QUOTA, {"Retry-After": "9"}, {**QUOTA, "RateLimit-Reason": "jira-new-idea"}])
    def test_a_quota_or_a_reason_we_do_not_know_stops_all_of_the_token(self, refused, put, search, reason, script):
        refused(reason, search)
        for ask in (search, lambda: put(1)):
            with pytest.raises(Unreachable) as raised:
                ask()
            assert raised.value.reason == "it asked for fewer requests a while ago"
        assert len(script.asked) == 1

    def test_another_session_with_the_token_waits_too(self, refused, search, other, script, pauses):
        refused(QUOTA, search)
        other.ask("GET", f"{script.url}/myself", what="x")
        assert pauses == [9]
        assert other.calls.throttled_s == 9

    def test_another_token_goes_on(self, refused, search, other, script, pauses):
        other.auth = ("somebody", "else")
        refused(QUOTA, search)
        other.ask("GET", f"{script.url}/myself", what="x")
        assert pauses == []


class TestPace:
    def test_writes_to_one_ticket_are_spaced_before_jira_has_to_refuse_them(self, put, script, reply, pauses):
        script.answers(reply())
        for _ in range(20):
            put(1)
        put(2)
        assert pauses == []
        put(1)
        assert pauses == [2.2]

    def test_an_endpoint_that_says_it_is_nearly_used_up_is_slowed(self, search, put, script, reply, pauses):
        script.answers(reply(headers={"X-RateLimit-NearLimit": "true"}), reply())
        for _ in range(7):
            search()
        assert pauses == [1.0]
        put(1)
        assert pauses == [1.0]

    def test_clickup_is_not_asked_again_before_its_minute_is_over(self, search, script, reply, pauses):
        used_up = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1795341620"}
        script.answers(reply(headers=used_up), reply())
        search()
        search()
        assert pauses == [20]
        assert [path for _, path, _, _ in script.asked] == ["/rest/search"] * 2

    def test_a_pause_beyond_an_hour_is_not_believed_and_said(self, search, script, reply):
        script.answers(reply(429, headers={"Retry-After": "315360000"}))
        with pytest.raises(Unreachable) as raised:
            search()
        assert raised.value.retry_after == 3600
        assert raised.value.reason == "it asks for a pause of 3650 days, which is taken for one hour (status 429)"
        with pytest.raises(Unreachable) as raised:
            search()
        assert raised.value.retry_after == 3600

    def test_requests_that_had_to_wait_are_counted_once(self, session, search, script, reply):
        script.answers(reply(429, headers=QUOTA), reply())
        search()
        search()
        calls = session.calls
        assert (calls.reads, calls.writes, calls.retries, calls.throttled_s) == (3, 0, 1, 9.0)

    def test_a_request_that_never_went_is_not_counted(self, session, search, script, reply):
        script.answers(reply(429, headers={"Retry-After": "1847"}))
        for _ in range(3):
            with pytest.raises(Unreachable):
                search()
        assert session.calls.reads == len(script.asked) == 1


@pytest.mark.parametrize(
    ("headers", "room"),
    [
        ({"X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "1795341620"}, Room(7, 20.0)),
        ({"X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "1795341620000"}, Room(7, 20.0)),
        ({"X-RateLimit-Remaining": "-1", "X-RateLimit-Reset": "1795341620"}, Room(0, 20.0)),
        ({"X-RateLimit-Remaining": "7", "X-RateLimit-Reset": "1795341000"}, None),
        ({"X-RateLimit-Remaining": "7"}, None),
        ({"X-RateLimit-Remaining": "many", "X-RateLimit-Reset": "1795341620"}, None),
        ({"X-RateLimit-Remaining": "3", "X-RateLimit-Interval-Seconds": "5", "X-RateLimit-FillRate": "10"}, Room(3, 5)),
        ({"RateLimit": '"hourly";r=12;t=340'}, Room(12, 340.0)),
        ({"RateLimit": '"hourly";t=340'}, None),
        ({"Beta-RateLimit": '"hourly";r=0;t=340'}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_room_is_what_is_left_and_how_long_by_the_clock_of_the_service(headers, room):
    sent = {"Date": "Sun, 22 Nov 2026 10:00:00 GMT"}
    assert room_told(Answer(200, {**headers, **sent}, b""), NOON.replace(hour=3)) == room


@pytest.mark.parametrize("told", ["1e300", "9" * 400, "inf", "Fri, 31 Dec 9999 23:59:59 GMT", "0x10", "\u0663"])
def test_any_pause_is_a_number_that_can_be_kept_or_none(told):
    pause = pause_told(Answer(429, {"Retry-After": told}, b""), NOON)
    assert pause is None or pause >= 0


def test_one_endpoint_is_one_lane_whatever_the_ids_in_it():
    one, same = (lanes_of("PUT", f"https://a.example/rest/api/3/issue/{n}/comment/{n}", reads=False) for n in (1, 22))
    assert one[1] == same[1]
    assert one[2] != same[2]
    assert lanes_of("GET", "https://a.example/rest/api/3/issue/1", reads=True)[1:] != one[1:2]
    assert len(lanes_of("GET", "https://a.example/rest/api/3/issue/1", reads=True)) == 2
