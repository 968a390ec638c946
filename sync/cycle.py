"""One cycle: look, plan, count, apply, remember, post. Acts through ports only."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from rules.model import Outcome
from sync.account import EngagementAccount, RunAccount, Trouble, trouble_of
from sync.actions import Action, ActionState, Refusal, Verb, digest_of
from sync.apply import apply
from sync.engagement import Engagement, MailMode, Mode
from sync.limits import excesses
from sync.news import NewsPlan, plan_news
from sync.plan import TicketPlan, plan_ticket
from sync.ports import PortError
from sync.post import find_stuck, send_ready
from sync.render.documents import run_document
from sync.render.errors import sentence
from sync.stand import Stand, World, look

Progress = Callable[[str], None]


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
        stand = look(world, engagement, run, writes=writes)
        findings = configuration_findings(stand)
    except PortError as error:
        trouble = trouble_of(error, sentence(error))
        return EngagementAccount(engagement.name, engagement.source, troubles=(trouble,))
    plans = [plan_ticket(subject, engagement, stand.policy) for subject in stand.subjects]
    news = plan_news(world, stand, world.clock.now())
    account = replace(_account(stand, plans, news), troubles=findings)
    if not writes:
        _keep(world, account.digest, engagement.name, account.actions)
        return account
    _remember(world, stand, plans, news)
    kept = world.store.kept_plan(approve) if approve is not None else None
    if kept is not None:
        account = _approved(account, kept)
    elif approve is not None:
        return replace(account, troubles=(*account.troubles, _unknown_plan(approve)))
    if account.excesses:
        _keep(world, account.digest, engagement.name, account.actions)
        return account
    return _applied(world, stand, account, news)


def _account(stand: Stand, plans: Sequence[TicketPlan], news: NewsPlan) -> EngagementAccount:
    actions = (*(action for plan in plans for action in plan.actions), *news.actions)
    return EngagementAccount(
        name=stand.engagement.name,
        source=stand.engagement.source,
        seen=len(stand.known),
        changed=stand.read.changed,
        judged=len(stand.newly_judged),
        subjects=stand.subjects,
        actions=actions,
        excesses=excesses(actions, len(stand.known), stand.engagement.limits),
        notices=(news.entry,) if news.entry else (),
    )


def _keep(world: World, digest: str, engagement: str, actions: tuple[Action, ...]) -> None:
    if digest:
        world.store.keep_plan(digest, engagement, actions, world.clock.now())


def _remember(world: World, stand: Stand, plans: Sequence[TicketPlan], news: NewsPlan) -> None:
    """Keep what was seen and judged, and what is no news. It stands whatever becomes of the plan."""
    name = stand.engagement.name
    world.store.keep_snapshots([stand.known[ticket_id].snapshot for ticket_id in sorted(stand.read.ids)])
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
        refusals=tuple(refused),
        excesses=(),
        notices=tuple(notice for notice in account.notices if notice.id in told),
    )


def _applied(world: World, stand: Stand, account: EngagementAccount, news: NewsPlan) -> EngagementAccount:
    writes = tuple(action for action in account.actions if action.verb is not Verb.SEND_NOTICE)
    notices = tuple(action for action in account.actions if action.verb is Verb.SEND_NOTICE)
    done: list[Action] = [*stand.settled]
    troubles = account.troubles
    try:
        done.extend(apply(stand.hands, writes, stand.known))
    except PortError as error:
        troubles = (*troubles, trouble_of(error, sentence(error)))
    ended = {action.identity for action in done}
    left = [action for action in writes if action.identity not in ended]
    told = _queued(world, stand, news, notices)
    return replace(account, actions=(*done, *left, *told), troubles=troubles)


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


def configuration_findings(stand: Stand) -> tuple[Trouble, ...]:
    """Name what keeps rules from being judged: statuses without a stage, stages without a status, fields that
    cannot be seen. One line each, not one per ticket (RULINGS G3, G6, V17)."""
    found = [*_unmapped_statuses(stand), *_unseen_fields(stand)]
    if stand.is_first:
        found += _stages_without_status(stand)
    return tuple(Trouble("configuration", message) for message in found)


def _unmapped_statuses(stand: Stand) -> list[str]:
    statuses: dict[str, list[str]] = {}
    for subject in stand.subjects:
        undecided = subject.verdict.with_outcome(Outcome.UNKNOWN)
        if not subject.verdict.stages and any(finding.gate for finding in undecided):
            statuses.setdefault(subject.ticket.status, []).append(subject.ticket.key)
    return [_unmapped_status(stand, status, keys) for status, keys in statuses.items()]


def _unmapped_status(stand: Stand, status: str, keys: list[str]) -> str:
    if stand.policy.setting.is_hold(status):
        return f"nobody knows where {_some(keys)} stood before “{status}”; a person can move it to where it belongs"
    where = f"map it under stages: of engagement {stand.engagement.name}"
    return f"status “{status}” means no stage ({_some(keys)}); {where}"


def _unseen_fields(stand: Stand) -> list[str]:
    unseen: dict[tuple[str, str], list[str]] = {}
    for one in stand.known.values():
        for name, reason in one.snapshot.ticket.unseen.items():
            if name in stand.hands.needs.fields:
                unseen.setdefault((name, reason), []).append(one.snapshot.ticket.key)
    return [f"field “{name}” cannot be seen ({_some(keys)}): {reason}" for (name, reason), keys in unseen.items()]


def _stages_without_status(stand: Stand) -> list[str]:
    setting = stand.policy.setting
    statuses = stand.hands.tracker.statuses(stand.engagement.scope)
    meant = {(pack, stage) for status in statuses for pack, stage in setting.stages_of(status).items()}
    return [
        f"no status means stage “{stage.name}” of pack {pack.name}; map one under stages: of {stand.engagement.name}"
        for pack in stand.policy.packs
        for stage in pack.stages
        if (pack.name, stage.name) not in meant
    ]


def _some(keys: list[str]) -> str:
    return ", ".join(sorted(keys)[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
