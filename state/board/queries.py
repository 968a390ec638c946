"""What pages ask of the store beyond what cycles left for them: runs, notices, requests. Rows become values here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

from rules.facts import unpacked
from state import moments
from state.requests import ROWS, request_of
from state.rows import Readable
from sync.pages.request import Request

MOST_RUNS = 50
MOST_NOTICES = 200
RUNS = "select run, mode, began, ended, document from runs order by began desc, rowid desc limit ?"
RUN = "select run, mode, began, ended, document from runs where run = ?"
NOTICES = """
    select id, engagement, kind, to_facts, subject, state, error, created, sent, released from outbox
    where engagement = coalesce(:engagement, engagement) and state = coalesce(:state, state)
    order by created desc, rowid desc limit :most"""
NOTICE = """
    select id, engagement, kind, to_facts, subject, state, error, created, sent, released from outbox where id = ?"""
RECIPIENTS = "select address, state, answer, tries, next_try from outbox_recipients where notice = ? order by rowid"


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run; `document` is what it printed, empty while it goes on or where it was broken off."""

    run: str
    mode: str
    began: datetime
    ended: datetime | None
    document: Mapping[str, Any]

    @property
    def seconds(self) -> float | None:
        return (self.ended - self.began).total_seconds() if self.ended else None

    @property
    def engagements(self) -> list[Mapping[str, Any]]:
        return list(self.document.get("engagements", ()))

    @property
    def actions(self) -> int:
        return sum(len(one["actions"]) for one in self.engagements)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What went wrong, with the engagement it went wrong in."""
        return [(one["name"], trouble["message"]) for one in self.engagements for trouble in one["errors"]]


@dataclass(frozen=True, slots=True)
class Recipient:
    """What became of a notice at one contact."""

    address: str
    state: str
    answer: str | None
    tries: int
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice of the outbox without its bytes."""

    id: str
    engagement: str
    kind: str
    to: tuple[str, ...]
    subject: str
    state: str
    error: str | None
    created: datetime
    sent: datetime | None
    released: datetime | None


def runs(db: Readable, most: int = MOST_RUNS) -> list[RunLine]:
    """Return the newest runs, the newest first."""
    return [_run(row) for row in db.execute(RUNS, [most])]


def run(db: Readable, name: str) -> RunLine | None:
    row = db.execute(RUN, [name]).fetchone()
    return _run(row) if row else None


def _run(row: tuple[Any, ...]) -> RunLine:
    name, mode, began, ended, document = row
    return RunLine(
        name, mode, datetime.fromisoformat(began), moments.read(ended), unpacked(document) if document else {}
    )


def notices(db: Readable, engagement: str | None, state: str | None) -> list[NoticeLine]:
    """Return the newest notices, of one engagement and in one state where given."""
    wanted = {"engagement": engagement, "state": state, "most": MOST_NOTICES}
    return [_notice(row) for row in db.execute(NOTICES, wanted)]


def notice(db: Readable, number: str) -> NoticeLine | None:
    row = db.execute(NOTICE, [number]).fetchone()
    return _notice(row) if row else None


def _notice(row: tuple[Any, ...]) -> NoticeLine:
    number, engagement, kind, to, subject, state, error, created, sent, released = row
    return NoticeLine(
        id=number,
        engagement=engagement,
        kind=kind,
        to=tuple(unpacked(to)),
        subject=subject,
        state=state,
        error=error,
        created=datetime.fromisoformat(created),
        sent=moments.read(sent),
        released=moments.read(released),
    )


def recipients(db: Readable, number: str) -> list[Recipient]:
    rows = db.execute(RECIPIENTS, [number])
    return [
        Recipient(address, state, answer, tries, moments.read(next_try))
        for address, state, answer, tries, next_try in rows
    ]


def text_of(db: Readable, number: str) -> str:
    """Return the plain text of a notice, as its contacts can read it."""
    (message,) = db.execute("select message from outbox_messages where notice = ?", [number]).fetchone()
    part = message_from_bytes(message, policy=policy.default).get_body(("plain",))
    return str(part.get_content()) if part is not None else ""


def requests_about(db: Readable, subject: str) -> list[Request]:
    """Return what was asked about something, the newest first."""
    return [request_of(row) for row in db.execute(f"{ROWS} where subject = ? order by id desc limit 20", [subject])]


def waiting_requests(db: Readable) -> Mapping[str, Request]:
    """Return what the next cycle will do, by what it is about."""
    found = (request_of(row) for row in db.execute(f"{ROWS} where done_at is null order by id"))
    return {one.wish.subject: one for one in found}


def latest_errors(db: Readable) -> list[tuple[str, str]]:
    """Return what went wrong in the newest run that ended."""
    return next((one.errors for one in runs(db, 3) if one.ended), [])
