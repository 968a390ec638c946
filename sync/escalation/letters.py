"""What a ladder may tell a client, reduced to what the client may see, and what keeps it from being told. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from rules.ladder import Course
from rules.model import Ticket
from rules.policy import Policy
from rules.values import fold
from sync.clients.letters import Concern, Escalation
from sync.clients.view import MITIGATION, facts_for_client, is_field_visible, name_for_client, text_for_client
from sync.engagement import Engagement, MailMode, MailPolicy
from sync.escalation.ladders import Stance
from sync.notices import mode_of, recipients

WARNING, FORMAL = "client-warning", "formal-escalation"
ABOUT: Mapping[str, Literal["warning", "formal"]] = {WARNING: "warning", FORMAL: "formal"}
RECEIVES = "escalation"
ASK_THEM = "agree with them how to reach them, or name another contact"


def hindrance(
    kind: str, ticket: Ticket, engagement: Engagement, mail: MailPolicy | None, unwanted: Collection[str] = ()
) -> str:
    """Say what keeps a notice from being written, and what to do; empty where nothing does (RULINGS M8). `unwanted`
    are addresses that get none of it any more."""
    if mail is None or mode_of(kind, engagement, mail) is MailMode.OFF:
        return f"mail of kind {kind} is off; turn it on under mail, or notices of {engagement.name}"
    if not recipients(engagement, mail, RECEIVES, unwanted):
        if recipients(engagement, mail, RECEIVES):
            return (
                f"nobody at the client receives {RECEIVES} any more: mail came back, or they unsubscribed; {ASK_THEM}"
            )
        return f"no contact receives {RECEIVES}; add it to receives of a contact of {engagement.name}"
    if fold(ticket.type) not in {fold(name) for name in engagement.client_visible.types}:
        return f"clients do not see tickets of type {ticket.type}; add {ticket.type} to client_visible.types"
    return ""


def no_mitigation(ticket: Ticket, engagement: Engagement) -> str:
    """Say why a client cannot be told what is being done; empty where they can."""
    if not is_field_visible(engagement, MITIGATION):
        return f"clients do not see {MITIGATION}; add {MITIGATION} to client_visible.fields"
    return "" if text_for_client(ticket, engagement, MITIGATION) else f"{MITIGATION} is empty; fill it in"


def is_over(stance: Stance) -> bool:
    """Tell whether the client has to hear that what they were told of is over."""
    return stance.climb.course is Course.STEPS_DOWN and stance.heard


def missing(stance: Stance) -> tuple[str, ...]:
    """Return the kinds of notices the step ahead waits for and nobody has written."""
    ahead = stance.climb.ahead
    if ahead is None or stance.climb.waits is not Course.WAITS_FOR_NOTICE:
        return ()
    return tuple(kind for kind in ahead.names_of("notice") if kind not in {entry.kind for entry in stance.notices})


def with_hindrances(
    stance: Stance, engagement: Engagement, mail: MailPolicy | None, unwanted: Collection[str] = ()
) -> Stance:
    """Return the stance knowing why a notice of it cannot be written."""
    ticket = stance.ticket
    kinds = (WARNING,) if is_over(stance) else missing(stance)
    told = [hindrance(kind, ticket, engagement, mail, unwanted) for kind in kinds]
    told += [no_mitigation(ticket, engagement)] if missing(stance) and not any(told) else []
    return replace(stance, hindrances=tuple(dict.fromkeys(filter(None, told))))


def letter_of(kind: str, stances: Sequence[Stance], engagement: Engagement, policy: Policy, day: date) -> Escalation:
    """Put all that one cycle has to tell of a kind into one letter, with nothing in it the client may not see."""
    concerns = tuple(_concern(stance, engagement, policy) for stance in stances)
    return Escalation(engagement.client.name, ABOUT[kind], concerns, day)


def all_clear(stances: Sequence[Stance], engagement: Engagement, day: date) -> Escalation:
    """Tell a client that what they were told of is over."""
    concerns = tuple(Concern(name_for_client(one.ticket, engagement), one.ticket.type) for one in stances)
    return Escalation(engagement.client.name, "over", concerns, day)


def _concern(stance: Stance, engagement: Engagement, policy: Policy) -> Concern:
    ticket = stance.ticket
    rules = (policy.rule(name) for name in stance.climb.because)
    return Concern(
        name=name_for_client(ticket, engagement),
        kind=ticket.type,
        amiss=tuple(rule.rule.says for rule in rules if rule is not None),
        mitigation=text_for_client(ticket, engagement, MITIGATION),
        due=ticket.due,
        facts=facts_for_client(ticket, engagement, without=(MITIGATION,)),
    )
