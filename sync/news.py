"""From what a cycle found to an entry in the outbox: who is told, and what is no news."""

from dataclasses import dataclass
from datetime import datetime

from sync.actions import Action, Verb
from sync.delays import Outlook, health_of
from sync.engagement import MailMode
from sync.notices import MILESTONE, is_due, key_of, milestone_summary, mode_of, told_places
from sync.post import Draft, content_of, entry_for
from sync.remembered import OutboxEntry, Reached
from sync.render.letters import render
from sync.stand import Stand, World


@dataclass(frozen=True, slots=True)
class NewsPlan:
    """At most one notice of a kind, the marks it tells, and the marks that are remembered without a notice."""

    entry: OutboxEntry | None = None
    marks: tuple[Reached, ...] = ()
    silent: tuple[Reached, ...] = ()
    actions: tuple[Action, ...] = ()


def plan_news(world: World, stand: Stand, now: datetime) -> NewsPlan:
    """Plan the client's milestone summary of this cycle. What was so before the first cycle is not news, and
    where the kind is off or nobody receives it, nothing waits to be told later."""
    told = world.store.reached(stand.engagement.name)
    subjects = stand.subjects
    places = told_places(subjects, stand.engagement, stand.policy, now)
    new = tuple(one for one in places if one.mark not in told)
    if stand.is_first:
        return NewsPlan(silent=tuple(one.mark for one in new))
    due = tuple(one for one in new if is_due(one))
    marks = tuple(one.mark for one in due)
    if not due or world.mail is None or mode_of(MILESTONE, stand.engagement, world.mail) is MailMode.OFF:
        return NewsPlan(silent=marks)
    today = stand.policy.setting.calendar.day(now)
    health = health_of(subjects, Outlook(), stand.engagement, stand.policy.setting.calendar, today)
    letter = milestone_summary(due, health, stand.engagement, stand.policy, today)
    rendered = render(letter, stand.engagement.client.language, world.stationery)
    draft = Draft(MILESTONE, "milestones", key_of(stand.engagement, MILESTONE, marks), rendered)
    entry = entry_for(draft, stand.engagement, world.mail, world.store, now)
    if entry is None:
        return NewsPlan(silent=marks)
    keys = ", ".join(one.subject.ticket.key for one in due)
    action = Action(
        engagement=stand.engagement.name,
        ticket=keys,
        ticket_id="",
        verb=Verb.SEND_NOTICE,
        after=entry.state,
        because=tuple(sorted({one.stage.name for one in due})),
        reaches_client=entry.state == "ready",
        notice_id=entry.id,
        content=content_of(entry),
    )
    return NewsPlan(entry, marks, (), (action,))
