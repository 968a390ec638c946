"""A report on a terminal: every group as tables by room, and what is not known with what would tell it."""

from collections.abc import Iterator, Sequence

from rules.measures.catalogue import ROOMS
from sync.figures.periods import in_words
from sync.render.figures import (
    BREAKS_DOWN,
    COMPLIANCE,
    COURSE_STYLES,
    STANDING_STYLES,
    breakdown_words,
    course_words,
    said,
    standing_words,
    target_words,
    title_of,
)
from sync.render.terminal import Ink, columns
from sync.report import Group, Line, Report

HEAD = ("", "value", "rests on", "target", "", "trend")
KINDS = {"client": "Client ", "work-type": "Work of type ", "engagement": "", "all": ""}
MOST_PARTS = 5
RUNNING = "still running: figures are those so far"


def report_lines(report: Report, ink: Ink) -> list[str]:
    """Return a report for a person."""
    is_running = report.at.date() <= report.period.last
    told = f"{in_words(report.period)}{f' ({RUNNING})' if is_running else ''}"
    lines = [ink.style(told, "bold")]
    for group in report.groups:
        lines += ["", *group_lines(group, ink)]
    return lines if report.groups else [*lines, "", "No engagement is chosen."]


def group_lines(group: Group, ink: Ink) -> list[str]:
    """Return one group: a table for each room, patterns in reviews, and what is not known."""
    lines = [ink.style(f"{KINDS[group.kind]}{group.name}", "bold", "cyan") + f"  {_about(group)}".rstrip()]
    known = {line.measure.name: line for line in group.lines if line.figure.value is not None}
    known = {name: line for name, line in known.items() if not name.startswith(BREAKS_DOWN)}
    shown = [(room, [known[one.name] for one in every if one.name in known]) for room, every in ROOMS.items()]
    table = columns([HEAD, *(_row(line) for _, some in shown for line in some)])
    rest = iter(table[1:])
    lines += [f"  {ink.style(table[0], 'dim')}"] if known else []
    for room, some in shown:
        lines += [f"  {ink.style(room, 'bold')}"] if some else []
        for line in some:
            lines.append(f"  {_coloured(next(rest), line, ink)}")
            lines += _taken_apart(group, ink) if line.measure.name == COMPLIANCE else []
    return [*lines, *_declining(group, ink), *_patterns(group, ink), *_not_known(group.lines, ink)]


def _taken_apart(group: Group, ink: Ink) -> Iterator[str]:
    """Yield the measures that are compliance by something else, each in a line of its own."""
    for line in group.lines:
        if line.measure.name.startswith(BREAKS_DOWN):
            told = breakdown_words(line.figure, line.measure, MOST_PARTS)
            yield from ink.paragraph(told, "    ", "dim", hanging="      ")


def _about(group: Group) -> str:
    """Say who is in a group, where its name does not."""
    if group.kind == "engagement":
        return " · ".join([*group.clients, *group.work_types])
    return f"{len(group.engagements)} engagements: {', '.join(group.engagements)}"


def _row(line: Line) -> tuple[str, ...]:
    return (
        title_of(line.measure),
        said(line.figure.value, line.measure),
        str(line.figure.counted),
        target_words(line.compared.target),
        standing_words(line.compared),
        course_words(line.trend),
    )


def _coloured(row: str, line: Line, ink: Ink) -> str:
    """Colour the words of a row that say how it stands and where it goes; both stand at its end."""
    coloured = row
    for word, styles in (
        (course_words(line.trend), COURSE_STYLES.get(line.trend.course, ())),
        (standing_words(line.compared), STANDING_STYLES[line.compared.standing]),
    ):
        if word and styles:
            before, _, behind = coloured.rpartition(word)
            coloured = f"{before}{ink.style(word, *styles)}{behind}"
    return coloured


def _declining(group: Group, ink: Ink) -> Iterator[str]:
    names = [title_of(line.measure) for line in group.lines if line.trend.course == "declines"]
    if names:
        yield from ink.paragraph(f"Declining over the quarter: {', '.join(names)}.", "  ", "bold", "red")


def _patterns(group: Group, ink: Ink) -> Iterator[str]:
    for one in group.patterns:
        told = f"“{one.cause}” was named by {one.times} reviews in a row: {', '.join(one.reviews)}."
        yield from ink.paragraph(told, "  ", hanging="    ")


def _not_known(lines: Sequence[Line], ink: Ink) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for line in lines:
        if line.figure.value is None:
            reasons.setdefault(line.figure.why.removeprefix("not known: "), []).append(title_of(line.measure))
    if reasons:
        yield f"  {ink.style('Not known', 'bold')}"
    for why, names in reasons.items():
        yield from ink.paragraph(f"{', '.join(names)}: {why}.", "  ", "dim", hanging="    ")
