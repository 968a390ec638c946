"""A report as data for other programs: one JSON document, or a table as CSV."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from rules.facts import moment_fact
from sync.figures.periods import written
from sync.render.documents import Document, dumped
from sync.report import Group, Line, Report

COLUMNS = (
    *("first", "last", "kind", "name", "client", "work_type", "measure", "part", "value", "unit", "counted"),
    *("target", "standing", "trend", "why"),
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def report_document(report: Report) -> str:
    """Return what `report --json` prints."""
    return dumped({"schema": 1, "at": moment_fact(report.at), **_period(report), "groups": groups_document(report)})


def _period(report: Report) -> Document:
    first, last = report.period.first.isoformat(), report.period.last.isoformat()
    return {"period": {"name": written(report.period), "first": first, "last": last}}


def groups_document(report: Report) -> list[Document]:
    return [group_document(group) for group in report.groups]


def group_document(group: Group) -> Document:
    """Return one group with all its figures."""
    return {
        "kind": group.kind,
        "name": group.name,
        "engagements": list(group.engagements),
        "clients": list(group.clients),
        "work_types": list(group.work_types),
        "figures": [_figure(line) for line in group.lines],
        "patterns": [{"cause": one.cause, "reviews": list(one.reviews)} for one in group.patterns],
    }


def _figure(line: Line) -> Document:
    target = line.compared.target
    return {
        "measure": line.measure.name,
        "value": line.figure.value,
        "unit": line.measure.unit,
        "better": line.measure.better,
        "counted": line.figure.counted,
        "why": line.figure.why,
        "target": str(target) if target else None,
        "standing": line.compared.standing.value,
        "trend": line.trend.course.value,
        "slope": line.trend.slope,
        "points": [
            {"first": period.first.isoformat(), "last": period.last.isoformat(), "value": figure.value}
            for period, figure in line.series.points
        ],
        "parts": dict(line.figure.parts),
    }


def report_csv(report: Report) -> str:
    """Return a report as CSV: a line for each figure of each group, and one for each of its parts."""
    table = StringIO()
    out = csv.writer(table, lineterminator="\n")
    out.writerow(COLUMNS)
    out.writerows(row for group in report.groups for line in group.lines for row in _rows(report, group, line))
    return table.getvalue()


def _rows(report: Report, group: Group, line: Line) -> Iterator[Sequence[object]]:
    period = (report.period.first.isoformat(), report.period.last.isoformat())
    about = (group.kind, group.name, "; ".join(group.clients), "; ".join(group.work_types), line.measure.name)
    head = (*period, *map(_cell, about))
    figure, target = line.figure, line.compared.target
    standing = line.compared.standing.value if target else ""
    told = (_cell(str(target or "")), standing, line.trend.course.value, _cell(figure.why))
    yield (*head, "", _number(figure.value), line.measure.unit, figure.counted, *told)
    for part, value in figure.parts.items():
        yield (*head, _cell(part), _number(value), line.measure.unit, "", "", "", "", "")


def _number(value: float | None) -> str:
    return "" if value is None else repr(round(value, 6))


def _cell(text: str) -> str:
    """Keep a text from being read as a formula by a spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
