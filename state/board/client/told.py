"""Puts a client's page together from what was kept: every engagement of that one client, and nothing of any other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from state.board import at_hand
from state.board.client.mails import SentMail, mails_to
from state.client_status import statuses_of
from state.requests import asked_in
from state.rows import Readable
from sync.mailing.signing import SigningKey
from sync.pages import freshness
from sync.pages.client_links import FORM, ClientLink
from sync.pages.decisions import decision_of, newest
from sync.pages.request import DECISION
from sync.pages.status_page import ClientStatus
from sync.render.status import ChangeView, EngagementView, engagement_view
from sync.render.wording import Wording, in_words

REF = "change"  # purpose of signatures that stand for a ticket on the page


@dataclass(frozen=True, slots=True)
class Question:
    """A change on the page with what its form sends: `ref` stands for the ticket, which no page tells, `seal` proves
    that the form is of this visitor's page."""

    change: ChangeView
    ref: str
    seal: str


@dataclass(frozen=True, slots=True)
class Section:
    """One engagement on the page, in its client's language."""

    status: ClientStatus
    view: EngagementView
    wording: Wording
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """All of a client's page. `wording` is that of what stands around the sections."""

    client: str
    wording: Wording
    sections: tuple[Section, ...]
    mails: tuple[SentMail, ...]

    @property
    def engagements(self) -> list[str]:
        return [section.status.engagement for section in self.sections]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.sections[0].status.zone if self.sections else "UTC")

    def questions(self) -> Iterator[tuple[Section, Question]]:
        return ((section, one) for section in self.sections for one in section.questions)


def told_to(link: ClientLink, key: SigningKey) -> Told:
    """Read everything that the page of a link tells."""
    db = at_hand.reading()
    statuses = statuses_of(db, link.client)
    client = statuses[0].client if statuses else link.client
    wording = wording_for(statuses[0].language if statuses else "en")
    names = [one.engagement for one in statuses]
    sections = tuple(_section(db, one, place, statuses, (link, key)) for place, one in enumerate(statuses, 1))
    return Told(client, wording, sections, mails_to(db, names) if names else ())


def day_of(told: Told, at: datetime) -> str:
    """Say the day of a moment as the client's clock has it."""
    return in_words(told.wording, at.astimezone(told.zone).date())


def wording_for(language: str) -> Wording:
    return at_hand.setting().stationery.wording(language)


def is_stale(status: ClientStatus) -> bool:
    """Tell whether cycles have stopped coming for an engagement."""
    return freshness.is_stale(status.looked_at, status.every, at_hand.now())


def _section(
    db: Readable,
    status: ClientStatus,
    place: int,
    among: Sequence[ClientStatus],
    signed: tuple[ClientLink, SigningKey],
) -> Section:
    wording = wording_for(status.language)
    decisions = newest(map(decision_of, asked_in(db, DECISION, status.engagement)))
    number = place if len(among) > 1 else None
    view = engagement_view(status, decisions, wording, number, is_stale=is_stale(status))
    return Section(status, view, wording, tuple(_question(one, status, *signed) for one in view.changes))


def _question(change: ChangeView, status: ClientStatus, link: ClientLink, key: SigningKey) -> Question:
    ref = key.sign(REF, f"{status.engagement}\n{change.asked.ticket_id}")
    return Question(change, ref, key.sign(FORM, f"{link.hash}\n{ref}"))
