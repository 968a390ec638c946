"""What was done long before anything that is looked at is held no more, and no figure tells the difference."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import Calendar
from rules.measures.case import Case, Kind
from rules.measures.catalogue import figures
from rules.measures.over import COUNTED_WHEN_IT_HAPPENS, Over
from rules.measures.period import Period
from rules.measures.signals import signals
from rules.model import Ticket
from tests.measures.any_history import BEGIN, cases, histories

MARCH = Period.month_of(date(2026, 3, 1))
LOOKED_AT = st.sampled_from([MARCH, Period.month_of(date(2026, 4, 1)), Period.week_of(date(2026, 3, 4))])
BORDER = datetime(2025, 12, 1, tzinfo=UTC)  # three months before March: some measures look back that far
AROUND = st.integers(-20, 24).map(lambda weeks: BORDER + timedelta(weeks=weeks, hours=11))
AGO = st.integers(-20, -1).map(lambda weeks: BORDER + timedelta(weeks=weeks, hours=11))
LONG_AGO = datetime(2025, 11, 3, 9, tzinfo=UTC)


@st.composite
def mostly_over(draw):
    """Draw a case whose parts mostly lie before the border, and now and then behind it; or any case at all."""
    case = draw(cases())
    if draw(st.integers(0, 5)) == 0:
        return case
    kinds = draw(st.sets(st.sampled_from(sorted(COUNTED_WHEN_IT_HAPPENS)), min_size=1))
    more = draw(st.sets(st.sampled_from(list(Kind)), max_size=1)) if draw(st.integers(0, 3)) == 0 else set()
    some = st.one_of(AGO, AGO, AROUND)
    return replace(
        case,
        ticket=replace(case.ticket, created=draw(some), resolved=draw(some), done=True),
        kinds=frozenset(kinds | more),
        begun=draw(st.none() | some),
        replies=draw(st.none() | st.lists(some, max_size=2).map(sorted).map(tuple)),
        repeats=draw(st.integers(0, 4)) == 0,
        variation=None,
    )


@given(histories(mostly_over, most=12), LOOKED_AT)
def test_no_figure_and_no_warning_tells_a_stand_in_from_the_ticket(history, period):
    over = Over(MARCH, history.calendar)
    lighter = replace(history, cases=tuple(map(over.of, history.cases)))
    assert figures(lighter, period) == figures(history, period)
    assert signals(lighter) == signals(history)


def done(kinds=(Kind.WORK,), created=LONG_AGO, resolved=LONG_AGO, sprint=(), **more):
    ticket = Ticket("s", "1", "APO-1", done=True, created=created, resolved=resolved, sprint=sprint)
    return Case(ticket, frozenset(kinds), **more)


def held(case):
    return Over(MARCH, Calendar()).of(case) is case


def test_work_done_long_ago_is_over():
    assert not held(done())


@pytest.mark.parametrize(
    "case",
    [
        done(resolved=BEGIN),
        done(created=BEGIN),
        done(created=None),
        done(resolved=None),
        done(begun=BEGIN),
        done(replies=(LONG_AGO, BEGIN)),
        done(repeats=True),
        *(done((Kind.WORK, kind)) for kind in Kind if kind not in COUNTED_WHEN_IT_HAPPENS),
    ],
)
def test_what_something_looks_back_to_is_held(case):
    assert held(case)


def test_those_of_one_sprint_and_day_share_a_stand_in():
    over = Over(MARCH, Calendar())
    first, later = done(sprint=("S1",)), done(sprint=("S1",), resolved=LONG_AGO + timedelta(hours=1))
    assert over.of(first) is over.of(later)
    assert over.of(done(sprint=("S2",))) is not over.of(first)
    assert over.of(done(sprint=("S1",), resolved=LONG_AGO - timedelta(days=1))) is not over.of(first)
