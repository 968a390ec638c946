"""From what a cycle found to entries in the outbox: which news clients are told, and what is no news."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from sync.actions import Action, Refusal, Verb
from sync.comment import Paragraph
from sync.delay_news import delay_news
from sync.delays import Dates
from sync.desk import Desk, Telling
from sync.engagement import MailMode
from sync.ladder_news import Drafted
from sync.notices import key_of, mode_of, recipients
from sync.post import Draft, content_of, entry_for
from sync.remembered import OutboxEntry, Reached
from sync.render.letters import render
from sync.scope_news import scope_news
from sync.stage_news import closure_news, delivery_news, milestone_news
from sync.stand import Stand, World
from sync.weekly_news import survey_news, weekly_news

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
    """Plan what clients are told in this cycle. What was so before the first cycle is not news, and where a kind is
    off or nobody receives it, nothing waits to be told later."""
    marks = world.store.reached(stand.engagement.name)
    desk = Desk(stand.engagement, stand.policy, stand.subjects, dates, marks, now)
    plan = NewsPlan()
    for planner in PLANNERS:
        plan = plan.plus(_planned(world, stand, desk, planner(desk)))
    return plan


def _planned(world: World, stand: Stand, desk: Desk, telling: Telling) -> NewsPlan:
    if stand.is_first:
        return NewsPlan(silent=(*telling.no_news, *telling.before))
    if not _is_heard(world, stand, telling):
        return NewsPlan(silent=(*telling.no_news, *telling.marks), outdated=telling.outdated)
    plan = NewsPlan((), telling.no_news, telling.outdated, telling.refusals, telling.asks)
    drafted = _drafted(world, stand, desk, telling)
    return plan if drafted is None else replace(plan, drafts=(drafted,))


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
        Draft(telling.kind, telling.receives, key, rendered), engagement, world.mail, world.store, desk.now
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
        reaches_client=entry.state == "ready",
        notice_id=entry.id,
        content=content_of(entry),
    )
