"""What the last cycle found of each engagement, as the board shows it."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlite_utils import Database

from rules.facts import DAY, MOMENT, TEXTS, WORDS, Shape, moment_fact, packed, unpacked
from sync.pages.board_facts import (
    DateMove,
    Detail,
    EngagementFacts,
    EscalationLine,
    FailingRule,
    HealthFacts,
    MilestoneLine,
    RiskLine,
    RuleLine,
    StageLine,
    Summary,
    TicketLine,
    WaiverLine,
)

Opened = Callable[[], AbstractContextManager[Database]]
Readable = Database | sqlite3.Connection

SUMMARY = Shape(
    Summary, at=MOMENT, health=Shape(HealthFacts, since=DAY).one, standings=TEXTS, next_due=DAY, troubles=WORDS
)
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
ONE = "select summary_facts, detail_facts, rules_facts from engagement_facts where engagement = ?"


class SqliteEngagementFacts:
    """Implements `sync.pages.board_facts.EngagementFactsStore` in the file of a `SqliteStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def facts(self, engagement: str) -> EngagementFacts | None:
        with self._reading() as db:
            return facts_of(db, engagement)

    def keep(self, facts: EngagementFacts) -> None:
        with self._writing() as db:
            _keep(db, facts)


def _keep(db: Database, facts: EngagementFacts) -> None:
    row = {
        "engagement": facts.summary.engagement,
        "at": moment_fact(facts.summary.at),
        "summary_facts": packed(SUMMARY.write(facts.summary)).decode(),
        "detail_facts": packed(DETAIL.write(facts.detail)).decode(),
        "rules_facts": packed(RULES.write(facts.rules)).decode(),
    }
    db.table("engagement_facts").upsert(row, pk="engagement")


def facts_of(db: Readable, engagement: str) -> EngagementFacts | None:
    """Return what was found of one engagement; None before its first cycle."""
    row = db.execute(ONE, [engagement]).fetchone()
    if row is None:
        return None
    summary, detail, rules = map(unpacked, row)
    return EngagementFacts(SUMMARY.read(summary), DETAIL.read(detail), RULES.read(rules))


def summaries(db: Readable) -> tuple[Summary, ...]:
    """Return every engagement in a line, in order of their names."""
    rows = db.execute("select summary_facts from engagement_facts order by engagement")
    return tuple(SUMMARY.read(unpacked(facts)) for (facts,) in rows)


def rules_of_all(db: Readable) -> dict[str, tuple[RuleLine, ...]]:
    """Return the rules of every engagement with their outcomes, by engagement."""
    rows = db.execute("select engagement, rules_facts from engagement_facts order by engagement")
    return {engagement: RULES.read(unpacked(facts)) for engagement, facts in rows}
