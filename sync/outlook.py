"""What a cycle is about to do for an engagement: one way to it for a dry run and for a real one. Reads, and does nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sync.account import EngagementAccount
from sync.clients.news import NewsPlan, as_told, plan_news
from sync.dates.delays import Dates
from sync.dates.reading import DatesRead, read_dates
from sync.escalation.climbing import Escalations, look_at_ladders
from sync.escalation.news import Drafted
from sync.limits import excesses
from sync.misfits import misfits
from sync.neighbours.suggesting import with_suggestions
from sync.notices import FOR_THE_TEAM
from sync.pages.at_home import with_summary
from sync.plan import TicketPlan, plan_ticket
from sync.refused import unwilling
from sync.remembered import KeptRefusal
from sync.stand import Stand, World
from sync.team.news import draft_team_news
from sync.trying.rule_pages import addresses
from sync.waivers.news import draft_reminders


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a cycle is about to do for one engagement, and why; nothing of it is kept or done yet."""

    stand: Stand
    ladders: Escalations
    dates: DatesRead
    plans: tuple[TicketPlan, ...]
    news: NewsPlan
    drafts: tuple[Drafted, ...]
    account: EngagementAccount


def outlook_on(world: World, stand: Stand) -> Outlook:
    """Plan everything; a dry run and a real one come through here alike."""
    found, now = misfits(stand), world.clock.now()
    ladders = look_at_ladders(world, stand, now)
    dates = read_dates(world.store, stand, now) if stand.tells else DatesRead(Dates())
    news = plan_news(world, stand, dates.dates, now) if stand.tells else as_told(stand)
    stances = [one for of_ticket in ladders.stances.values() for one in of_ticket]
    subjects = with_suggestions(with_summary(world.store, stand, dates.dates, stances, now), stand.engagement)
    plans = tuple(ticket_plans(world, replace(stand, subjects=subjects), ladders, news, now))
    drafts = (
        *news.drafts,
        *ladders.drafts,
        *draft_reminders(world, stand, now),
        *draft_team_news(world, stand, ladders, now),
    )
    on_tickets = (action for plan in plans for action in plan.actions)
    actions = (*on_tickets, *(draft.action for draft in drafts))
    to_team = {draft.entry.id for draft in drafts if draft.entry.kind in FOR_THE_TEAM}
    counted = tuple(action for action in actions if action.notice_id not in to_team)
    account = EngagementAccount(
        name=stand.engagement.name,
        source=stand.engagement.source,
        seen=stand.seen,
        changed=stand.intake.changed,
        judged=stand.judged,
        subjects=stand.subjects,
        actions=actions,
        refusals=(*ladders.refusals, *news.refusals, *(refusal for plan in plans for refusal in plan.refusals)),
        excesses=excesses(counted, stand.seen, stand.engagement.limits),
        troubles=(*stand.troubles, *found),
        notices=tuple(draft.entry for draft in drafts),
        pages=addresses(stand.policy, stand.engagement.rule_pages),
        departed=stand.census.departed,
        beside=stand.settled if stand.hands.keeps else (),
        whole=None if stand.rest is None else stand.sums.tally(stand.seen),
    )
    return Outlook(stand, ladders, dates, plans, news, drafts, account)


def ticket_plans(
    world: World, stand: Stand, ladders: Escalations, news: NewsPlan, now: datetime
) -> Iterator[TicketPlan]:
    """Yield what is to be done on each ticket that was looked at."""
    kept, prefix = _refused(world, stand), stand.engagement.label_prefix
    for one in stand.subjects:
        found = unwilling(kept.get(one.ticket.id, ()), one.ticket, stand.policy, prefix, now)
        asked = (news.asks[one.ticket.id],) if one.ticket.id in news.asks else ()
        subject = replace(one, unwilling=found, notes=(*one.notes, *asked))
        yield plan_ticket(subject, stand.engagement, stand.policy, ladders.of(one.ticket.id))


def _refused(world: World, stand: Stand) -> Mapping[str, Sequence[KeptRefusal]]:
    by_ticket: defaultdict[str, list[KeptRefusal]] = defaultdict(list)
    for refusal in world.store.refused(stand.engagement.name):
        by_ticket[refusal.ticket_id].append(refusal)
    return by_ticket
