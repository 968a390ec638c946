"""What the last cycle found of each engagement, as the board shows it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from rules.facts import DAY, MOMENT, SPAN, TEXTS, WORDS, Shape, moment_fact, packed, unpacked
from state.batches import BATCH, batches
from state.rows import Opened, Readable, Rows, marks
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
SUMMARY = Shape(Summary, at=MOMENT, health=HEALTH.one, standings=TEXTS, next_due=DAY, troubles=WORDS, every=SPAN)
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
LINES = "select ticket_id, facts from ticket_lines where engagement = ?"
LINES_OF = f"{LINES} and ticket_id in {{ids}}"
NO_LINE = "delete from ticket_lines where engagement = ? and ticket_id = ?"


class SqlEngagementFacts:
    """Implements `sync.pages.board_facts.EngagementFactsStore` in the rows of a `SqlStore`, which makes one."""

    def __init__(self, reading: Opened, writing: Opened) -> None:
        self._reading = reading
        self._writing = writing

    def before(self, engagement: str, ticket_ids: Collection[str] | None = None) -> FoundBefore | None:
        with self._reading() as db:
            row = db.execute(BEFORE, [engagement]).fetchone()
            if row is None:
                return None
            lines = _lines(db, engagement, ticket_ids)
        health = HEALTH.read(unpacked(row[0])["health"])
        since = {one: _stood_since(unpacked(facts)) for one, facts in lines.items()}
        return FoundBefore(health, since, DETAIL.read(unpacked(row[1])))

    def facts(self, engagement: str) -> EngagementFacts | None:
        with self._reading() as db:
            return facts_of(db, engagement)

    def keep_lines(self, engagement: str, lines: Sequence[TicketLine], looked_at: Collection[str]) -> None:
        with self._writing() as db:
            _keep_lines(db, engagement, lines, looked_at)

    def keep(self, facts: EngagementFacts, looked_at: Collection[str] | None = None) -> None:
        with self._writing() as db:
            _keep(db, facts)
            _keep_lines(db, facts.summary.engagement, facts.detail.tickets, looked_at)


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
        "detail_facts": packed(_without_tickets(facts.detail)).decode(),
        "rules_facts": packed(RULES.write(facts.rules)).decode(),
    }
    db.table("engagement_facts").upsert(row, pk="engagement")


def _keep_lines(db: Rows, engagement: str, lines: Sequence[TicketLine], looked_at: Collection[str] | None) -> None:
    """Replace the lines of the tickets that were looked at, all where None; what stays as it was is not written."""
    before, now = _lines(db, engagement, looked_at), {one.id: packed(TICKETS.write(one)).decode() for one in lines}
    rows = (
        {"engagement": engagement, "ticket_id": one, "facts": facts}
        for one, facts in now.items()
        if before.get(one) != facts
    )
    db.table("ticket_lines").upsert_all(rows, pk=("engagement", "ticket_id"), batch_size=BATCH)
    db.executemany(NO_LINE, [(engagement, one) for one in before.keys() - now.keys()])


def _lines(db: Readable, engagement: str, ticket_ids: Collection[str] | None = None) -> dict[str, str]:
    """Return the lines of tickets by id, all of them where no ids are told."""
    if ticket_ids is None:
        return dict(db.execute(LINES, [engagement]))
    return {
        one: facts
        for batch in batches(ticket_ids)
        for one, facts in db.execute(LINES_OF.format(ids=marks([batch])), [engagement, *batch])
    }


def facts_of(db: Readable, engagement: str) -> EngagementFacts | None:
    """Return what was found of one engagement; None before its first cycle."""
    row = db.execute(ONE, [engagement]).fetchone()
    if row is None:
        return None
    at, summary, detail, rules = row
    lines = [TICKETS.read(unpacked(facts)) for facts in _lines(db, engagement).values()]
    tickets = tuple(sorted(lines, key=lambda one: (len(one.key), one.key)))
    return EngagementFacts(
        _summary(at, summary), replace(DETAIL.read(unpacked(detail)), tickets=tickets), RULES.read(unpacked(rules))
    )


def summaries(db: Readable) -> tuple[Summary, ...]:
    """Return every engagement in a line, in order of their names."""
    rows = db.execute("select at, summary_facts from engagement_facts order by engagement")
    return tuple(_summary(at, facts) for at, facts in rows)


def newest(db: Readable) -> Summary | None:
    """Return the engagement that was looked at last; None before the first cycle."""
    row = db.execute("select at, summary_facts from engagement_facts order by at desc limit 1").fetchone()
    return _summary(*row) if row else None


def _without_tickets(detail: Detail) -> dict[str, object]:
    return {name: fact for name, fact in DETAIL.write(replace(detail, tickets=())).items() if name != "tickets"}


def _without_at(summary: Summary) -> dict[str, object]:
    return {name: fact for name, fact in SUMMARY.write(summary).items() if name != "at"}


def _summary(at: str, facts: str) -> Summary:
    return SUMMARY.read({**unpacked(facts), "at": at})


def rules_of_all(db: Readable) -> dict[str, tuple[RuleLine, ...]]:
    """Return the rules of every engagement with their outcomes, by engagement."""
    rows = db.execute("select engagement, rules_facts from engagement_facts order by engagement")
    return {engagement: RULES.read(unpacked(facts)) for engagement, facts in rows}
