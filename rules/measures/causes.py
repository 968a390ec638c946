"""Patterns in looks back after deliveries: a cause that is named three times in a row asks for a change upstream."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.measures.case import Case, EngagementHistory, Kind
from rules.measures.figure import Found, Measure, count, missing
from rules.measures.look import Look
from rules.values import fold

IN_A_ROW = 3
"""How many reviews in a row have to name a cause before it is a pattern (S002-58)."""

NO_REVIEWS = 'no review of a delivery was seen yet; create a Review ticket and comment "cause: " and what it was'


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cause named in successive reviews: the keys of those reviews, the oldest first, and when the newest was."""

    cause: str
    reviews: tuple[str, ...]
    at: datetime

    @property
    def times(self) -> int:
        return len(self.reviews)


def patterns(histories: Iterable[EngagementHistory]) -> tuple[Pattern, ...]:
    """Return every cause that three or more reviews in a row name, over all engagements in order of time.

    A review stands where it was done, else created. One that names no cause breaks no row: it tells nothing.
    """
    reviews = sorted(_reviews(histories), key=lambda one: (one[0], one[1].ticket.key, one[1].ticket.id))
    running: dict[str, list[tuple[datetime, Case]]] = {}
    found: list[Pattern] = []
    for at, case in reviews:
        named = {fold(cause) for cause in case.causes}
        if not named:
            continue
        for cause in [*running]:
            if cause not in named:
                found += _pattern(cause, running.pop(cause))
        for cause in named:
            running.setdefault(cause, []).append((at, case))
    found += [pattern for cause, row in running.items() for pattern in _pattern(cause, row)]
    return tuple(sorted(found, key=lambda one: (-one.times, one.cause, one.at)))


def _reviews(histories: Iterable[EngagementHistory]) -> Iterator[tuple[datetime, Case]]:
    for history in histories:
        for case in history.cases:
            at = case.done_at or case.ticket.created
            if Kind.REVIEW in case.kinds and at is not None:
                yield at, case


def _pattern(cause: str, row: list[tuple[datetime, Case]]) -> list[Pattern]:
    keys = tuple(case.ticket.key for _, case in row)
    return [Pattern(cause, keys, row[-1][0])] if len(row) >= IN_A_ROW else []


def causes_named(look: Look) -> Found:
    if not any(_reviews(look.histories)):
        return missing(NO_REVIEWS)
    named: Counter[str] = Counter()
    for window in look.windows:
        for at, case in _reviews((window.history,)):
            if at in window:
                named.update({fold(cause) for cause in case.causes})
    return count(look, named)


def repeated_causes(look: Look) -> Found:
    if not any(_reviews(look.histories)):
        return missing(NO_REVIEWS)
    found = [one for one in patterns(look.histories) if any(one.at in window for window in look.windows)]
    rows = {one.cause: float(one.times) for one in reversed(found)}
    return Found(float(len(rows)), len(rows), parts=rows)


MEASURES = (
    Measure(
        "causes_named",
        "What reviews of deliveries name as causes",
        "count",
        None,
        "number of causes named in reviews of the period, each once a review",
        "S002-56, S002-57",
        causes_named,
        parts="cause",
    ),
    Measure(
        "repeated_causes",
        "Which causes ask for a change upstream",
        "count",
        "lower",
        "number of causes named by three or more reviews in a row, the newest of them in the period; parts are the lengths of the rows",
        "S002-58",
        repeated_causes,
        pillar="proactivity",
        parts="cause",
    ),
)
