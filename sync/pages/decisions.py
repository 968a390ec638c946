"""What a client decided on a change of scope through the status page: recorded by name, written once. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.model import Ticket
from rules.values import fold
from sync.comment import Paragraph, Run
from sync.engagement import Approval, Engagement
from sync.field_texts import text_in
from sync.pages.request import DECISION, Request, Wish

APPROVED, DECLINED = "approved", "declined"
LONGEST_NAME, LONGEST_COMMENT = 80, 1000  # characters


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer of a client. `name` is what the person typed, `about` what clients call the change; it `waits` until
    the approval field was written, or was found to need no writing."""

    engagement: str
    ticket_id: str
    is_approval: bool
    name: str
    at: datetime
    comment: str = ""
    about: str = ""
    waits: bool = True

    def word(self, approval: Approval) -> str:
        """Return what is written into the approval field."""
        return approval.approved if self.is_approval else approval.declined


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody filled in on the page, already cleaned: one line each, at most LONGEST_NAME and LONGEST_COMMENT
    characters."""

    is_approval: bool
    name: str
    comment: str = ""


def wish_of(answer: Answer, engagement: str, ticket: tuple[str, str], about: str) -> Wish:
    """Return the request that records an answer; `ticket` is the id and the key."""
    ticket_id, key = ticket
    decided = APPROVED if answer.is_approval else DECLINED
    facts = {"decision": decided, "name": answer.name, "comment": answer.comment, "about": about, "ticket": key}
    return Wish(DECISION, engagement, ticket_id, answer.name, facts)


def decision_of(request: Request) -> Decision:
    """Read a decision back from its request; KeyError for a request of another kind."""
    wish = request.wish
    name, comment, about = (str(wish.facts[part]) for part in ("name", "comment", "about"))
    is_approval = wish.facts["decision"] == APPROVED
    waits = request.done_at is None
    return Decision(wish.engagement, wish.subject, is_approval, name, request.at, comment, about, waits)


def newest(decisions: Iterable[Decision]) -> Mapping[str, Decision]:
    """Return the latest decision on each ticket, by the tickets' ids."""
    return {one.ticket_id: one for one in sorted(decisions, key=lambda one: one.at)}


def answer_in(ticket: Ticket, approval: Approval | None) -> str:
    """Return the answer a ticket's approval field holds, in our words; empty where it holds neither."""
    if approval is None:
        return ""
    held = fold(text_in(ticket, approval.field))
    return next((word for word in (approval.approved, approval.declined) if fold(word) == held), "")


def note_of(decision: Decision, engagement: Engagement) -> Paragraph:
    """Say a decision in the sticky comment, in the client's day."""
    word = "Approved" if decision.is_approval else "Declined"
    day = decision.at.astimezone(engagement.client.zone).date()
    said = f": “{decision.comment}”" if decision.comment else "."
    return Paragraph((Run(word, "strong"), Run(f" by {decision.name} on {day} through the status page{said}")))
