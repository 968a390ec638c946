"""Many processes keep to one budget: never more than a service takes, whoever asks, whoever dies, whatever clocks say."""

from dataclasses import dataclass, field
from itertools import cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.budget import SLOWED, TICKET_PACE, WHOLE_TOKEN, Budget, LaneName, Reach
from connectors.budget_document import read, written
from connectors.shared_book import FRESH, SHARE, SharedBook
from connectors.turns import TooLong, Turns

SEARCH = LaneName(Reach.ENDPOINT, "POST search")
LANES = (WHOLE_TOKEN, SEARCH)
TICKET = LaneName(Reach.TICKET, "7")
SPAN = 60.0
HAIR = 1e-6

askings = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([0.0, 0.01, 0.05, 0.2, 3.0])), max_size=120)


@dataclass
class World:
    """Documents that processes share, and a time that goes on only when told. `trips` counts what was asked there."""

    now: float = 1_000.0
    documents: dict = field(default_factory=dict)
    trips: int = 0

    def sleep(self, seconds):
        self.now += seconds

    def exchange(self, name, change):
        self.trips += 1
        told, self.documents[name] = change(self.documents.get(name, ""), self.now)
        return told

    def look(self, name):
        self.trips += 1
        return self.documents.get(name, ""), self.now


class Process:
    """Has a clock of its own, which began at another time than those of others. `went` are moments of requests."""

    def __init__(self, world, number=0):
        self.world, self.went = world, []
        book = SharedBook("a token", world, lambda: world.now - 77.7 * number)
        self.turns = Turns(lambda: world.now, book)

    def ask(self, lanes=LANES, longest=1e9):
        """Ask for a turn; others may ask before it has come."""
        rests = []
        self.turns.wait(lanes, rests.append, longest)
        self.went.append(self.world.now + sum(rests))

    def ask_and_sleep(self, lanes):
        self.turns.wait(lanes, self.world.sleep, 1e9)
        self.went.append(self.world.now)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def processes(world):
    return [Process(world, number) for number in range(4)]


def most_within(moments, span):
    return max((sum(begin <= one < begin + span - HAIR for one in moments) for begin in moments), default=0)


@given(askings, st.integers(0, 100))
def test_all_together_never_make_more_requests_than_are_left(story, left):
    world = World()
    processes = [Process(world, number) for number in range(4)]
    processes[0].turns.tell(left, SPAN)
    ends = world.now + SPAN
    for number, gap in story:
        world.now += gap if number else gap + FRESH  # a process that was idle looks again before it asks
        processes[number].ask()
    assert sum(moment < ends for one in processes for moment in one.went) <= left


@given(askings)
def test_a_slowed_endpoint_is_slow_for_all_together(story):
    world = World()
    processes = [Process(world, number) for number in range(4)]
    processes[0].turns.slow(SEARCH, 1e6)
    for number, gap in story:
        world.now += gap
        processes[number].ask()
    (most, span) = SLOWED[0]
    assert most_within(sorted(moment for one in processes for moment in one.went), span) <= most


@given(st.floats(0.5, 60), st.integers(0, 3))
def test_a_refusal_one_process_met_holds_all_back_within_a_moment(seconds, first):
    world = World()
    processes = [Process(world, number) for number in range(4)]
    for one in processes:
        one.ask()
    processes[first].turns.close(WHOLE_TOKEN, seconds)
    opens = world.now + seconds
    world.now += FRESH + HAIR
    for one in processes:
        one.ask()
        assert one.went[-1] == pytest.approx(opens)


def test_who_saw_the_refusal_is_held_back_at_once(processes, world):
    processes[0].ask()
    processes[0].turns.close(WHOLE_TOKEN, 5)
    processes[0].ask()
    assert processes[0].went == [world.now, pytest.approx(world.now + 5)]


def test_a_turn_too_far_away_is_not_taken_from_others(processes, world):
    processes[0].turns.tell(10, SPAN)
    processes[0].turns.close(WHOLE_TOKEN, 30)
    with pytest.raises(TooLong) as raised:
        processes[1].ask(longest=10)
    assert raised.value.seconds == pytest.approx(30)
    (document,) = world.documents.values()
    assert read(document, world.now).whole.left == 10


def test_a_busy_process_asks_seldom(processes, world):
    processes[0].turns.tell(10_000, SPAN)
    world.trips = 0
    for _ in range(1_000):
        world.now += 0.01
        processes[0].ask()
    assert world.trips <= 1.5 * 10 / FRESH  # in ten seconds


def test_a_token_that_nobody_limits_leaves_nothing_behind(processes, world):
    for _ in range(100):
        world.now += 0.01
        for one in processes:
            one.ask()
    assert world.documents == {}
    assert all(moment <= world.now for one in processes for moment in one.went)


def test_turns_a_dead_process_took_come_back_when_the_service_counts_anew(world):
    dying, living = Process(world, 1), Process(world, 2)
    dying.turns.tell(160, SPAN)
    for _ in range(7):
        dying.ask()  # it is busy, and takes some turns for later
    taken = 160 - read(next(iter(world.documents.values())), world.now).whole.left
    assert 7 < taken <= 7 + 160 // SHARE
    ends = world.now + SPAN
    for _ in range(200):
        living.ask()
    assert sum(moment < ends for moment in living.went) == 160 - taken
    world.now = ends + 3
    living.went.clear()
    living.turns.tell(160, SPAN)
    for _ in range(160):
        living.ask()
    assert all(moment < world.now + SPAN for moment in living.went)


def test_a_process_takes_a_small_part_of_what_is_left(processes, world):
    processes[0].turns.tell(SHARE - 1, SPAN)
    for number in islice(cycle(range(4)), 40):
        processes[number].ask()
    went = [moment for one in processes for moment in one.went]
    assert sum(moment == world.now for moment in went) == SHARE - 1


def test_the_pace_of_a_ticket_is_kept_by_the_one_that_writes_to_it(processes, world):
    for _ in range(45):
        processes[0].ask_and_sleep((*LANES, TICKET))
    most, span = TICKET_PACE[0]
    assert most_within(processes[0].went, span) <= most
    assert world.documents == {}


def test_a_clock_that_was_set_back_makes_no_pause_longer():
    hours_ago = 1_000.0 - 7_200
    document = written(Budget().close(SEARCH, 1_060.0).tell(WHOLE_TOKEN, 0, 1_030.0), 1_000.0)
    budget = read(document, hours_ago)
    assert budget.take((SEARCH,), hours_ago)[0] == hours_ago + 60
    assert budget.take((WHOLE_TOKEN,), hours_ago)[0] == hours_ago + 30


@given(st.floats(0, 100), st.integers(0, 99), st.floats(0.1, 100), st.floats(0.1, 100))
def test_a_budget_reads_as_it_was_written(now, left, seconds, closed):
    budget = Budget().tell(WHOLE_TOKEN, left, now + seconds).close(SEARCH, now + closed).slow(SEARCH, now + 1)
    for _ in range(3):
        _, budget = budget.take(LANES, now)
    assert read(written(budget, now), now) == budget


def test_what_does_not_matter_any_more_is_not_written():
    budget = Budget().close(SEARCH, 10.0).tell(WHOLE_TOKEN, 5, 10.0)
    assert read(written(budget, 11.0), 11.0) == Budget()


def test_something_else_than_a_budget_is_not_taken_for_one():
    with pytest.raises(ValueError, match="no lane of a budget"):
        read('{"at": 1.0, "lanes": [["token", 3]]}', 2.0)
