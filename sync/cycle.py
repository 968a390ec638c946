"""One cycle: look, plan, count, apply, remember, post. Acts through ports only."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from uuid import uuid4

from rules.values import fold
from sync import happened
from sync.account import EngagementAccount, RunAccount, Trouble, trouble_of, with_refusals, without_departed
from sync.actions import Action, ActionState, Verb, digest_of
from sync.apply import apply
from sync.approval import Approval, approved
from sync.census import look_for
from sync.clients.desk import WITHDRAWN
from sync.clients.news import OUT_OF_DATE, NewsPlan
from sync.engagement import Engagement, MailMode, Mode
from sync.escalation.climbing import keep_noticed, queue_drafts, take_steps
from sync.escalation.ladders import UNSENT
from sync.figures.keeping import keep_measures
from sync.hands import Ended
from sync.holds.holding import overrides
from sync.lease import Tenure, tenure
from sync.mailing.gathering import Gathering
from sync.mailing.post import find_stuck, send_ready
from sync.neighbours.billing_sending import keep_bill, send_bills
from sync.outlook import Outlook, outlook_on
from sync.pages.board_keeping import keep_for_board
from sync.pages.deciding import end_requests
from sync.pages.keeping_status import keep_status
from sync.pages.requested import act_on_requests
from sync.ports import Busy, LeaseLost, PortError
from sync.refused import refusal_of
from sync.refusing import about_a_refused_plan, refuse, settle_told
from sync.remembered import Departed, KeptPlan, KeptRefusal, OutboxEntry
from sync.render.documents import run_document
from sync.render.errors import paused_sentence, sentence
from sync.resting import keep_rest, rest_left, take_rest
from sync.sifting import look_through
from sync.stand import Reading, Stand, World, read
from sync.standing_still import account_of, keep_still, stands_still
from sync.standstill import Standstill
from sync.team.round import with_returned_mail, with_team_mail

Progress = Callable[[str], None]
OWN_BOOKS = frozenset({Verb.SEND_NOTICE, Verb.ESCALATE})  # nothing of these is written to a tracker


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing on tickets: how each action ended, tickets that were not there any more, and why it was
    broken off, if so."""

    actions: tuple[Action, ...]
    departed: tuple[Departed, ...] = ()
    broken_off: PortError | None = None


def silent(_said: str) -> None:
    """Tell nobody of progress."""


def run_cycle(
    world: World,
    engagements: Sequence[Engagement],
    *,
    writes: bool,
    approve: str | None = None,
    progress: Progress = silent,
    part: str | None = None,
) -> RunAccount:
    """Run one cycle over engagements; without `writes` only the printed plan is kept.

    `approve` is the digest of a printed plan that may go beyond its limits. An engagement whose source
    fails, or where another run is at work, says so in its account; the others go on. `part` is the run's name where it
    is a part of the service's round: what concerns all engagements together is then left to `sync.service.house`.
    """
    run, mode = part or uuid4().hex[:12], "sync" if writes else "plan"
    if writes:
        world.store.begin_run(run, mode, world.clock.now())
        find_stuck(world.store, world.clock)
    account = RunAccount(run, mode, ())
    if writes and part is None:
        act_on_requests(world)
        account = with_returned_mail(world, account)
    approval = Approval(approve, world.store.kept_plan(approve)) if approve is not None else None
    made = {name: tracker.calls for name, tracker in world.trackers.items()}
    accounts: list[EngagementAccount] = []
    for engagement in engagements:
        if engagement.mode is not Mode.OFF:
            progress(f"{engagement.name}: reading {engagement.source}")
            accounts.append(_cycle_of(world, engagement, run, approval, writes=writes))
    calls = {name: tracker.calls.since(made[name]) for name, tracker in world.trackers.items()}
    account = replace(account, engagements=tuple(accounts), calls=calls)
    whole = digest_of(account.waiting)
    if whole not in {one.digest for one in accounts}:  # else it is the plan of the one engagement that has any
        _keep(world, whole, "", account.waiting)
    if writes:
        account = _posted(world, account, engagements)
        keep_measures(world, engagements)
    account = with_team_mail(world, engagements, account) if part is None else account
    if writes:
        world.store.end_run(run, world.clock.now(), run_document(account))
    return replace(account, trail_head=world.store.trail_head())


def _cycle_of(
    world: World, engagement: Engagement, run: str, approval: Approval | None, *, writes: bool
) -> EngagementAccount:
    if not writes:
        return _planned(world, engagement, run)
    packs = [world.packs[name] for name in engagement.packs]
    world.store.note([happened.setting(engagement, packs, world.configuration, world.clock.now())])
    try:
        with tenure(world.store, world.clock, engagement.name, run) as mine:
            account = _synced(world, engagement, run, mine, approval)
    except (Busy, LeaseLost) as error:
        return _failed(engagement, error)
    return account


def _failed(engagement: Engagement, error: PortError) -> EngagementAccount:
    trouble = trouble_of(error, sentence(error))
    return EngagementAccount(engagement.name, engagement.source, troubles=(trouble,))


def _planned(world: World, engagement: Engagement, run: str) -> EngagementAccount:
    try:
        reading = read(world, engagement, run)
        outlook = outlook_on(world, look_through(world, reading, rest_left(world, reading)))
    except PortError as error:
        return _failed(engagement, error)
    _keep(world, outlook.account.digest, engagement.name, outlook.account.actions)
    return outlook.account


def _synced(
    world: World, engagement: Engagement, run: str, mine: Tenure, approval: Approval | None
) -> EngagementAccount:
    given = approval if approval is not None and approval.concerns(engagement.name) else None
    refused = given.trouble(engagement.name, world.clock.now()) if given is not None else None
    approve = given.digest if given is not None and refused is None else None
    try:
        reading = read(world, engagement, run, mine, approve)
        still = stands_still(world, reading) if given is None else None
        if still is not None:
            return _gone_on(world, reading, still)
        rest = take_rest(world, reading)
        outlook = outlook_on(world, look_through(world, reading, rest if given is None else None))
    except PortError as error:
        return _failed(engagement, error)
    mine.hold()
    _remember(world, outlook)
    account = _carried_out(world, outlook, given, refused)
    keep_for_board(world, outlook, account)
    world.store.note(happened.refusals(account, world.clock.now()))
    keep_rest(world, reading, outlook, account)
    keep_still(world, reading, outlook, account)
    return account


def _gone_on(world: World, reading: Reading, still: Standstill) -> EngagementAccount:
    """Keep how far was read, where a look was spared."""
    name = reading.engagement.name
    reading.hands.still_mine()
    reading.intake.keep()
    world.store.standstills.go_on(name, reading.intake.now)
    world.store.mail.catch_up(name, reading.intake.now)
    world.store.keep_cursor(name, reading.cursor)
    return account_of(reading, still)


def _carried_out(world: World, outlook: Outlook, given: Approval | None, refused: Trouble | None) -> EngagementAccount:
    """Do what was planned, as far as limits and an approval let it."""
    if refused is not None:
        return replace(outlook.account, troubles=(*outlook.account.troubles, refused))
    if given is not None and given.kept is not None:
        return _approved(world, outlook, given.digest, given.kept)
    if outlook.account.excesses:
        return refuse(world, outlook.stand, outlook.account, outlook.ladders)
    settle_told(world, outlook.account.name)
    return _applied(world, outlook)


def _keep(world: World, digest: str, engagement: str, actions: tuple[Action, ...]) -> None:
    if digest:
        world.store.keep_plan(digest, engagement, actions, world.clock.now())


def _remember(world: World, outlook: Outlook) -> None:
    """Keep what was seen and judged, and what is no news. It stands whatever becomes of the plan."""
    stand, name = outlook.stand, outlook.account.name
    if stand.hearing.news.is_news:
        world.store.keep_heard(name, stand.hearing.news)
    stand.intake.keep()
    world.store.keep_verdicts(name, stand.newly_judged)
    if stand.reach.seen:
        world.store.keep_rules_seen(name, stand.reach.seen)
    for plan in outlook.plans:
        if plan.footprint is not None:
            known = stand.known[plan.footprint.ticket_id]
            noted = overrides(known.snapshot.ticket, known.footprint, plan.footprint, name, world.clock.now())
            world.store.keep_footprint(name, plan.footprint, noted)
            stand.known[plan.footprint.ticket_id] = replace(known, footprint=plan.footprint)
    if outlook.dates.fresh:
        world.store.dates.keep(name, fold(stand.engagement.work_type or ""), outlook.dates.fresh)
    _remember_news(world, name, outlook.news)
    world.store.keep_cursor(name, stand.cursor)
    keep_noticed(stand.hands, name, outlook.ladders)
    keep_status(world, stand, outlook.dates.dates, world.clock.now())
    keep_bill(world.store, stand, outlook.dates.dates, world.clock.now())


def _remember_news(world: World, engagement: str, news: NewsPlan) -> None:
    """Keep what is no news, and keep back notices that are not true any more."""
    if news.silent:
        world.store.queue(None, engagement, news.silent)
    for notice, state in product(news.outdated, sorted(UNSENT)):
        world.store.keep_outbox_state(notice, WITHDRAWN, world.clock.now(), OUT_OF_DATE, only_from=state)


def _approved(world: World, outlook: Outlook, digest: str, kept: KeptPlan) -> EngagementAccount:
    """Apply the kept plan, as far as it is still the same; then it is used up."""
    own = about_a_refused_plan(world, outlook.stand, outlook.account)
    account = _applied(world, replace(outlook, account=approved(outlook.account, kept.actions, own)))
    settle_told(world, account.name)
    if not any(action.state is ActionState.PLANNED for action in account.actions):
        world.store.use_plan(digest, account.name, world.clock.now())
    return account


def _applied(world: World, outlook: Outlook) -> EngagementAccount:
    stand, account = outlook.stand, outlook.account
    writes = tuple(action for action in account.actions if action.verb not in OWN_BOOKS)
    notices = tuple(action for action in account.actions if action.verb is Verb.SEND_NOTICE)
    steps = tuple(action for action in account.actions if action.verb is Verb.ESCALATE)
    drafted = queue_drafts(stand.hands, account.name, outlook.drafts, notices)
    # A client who was warned hears that it is over, also where the run ends between these two lines.
    taken = take_steps(stand.hands, outlook.ladders, steps)
    written = _written(world, stand, writes)
    done, broken_off = written.actions, written.broken_off
    ended = {action.identity for action in done}
    left = [action for action in writes if action.identity not in ended]
    end_requests(world.store, world.clock, stand.engagement, stand.subjects, done)
    world.store.mail.catch_up(account.name, world.clock.now())
    troubles = account.troubles
    if broken_off is not None:
        troubles = (*troubles, trouble_of(broken_off, paused_sentence(broken_off, len(left))))
    ended_so = replace(account, actions=(*taken, *done, *left, *drafted), troubles=troubles)
    return with_refusals(without_departed(ended_so, written.departed))


def _written(world: World, stand: Stand, writes: Sequence[Action]) -> Written:
    """Write what is to be written on tickets, remember what was refused, and let those go that are not there."""
    done: list[Action] = []
    refused: list[KeptRefusal] = []
    departed: tuple[Departed, ...] = ()
    broken_off: PortError | None = None
    try:
        for ended in apply(stand.hands, writes, stand.known):
            done += ended.actions
            refused += _refusals(stand, ended, world.clock.now())
        departed = look_for(stand.hands, stand.engagement, stand.known, world.clock.now())
    except PortError as error:
        broken_off = error
    if refused:
        world.store.keep_refused(stand.engagement.name, refused)
    return Written(tuple(done), departed, broken_off)


def _refusals(stand: Stand, ended: Ended, now: datetime) -> Iterator[KeptRefusal]:
    """Yield what the tracker refused for reasons of that one ticket; one that is not there refuses nothing."""
    if ended.fault is not None or ended.is_passing:
        return
    failed = (one for one in ended.actions if one.state is ActionState.FAILED)
    for action in (one for one in failed if one.ticket_id not in stand.hands.missing):
        ticket = stand.known[action.ticket_id].snapshot.ticket
        yield refusal_of(action, ticket, stand.policy, stand.engagement.label_prefix, now)


def _posted(world: World, account: RunAccount, engagements: Sequence[Engagement]) -> RunAccount:
    """Put together what goes in digests by now, send what is ready, and show each notice as it stands after that."""
    send_bills(world.store.bills, world.hook, world.billing_key, world.clock)
    digests: dict[str, tuple[OutboxEntry, ...]] = {}
    if world.mailbox is not None and world.mail is not None and world.mail.mode is not MailMode.OFF:
        for one in engagements:
            gathering = Gathering(world.store, one, world.mail, world.stationery, world.clock.now())
            digests[one.name] = gathering.gather()
        send_ready(world.store, world.mailbox, world.mail, world.clock, goes_on=world.goes_on)
    accounts = tuple(
        replace(one, notices=_as_they_stand(world, (*one.notices, *digests.get(one.name, ()))))
        for one in account.engagements
    )
    return replace(account, engagements=accounts)


def _as_they_stand(world: World, notices: Sequence[OutboxEntry]) -> tuple[OutboxEntry, ...]:
    return tuple({one.id: world.store.mail.entry(one.id) or one for one in notices}.values())
