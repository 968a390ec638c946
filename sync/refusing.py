"""A plan beyond its limits: it is kept, nothing of it is written, and people are told of it once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sync.account import EngagementAccount, Trouble, trouble_of
from sync.actions import Action, Verb
from sync.apply import apply
from sync.engagement import Engagement, Mode
from sync.escalation.climbing import Escalations
from sync.limits import is_another
from sync.mailing.post import Draft, entry_for_team
from sync.notices import PLAN_REFUSED
from sync.plan import plan_ticket
from sync.ports import PortError
from sync.remembered import OutboxEntry, ToldExcesses
from sync.render.errors import sentence
from sync.render.refused_plan import plan_waits, render_refused_plan
from sync.scenes import is_home
from sync.stand import Stand, World

ADMIN = "admin"  # the role under `team` that hears of refused plans


def refuse(world: World, stand: Stand, account: EngagementAccount, ladders: Escalations) -> EngagementAccount:
    """Keep a plan that is beyond its limits, and tell people: the admin by mail, everybody on the home ticket."""
    name, now = account.name, world.clock.now()
    world.store.keep_plan(account.digest, name, account.actions, now)
    told, entry = world.store.told_excesses(name), None
    if told is None or is_another(told.excesses, account.excesses):
        told = ToldExcesses(now, account.excesses)
        entry = _mail(world, stand.engagement, account, now)
        world.store.keep_told(name, told, entry)
    ended, troubles = _tell_at_home(stand, told, ladders)
    return replace(
        account,
        beside=(*account.beside, *ended),
        troubles=(*account.troubles, *troubles),
        notices=(*account.notices, *((entry,) if entry else ())),
    )


def settle_told(world: World, engagement: str) -> None:
    """Forget what people were told of a plan that does not wait any more."""
    if world.store.told_excesses(engagement) is not None:
        world.store.keep_told(engagement, None)


def about_a_refused_plan(world: World, stand: Stand, account: EngagementAccount) -> tuple[Action, ...]:
    """Return what an approved plan did not hold and is done with it: the comment on the home ticket says no longer
    that a plan waits."""
    if world.store.told_excesses(account.name) is None:
        return ()
    home = {subject.ticket.id for subject in stand.subjects if is_home(subject.ticket, stand.policy)}
    return tuple(one for one in account.actions if one.verb is Verb.PUT_COMMENT and one.ticket_id in home)


def _mail(world: World, engagement: Engagement, account: EngagementAccount, now: datetime) -> OutboxEntry | None:
    told = f"{engagement.name}\n{PLAN_REFUSED}\n{now.isoformat()}"
    letter = render_refused_plan(account, now.astimezone(engagement.client.zone).date(), stationery=world.stationery)
    draft = Draft(PLAN_REFUSED, "", sha256(told.encode()).hexdigest()[:24], letter)
    return entry_for_team(draft, world.team.get(ADMIN), engagement.name, world.mail, now)


def _tell_at_home(
    stand: Stand, told: ToldExcesses, ladders: Escalations
) -> tuple[tuple[Action, ...], tuple[Trouble, ...]]:
    ended: list[Action] = []
    try:
        for part in apply(stand.hands, tuple(_comment_at_home(stand, told, ladders)), stand.known):
            ended += part.actions
    except PortError as error:
        return tuple(ended), (trouble_of(error, sentence(error)),)
    return tuple(ended), ()


def _comment_at_home(stand: Stand, told: ToldExcesses, ladders: Escalations) -> Iterator[Action]:
    """Plan the one write a refused plan allows: nothing in it speaks of what was not done."""
    note = plan_waits(told, stand.engagement.name)
    advising = replace(stand.engagement, mode=Mode.ADVISE)
    for subject in stand.subjects:
        if is_home(subject.ticket, stand.policy):
            noted = replace(subject, notes=(*subject.notes, note))
            stances = [one for one in ladders.of(subject.ticket.id) if not one.moves]
            planned = plan_ticket(noted, advising, stand.policy, stances)
            yield from (action for action in planned.actions if action.verb is Verb.PUT_COMMENT)
