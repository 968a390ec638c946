"""Milestones on one line of days: where each was agreed, and where it is expected now."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sync.pages.board_facts import MilestoneLine

WIDTH = 1000  # units of the picture
MARGIN = timedelta(days=4)
FARTHEST = timedelta(days=1100)  # from today: what lies beyond is drawn at the edge, as a mistyped year
MOST_MONTHS = 14  # names that find room beside one another


@dataclass(frozen=True, slots=True)
class Bar:
    """One milestone: where its agreed and its expected day are drawn, None for a day nobody knows."""

    milestone: MilestoneLine
    agreed: int | None
    expected: int | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """`today` and `months` are places from the left; a month is named where it begins."""

    bars: tuple[Bar, ...]
    today: int
    months: tuple[tuple[int, str], ...]
    width: int = WIDTH


def expected(one: MilestoneLine) -> date | None:
    """Return the day a milestone was done, else the later of its due date and its forecast."""
    return one.done_on or max((day for day in (one.due, one.forecast) if day), default=None)


def timeline_of(milestones: Sequence[MilestoneLine], today: date) -> Timeline | None:
    """Lay out every milestone that has a day; None where none has."""
    dated = [one for one in milestones if one.agreed or expected(one)]
    days = [day for one in dated for day in (one.agreed, expected(one)) if day]
    if not days:
        return None
    first = min(max(min(days), today - FARTHEST), today) - MARGIN
    last = max(min(max(days), today + FARTHEST), today) + MARGIN

    def place(day: date) -> int:
        return round((min(max(day, first), last) - first).days / (last - first).days * WIDTH)

    bars = tuple(_bar(one, place) for one in dated)
    return Timeline(bars, place(today), tuple((place(day), f"{day:%b %Y}") for day in _months(first, last)))


def _bar(one: MilestoneLine, place: Callable[[date], int]) -> Bar:
    day = expected(one)
    return Bar(
        one,
        place(one.agreed) if one.agreed else None,
        place(day) if day else None,
        is_late=one.slip is not None and one.slip > 0,
    )


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the first of every month, or of so many apart that their names find room."""
    count = (last.year - first.year) * 12 + last.month - first.month
    step = count // MOST_MONTHS + 1
    for number in range(1, count + 1, step):
        year, month = divmod(first.month - 1 + number, 12)
        yield date(first.year + year, month + 1, 1)
