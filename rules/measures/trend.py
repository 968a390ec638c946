"""Figures over periods in a row, and whether they fall: one bad week is noise, a quarter that falls is a signal (S002-41).

The rule: a series falls when the Mann-Kendall test says so with at most one chance in twenty of being wrong, over the
quarter that ends with its newest period. It compares every two periods and only asks which is better, so that one
outlier, however large, cannot make a trend; the slope told is that of Theil and Sen, the median of all slopes.
(H. B. Mann, Econometrica 13, 1945; P. K. Sen, JASA 63, 1968.)
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import sqrt
from statistics import median

from rules.measures.case import EngagementHistory
from rules.measures.catalogue import figures
from rules.measures.figure import Figure, Measure
from rules.measures.period import Period, Span

CERTAIN = 1.645  # standard deviations: one-sided five percent of the normal distribution
WINDOW = {Span.WEEK: 13, Span.MONTH: 4, Span.QUARTER: 4, Span.OTHER: 13}
"""Periods looked at: 13 weeks are a quarter, four month's ends span one; four is the least that can be certain."""

ENOUGH = {Span.WEEK: 8, Span.MONTH: 4, Span.QUARTER: 4, Span.OTHER: 8}
"""Known figures it takes within the window."""


class Course(StrEnum):
    """Where a series goes. Better and worse are as the measure says; without that, it only rises or falls."""

    IMPROVES = "improves"
    DECLINES = "declines"
    RISES = "rises"
    FALLS = "falls"
    STEADY = "steady"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Series:
    """A measure's figures over periods in a row, the oldest first."""

    measure: Measure
    points: tuple[tuple[Period, Figure], ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        return tuple(figure.value for _, figure in self.points)


@dataclass(frozen=True, slots=True)
class Trend:
    """`slope` is the change in one period, in the unit of the measure; None where the course is not known.
    `counted` is how many known figures it rests on."""

    course: Course
    counted: int
    slope: float | None = None


def series(
    history: EngagementHistory | Iterable[EngagementHistory], period: Period, count: int, measures: Iterable[Measure]
) -> tuple[Series, ...]:
    """Return the figures of measures over so many periods in a row that end with a period, from one history.

    Not for measures that look at the newest verdicts (`rules.measures.compliance`) or tell of now (early warnings):
    take their figures from what was known when each period ended, and hand them to `side_by_side`.
    """
    chosen = tuple(measures)
    histories = (history,) if isinstance(history, EngagementHistory) else tuple(history)
    return side_by_side([(one, figures(histories, one, chosen)) for one in period.newest(count)], chosen)


def side_by_side(taken: Sequence[tuple[Period, Sequence[Figure]]], measures: Sequence[Measure]) -> tuple[Series, ...]:
    """Return a series for each measure from the figures of all of them, in their order, period by period."""
    return tuple(
        Series(measure, tuple((period, row[place]) for period, row in taken)) for place, measure in enumerate(measures)
    )


def trend_of(told: Series) -> Trend:
    """Tell the course of a series over its newest quarter. Figures that are not known are left out, in their place."""
    if not told.points:
        return Trend(Course.NOT_KNOWN, 0)
    span = told.points[-1][0].span
    newest = told.values[-WINDOW[span] :]
    known = [(place, value) for place, value in enumerate(newest) if value is not None]
    if len(known) < ENOUGH[span]:
        return Trend(Course.NOT_KNOWN, len(known))
    score = certainty_of([value for _, value in known])
    slope = median((later - earlier) / (b - a) for (a, earlier), (b, later) in combinations(known, 2))
    return Trend(_course(score, told.measure.better), len(known), slope)


def certainty_of(values: Sequence[float]) -> float:
    """Return how surely values rise (above zero) or fall (below), in standard deviations of the Mann-Kendall score.

    Corrected for ties and for continuity; 0 where all values are the same.
    """
    score = sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))
    ties = Counter(values).values()
    variance = (_spread(len(values)) - sum(map(_spread, ties))) / 18
    if not score or variance <= 0:
        return 0.0
    return (score - (1 if score > 0 else -1)) / sqrt(variance)


def _spread(number: int) -> int:
    return number * (number - 1) * (2 * number + 5)


def _course(score: float, better: str | None) -> Course:
    if abs(score) < CERTAIN:
        return Course.STEADY
    if better is None:
        return Course.RISES if score > 0 else Course.FALLS
    return Course.IMPROVES if (score > 0) == (better == "higher") else Course.DECLINES
