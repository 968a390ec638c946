"""Tickets that are over: done so long ago that nothing a figure looks at reaches back to them."""

from datetime import date, datetime, timedelta

from rules.calendar import Calendar
from rules.measures.case import Case, Kind
from rules.measures.flow import WEEKS
from rules.measures.outline import Outline
from rules.measures.period import Period

COUNTED_WHEN_IT_HAPPENS = frozenset({Kind.WORK, Kind.DEFECT, Kind.REQUEST})
"""Kinds that no measure comes back to later, as it does to promises, deliverables, changes, reviews and risks."""


class Over:
    """Keeps tickets in place that are over, without holding each of them: of those only how much of its sprints was
    done can still be asked, so all of the same sprints and the same day share one stand-in."""

    def __init__(self, first: Period, calendar: Calendar) -> None:
        """Take the earliest period that is looked at; some measures look back from there."""
        self._before = first.bounds(calendar.zone)[0] - timedelta(weeks=WEEKS)
        self._calendar = calendar
        self._stand_ins: dict[tuple[frozenset[Kind], tuple[str, ...], date], Case] = {}

    def is_past(self, moment: datetime | None) -> bool:
        """Tell whether nothing looks at a moment any more."""
        return moment is not None and moment < self._before

    def of(self, case: Case) -> Case:
        """Return the case, or what stands in for it in every figure from the first period on."""
        done = case.done_at
        if done is None or not self._is_over(case):
            return case
        same = (case.kinds, case.ticket.sprint, self._calendar.day(done))
        return self._stand_ins.setdefault(same, _stand_in(case, done))

    def _is_over(self, case: Case) -> bool:
        return (
            case.kinds <= COUNTED_WHEN_IT_HAPPENS
            and not case.repeats
            and case.variation is None
            and self.is_past(case.ticket.created)
            and self.is_past(case.done_at)
            and (case.begun is None or self.is_past(case.begun))
            and all(map(self.is_past, case.replies or ()))
        )


def _stand_in(case: Case, done: datetime) -> Case:
    outline = Outline(id="", key="", done=True, resolved=done, sprint=case.ticket.sprint)
    return Case(outline, case.kinds)
