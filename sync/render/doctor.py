"""A doctor's report: for a terminal, and as JSON."""

from collections.abc import Iterable, Iterator

from sync.checkup.checks import Check, Report, State
from sync.render.documents import dumped
from sync.render.terminal import Ink

_STYLES = {State.OK: ("green",), State.WARN: ("bold", "yellow"), State.FAIL: ("bold", "red")}
_STATE_WIDTH = max(map(len, State))
_AREA_WIDTH = len("permissions")
_MARGIN = " " * (_STATE_WIDTH + 4)
_UNDER_AREA = " " * (_AREA_WIDTH + 2)


def doctor_document(report: Report) -> str:
    """Return what `doctor --json` prints."""
    return dumped(
        {
            "schema": 1,
            "checks": [_check(check) for check in report.checks],
            "counts": {state.value: count for state, count in report.counts.items()},
        }
    )


def _check(check: Check) -> dict[str, object]:
    return {
        "area": check.area,
        "engagement": check.engagement,
        "source": check.source,
        "name": check.name,
        "state": check.state,
        "said": check.said,
        "fix": check.fix,
    }


def doctor_lines(report: Report, ink: Ink) -> list[str]:
    """Return the report under headings, one for each engagement, source and part of the installation."""
    lines: list[str] = []
    for heading in dict.fromkeys(map(_heading, report.checks)):
        checks = (check for check in report.checks if _heading(check) == heading)
        lines += [ink.style(heading, "bold"), *_lines(checks, ink), ""]
    return [*lines, _summary(report, ink)]


def wrong_lines(report: Report, ink: Ink) -> list[str]:
    """Return only what fails, each with its place."""
    failed = (check for check in report.checks if check.state is State.FAIL)
    return [line for check in failed for line in [ink.style(_heading(check), "bold"), *_lines([check], ink)]]


def _heading(check: Check) -> str:
    if check.engagement is not None:
        return f"engagement {check.engagement}"
    return f"source {check.source}" if check.source is not None else "installation"


def _lines(checks: Iterable[Check], ink: Ink) -> Iterator[str]:
    for check in checks:
        state = ink.style(check.state.upper().ljust(_STATE_WIDTH), *_STYLES[check.state])
        first, *more = ink.paragraph(
            f"{check.area.ljust(_AREA_WIDTH)}  {check.name}: {check.said}", _MARGIN, hanging=_MARGIN + _UNDER_AREA
        )
        yield f"  {state}  {first.removeprefix(_MARGIN)}"
        yield from more
        if check.fix:
            yield from ink.paragraph(check.fix, f"{_MARGIN}{_UNDER_AREA}→ ", hanging=f"{_MARGIN}{_UNDER_AREA}  ")


def _summary(report: Report, ink: Ink) -> str:
    counts = report.counts
    shown = [
        ink.style(f"{counts[state]} {state.upper()}", *(_STYLES[state] if counts[state] else ())) for state in State
    ]
    return f"{', '.join(shown)}. Nothing was written."
