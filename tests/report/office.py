"""A store on disk with an engagement's past in it, put there as cycles would have left it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from config.load import load_pack
from rules.facts import digest_of
from rules.model import Comment, Finding, Move, Outcome, Person, Severity, Standing, Ticket, Verdict
from state.open import open_store
from sync.engagement import Client, Engagement, Mode, Scope, ScopeKind
from sync.figures.aims import Aims
from sync.remembered import Cursor, Judged, Snapshot
from sync.stand import World

PACKS = Path(__file__).resolve().parents[2] / "config" / "rules"
NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
ANA, BO, CARA = (
    Person(id=name.lower(), name=name, email=f"{name.lower()}@acme.example") for name in ("Ana", "Bo", "Cara")
)
FIRST_STEP, LAST_STEP = "Assigned", "Delivered"


def at(text):
    """Return a moment such as 2026-10-05 09:00 or 2026-10-05, then at nine, in UTC."""
    return datetime.fromisoformat(text if " " in text else f"{text} 09:00").replace(tzinfo=UTC)


def day(text):
    return date.fromisoformat(text)


class Clock:
    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment


class Office:
    """Use it in a `with` block. Tickets are seen, seen again and judged at moments of the past."""

    def __init__(self, folder, now=NOW, packs=("work-item",)):
        self.url = f"sqlite:///{folder / 'stageward.db'}"
        self.clock = Clock(now)
        self.packs = {name: load_pack((PACKS / f"{name}.yaml").read_bytes(), name)[0] for name in packs}
        self.aims = Aims()
        self.engagements = (self.engagement("apollo", packs=packs),)
        self.store = None

    def __enter__(self):
        self.store = open_store(self.url)
        return self

    def __exit__(self, *_error):
        self.store.close()

    @staticmethod
    def engagement(name, client="Apollo Bank", packs=("work-item",), **more):
        return Engagement(
            name=name,
            source="acme-jira",
            scope=Scope(ScopeKind.PROJECT, name[:3].upper()),
            packs=packs,
            client=Client(client, ZoneInfo("UTC")),
            mode=Mode.ADVISE,
            work_type=more.pop("work_type", "project"),
            **more,
        )

    @property
    def world(self):
        return World(self.store, self.clock, {}, self.packs, aims=self.aims)

    def was_read(self, since, engagement="apollo"):
        """Let an engagement have been read from a moment on, and now."""
        now = self.clock.now()
        self.store.keep_cursor(engagement, Cursor(now, "all", since, now, now, now))

    def see(self, ticket, moment, engagement="apollo"):
        self.see_all([ticket], moment, engagement)

    def see_all(self, tickets, moment, engagement="apollo"):
        seen = [Snapshot(engagement, one, digest_of(one), moment, moment, moment) for one in tickets]
        self.store.keep_snapshots(seen)

    def judge(self, ticket_id, moment, engagement="apollo", **outcomes):
        """Judge a ticket: outcomes by rule, with underscores for hyphens."""
        findings = tuple(
            Finding(rule.replace("_", "-"), Outcome(outcome), Severity.WARN) for rule, outcome in outcomes.items()
        )
        fails = any(one.outcome is Outcome.FAIL for one in findings)
        verdict = Verdict(ticket_id, Standing.ATTENTION if fails else Standing.CLEAR, findings)
        self.store.keep_verdicts(engagement, [Judged(verdict, f"at {moment}", moment)])


def ticket(key, kind, created, done=None, path=(), **more):
    """Make a ticket with its moves: `path` are pairs of a day and the status it went to."""
    moves, status = [], FIRST_STEP
    for when, to in path:
        moves.append(Move(status, to, at(when), ANA))
        status = to
    if done:
        moves.append(Move(status, LAST_STEP, at(done), ANA))
        status = LAST_STEP
    return Ticket(
        source="acme-jira",
        id=key.rpartition("-")[2],
        key=key,
        type=kind,
        title=more.pop("title", f"{kind} {key}"),
        status=status,
        done=done is not None,
        created=at(created),
        updated=at(done or (path[-1][0] if path else created)),
        resolved=at(done) if done else None,
        moves=tuple(moves),
        changes=(),
        assignee=more.pop("assignee", ANA),
        **more,
    )


def said(author, when, text):
    return Comment(id=f"c{when}", author=author, at=at(when), text=text)


def later(moment, **time):
    return moment + timedelta(**time)


def moved_due(one, due):
    return replace(one, due=due)
