"""One cycle: look, plan, count, apply, remember, post. Acts through ports only."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from sync.account import EngagementAccount, RunAccount, Trouble, trouble_of
from sync.actions import Action, ActionState, Refusal, Verb, digest_of
from sync.apply import apply
from sync.census import look_for
from sync.climbing import Escalations, keep_noticed, look_at_ladders, queue_drafts, take_steps
from sync.engagement import Engagement, MailMode, Mode
from sync.limits import excesses
from sync.misfits import misfits
from sync.news import NewsPlan, plan_news
from sync.plan import TicketPlan, plan_ticket
from sync.ports import PortError
from sync.post import find_stuck, send_ready
from sync.remembered import Departed
from sync.render.documents import run_document
from sync.render.errors import paused_sentence, sentence
from sync.rule_pages import addresses
from sync.stand import Stand, World, look

Progress = Callable[[str], None]
OWN_BOOKS = frozenset({Verb.SEND_NOTICE, Verb.ESCALATE})  # nothing of these is written to a tracker


def silent(_said: str) -> None:
    """Tell nobody of progress."""


def run_cycle(
    world: World,
    engagements: Sequence[Engagement],
    *,
    writes: bool,
    approve: str | None = None,
    progress: Progress = silent,
) -> RunAccount:
    """Run one cycle over engagements; without `writes` only the printed plan is kept.

    `approve` is the digest of a printed plan that may go beyond its limits. An engagement whose source
    fails says so in its account; the others go on.
    """
    run, mode = uuid4().hex[:12], "sync" if writes else "plan"
    if writes:
        world.store.begin_run(run, mode, world.clock.now())
        find_stuck(world.store, world.clock)
    made = {name: tracker.calls for name, tracker in world.trackers.items()}
    accounts: list[EngagementAccount] = []
    for engagement in engagements:
        if engagement.mode is not Mode.OFF:
            progress(f"{engagement.name}: reading {engagement.source}")
            accounts.append(_cycle_of(world, engagement, run, writes=writes, approve=approve))
    calls = {name: tracker.calls.since(made[name]) for name, tracker in world.trackers.items()}
    account = RunAccount(run, mode, tuple(accounts), calls)
    _keep(world, digest_of(account.waiting), "", account.waiting)
    if writes:
        account = _posted(world, account)
        world.store.end_run(run, world.clock.now(), run_document(account))
    return account


def _cycle_of(
    world: World, engagement: Engagement, run: str, *, writes: bool, approve: str | None
) -> EngagementAccount:
    try:
        stand = look(world, engagement, run, writes=writes, approve=approve)
        findings = misfits(stand)
    except PortError as error:
        trouble = trouble_of(error, sentence(error))
        return EngagementAccount(engagement.name, engagement.source, troubles=(trouble,))
    now = world.clock.now()
    ladders = look_at_ladders(world, stand, now)
    plans = [plan_ticket(one, engagement, stand.policy, ladders.of(one.ticket.id)) for one in stand.subjects]
    news = plan_news(world, stand, now)
    account = replace(_account(stand, plans, news, ladders), troubles=(*stand.troubles, *findings))
    if not writes:
        _keep(world, account.digest, engagement.name, account.actions)
        return account
    _remember(world, stand, plans, news)
    keep_noticed(stand.hands, engagement.name, ladders)
    kept = world.store.kept_plan(approve) if approve is not None else None
    if kept is not None:
        account = _approved(account, kept)
    elif approve is not None:
        return replace(account, troubles=(*account.troubles, _unknown_plan(approve)))
    if account.excesses:
        _keep(world, account.digest, engagement.name, account.actions)
        return account
    return _applied(world, stand, account, news, ladders)


def _account(stand: Stand, plans: Sequence[TicketPlan], news: NewsPlan, ladders: Escalations) -> EngagementAccount:
    on_tickets = (action for plan in plans for action in plan.actions)
    actions = (*on_tickets, *news.actions, *(draft.action for draft in ladders.drafts))
    return EngagementAccount(
        name=stand.engagement.name,
        source=stand.engagement.source,
        seen=len(stand.known),
        changed=stand.intake.changed,
        judged=len(stand.newly_judged),
        subjects=stand.subjects,
        actions=actions,
        refusals=ladders.refusals,
        excesses=excesses(actions, len(stand.known), stand.engagement.limits),
        notices=(*((news.entry,) if news.entry else ()), *(draft.entry for draft in ladders.drafts)),
        pages=addresses(stand.policy, stand.engagement.rule_pages),
        departed=stand.census.departed,
    )


def _keep(world: World, digest: str, engagement: str, actions: tuple[Action, ...]) -> None:
    if digest:
        world.store.keep_plan(digest, engagement, actions, world.clock.now())


def _remember(world: World, stand: Stand, plans: Sequence[TicketPlan], news: NewsPlan) -> None:
    """Keep what was seen and judged, and what is no news. It stands whatever becomes of the plan."""
    name = stand.engagement.name
    stand.intake.keep()
    world.store.keep_verdicts(name, stand.newly_judged)
    for plan in plans:
        if plan.footprint is not None:
            world.store.keep_footprint(name, plan.footprint)
            known = stand.known[plan.footprint.ticket_id]
            stand.known[plan.footprint.ticket_id] = replace(known, footprint=plan.footprint)
    if news.silent:
        world.store.queue(None, name, news.silent)
    world.store.keep_cursor(name, stand.cursor)


def _unknown_plan(digest: str) -> Trouble:
    return Trouble("approval", f"no plan with the digest {digest} is kept; run plan and use the digest it prints")


def _approved(account: EngagementAccount, kept: Sequence[Action]) -> EngagementAccount:
    """Reduce the plan to what the kept one held: each action is checked again (RULINGS M1)."""
    mine = {action.identity: action for action in kept if action.engagement == account.name}
    agreed = tuple(action for action in account.actions if action.identity in mine)
    now_planned = {action.identity for action in account.actions}
    gone = [action for identity, action in mine.items() if identity not in now_planned]
    refused = [Refusal(one.ticket, one.verb, "the ticket changed since the plan was printed") for one in gone]
    told = {action.notice_id for action in agreed}
    return replace(
        account,
        actions=agreed,
        refusals=(*account.refusals, *refused),
        excesses=(),
        notices=tuple(notice for notice in account.notices if notice.id in told),
    )


def _applied(
    world: World, stand: Stand, account: EngagementAccount, news: NewsPlan, ladders: Escalations
) -> EngagementAccount:
    writes = tuple(action for action in account.actions if action.verb not in OWN_BOOKS)
    notices = tuple(action for action in account.actions if action.verb is Verb.SEND_NOTICE)
    steps = tuple(action for action in account.actions if action.verb is Verb.ESCALATE)
    drafted = queue_drafts(stand.hands, account.name, ladders, notices)
    # A client who was warned hears that it is over, also where the run ends between these two lines.
    done: list[Action] = [*stand.settled, *take_steps(stand.hands, ladders, steps)]
    departed: tuple[Departed, ...] = ()
    broken_off: PortError | None = None
    try:
        done.extend(apply(stand.hands, writes, stand.known))
        departed = look_for(stand.hands, stand.engagement, stand.known, world.clock.now())
    except PortError as error:
        broken_off = error
    ended = {action.identity for action in done}
    left = [action for action in writes if action.identity not in ended]
    troubles = account.troubles
    if broken_off is not None:
        troubles = (*troubles, trouble_of(broken_off, paused_sentence(broken_off, len(left))))
    told = _queued(world, stand, news, tuple(action for action in notices if action in news.actions))
    return _without(replace(account, actions=(*done, *left, *told, *drafted), troubles=troubles), departed)


def _without(account: EngagementAccount, departed: Sequence[Departed]) -> EngagementAccount:
    """Leave out tickets that writes found to be gone: what was not written to them did not fail."""
    ids = {one.ticket_id for one in departed}
    moot = [one for one in account.actions if one.ticket_id in ids and one.state is ActionState.FAILED]
    return replace(
        account,
        seen=account.seen - len(ids),
        subjects=tuple(one for one in account.subjects if one.ticket.id not in ids),
        actions=tuple(one for one in account.actions if one not in moot),
        refusals=(*account.refusals, *(Refusal(one.ticket, one.verb, "the ticket is gone") for one in moot)),
        departed=(*account.departed, *departed),
    )


def _queued(world: World, stand: Stand, news: NewsPlan, notices: tuple[Action, ...]) -> tuple[Action, ...]:
    """Put the notice into the outbox together with what it tells."""
    if news.entry is None or not notices:
        return ()
    is_new = world.store.queue(news.entry, stand.engagement.name, news.marks)
    return tuple(action.ended(ActionState.APPLIED if is_new else ActionState.ALREADY) for action in notices)


def _posted(world: World, account: RunAccount) -> RunAccount:
    """Send what is ready, and show each notice as it stands after that."""
    if world.mailbox is not None and world.mail is not None and world.mail.mode is not MailMode.OFF:
        send_ready(world.store, world.mailbox, world.mail, world.clock)
    entries = {entry.id: entry for entry in world.store.outbox()}
    engagements = tuple(
        replace(one, notices=tuple(entries.get(entry.id, entry) for entry in one.notices))
        for one in account.engagements
    )
    return replace(account, engagements=engagements)
