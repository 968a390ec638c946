"""The page of measures: the last whole month against targets, with its trend, and what it comes to so far this month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import dropwhile

from flask import Blueprint, abort, render_template, request

from rules.measures.catalogue import BY_NAME, ROOMS
from rules.measures.figure import Figure, Measure
from rules.measures.signals import SignalKind
from state.board import at_hand
from state.measures import newest_kept
from sync.figures.measures_kept import FigureKept, MeasuresKept
from sync.figures.periods import MONTHS
from sync.render.figures import HEADLINES, breakdown_words, said, title_of
from sync.render.sparkline import HEIGHT, WIDTH, Sparkline, sparkline

pages = Blueprint("measures", __name__)
MOST_PARTS = 8
FEW = 6  # headline figures side by side
OF_TICKETS = frozenset(SignalKind) - {SignalKind.STARTS_CLASH, SignalKind.OVER_COMMITTED}  # warnings about a ticket


@dataclass(frozen=True, slots=True)
class Row:
    """A measure as the page tells it; its points begin with the first month that is known."""

    title: str
    measure: Measure
    figure: FigureKept
    value: str
    so_far: str
    standing: str
    course: str
    line: Sparkline
    points: tuple[tuple[str, str], ...]
    parts: str


@pages.get("/measures")
def overview() -> str:
    kept = newest_kept(at_hand.reading())
    name, room = request.args.get("engagement", ""), request.args.get("room", "")
    chosen = next((one for one in kept if one.engagement == name), None)
    if name and chosen is None:
        abort(404)
    rows = {one.measure: _row(one) for one in chosen.figures if one.measure in BY_NAME} if chosen else {}
    return render_template(
        "measures.html",
        kept=kept,
        chosen=chosen,
        rooms=_rooms(rows, room),
        room=room,
        room_names=list(ROOMS),
        not_known=_not_known(rows.values(), room),
        headlines=[BY_NAME[one] for one in HEADLINES[:FEW]],
        few={one.engagement: _few(one) for one in kept},
        month=_month(chosen or next(iter(kept), None)),
        engagement=name,
        OF_TICKETS=OF_TICKETS,
        WIDTH=WIDTH,
        HEIGHT=HEIGHT,
    )


def _month(kept: MeasuresKept | None) -> str:
    """Name the month the figures are over: the one before the day they were kept on."""
    if kept is None:
        return ""
    last = kept.day.replace(day=1).toordinal() - 1
    day = kept.day.fromordinal(last)
    return f"{MONTHS[day.month - 1]} {day.year}"


def _row(kept: FigureKept) -> Row:
    measure = BY_NAME[kept.measure]
    points = tuple(dropwhile(lambda point: point.value is None, kept.points))
    return Row(
        title=title_of(measure),
        measure=measure,
        figure=kept,
        value=said(kept.value, measure),
        so_far=said(kept.so_far, measure),
        standing=kept.standing.replace(" ", "-"),
        course=kept.course.rpartition(" ")[2],
        line=sparkline([point.value for point in points]),
        points=tuple((MONTHS[point.first.month - 1][:3], said(point.value, measure)) for point in points),
        parts=breakdown_words(Figure(kept.measure, kept.value, kept.counted, parts=kept.parts), measure, MOST_PARTS),
    )


def _rooms(rows: Mapping[str, Row], room: str) -> Mapping[str, list[Row]]:
    """Return what is known, this month or the last, by room."""
    found = {
        name: [rows[one.name] for one in every if one.name in rows and _is_known(rows[one.name])]
        for name, every in ROOMS.items()
        if room in {"", name}
    }
    return {name: some for name, some in found.items() if some}


def _is_known(row: Row) -> bool:
    return row.figure.value is not None or row.figure.so_far is not None


def _not_known(rows: Iterable[Row], room: str) -> Mapping[str, list[str]]:
    """Return the titles of what is not known by what is missing."""
    inside = {one.name for name, every in ROOMS.items() if room in {"", name} for one in every}
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if not _is_known(row) and row.measure.name in inside:
            reasons.setdefault(row.figure.why.removeprefix("not known: "), []).append(row.title)
    return reasons


def _few(kept: MeasuresKept) -> Mapping[str, tuple[str, str]]:
    """Return the headline figures of an engagement: value and standing by measure."""
    found = {one.measure: one for one in kept.figures}
    return {
        name: (said(found[name].value, BY_NAME[name]), found[name].standing.replace(" ", "-"))
        for name in HEADLINES[:FEW]
        if name in found and found[name].value is not None
    }
