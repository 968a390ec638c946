"""What pages ask of the trail: what happened, the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rules.facts import unpacked
from state.rows import Readable

PAGE = 100  # rows
OF_A_TICKET = """
    select number, at, kind, engagement, who, ticket_id, ticket, facts from trail
    where ticket_id = :ticket_id and ticket_id <> '' and engagement = :engagement order by number desc limit :most"""
REFUSALS_OF_A_TICKET = """
    select number, at, kind, engagement, who, ticket_id, ticket, facts from trail
    where kind = 'refusal' and engagement = :engagement and ticket = :ticket order by number desc limit :most"""
SEARCH = """
    select number, at, kind, engagement, who, ticket_id, ticket, facts from trail
    where number < :before
      and (:kind = '' or kind = :kind) and (:engagement = '' or engagement = :engagement)
      and (:ticket = '' or ticket = :ticket or ticket_id = :ticket)
      and (:who = '' or lower(who) like :who escape '!') and (:said = '' or lower(facts) like :said escape '!')
      and (:since = '' or at >= :since) and (:until = '' or at < :until)
    order by number desc limit :most"""
BEHIND_ALL = 2**62


@dataclass(frozen=True, slots=True)
class Happened:
    """A row of the trail with its facts read."""

    number: int
    at: datetime
    kind: str
    engagement: str
    who: str
    ticket_id: str
    ticket: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; what is empty is any. `who` and `said` are parts of texts; `since` and `until` are ISO text in
    UTC or its beginning, between which moments lie."""

    kind: str = ""
    engagement: str = ""
    ticket: str = ""
    who: str = ""
    said: str = ""
    since: str = ""
    until: str = ""


def search(db: Readable, asked: Asked, before: int = BEHIND_ALL) -> list[Happened]:
    """Return one row more than a page where there is more, the newest first."""
    wanted = {
        "kind": asked.kind,
        "engagement": asked.engagement,
        "ticket": asked.ticket,
        "who": _part(asked.who),
        "said": _part(asked.said),
        "since": asked.since,
        "until": asked.until,
        "before": before,
        "most": PAGE + 1,
    }
    return [_happened(row) for row in db.execute(SEARCH, wanted)]


def history(db: Readable, engagement: str, ticket_id: str, key: str) -> list[Happened]:
    """Return what happened to one ticket. Refusals are told by its key alone."""
    wanted = {"engagement": engagement, "ticket_id": ticket_id, "ticket": key, "most": PAGE}
    rows = (*db.execute(OF_A_TICKET, wanted), *db.execute(REFUSALS_OF_A_TICKET, wanted))
    found = {one.number: one for one in map(_happened, rows)}
    return sorted(found.values(), key=lambda one: -one.number)[:PAGE]


def _part(text: str) -> str:
    """Return the pattern of a part of a text, whatever signs it holds. As the columns it is compared with, it is folded
    in A to Z alone: that much all databases agree on."""
    if not text:
        return ""
    folded = "".join(sign.lower() if sign.isascii() else sign for sign in text)
    plain = folded.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%"


def _happened(row: tuple[Any, ...]) -> Happened:
    number, at, kind, engagement, who, ticket_id, ticket, facts = row
    return Happened(number, datetime.fromisoformat(at), kind, engagement, who, ticket_id, ticket, unpacked(facts))
