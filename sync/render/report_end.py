"""The end of a project, on a terminal and as JSON."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from rules.facts import moment_fact
from sync.figures.periods import in_words
from sync.figures.project_end import NOT_TOLD, Changed, ProjectEnd, RiskMet, Scoped
from sync.render.documents import Document, dumped
from sync.render.figures import number
from sync.render.report_documents import group_document
from sync.render.report_terminal import group_lines
from sync.render.terminal import Ink, columns

DECIDED = {True: "approved", False: "declined", None: "open"}


def end_lines(end: ProjectEnd, ink: Ink) -> list[str]:
    """Return the end of a project for a person."""
    state = "" if end.is_closed else "  (still open: as it stands today)"
    lines = [ink.style(f"{end.engagement} · {end.client} · {in_words(end.period)}{state}", "bold")]
    tables: dict[str, Sequence[Sequence[str]]] = {
        "What was scoped": [_scoped_row(one) for one in end.scope if not one.is_added],
        "What changes of scope added": [_scoped_row(one) for one in end.scope if one.is_added],
        "Changes of scope": [_change_row(one) for one in end.changes],
        "Risks": [(one.key, one.name, came_of(one), one.mitigation) for one in end.risks],
        "Waivers": [
            (one.key, one.rule, f"{one.first} to {one.last}", f"by {one.by}", one.because) for one in end.waivers
        ],
    }
    for title, rows in tables.items():
        if rows or title != "What changes of scope added":
            lines += ["", ink.style(title, "bold"), *(f"  {row}" for row in columns(rows or [("none",)]))]
    return [*lines, *_moves(end, ink), "", *group_lines(end.group, ink)]


def came_of(one: RiskMet, say: Callable[[date], str] = str) -> str:
    """Say what came of a risk."""
    return f"{one.status}, closed {say(one.closed)}" if one.closed else f"{one.status}, still open"


def kept_words(one: Scoped, say: Callable[[date], str] = str) -> str:
    """Say how something promised was done against its agreed day; `say` writes a day."""
    if one.done is None:
        return "not done"
    if one.slip is None:
        return f"done {say(one.done)}"
    if not one.slip:
        return f"done {say(one.done)}, on the day agreed"
    days = f"{abs(one.slip)} working day{'s' if abs(one.slip) != 1 else ''}"
    return f"done {say(one.done)}, {days} {'late' if one.slip > 0 else 'early'}"


def hours_words(hours: float | None) -> str:
    return "no estimate" if hours is None else f"{number(hours)} h"


def decided_words(one: Changed, say: Callable[[date], str] = str) -> str:
    """Say who decided a change, when and how."""
    if one.decided is None:
        return "not decided"
    who = "" if one.who == NOT_TOLD else f" by {one.who}"
    return f"{DECIDED[one.approved]} {say(one.decided)}{who}"


def _scoped_row(one: Scoped) -> tuple[str, ...]:
    agreed = f"agreed {one.agreed}" if one.agreed else "no day agreed"
    return (one.key, one.name, hours_words(one.hours), agreed, kept_words(one))


def _change_row(one: Changed) -> tuple[str, ...]:
    return (one.key, one.name, f"asked {one.asked}", decided_words(one), hours_words(one.hours), f"why: {one.why}")


def _moves(end: ProjectEnd, ink: Ink) -> Iterator[str]:
    """Yield how dates moved, with the reason of each."""
    moved = [one for one in end.scope if one.moves]
    if moved:
        yield from ("", ink.style("Dates that moved", "bold"))
    for one in moved:
        for move in one.moves:
            told = (
                f"{one.key} {one.name}: {move.before or 'no date'} to {move.after or 'no date'}, reason: {move.reason}"
            )
            yield from ink.paragraph(told, "  ", hanging="    ")


def end_document(ends: Sequence[ProjectEnd], at: datetime) -> str:
    """Return what `report --end --json` prints."""
    return dumped({"schema": 1, "at": moment_fact(at), "ends": [_end(one) for one in ends]})


def _end(end: ProjectEnd) -> Document:
    return {
        "engagement": end.engagement,
        "client": end.client,
        "first": end.period.first.isoformat(),
        "last": end.period.last.isoformat(),
        "closed": end.is_closed,
        "scope": [_scoped(one) for one in end.scope],
        "changes": [_change(one) for one in end.changes],
        "risks": [
            {
                "ticket": one.key,
                "name": one.name,
                "status": one.status,
                "closed": _day(one.closed),
                "probability": one.probability,
                "impact": one.impact,
                "mitigation": one.mitigation,
            }
            for one in end.risks
        ],
        "waivers": [
            {
                "ticket": one.key,
                "rule": one.rule,
                "first": _day(one.first),
                "last": _day(one.last),
                "by": one.by,
                "because": one.because,
            }
            for one in end.waivers
        ],
        "measures": group_document(end.group),
    }


def _scoped(one: Scoped) -> Document:
    moves = [{"before": _day(m.before), "after": _day(m.after), "reason": m.reason} for m in one.moves]
    return {
        "ticket": one.key,
        "name": one.name,
        "type": one.kind,
        "added_by_change": one.is_added,
        "hours": one.hours,
        "agreed": _day(one.agreed),
        "done": _day(one.done),
        "working_days_late": one.slip,
        "moves": moves,
    }


def _change(one: Changed) -> Document:
    return {
        "ticket": one.key,
        "name": one.name,
        "asked": _day(one.asked),
        "decided": _day(one.decided),
        "approved": one.approved,
        "by": one.who,
        "hours": one.hours,
        "why": one.why,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
