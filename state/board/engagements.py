"""The pages of engagements: all in a table, and each with its stages, tickets, risks, dates, escalations, waivers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from rules.model import Standing
from rules.values import fold
from state.board import at_hand, queries
from state.board.matrix import matrix_of
from state.board.telling import is_behind
from state.board.timeline import timeline_of
from state.engagement_facts import facts_of, summaries
from sync.pages.board_facts import Detail, StageLine, Summary, TicketLine

pages = Blueprint("engagements", __name__)
WORST_FIRST = ("off_track", "at_risk", "on_track")
MOST_TICKETS = 200
AT_FIRST = 25  # tickets shown before anybody asks for more
MOST_DRAWN = 20  # milestones in the drawing, and in the table before it is opened
STANDINGS = tuple(one.value for one in Standing)
AMISS = (Standing.BLOCKED, Standing.UNKNOWN, Standing.ATTENTION)


@pages.get("/")
def overview() -> str:
    db = at_hand.reading()
    every = summaries(db)
    health, client = request.args.get("health", ""), request.args.get("client", "")
    shown = [one for one in every if health in {"", one.health.word} and client in {"", one.client}]
    return render_template(
        "overview.html",
        shown=sorted(shown, key=_by_health),
        every=every,
        health=health,
        client=client,
        clients=sorted({one.client for one in every}),
        healths=WORST_FIRST,
        errors=queries.latest_errors(db),
        is_behind=is_behind,
    )


def _by_health(one: Summary) -> tuple[int, str]:
    place = WORST_FIRST.index(one.health.word) if one.health.word in WORST_FIRST else -1
    return place, one.engagement


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which tickets are shown; what is empty is any. `standing` may be "amiss": whatever does not stand well."""

    standing: str = ""
    stage: str = ""
    rule: str = ""
    assignee: str = ""
    said: str = ""

    def takes(self, one: TicketLine) -> bool:
        return (
            (not self.standing or one.standing == self.standing or (self.standing == "amiss" and one.standing in AMISS))
            and (not self.stage or fold(self.stage) in map(fold, one.stages.values()))
            and (not self.rule or self.rule in {failing.rule for failing in one.failing})
            and (not self.assignee or one.assignee == self.assignee)
            and fold(self.said) in fold(f"{one.key} {one.title}")
        )


@pages.get("/engagements/<engagement>")
def engagement(engagement: str) -> str:
    db = at_hand.reading()
    facts = facts_of(db, engagement)
    if facts is None:
        abort(404)
    detail = facts.detail
    chosen = Chosen(*(request.args.get(key, "") for key in ("standing", "stage", "rule", "assignee", "said")))
    found = [one for one in sorted(detail.tickets, key=_worst_first) if chosen.takes(one)]
    today = facts.summary.at.date()
    return render_template(
        "engagement.html",
        summary=facts.summary,
        detail=detail,
        ladders=_ladders(detail),
        chosen=chosen,
        found=found,
        shown=found[: MOST_TICKETS if request.args else AT_FIRST],
        standings=STANDINGS,
        rules=sorted({failing.rule for one in detail.tickets for failing in one.failing}),
        assignees=sorted({one.assignee for one in detail.tickets} - {""}),
        matrix=matrix_of(detail.risks),
        timeline=timeline_of(detail.milestones[:MOST_DRAWN], today),
        MOST_DRAWN=MOST_DRAWN,
        errors=[said for name, said in queries.latest_errors(db) if name == engagement],
        is_stale=is_behind(facts.summary),
    )


def _worst_first(one: TicketLine) -> tuple[int, object, int, str]:
    return STANDINGS.index(one.standing), one.since, len(one.key), one.key


@dataclass(frozen=True, slots=True)
class StageCount:
    """A stage with its open tickets, counted."""

    stage: StageLine
    tickets: int
    standings: Counter[str]


def _ladders(detail: Detail) -> dict[str, Sequence[StageCount]]:
    """Return every pack's stages in their order, each with its tickets."""
    standings: dict[tuple[str, str], Counter[str]] = {}
    for one in detail.tickets:
        for pack, stage in one.stages.items() if not one.done else ():
            standings.setdefault((pack, fold(stage)), Counter())[one.standing] += 1
    counted = [(stage, standings.get((stage.pack, fold(stage.name)), Counter())) for stage in detail.stages]
    packs = dict.fromkeys(stage.pack for stage in detail.stages)
    return {
        pack: [StageCount(stage, counts.total(), counts) for stage, counts in counted if stage.pack == pack]
        for pack in packs
    }
