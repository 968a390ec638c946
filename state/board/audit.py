"""The page of the trail: what happened, looked for by anything a row tells."""

from datetime import date

from flask import Blueprint, render_template, request

from state.board import at_hand
from state.board.queries_trail import BEHIND_ALL, PAGE, Asked
from state.board.queries_trail import search as search_trail
from state.engagement_facts import summaries
from sync.trail import Kind

pages = Blueprint("audit", __name__)


@pages.get("/audit")
def search() -> str:
    db = at_hand.reading()
    given = {name: request.args.get(name, "").strip() for name in ("kind", "engagement", "ticket", "who", "said")}
    since, until = _day(request.args.get("since", "")), _day(request.args.get("until", ""))
    asked = Asked(
        **given,
        since=since.isoformat() if since else "",
        until=f"{until.isoformat()}T24" if until else "",  # behind every moment of that day
    )
    rows = search_trail(db, asked, min(request.args.get("before", BEHIND_ALL, type=int), BEHIND_ALL))
    return render_template(
        "audit.html",
        rows=rows[:PAGE],
        older=rows[PAGE - 1].number if len(rows) > PAGE else None,
        asked=asked,
        since=since,
        until=until,
        kinds=[kind.value for kind in Kind],
        engagements=[one.engagement for one in summaries(db)],
    )


def _day(text: str) -> date | None:
    """Return the day a visitor gave; None for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
