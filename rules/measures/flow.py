"""How requests flow: whether every stage is walked, and whether weeks with more of them are slower."""

from collections import Counter
from collections.abc import Iterator
from statistics import median

from rules.measures.case import Case, EngagementHistory, Kind
from rules.measures.figure import Found, Measure, missing, share
from rules.measures.look import Look
from rules.measures.period import Period
from rules.measures.sla import hours_to_solve
from rules.values import fold

WEEKS, WEEKS_KNOWN = 13, 8
"""How many weeks are looked back on, and how many of them need a request: as with trends."""

NOT_WALKED = "no request that reached the last stage of a pack, and whose moves can be seen, was done in this period"
FEW_WEEKS = f"it takes requests in {WEEKS_KNOWN} of the last {WEEKS} weeks, and weeks with more of them than others"


def stages_left_out(look: Look) -> Found:
    """Stages no status stands for cannot be walked, and are not asked for."""
    left_out: Counter[str] = Counter()
    every = incomplete = 0
    for window in look.windows:
        for case in window.done:
            if Kind.REQUEST in case.kinds:
                for missed in _left_out(case, window.history):
                    every += 1
                    incomplete += bool(missed)
                    left_out.update(missed)
    return share(incomplete, every, NOT_WALKED, {stage: (times, every) for stage, times in left_out.items()})


def _left_out(case: Case, history: EngagementHistory) -> Iterator[set[str]]:
    """Yield the stages a ticket never was in, for each pack it went to the end of."""
    setting = history.setting
    for pack, visits in case.path.items():
        order, names = setting.order.get(pack, {}), set(setting.stages.get(pack, {}).values())
        walked = {fold(visit.stage) for visit in visits if visit.stage is not None}
        if order and max(order, key=order.__getitem__) in walked:
            yield {name for name in names if fold(name) not in walked}


def busy_weeks(look: Look) -> Found:
    solved, asked = _weeks(look)
    if len(asked) < WEEKS_KNOWN:
        return missing(FEW_WEEKS)
    usual = median(asked.values())
    busy = [hours for week, hours in solved if asked[week] > usual]
    quiet = [hours for week, hours in solved if asked[week] <= usual]
    if not busy or not quiet or not median(quiet):
        return missing(FEW_WEEKS)
    return Found(median(busy) / median(quiet), len(solved))


def _weeks(look: Look) -> tuple[list[tuple[Period, float]], Counter[Period]]:
    """Return how long solved requests took, with the week they came in, and how many came in each week."""
    solved: list[tuple[Period, float]] = []
    asked: Counter[Period] = Counter()
    for window in look.windows:
        first = Period.week_of(window.today).newest(WEEKS)[0].first
        for case in window.history.cases:
            created = case.ticket.created
            if Kind.REQUEST not in case.kinds or created is None or created >= window.end:
                continue
            week = Period.week_of(window.calendar.day(created))
            if week.first >= first:
                asked[week] += 1
                hours = hours_to_solve(case, window)
                if hours is not None and case.done_at is not None and case.done_at < window.end:
                    solved.append((week, hours))
    return solved, asked


MEASURES = (
    Measure(
        "stages_left_out",
        "How many requests jump over a stage on their way to the last one",
        "percent",
        "lower",
        "100 x requests done in the period that never were in some stage of a pack whose last stage they reached / requests done that reached it",
        "S004-10, S004-38",
        stages_left_out,
        pillar="reliability",
        parts="stage",
    ),
    Measure(
        "busy_weeks",
        "Whether requests take longer when many come at once; 1 is just as long",
        "ratio",
        "lower",
        "median resolution time of requests that came in weeks with more requests than the median / that of all others, over 13 weeks up to the end of the period",
        "S004-118",
        busy_weeks,
    ),
)
