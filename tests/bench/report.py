"""Benchmark: a report over a store with one large engagement, part by part.

    python -m tests.bench.report [TICKETS]

Fills a store on disk, then prints the seconds of wall time for gathering the engagement, for a month with its trend, for
what a day's first cycle keeps for the board, and for reading that back as a page does.
"""

import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from config.load import load_pack
from rules.facts import digest_of
from rules.measures.period import Period
from rules.model import Finding, Move, Outcome, Person, Severity, Standing, Ticket, Verdict
from state.measures import newest_kept
from state.open import open_store
from state.store import SqlStore
from sync.engagement import Client, Engagement, Mode, Scope, ScopeKind
from sync.figures.keeping import keep_measures
from sync.figures.measuring import measured
from sync.figures.reporting import report
from sync.remembered import Cursor, Judged, Snapshot
from sync.render.report_page import report_pages
from sync.stand import World

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
PACK = Path(__file__).resolve().parents[2] / "config" / "rules" / "work-item.yaml"
STATUSES = ("Assigned", "In Progress", "Review", "Complete", "Delivered")
PEOPLE = tuple(Person(id=f"p{number}", email=f"p{number}@acme.example") for number in range(20))
RULES = 15
MONTH = Period.month_of(date(2026, 10, 1))
APOLLO = Engagement(
    "apollo",
    "acme-jira",
    Scope(ScopeKind.PROJECT, "APO"),
    ("work-item",),
    Client("Apollo Bank", ZoneInfo("UTC")),
    Mode.ADVISE,
)


class Clock:
    def now(self) -> datetime:
        return NOW


def fill(store: SqlStore, count: int) -> None:
    """Keep so many tickets, every tenth of them promised and moved once, each judged twice."""
    random = Random(3)
    tickets = [_ticket(number, random) for number in range(count)]
    first = NOW - timedelta(days=300)
    store.keep_snapshots([_seen(one, first) for one in tickets])
    for months in (8, 1):
        at = NOW - timedelta(days=30 * months)
        store.keep_verdicts("apollo", [Judged(_verdict(one.id, random), f"{months}", at) for one in tickets])
    store.keep_cursor("apollo", Cursor(first, "all", first, NOW, NOW, NOW))


def _seen(ticket: Ticket, at: datetime) -> Snapshot:
    return Snapshot("apollo", ticket, digest_of(ticket), at, at, at)


def _ticket(number: int, random: Random) -> Ticket:
    created = NOW - timedelta(hours=random.randint(24, 24 * 290))
    reached = random.randint(1, 5)
    times = sorted(created + (NOW - created) * random.random() for _ in range(reached - 1))
    moves = [Move(STATUSES[place], STATUSES[place + 1], at, PEOPLE[0]) for place, at in enumerate(times)]
    done = reached == len(STATUSES)
    return Ticket(
        source="acme-jira",
        id=str(number),
        key=f"APO-{number}",
        type="Deliverable" if number % 10 == 0 else random.choice(("Story", "Task", "Bug", "Request")),
        status=STATUSES[reached - 1],
        title=f"Ticket {number}",
        done=done,
        assignee=random.choice(PEOPLE),
        created=created,
        updated=times[-1] if times else created,
        resolved=times[-1] if done else None,
        due=(created + timedelta(days=random.randint(5, 60))).date(),
        estimate=8.0,
        time_spent=7.0,
        moves=tuple(moves),
        changes=(),
    )


def _verdict(ticket_id: str, random: Random) -> Verdict:
    outcomes = random.choices((Outcome.PASS, Outcome.FAIL), (4, 1), k=RULES)
    findings = (Finding(f"rule-{place}", outcome, Severity.WARN) for place, outcome in enumerate(outcomes))
    return Verdict(ticket_id, Standing.ATTENTION, tuple(findings))


def seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def main(count: int) -> None:
    """Measure and print."""
    pack, _ = load_pack(PACK.read_bytes(), PACK.name)
    if pack is None:
        raise SystemExit(f"{PACK.name} does not load; run: stageward check")
    with TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/stageward.db") as store:
        fill(store, count)
        world = World(store, Clock(), {}, {pack.name: pack})
        parts: dict[str, Callable[[], object]] = {
            "gathering it from the store": lambda: measured(world, APOLLO, NOW),
            "a month with five before it": lambda: report(world, [APOLLO], MONTH),
            "the same as a page to print": lambda: report_pages(report(world, [APOLLO], MONTH)),
            "what a day's first cycle keeps": lambda: keep_measures(world, [APOLLO]),
        }
        sys.stdout.write(f"{count:,} tickets with {RULES} findings each\n")
        for name, work in parts.items():
            sys.stdout.write(f"{name:32} {seconds(work):7.2f} s\n")
        with sqlite3.connect(f"{folder}/stageward.db") as read:
            sys.stdout.write(f"{'reading that for a page':32} {seconds(lambda: newest_kept(read)):7.4f} s\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000)
