"""What the trail tells of a thing that happened: pure, from the values at hand when it does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from rules.facts import moment_fact
from rules.model import Finding, Move, Outcome, Person, Verdict
from rules.pack import Pack
from rules.values import fold
from sync.account import EngagementAccount
from sync.actions import ActionState
from sync.engagement import Engagement
from sync.pages.client_links import ClientLink
from sync.pages.request import Request
from sync.remembered import Departed, Intent, Judged, OutboxEntry, Snapshot
from sync.trail import Event, Kind

NOBODY_KNOWS = ""  # who it was, where a tracker does not tell
NOT_ASKED = Outcome.NOT_APPLICABLE
UNEVENTFUL = frozenset({Outcome.PASS, NOT_ASKED})


@dataclass(frozen=True, slots=True)
class Before:
    """What of a ticket's version before is compared with the next one. `looked_at` is when it was last seen so."""

    status: str
    moves: tuple[Move, ...]
    seen_at: datetime
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class Stood:
    """What of the verdict before is compared with the next one: the outcomes are by rule."""

    standing: str
    outcomes: Mapping[str, str]


def first_sight(seen: Snapshot) -> Event:
    """Tell in one piece where a ticket stood when it was first seen, with the moves its tracker tells of before."""
    return _on(seen, seen.seen_at, NOBODY_KNOWS, {"stands_in": seen.ticket.status, **_past(seen.ticket.moves)})


def moves(before: Before, now: Snapshot, *, by_the_bot: bool) -> Iterator[Event]:
    """Tell how a ticket moved since the version before.

    Moves a tracker tells of are told with who and when. Another status that it gives no move for was reached between
    two looks, and nobody is named; none is told where the bot itself has just written it: that write is told.
    """
    told = [move for move in now.ticket.moves if move not in before.moves]
    known = 0 if before.moves else _led_to(before, told)
    if known:  # the tracker was asked for moves only now, as by a new rule
        yield _on(now, now.seen_at, NOBODY_KNOWS, _past(told[:known]))
    for move in told[known:]:
        yield _on(now, move.at, who(move.by), {**_told(move), "seen": moment_fact(now.seen_at)})
    arrived = told[-1].to_status if told else before.status
    if fold(arrived) != fold(now.ticket.status) and not by_the_bot:
        since = moment_fact(before.looked_at)
        yield _on(now, now.seen_at, NOBODY_KNOWS, {"from": before.status, "to": now.ticket.status, "last_look": since})


def departure(engagement: str, gone: Departed) -> Event:
    """Tell that a ticket cannot be seen any more, or left the engagement."""
    facts = {"departed": gone.whereabouts.value}
    return Event(gone.at, Kind.MOVE, engagement, NOBODY_KNOWS, gone.ticket_id, gone.key, facts)


def return_of(seen: Snapshot, departed_at: datetime) -> Event:
    """Tell that a ticket that had departed is back."""
    return _on(seen, seen.looked_at or seen.seen_at, NOBODY_KNOWS, {"was_gone_since": moment_fact(departed_at)})


def judgement(engagement: str, key: str, judged: Judged, before: Stood | None) -> Event | None:
    """Tell the rules whose outcome changed, each with what was found and wanted, and the standing; None where both
    are as before. Of a first verdict, the rules that pass are only counted."""
    verdict = judged.verdict
    if before is None:
        told = [_changed(one, None) for one in verdict.findings if one.outcome not in UNEVENTFUL]
        more: dict[str, object] = {"passed": sum(one.outcome is Outcome.PASS for one in verdict.findings)}
    else:
        told = _changes(verdict, before.outcomes)
        more = {} if before.standing == verdict.standing else {"stood": before.standing}
        if not told and not more:
            return None
    facts = {"standing": verdict.standing.value, **more, "rules": told}
    return Event(judged.at, Kind.JUDGEMENT, engagement, ticket_id=verdict.ticket, ticket=key, facts=facts)


def write(intent: Intent, state: ActionState, at: datetime, error: str | None) -> Event:
    """Tell how a write ended."""
    action = intent.action
    facts = {
        "run": intent.run,
        "intent": intent.id,
        "verb": action.verb.value,
        "before": action.before,
        "after": action.after,
        "because": list(action.because),
        "state": state.value,
        **({"error": error} if error else {}),
        **({"ladder": action.ladder} if action.ladder else {}),
    }
    return Event(at, Kind.WRITE, action.engagement, ticket_id=action.ticket_id, ticket=action.ticket, facts=facts)


def queued(entry: OutboxEntry) -> Event:
    """Tell what was put into the outbox, with the digest of its very bytes."""
    facts = {
        "notice": entry.id,
        "state": entry.state,
        "kind": entry.kind,
        "to": list(entry.to),
        "subject": entry.subject,
        "message": sha256(entry.message).hexdigest(),
    }
    return Event(entry.created, Kind.MAIL, entry.engagement, facts=facts)


def moved_on(
    notice: str, engagement: str, states: tuple[str, str], at: datetime, *, who: str, error: str | None
) -> Event:
    """Tell that a notice of the outbox went from one state to another, and who let it."""
    was, state = states
    facts = {"notice": notice, "was": was, "state": state, **({"error": error} if error else {})}
    return Event(at, Kind.MAIL, engagement, who, facts=facts)


def refusals(account: EngagementAccount, at: datetime) -> list[Event]:
    """Tell what was not done in an engagement, and why; a plan beyond its limits with its digest."""
    single = [
        Event(at, Kind.REFUSAL, account.name, ticket=one.ticket, facts={"verb": one.verb.value, "reason": one.reason})
        for one in account.refusals
    ]
    whole = [
        {"plan": account.digest, "limit": one.limit, "counted": one.counted, "allowed": one.allowed}
        for one in account.excesses
    ]
    return [*single, *(Event(at, Kind.REFUSAL, account.name, facts=facts) for facts in whole)]


def setting(engagement: Engagement, packs: Sequence[Pack], configuration: str, at: datetime) -> Event:
    """Tell under what an engagement is judged: digests of the files as they were read."""
    told = [{"pack": pack.name, "digest": pack.digest} for pack in packs]
    facts = {"configuration": configuration, "mode": engagement.mode.value, "packs": told}
    return Event(at, Kind.SETTING, engagement.name, facts=facts)


def run(name: str, state: str, at: datetime, mode: str | None = None) -> Event:
    """Tell that a run began or ended."""
    return Event(at, Kind.RUN, "", facts={"run": name, "state": state, **({"mode": mode} if mode else {})})


def restored(head: str, at: datetime, who: str) -> Event:
    """Tell that the store came back from a backup, whose trail ended with this seal."""
    return Event(at, Kind.SETTING, "", who, facts={"state": "restored from a backup", "head": head})


def request_done(request: Request, outcome: str, at: datetime) -> Event:
    """Tell what a person asked for on a page, and what came of it."""
    wish = request.wish
    asked = {"request": request.id, "asked": wish.kind, "subject": wish.subject, "at": moment_fact(request.at)}
    ticket = (wish.subject, str(wish.facts["ticket"])) if "ticket" in wish.facts else ("", "")
    return Event(
        at, Kind.REQUEST, wish.engagement, wish.who, *ticket, facts={**wish.facts, **asked, "outcome": outcome}
    )


def link_given(link: ClientLink) -> Event:
    """Tell who made a link to a client's status page; the link itself is told nowhere."""
    return _about_link(link, link.by, "granted", link.created)


def link_revoked(link: ClientLink, by: str, at: datetime) -> Event:
    """Tell who ended a link to a client's status page."""
    return _about_link(link, by, "revoked", at)


def _about_link(link: ClientLink, by: str, outcome: str, at: datetime) -> Event:
    facts = {"link": link.id, "client": link.client, "label": link.label, "outcome": outcome}
    return Event(at, Kind.REQUEST, "", by, facts={"asked": "client link", **facts})


def who(person: Person | None) -> str:
    """Name somebody by what the tracker knows them by: account, else address, else name; empty for nobody."""
    return NOBODY_KNOWS if person is None else person.id or person.email or person.name or NOBODY_KNOWS


def _on(seen: Snapshot, at: datetime, by: str, facts: Mapping[str, object]) -> Event:
    return Event(at, Kind.MOVE, seen.engagement, by, seen.ticket.id, seen.ticket.key, facts)


def _led_to(before: Before, told: Sequence[Move]) -> int:
    """Count the moves that had led to where the ticket stood before."""
    places = (
        place
        for place, move in enumerate(told, start=1)
        if move.at <= before.seen_at and fold(move.to_status) == fold(before.status)
    )
    return max(places, default=0)


def _told(move: Move) -> dict[str, object]:
    name = move.by and move.by.name
    return {"from": move.from_status, "to": move.to_status, **({"name": name} if name else {})}


def _past(told: Sequence[Move]) -> dict[str, object]:
    history = [{"at": moment_fact(move.at), "who": who(move.by), **_told(move)} for move in told]
    return {"history": history} if history else {}


def _changes(verdict: Verdict, was: Mapping[str, str]) -> list[dict[str, object]]:
    """Return what changed by rule; one that is asked no more, or not yet, is like one that does not apply."""
    told = [_changed(one, was.get(one.rule)) for one in verdict.findings if one.outcome != was.get(one.rule, NOT_ASKED)]
    asked = {one.rule for one in verdict.findings}
    for name, outcome in was.items():
        if name not in asked and outcome != NOT_ASKED:
            told.append({"rule": name, "before": outcome, "after": NOT_ASKED.value})
    return told


def _changed(finding: Finding, before: str | None) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "before": before,
        "after": finding.outcome.value,
        "found": finding.found,
        "wanted": finding.wanted,
    }
