"""What the last cycle found of each engagement, as the board shows it."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from rules.facts import DAY, MOMENT, TEXTS, WORDS, Shape, moment_fact, packed, unpacked
from state.rows import Opened, Readable, Rows
from sync.pages.board_facts import (
    DateMove,
    Detail,
    EngagementFacts,
    EscalationLine,
    FailingRule,
    FoundBefore,
    HealthFacts,
    MilestoneLine,
    RiskLine,
    RuleLine,
    StageLine,
    StoodSince,
    Summary,
    TicketLine,
    WaiverLine,
)

HEALTH = Shape(HealthFacts, since=DAY)
SUMMARY = Shape(Summary, at=MOMENT, health=HEALTH.one, standings=TEXTS, next_due=DAY, troubles=WORDS)
TICKETS = Shape(TicketLine, since=MOMENT, due=DAY, stages=TEXTS, failing=Shape(FailingRule, since=MOMENT).many)
MOVES = Shape(DateMove, at=MOMENT, before=DAY, after=DAY)
DETAIL = Shape(
    Detail,
    tickets=TICKETS.many,
    stages=Shape(StageLine, entry=WORDS, exit=WORDS).many,
    risks=Shape(RiskLine).many,
    milestones=Shape(MilestoneLine, agreed=DAY, due=DAY, forecast=DAY, done_on=DAY, moves=MOVES.many).many,
    escalations=Shape(EscalationLine, since=MOMENT).many,
    waivers=Shape(WaiverLine, until=DAY).many,
)
RULES = Shape(RuleLine, outcomes=TEXTS).many
# When it was last looked at stands in a column alone, so that it can change where nothing else does.
ONE = "select at, summary_facts, detail_facts, rules_facts from engagement_facts where engagement = ?"


BEFORE = "select summary_facts, detail_facts from engagement_facts where engagement = ?"


class SqlEngagementFacts:
    """Implements `sync.pages.board_facts.EngagementFactsStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def before(self, engagement: str) -> FoundBefore | None:
        with self._reading() as db:
            row = db.execute(BEFORE, [engagement]).fetchone()
        if row is None:
            return None
        tickets = unpacked(row[1]).get("tickets", ())
        return FoundBefore(HEALTH.read(unpacked(row[0])["health"]), {one["id"]: _stood_since(one) for one in tickets})

    def facts(self, engagement: str) -> EngagementFacts | None:
        with self._reading() as db:
            return facts_of(db, engagement)

    def keep(self, facts: EngagementFacts) -> None:
        with self._writing() as db:
            _keep(db, facts)


def _stood_since(line: Mapping[str, Any]) -> StoodSince:
    failing = {(one["rule"], one["outcome"]): _moment(one["since"]) for one in line.get("failing", ())}
    return StoodSince(line["standing"], _moment(line["since"]), failing)


@lru_cache(maxsize=4_096)  # what began in one cycle began at one moment
def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _keep(db: Rows, facts: EngagementFacts) -> None:
    row = {
        "engagement": facts.summary.engagement,
        "at": moment_fact(facts.summary.at),
        "summary_facts": packed(_without_at(facts.summary)).decode(),
        "detail_facts": packed(DETAIL.write(facts.detail)).decode(),
        "rules_facts": packed(RULES.write(facts.rules)).decode(),
    }
    db.table("engagement_facts").upsert(row, pk="engagement")


def facts_of(db: Readable, engagement: str) -> EngagementFacts | None:
    """Return what was found of one engagement; None before its first cycle."""
    row = db.execute(ONE, [engagement]).fetchone()
    if row is None:
        return None
    at, summary, detail, rules = row
    return EngagementFacts(_summary(at, summary), DETAIL.read(unpacked(detail)), RULES.read(unpacked(rules)))


def summaries(db: Readable) -> tuple[Summary, ...]:
    """Return every engagement in a line, in order of their names."""
    rows = db.execute("select at, summary_facts from engagement_facts order by engagement")
    return tuple(_summary(at, facts) for at, facts in rows)


def _without_at(summary: Summary) -> dict[str, object]:
    return {name: fact for name, fact in SUMMARY.write(summary).items() if name != "at"}


def _summary(at: str, facts: str) -> Summary:
    return SUMMARY.read({**unpacked(facts), "at": at})


def rules_of_all(db: Readable) -> dict[str, tuple[RuleLine, ...]]:
    """Return the rules of every engagement with their outcomes, by engagement."""
    rows = db.execute("select engagement, rules_facts from engagement_facts order by engagement")
    return {engagement: RULES.read(unpacked(facts)) for engagement, facts in rows}
