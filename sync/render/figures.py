"""How figures are said: names of measures, values with their unit, targets, standings and courses in words."""

from rules.measures.compared import Compared, Standing
from rules.measures.figure import Figure, Measure
from rules.measures.target import Target
from rules.measures.trend import Course, Trend

CAPITALS = {"csat": "CSAT", "nps": "NPS", "ces": "CES"}
UNIT_SIGNS = {"percent": " %", "hours": " h", "working days": " d", "points": "", "count": "", "ratio": ""}
"""What stands behind a value where room is short; `d` are working days."""

COMPLIANCE, BREAKS_DOWN = "compliance", "compliance_by_"
"""A measure, and how those are called that take the same apart in another way."""

HEADLINES = (
    *("on_time", "csat", "first_time_acceptance", "escalation_rate", "response_time", "resolution_time"),
    *("compliance", "delivery_accuracy", "nps", "scope_growth"),
)
"""What a board looks at first, in this order, as far as it is known."""

UP, DOWN, LEVEL = "↗", "↘", "→"


def title_of(measure: Measure) -> str:
    """Return a measure's name for people: On time, CSAT, SLA met."""
    words = measure.name.split("_")
    first = CAPITALS.get(words[0], words[0].capitalize())
    return " ".join([first, *(CAPITALS.get(word, word) for word in words[1:])])


def number(value: float) -> str:
    """Return a number as fine as people read it: one decimal, none where that is zero, no minus before nothing."""
    told = f"{value:,.1f}".removesuffix(".0")
    return "0" if told == "-0" else told


def said(value: float | None, measure: Measure) -> str:
    """Return a value with its unit; `not known` for none."""
    return "not known" if value is None else f"{number(value)}{UNIT_SIGNS[measure.unit]}"


def parts_of(figure: Figure, measure: Measure, most: int) -> list[str]:
    """Return the breakdown of a figure, what wants a look first; none for a single part."""
    parts = sorted(figure.parts.items(), key=lambda one: one[1], reverse=measure.better != "higher")
    more = [f"and {len(parts) - most} more"] if len(parts) > most else []
    return [*(f"{name} {said(value, measure)}" for name, value in parts[:most]), *more] if len(parts) > 1 else []


def breakdown_words(figure: Figure, measure: Measure, most: int) -> str:
    """Return a breakdown in a line: by stage: Review 60 %, Build 85 %; nothing for a single part."""
    parts = parts_of(figure, measure, most)
    return f"by {measure.parts}: {', '.join(parts)}" if parts else ""


def target_words(target: Target | None) -> str:
    """Return a target as people write it: at least 90 %; empty for none."""
    return str(target).replace("%", " %") if target else ""


def standing_words(compared: Compared) -> str:
    """Return met, missed or not known; nothing where there is no target to hold a figure against."""
    if compared.target is None:
        return ""
    return compared.standing.value


def arrow(trend: Trend) -> str:
    """Return where the value itself goes, whichever way is better; nothing where that is not known."""
    if trend.course is Course.NOT_KNOWN:
        return ""
    if trend.course is Course.STEADY or not trend.slope:
        return LEVEL
    return UP if trend.slope > 0 else DOWN


def course_words(trend: Trend) -> str:
    """Return an arrow and a word: ↗ improves; nothing where the course is not known."""
    return f"{arrow(trend)} {trend.course.value}".strip() if trend.course is not Course.NOT_KNOWN else ""


STANDING_STYLES = {
    Standing.MET: ("green",),
    Standing.MISSED: ("bold", "red"),
    Standing.NOT_KNOWN: ("cyan",),
}
COURSE_STYLES = {Course.IMPROVES: ("green",), Course.DECLINES: ("bold", "red")}
