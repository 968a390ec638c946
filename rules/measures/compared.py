"""Figures against what they shall come to, and targets that move up once they were held (S002-42, RULINGS C10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from math import floor
from statistics import median

from rules.calendar import Calendar
from rules.measures.figure import Figure, Measure
from rules.measures.period import DAYS_OF_A_WEEK, MONTHS_OF_A_YEAR, months_after
from rules.measures.target import Cadence, StepUp, Target
from rules.measures.trend import Series

PERCENT = "%"
WHOLE = 100.0
NEWEST = 3  # periods
STEP = 5.0  # percentage points: the step of the text's own example, from 75 over 80 to 85
RISES = frozenset({"at_least", "more_than"})
NEVER_MET = frozenset({("less_than", 0.0), ("more_than", WHOLE)})
"""Targets for shares that nothing can meet: one that would come to be such stays as it is."""


class Standing(StrEnum):
    MET = "met"
    MISSED = "missed"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure beside its target. `why` says what is not known, and what to do."""

    standing: Standing
    target: Target | None
    why: str = ""


def targets_of(measures: Sequence[Measure], *configured: Mapping[str, Target]) -> dict[str, Target]:
    """Return the target of each measure that has one: its own, or the last that is configured for its name."""
    own = {measure.name: measure.target for measure in measures if measure.target is not None}
    told = {name: target for some in configured for name, target in some.items()}
    return own | {measure.name: told[measure.name] for measure in measures if measure.name in told}


def compare(figure: Figure, measure: Measure, target: Target | None, calendar: Calendar) -> Compared:
    """Hold a figure against a target. Hours and working days are turned into one another on the client's calendar."""
    if target is None:
        return Compared(Standing.NOT_KNOWN, None, f"no target; set one under targets: {measure.name}")
    if figure.value is None:
        return Compared(Standing.NOT_KNOWN, target, figure.why)
    wanted = amount_in(measure, target, calendar)
    if wanted is None:
        why = f"{target} is no target for a measure in {measure.unit}; mend it under targets: {measure.name}"
        return Compared(Standing.NOT_KNOWN, target, why)
    return Compared(Standing.MET if _fits(figure.value, target.test, wanted) else Standing.MISSED, target)


def amount_in(measure: Measure, target: Target, calendar: Calendar) -> float | None:
    """Return a target's amount in the unit of a measure; None where the units do not go together."""
    match measure.unit, target.unit:
        case ("percent", "%" | "") | ("hours", "hours" | "") | ("working days", "working days" | ""):
            return target.amount
        case ("points" | "count" | "ratio", ""):
            return target.amount
        case ("hours", "working days"):
            return target.amount * calendar.day_hours
        case ("working days", "hours"):
            return target.amount / calendar.day_hours
    return None


def _fits(value: float, test: str, amount: float) -> bool:
    match test:
        case "at_least":
            return value >= amount
        case "more_than":
            return value > amount
        case "at_most":
            return value <= amount
    return value < amount


def stepped(target: Target, step_up: StepUp | None, told: Series, calendar: Calendar) -> Target:
    """Return the target that holds after the newest period of a series: one step on for every `after` it was held.

    A period in which it is missed or not known begins the time anew; what was reached stays. A target is held for as
    long as the days of the periods in a row that met it reach from the first of them.
    """
    since: date | None = None
    for period, figure in told.points if step_up else ():
        if compare(figure, told.measure, target, calendar).standing is not Standing.MET:
            since = None
            continue
        since = since or period.first
        if step_up and period.last >= _day_before_end(since, step_up.after):
            target, since = one_step(target, told.measure, step_up.by), None
    return target


def one_step(target: Target, measure: Measure, by: float) -> Target:
    """Return a target one step harder: percentage points for a share, up to 0 or 100; else a fraction of its amount."""
    sign = 1 if target.test in RISES else -1
    if measure.unit == "percent":
        amount = min(WHOLE, max(0.0, target.amount + sign * WHOLE * by))
        return target if (target.test, amount) in NEVER_MET else replace(target, amount=amount)
    return replace(target, amount=target.amount * (1 + sign * by))


def _day_before_end(first: date, after: Cadence) -> date:
    """Return the last day of a time that begins with a day."""
    match after.unit:
        case "months" | "years":
            months = after.count * (MONTHS_OF_A_YEAR if after.unit == "years" else 1)
            return date.fromordinal(months_after(first, months).toordinal() - 1)
    days = after.count * (DAYS_OF_A_WEEK if after.unit == "weeks" else 1)
    return date.fromordinal(first.toordinal() + days - 1)


def suggested(told: Series) -> Target | None:
    """Suggest the next target of a share that has none yet: the next full five points beyond where it stands.

    It stands at the median of the newest periods that are known, three of them at least; None where that is not known, or the measure is no share, or nothing is left to gain.
    """
    known = [value for value in told.values if value is not None][-NEWEST:]
    if told.measure.unit != "percent" or told.measure.better is None or len(known) < NEWEST:
        return None
    level = median(known)
    if told.measure.better == "higher":
        return Target("at_least", min(WHOLE, STEP * (floor(level / STEP) + 1)), PERCENT) if level < WHOLE else None
    return Target("at_most", max(0.0, STEP * -(floor(-level / STEP) + 1)), PERCENT) if level > 0 else None
