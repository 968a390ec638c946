"""One token has one budget, whoever uses it in this process."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Lock

import pytest

from connectors.budget import TICKET_PACE, WHOLE_TOKEN, LaneName, Reach
from connectors.turns import TooLong, Turns, turns_of

TICKET = LaneName(Reach.TICKET, "7")


class Time:
    """Goes on only while somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.slept = []
        self._lock = Lock()

    def sleep(self, seconds):
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds

    def clock(self):
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def turns(time):
    return Turns(time.clock)


def test_the_same_token_at_the_same_service_is_one_budget():
    mine = turns_of("https://acme.example", "Basic abc")
    assert turns_of("https://acme.example", "Basic abc") is mine
    assert turns_of("https://acme.example", "Basic xyz") is not mine
    assert turns_of("https://other.example", "Basic abc") is not mine


def test_a_token_is_not_kept_in_memory_for_its_budget():
    from connectors import turns as module

    mine = turns_of("https://acme.example", "Basic hush-hush")
    assert mine in module._shared.values()
    assert "hush-hush" not in repr(list(module._shared.keys()))


def test_a_request_nobody_limits_goes_at_once(turns, time):
    turns.wait((WHOLE_TOKEN,), time.sleep, 60)
    assert time.slept == []


def test_a_closed_token_keeps_everybody_back_until_it_opens(turns, time):
    turns.close(WHOLE_TOKEN, 7)
    turns.wait((WHOLE_TOKEN, TICKET), time.sleep, 60)
    assert time.slept == [7]


def test_a_turn_too_far_away_is_not_waited_for(turns, time):
    turns.close(WHOLE_TOKEN, 1847)
    with pytest.raises(TooLong) as raised:
        turns.wait((WHOLE_TOKEN,), time.sleep, 60)
    assert (raised.value.seconds, time.slept) == (1847, [])


def test_a_token_closed_again_while_somebody_waits_keeps_him_back_again(turns, time):
    turns.close(WHOLE_TOKEN, 5)

    def sleep(seconds):
        if not time.slept:
            turns.close(WHOLE_TOKEN, 9)
        time.sleep(seconds)

    turns.wait((WHOLE_TOKEN,), sleep, 60)
    assert time.slept == [5, 4]


def test_whoever_is_kept_back_again_and_again_hears_of_it_in_the_end(turns, time):
    def sleep(seconds):
        time.sleep(seconds)
        turns.close(WHOLE_TOKEN, 50)

    turns.close(WHOLE_TOKEN, 50)
    with pytest.raises(TooLong):
        turns.wait((WHOLE_TOKEN,), sleep, 60)
    assert time.slept == [50]


def test_a_sleep_a_hair_too_short_does_not_ask_for_another(turns, time):
    turns.close(WHOLE_TOKEN, 5)
    turns.wait((WHOLE_TOKEN,), lambda seconds: time.sleep(seconds - 0.001), 60)
    turns.wait((WHOLE_TOKEN,), time.sleep, 60)
    assert time.slept == [4.999]


def test_what_is_left_is_waited_for_when_it_is_used_up(turns, time):
    turns.tell(2, 30)
    for _ in range(3):
        turns.wait((WHOLE_TOKEN,), time.sleep, 60)
    assert time.slept == [30]


def test_threads_together_keep_the_pace_of_one_ticket():
    """Real threads on a clock that stands still: every turn lies where the pace wants it."""
    turns, given = Turns(lambda: 0.0), []
    lock = Lock()

    def write(_number):
        def sleep(seconds):
            with lock:
                given.append(seconds)

        turns.wait((TICKET,), sleep, 1000)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(60)))
    most, span = TICKET_PACE[0]
    assert len(given) <= 60 - most
    assert all(later - earlier <= span for earlier, later in pairwise(sorted(given)))
