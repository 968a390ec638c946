"""Reports as pages to be printed on A4: one for each group, and one for the end of each project."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rules.measures.catalogue import ROOMS
from rules.measures.compared import Standing
from rules.measures.period import Period, Span
from rules.measures.trend import Course
from sync.figures.periods import MONTHS, day_in_words, in_words, written
from sync.figures.project_end import ProjectEnd
from sync.render.figures import (
    BREAKS_DOWN,
    COMPLIANCE,
    HEADLINES,
    breakdown_words,
    course_words,
    number,
    said,
    target_words,
    title_of,
)
from sync.render.report_end import came_of, decided_words, hours_words, kept_words
from sync.render.sparkline import HEIGHT, WIDTH, Sparkline, sparkline
from sync.render.wording import clean
from sync.report import Group, Line, Report

MOST_CARDS = 6
MOST_PARTS = 5
EARLIER = 5  # periods before the newest one that are told in numbers
ABOUT_PEOPLE = "person"  # figures of single people are for the team, not for a client's board
UNKNOWN = "\N{EN DASH}"  # in a column of numbers
SIGNS = {Standing.MET: "✓ met", Standing.MISSED: "✕ missed", Standing.NOT_KNOWN: ""}


@dataclass(frozen=True, slots=True)
class Row:
    """A measure as the page tells it; `earlier` are the values before, `parts` its breakdown, in words."""

    title: str
    says: str
    value: str
    counted: int
    target: str
    standing: str
    sign: str
    course: str
    course_word: str
    line: Sparkline
    earlier: tuple[str, ...]
    parts: tuple[str, ...]


def report_pages(report: Report) -> Mapping[str, str]:
    """Return the HTML of every group by the name of its file: apollo-2026-10.html."""
    template, names = _environment().get_template("report.html"), _names(report)
    return {name: template.render(_context(report, group)) for name, group in zip(names, report.groups, strict=True)}


def end_pages(ends: Sequence[ProjectEnd], at: datetime) -> Mapping[str, str]:
    """Return the HTML of the end of each project by the name of its file: apollo-end.html."""
    template = _environment().get_template("report_end.html")
    return {f"{slug(one.engagement)}-end.html": template.render(_end_context(one, at)) for one in ends}


def slug(name: str) -> str:
    """Return a name as part of a file's name: letters and digits, joined by hyphens."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-_") or "report"


def _names(report: Report) -> list[str]:
    """Name each group's file; two that would be called the same are numbered."""
    names: list[str] = []
    for group in report.groups:
        kind = {"client": "client-", "work-type": "type-"}.get(group.kind, "")
        stem = f"{kind}{slug('all' if group.kind == 'all' else group.name)}-{written(report.period)}"
        same = sum(re.fullmatch(rf"{re.escape(stem)}(-[0-9]+)?\.html", name) is not None for name in names)
        names.append(f"{stem}-{same + 1}.html" if same else f"{stem}.html")
    return names


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("sync.render"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(WIDTH=WIDTH, HEIGHT=HEIGHT)
    made.filters.update(
        day=day_in_words,
        hours=hours_words,
        kept=lambda one: kept_words(one, day_in_words),
        decided=lambda one: decided_words(one, day_in_words),
    )
    return made


def _cleaned(value: object) -> object:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _context(report: Report, group: Group) -> dict[str, object]:
    today = report.at.date()
    return {
        **_figures(group),
        "title": in_words(report.period),
        "name": group.called or group.name,
        "about": _about(group),
        "as_of": day_in_words(today),
        "is_running": today <= report.period.last,
        "others": _others(report, group),
        "earlier": [_short(one) for one in _earlier_periods(group)],
    }


def _about(group: Group) -> str:
    if group.kind == "engagement":
        return " · ".join([*group.clients, *group.work_types])
    return (
        f"{len(group.engagements)} engagements of {len(group.clients)} client{'s' if len(group.clients) != 1 else ''}"
    )


def _figures(group: Group) -> dict[str, object]:
    """Return what is told of measures: in brief, as cards, by room, and what is not known."""
    rows = {line.measure.name: _row(line, group) for line in group.lines if _is_told(line)}
    quiet = {
        line.measure.name: rows[line.measure.name].title for line in group.lines if _is_told(line) and _is_quiet(line)
    }
    rooms = {
        room: [rows[one.name] for one in every if one.name in rows and one.name not in quiet]
        for room, every in ROOMS.items()
    }
    return {
        "brief": _brief(group),
        "cards": [rows[name] for name in HEADLINES if name in rows][:MOST_CARDS],
        "rooms": {room: some for room, some in rooms.items() if some},
        "quiet": list(quiet.values()),
        "patterns": group.patterns,
        "not_known": _not_known(group.lines),
    }


def _is_told(line: Line) -> bool:
    measure = line.measure
    is_a_breakdown = measure.parts == ABOUT_PEOPLE or measure.name.startswith(BREAKS_DOWN)
    return line.figure.value is not None and not is_a_breakdown


def _is_quiet(line: Line) -> bool:
    """Tell whether nothing of the kind happened in any of the periods: a row of zeros tells nobody anything."""
    counts = line.measure.unit in {"count", "hours"} and not line.compared.target
    return counts and not any(line.series.values)


def _row(line: Line, group: Group) -> Row:
    goal = line.compared.target.amount if line.compared.target else None
    values = line.series.values
    return Row(
        title=title_of(line.measure),
        says=line.measure.says,
        value=said(line.figure.value, line.measure),
        counted=line.figure.counted,
        target=target_words(line.compared.target),
        standing=line.compared.standing.value.replace(" ", "-") if line.compared.target else "",
        sign=SIGNS[line.compared.standing] if line.compared.target else "",
        course=line.trend.course.value.replace(" ", "-"),
        course_word="" if line.trend.course is Course.STEADY else course_words(line.trend),
        line=sparkline(values, goal),
        earlier=tuple(UNKNOWN if one is None else number(one) for one in values[-EARLIER - 1 : -1]),
        parts=tuple(_parts(line, group)),
    )


def _parts(line: Line, group: Group) -> Iterator[str]:
    """Yield the breakdown of a figure, and those of the measures that take the same apart in another way."""
    taken_apart = [one for one in group.lines if one.measure.name.startswith(BREAKS_DOWN)]
    for one in (line, *(taken_apart if line.measure.name == COMPLIANCE else ())):
        if one.measure.parts != ABOUT_PEOPLE and (told := breakdown_words(one.figure, one.measure, MOST_PARTS)):
            yield told


def _brief(group: Group) -> dict[str, object]:
    """Say in one sentence how targets stand, and what declines."""
    aimed = [line for line in group.lines if line.compared.target and line.compared.standing is not Standing.NOT_KNOWN]
    missed = [title_of(line.measure) for line in aimed if line.compared.standing is Standing.MISSED]
    declining = [
        title_of(line.measure) for line in group.lines if line.trend.course is Course.DECLINES and _is_told(line)
    ]
    return {"aimed": len(aimed), "met": len(aimed) - len(missed), "missed": missed, "declining": declining}


def _not_known(lines: Sequence[Line]) -> dict[str, list[str]]:
    """Return the measures that are not known by what is missing."""
    reasons: dict[str, list[str]] = {}
    for line in lines:
        if line.figure.value is None and line.measure.parts != ABOUT_PEOPLE:
            reasons.setdefault(line.figure.why.removeprefix("not known: ").replace("`", ""), []).append(
                title_of(line.measure)
            )
    return reasons


def _earlier_periods(group: Group) -> list[Period]:
    points = group.lines[0].series.points if group.lines else ()
    return [period for period, _ in points[-EARLIER - 1 : -1]]


def _short(period: Period) -> str:
    match period.span:
        case Span.MONTH:
            return MONTHS[period.first.month - 1][:3]
        case Span.QUARTER:
            return written(period)[-2:]
        case Span.WEEK:
            return written(period)[-3:]
    return f"{period.first:%d.%m.}"


def _others(report: Report, group: Group) -> list[dict[str, object]]:
    """Return the other groups in a line each, on the page of all."""
    if group.kind != "all":
        return []
    return [
        {"name": one.name, "about": " · ".join(one.clients), "brief": _brief(one), "figures": _few(one)}
        for one in report.groups
        if one is not group
    ]


def _few(group: Group) -> list[tuple[str, str, str]]:
    """Return the first headline figures: title, value, standing."""
    lines = {line.measure.name: line for line in group.lines}
    found = [lines[name] for name in HEADLINES[:4]]
    return [
        (
            title_of(one.measure),
            said(one.figure.value, one.measure) if one.figure.value is not None else UNKNOWN,
            one.compared.standing.value.replace(" ", "-") if one.compared.target else "",
        )
        for one in found
    ]


def _end_context(end: ProjectEnd, at: datetime) -> dict[str, object]:
    return {
        **_figures(end.group),
        "end": end,
        "title": "The project, from scope to close" if end.is_closed else "The project so far",
        "name": end.group.called or end.engagement,
        "about": end.client,
        "as_of": day_in_words(at.date()),
        "span": in_words(end.period),
        "risks": [(one, came_of(one, day_in_words)) for one in end.risks],
        "earlier": [],
        "scoped": [one for one in end.scope if not one.is_added],
        "added": [one for one in end.scope if one.is_added],
        "moved": [one for one in end.scope if one.moves],
        "total": _total(end),
    }


def _total(end: ProjectEnd) -> dict[str, str]:
    """Return the scope in hours: first, approved on top, and how many changes there were of each kind."""
    first = [one.hours for one in end.scope if not one.is_added and one.hours is not None]
    added = [one.hours for one in end.changes if one.approved and one.hours is not None]
    return {
        "first": hours_words(sum(first) if first else None),
        "added": hours_words(sum(added) if added else None) if any(one.approved for one in end.changes) else "0 h",
        "asked": str(len(end.changes)),
        "approved": str(sum(one.approved is True for one in end.changes)),
        "declined": str(sum(one.approved is False for one in end.changes)),
    }
