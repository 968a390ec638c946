"""A budget gives out turns: never more than a service takes, never later than it must, and nobody is left waiting."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from connectors.budget import CROWD, SLOWED, TICKET_PACE, WHOLE_TOKEN, Budget, LaneName, Reach

SEARCH = LaneName(Reach.ENDPOINT, "POST search")
EDIT = LaneName(Reach.ENDPOINT, "PUT issue")
SEVEN, EIGHT = LaneName(Reach.TICKET, "7"), LaneName(Reach.TICKET, "8")
WAYS = ((WHOLE_TOKEN, SEARCH), (WHOLE_TOKEN, EDIT, SEVEN), (WHOLE_TOKEN, EDIT, EIGHT))
HAIR = 1e-6

gaps = st.sampled_from([0.0, 0.001, 0.05, 0.3, 2.0, 7.0])


@dataclass(frozen=True)
class Told:
    """Something a service said when its answer came; `way` is the request it answered."""

    kind: str
    way: int
    seconds: float = 5.0
    left: int = 3


told = st.builds(
    Told,
    st.sampled_from(["close", "slow", "room"]),
    st.integers(0, 2),
    st.floats(0.1, 40),
    st.integers(0, 30),
)
happenings = st.lists(st.tuples(gaps, st.integers(0, 2) | told), max_size=150)


def hear(budget, said, now):
    narrowest = WAYS[said.way][-1]
    match said.kind:
        case "close":
            return budget.close(narrowest, now + said.seconds)
        case "slow":
            return budget.slow(WAYS[said.way][1], now + said.seconds)
        case _:
            return budget.tell(WHOLE_TOKEN, said.left, now + said.seconds)


def lived(story):
    """Live through a story; yield the budget before each turn, when it was asked for, its way and its moment."""
    budget, now = Budget(), 0.0
    for gap, what in story:
        now += gap
        if isinstance(what, Told):
            budget = hear(budget, what, now)
        else:
            before = budget
            at, budget = budget.take(WAYS[what], now)
            yield before, now, what, at


def most_within(moments, span):
    """The most moments of which any stretch of so many seconds holds."""
    return max((sum(begin <= one < begin + span - HAIR for one in moments) for begin in moments), default=0)


@given(happenings)
def test_no_ticket_is_written_to_more_often_than_jira_takes(story):
    turns = list(lived(story))
    for way in (1, 2):
        moments = [at for _, _, taken, at in turns if taken == way]
        assert all(most_within(moments, span) <= most for most, span in TICKET_PACE)


@given(st.integers(0, 130), gaps)
def test_a_burst_of_writes_to_one_ticket_is_spread_and_those_to_others_are_not(number, gap):
    story = [(gap / 100, 1)] * number + [(0.0, 2)]
    turns = list(lived(story))
    *_, (_, asked, _, other) = turns
    assert other == asked
    moments = [at for _, _, way, at in turns if way == 1]
    assert all(most_within(moments, span) <= most for most, span in TICKET_PACE)


@given(happenings)
def test_no_turn_lies_in_the_past_or_in_a_closed_lane(story):
    for before, asked, way, at in lived(story):
        assert at >= asked
        assert not before.is_closed(WAYS[way], at)


@given(happenings)
def test_turns_of_one_ticket_come_in_the_order_they_were_asked_for(story):
    turns = list(lived(story))
    for way in (1, 2):
        moments = [at for _, _, taken, at in turns if taken == way]
        assert moments == sorted(moments)


@given(happenings)
def test_every_turn_comes_within_what_was_told_and_what_stands_before_it(story):
    """Nobody starves: a wait is never longer than every closure, span and pace of those before together."""
    longest_pace = max(span for _, span in (*TICKET_PACE, *SLOWED))
    said = sum(what.seconds for _, what in story if isinstance(what, Told))
    turns = sum(1 for _, what in story if not isinstance(what, Told))
    for _, asked, _, at in lived(story):
        assert at - asked <= said + turns * longest_pace


@given(happenings)
def test_asking_later_never_brings_an_earlier_turn(story):
    for before, asked, way, at in lived(story):
        later, _ = before.take(WAYS[way], asked + 1.0)
        assert later >= at or later >= asked + 1.0


@given(st.integers(0, 40), st.floats(0.5, 60), st.integers(1, 60))
def test_no_more_go_than_are_left_before_the_span_ends(left, seconds, wanted):
    budget = Budget().tell(WHOLE_TOKEN, left, seconds)
    moments = []
    for _ in range(wanted):
        at, budget = budget.take(WAYS[0], 0.0)
        moments.append(at)
    assert sum(at < seconds for at in moments) == min(left, wanted)
    assert all(at <= seconds for at in moments)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20))
def test_within_one_span_what_is_left_only_falls_though_answers_come_in_any_order(told_left):
    budget = Budget()
    for left in told_left:
        budget = budget.tell(WHOLE_TOKEN, left, 60.0)
    assert budget.lanes[WHOLE_TOKEN].left == min(told_left)


def test_a_new_span_brings_new_room():
    budget = Budget().tell(WHOLE_TOKEN, 0, 60.0).tell(WHOLE_TOKEN, 100, 120.0)
    assert budget.take(WAYS[0], 10.0)[0] == 10.0


def test_a_bucket_that_fills_up_all_the_time_is_not_taken_for_an_empty_one():
    """Data Center tells what is left of a bucket whose end moves along with us."""
    budget = Budget()
    for second in range(20):
        budget = budget.tell(WHOLE_TOKEN, 1 if second == 3 else 40, second + 5.0)
        at, budget = budget.take(WAYS[0], float(second))
        assert at == second


def test_a_shorter_closure_does_not_end_a_longer_one():
    budget = Budget().close(SEARCH, 60.0).close(SEARCH, 5.0)
    assert budget.take((WHOLE_TOKEN, SEARCH), 0.0)[0] == 60.0


def test_one_closed_endpoint_leaves_the_others_open():
    budget = Budget().close(SEARCH, 60.0)
    assert budget.take((WHOLE_TOKEN, EDIT), 1.0)[0] == 1.0


def test_a_slowed_endpoint_takes_a_few_a_second_and_its_former_pace_afterwards():
    budget = Budget().slow(SEARCH, 10.0)
    moments = []
    for _ in range(12):
        at, budget = budget.take((SEARCH,), 0.0)
        moments.append(at)
    assert most_within(moments, 1.0) == 5
    assert budget.take((SEARCH,), 10.0)[0] == 10.0


def test_of_a_token_nobody_limits_nothing_is_kept():
    _, budget = Budget().take(WAYS[0], 0.0)
    assert budget == Budget()


def test_tickets_written_to_long_ago_are_forgotten():
    budget = Budget()
    for number in range(3 * CROWD):
        _, budget = budget.take((LaneName(Reach.TICKET, str(number)),), float(number))
    assert len(budget.lanes) <= CROWD
