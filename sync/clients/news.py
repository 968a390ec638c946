"""From what a cycle found to entries in the outbox: which news clients are told, and what is no news."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

from rules.model import Move, Ticket
from sync.actions import Action, Refusal, Verb
from sync.clients.delay_news import delay_news
from sync.clients.desk import WATCHED, Desk, Telling
from sync.clients.scope_news import scope_news
from sync.clients.stage_news import closure_news, delivery_news, milestone_news
from sync.clients.weekly_news import survey_news, weekly_news
from sync.comment import Paragraph
from sync.dates.delays import Dates
from sync.engagement import MailMode
from sync.escalation.news import Drafted
from sync.history import moves_seen
from sync.judging import versions_with
from sync.mailing.post import GOES_BY_ITSELF, Draft, content_of, entry_for
from sync.notices import key_of, mode_of, recipients
from sync.remembered import OutboxEntry, Reached
from sync.render.letters import render
from sync.stand import Stand, World
from sync.store import Store

OUT_OF_DATE = "it is out of date"
PLANNERS = (milestone_news, delivery_news, delay_news, scope_news, weekly_news, closure_news, survey_news)


@dataclass(frozen=True, slots=True)
class NewsPlan:
    """At most one notice of a kind and occasion, what is remembered without one, ids of notices that are not true any
    more, what waits and why, and what people are asked on tickets, by their ids."""

    drafts: tuple[Drafted, ...] = ()
    silent: tuple[Reached, ...] = ()
    outdated: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    asks: Mapping[str, Paragraph] = field(default_factory=lambda: MappingProxyType({}))

    def plus(self, more: "NewsPlan") -> "NewsPlan":
        """Return both together."""
        return NewsPlan(
            (*self.drafts, *more.drafts),
            (*self.silent, *more.silent),
            (*self.outdated, *more.outdated),
            (*self.refusals, *more.refusals),
            {**self.asks, **more.asks},
        )


def plan_news(world: World, stand: Stand, dates: Dates, now: datetime) -> NewsPlan:
    """Plan what clients are told in this cycle. What was so before the first look at a kind is not news, and where a
    kind is off or nobody receives it, nothing waits to be told later."""
    marks = world.store.reached(stand.engagement.name)
    moves_of = partial(_moves_of, world.store, stand)
    desk = Desk(stand.engagement, stand.policy, stand.subjects, dates, marks, now, moves_of, stand.people)
    plan = NewsPlan()
    for planner in PLANNERS:
        plan = plan.plus(_planned(world, stand, desk, planner(desk)))
    return plan


def as_told(stand: Stand) -> NewsPlan:
    """Return the plan of a cycle in which nothing is news: what waits, waits as it did."""
    return NewsPlan(refusals=stand.rest.refusals if stand.rest is not None else ())


def _moves_of(store: Store, stand: Stand, ticket: Ticket) -> tuple[Move, ...]:
    if "moves" not in ticket.unseen:
        return ticket.moves
    return tuple(moves_seen(versions_with(store, stand.known[ticket.id].snapshot)))


def _planned(world: World, stand: Stand, desk: Desk, telling: Telling) -> NewsPlan:
    watched, all_of_it = Reached("", WATCHED, telling.kind), (*telling.no_news, *telling.marks, *telling.waiting)
    if stand.is_first or watched not in desk.marks:
        return NewsPlan(silent=(*all_of_it, watched))
    withdrawn = tuple(_withdrawal(desk, notice) for notice in telling.outdated)
    if not _is_heard(world, stand, telling):
        return NewsPlan(silent=all_of_it, outdated=telling.outdated, refusals=withdrawn)
    plan = NewsPlan((), telling.no_news, telling.outdated, (*withdrawn, *telling.refusals), telling.asks)
    drafted = _drafted(world, stand, desk, telling)
    return plan if drafted is None else replace(plan, drafts=(drafted,))


def _withdrawal(desk: Desk, notice: str) -> Refusal:
    """Say that a notice that waits does not go any more, and on which tickets."""
    told = {mark.ticket_id for mark in desk.marks if mark.notice == notice}
    keys = ", ".join(one.ticket.key for one in desk.subjects if one.ticket.id in told)
    return Refusal(keys, Verb.SEND_NOTICE, f"notice {notice} is withdrawn: {OUT_OF_DATE}")


def _is_heard(world: World, stand: Stand, telling: Telling) -> bool:
    """Tell whether a kind is on and anybody at the client gets it."""
    if world.mail is None or mode_of(telling.kind, stand.engagement, world.mail) is MailMode.OFF:
        return False
    unwanted = world.store.mail.unwanted(stand.engagement.name, telling.receives)
    return bool(recipients(stand.engagement, world.mail, telling.receives, unwanted))


def _drafted(world: World, stand: Stand, desk: Desk, telling: Telling) -> Drafted | None:
    if telling.letter is None or world.mail is None:
        return None
    engagement = stand.engagement
    instead = {one.notice for one in desk.marks if one in telling.marks and one.notice}
    key = key_of(engagement, telling.kind, telling.marks, instead)
    rendered = render(telling.letter, engagement.client.language, world.stationery)
    entry = entry_for(
        Draft(telling.kind, telling.receives, key, rendered, telling.letter),
        engagement,
        world.mail,
        world.store,
        desk.now,
    )
    if entry is None:
        return None
    marks = tuple(replace(one, notice=entry.id) for one in telling.marks)
    return Drafted(entry, marks, (), _action(entry, telling))


def _action(entry: OutboxEntry, telling: Telling) -> Action:
    return Action(
        engagement=entry.engagement,
        ticket=", ".join(telling.tickets),
        ticket_id="",
        verb=Verb.SEND_NOTICE,
        after=entry.state,
        because=telling.because,
        reaches_client=entry.state in GOES_BY_ITSELF,
        notice_id=entry.id,
        content=content_of(entry),
    )
