"""How scope grew: what was asked for on top, what was weighed, agreed or refused, and the effort."""

from collections.abc import Callable, Iterator
from datetime import datetime
from math import fsum

from rules.measures.case import Kind, Variation
from rules.measures.figure import Found, Measure, count, missing, total
from rules.measures.look import Look, Window

NO_SCOPE = "no effort was agreed at first; fill in the estimates of the deliverables"


def _changes(look: Look, when: Callable[[Variation], datetime | None]) -> Iterator[Variation]:
    """Yield changes of scope for which something happened in the period."""
    for window in look.windows:
        for case in window.history.cases:
            if case.variation is not None and when(case.variation) in window:
                yield case.variation


def _asked(one: Variation) -> datetime | None:
    return one.asked


def _assessed(one: Variation) -> datetime | None:
    return one.assessed


def _approved(one: Variation) -> datetime | None:
    return one.decided if one.approved else None


def _refused(one: Variation) -> datetime | None:
    return one.decided if one.approved is False else None


def _counting(when: Callable[[Variation], datetime | None]) -> Callable[[Look], Found]:
    return lambda look: count(look, {"": sum(1 for _ in _changes(look, when))})


def scope_effort(look: Look) -> Found:
    efforts = [one.effort for one in _changes(look, _approved)]
    known = [effort for effort in efforts if effort is not None]
    if efforts and not known:
        return missing("no approved change has an estimate; fill in the estimate before the client is asked")
    return total(look, {"": fsum(known)}, len(known))


def scope_growth(look: Look) -> Found:
    """Approved effort from the first day to the end of the period, against the effort agreed at first."""
    scoped = added = 0.0
    counted = 0
    for window in look.windows:
        if not window.history.scoped_hours:
            continue
        efforts = [_effort_by(case.variation, window) for case in window.history.cases if case.variation]
        scoped += window.history.scoped_hours
        added += fsum(efforts)
        counted += sum(effort > 0 for effort in efforts)
    return Found(100 * added / scoped, counted) if scoped else missing(NO_SCOPE)


def _effort_by(variation: Variation, window: Window) -> float:
    decided = _approved(variation)
    return variation.effort or 0.0 if decided is not None and decided < window.end else 0.0


def estimate_accuracy(look: Look) -> Found:
    done = (case.ticket for case in look.done(Kind.WORK))
    pairs = [(one.time_spent, one.estimate) for one in done if one.time_spent is not None and one.estimate]
    if not pairs:
        return missing("no work done in this period has both an estimate and time spent; fill in both")
    spent, estimated = map(fsum, zip(*pairs, strict=True))
    return Found(spent / estimated, len(pairs))


MEASURES = (
    Measure(
        "scope_asked",
        "How many changes of scope were asked for",
        "count",
        None,
        "number of change requests created in the period",
        "S002-43, S000-09",
        _counting(_asked),
        pillar="transparency",
    ),
    Measure(
        "scope_assessed",
        "How many changes of scope were weighed",
        "count",
        None,
        "number of change requests that left assessment in the period",
        "S002-45, S001-66",
        _counting(_assessed),
        pillar="transparency",
    ),
    Measure(
        "scope_approved",
        "How many changes of scope the client agreed to",
        "count",
        None,
        "number of change requests approved in the period",
        "S002-46, S002-47",
        _counting(_approved),
        pillar="partnership",
    ),
    Measure(
        "scope_refused",
        "How many changes of scope were declined",
        "count",
        None,
        "number of change requests declined in the period",
        "S002-46, S002-47",
        _counting(_refused),
        pillar="partnership",
    ),
    Measure(
        "scope_effort",
        "How much effort approved changes added",
        "hours",
        None,
        "sum of the estimates of change requests approved in the period",
        "S002-44, S002-47",
        scope_effort,
        pillar="transparency",
    ),
    Measure(
        "scope_growth",
        "How much larger the scope is than it was agreed at first",
        "percent",
        None,
        "100 x hours of changes approved up to the end of the period / hours agreed at first",
        "S002-47, S000-09",
        scope_growth,
        pillar="transparency",
    ),
    Measure(
        "estimate_accuracy",
        "How much time work took against its estimate; 1 is as estimated",
        "ratio",
        None,
        "hours spent / hours estimated, over work done in the period that has both",
        "S002-49",
        estimate_accuracy,
        pillar="reliability",
    ),
)
