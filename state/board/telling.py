"""How pages tell moments, days, numbers and words; and what every page shows around its own content."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, request
from markupsafe import Markup

from state.agenda import not_taken_up
from state.board import at_hand
from state.engagement_facts import newest
from sync.pages.board_facts import Summary
from sync.pages.freshness import is_stale
from sync.render.figures import title_of
from sync.service.agenda_store import NotTakenUp

UNITS = ((86_400 * 60, 86_400 * 30, "month"), (86_400, 86_400, "day"), (3_600, 3_600, "hour"), (60, 60, "min"))
WORDS = {
    "on_track": "On track",
    "at_risk": "At risk",
    "off_track": "Off track",
    "not_applicable": "not asked",
    "fail": "fails",
    "pass": "passes",
    "unknown": "not known",
}


def prepare(app: Flask, pages: Sequence[tuple[str, str]]) -> None:
    """Give templates their filters and what stands around every page."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        moment=moment, day=day, ago=ago, word=word, share=share, counted=counted, title_of=title_of
    )
    app.jinja_env.globals.update(navigation=pages, freshness=freshness, with_filter=with_filter, kept_out=kept_out)


def moment(at: datetime | None, zone: str = "UTC") -> Markup:
    """Return a moment as a clock of the zone shows it, with how long ago that is."""
    if at is None:
        return Markup('<span class="none">not known</span>')
    local = at.astimezone(ZoneInfo(zone))
    told = Markup('<time datetime="{}">{} <span class="ago">{}</span></time>')
    name = "UTC" if zone == "UTC" else local.tzname() or zone
    return told.format(at.astimezone(UTC).isoformat(), f"{local:%Y-%m-%d %H:%M} {name}", ago(at))


def ago(at: datetime) -> str:
    """Say how long ago something was, or how long it will be, in its largest unit."""
    seconds = round((at_hand.now() - at).total_seconds())
    for least, size, unit in UNITS:
        if abs(seconds) >= least:
            said = counted(abs(seconds) // size, unit)
            return f"{said} ago" if seconds > 0 else f"in {said}"
    return "just now"


def counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 or unit == "min" else f"{number} {unit}s"


def day(on: date | None) -> Markup:
    """Return a day, and nothing known where there is none."""
    if on is None:
        return Markup('<span class="none">none</span>')
    return Markup('<time class="day" datetime="{0}">{0}</time>').format(on.isoformat())


def word(told: str) -> str:
    """Return how a page says a word of the data."""
    return WORDS.get(told, told.replace("_", " "))


def share(part: float) -> str:
    """Return a fraction of 1 in percent."""
    return f"{part * 100:.0f} %"


def freshness() -> Mapping[str, object]:
    """Tell how old the newest data is, and whether cycles have stopped coming."""
    last = newest(at_hand.reading())
    return {"at": last.at if last else None, "is_stale": last is not None and is_behind(last)}


def is_behind(one: Summary) -> bool:
    """Tell whether an engagement's own cycles have stopped coming."""
    return is_stale(one.at, one.every, at_hand.now())


def kept_out() -> NotTakenUp | None:
    """Return the change of the configuration that is not in force."""
    return not_taken_up(at_hand.reading())


def with_filter(**changed: str | None) -> str:
    """Return the address of this page with some filters changed; None takes one away."""
    kept = {name: value for name, value in request.args.items() if name not in changed and name != "page"}
    wanted = {**kept, **{name: value for name, value in changed.items() if value is not None}}
    return request.path + (f"?{urlencode(wanted)}" if wanted else "")
