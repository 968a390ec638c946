"""Looks at every ladder of an engagement in a cycle, and keeps what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from rules.ladder import Course, compile_ladders
from rules.policy import Policy
from sync.actions import Action, ActionState, Refusal, Verb
from sync.engagement import Engagement
from sync.escalation.ladders import UNSENT, Look, Stance
from sync.escalation.news import OVER, Drafted, Told, draft_notices
from sync.hands import Hands
from sync.judging import scene_of
from sync.plan import may_write
from sync.remembered import KeptRung
from sync.stand import Stand, World
from sync.store import Store


@dataclass(frozen=True, slots=True)
class Escalations:
    """All ladders of an engagement in one cycle. `noticed` are rungs to be kept whatever becomes of the plan,
    `withdrawn` ids of notices that are not true any more."""

    stances: Mapping[str, tuple[Stance, ...]] = field(default_factory=dict)
    drafts: tuple[Drafted, ...] = ()
    noticed: tuple[KeptRung, ...] = ()
    withdrawn: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    def of(self, ticket_id: str) -> tuple[Stance, ...]:
        return self.stances.get(ticket_id, ())


def look_at_ladders(world: World, stand: Stand, now: datetime) -> Escalations:
    """Climb every ladder on every ticket that fails one of its rules or stands on it."""
    look = look_from(world.store, stand.engagement, stand.policy)
    if not look.ladders and not look.rungs:
        return Escalations()
    stances = stances_of(world, stand, look, now)
    gone = _of_gone_ladders(look)
    over = [stance for stance in stances if stance.climb.course is Course.STEPS_DOWN]
    stale = {entry.id for stance in over for entry in stance.notices}
    stale |= {asked for kept in gone for asked in look.rungs[kept.ticket_id, kept.ladder].asked}
    withdrawn = tuple(sorted(one for one in stale if one in look.entries and look.entries[one].state in UNSENT))
    told = draft_notices(world, stand, [_without(stance, withdrawn) for stance in stances], now)
    return Escalations(
        stances={key: tuple(group) for key, group in groupby(told.stances, key=lambda stance: stance.ticket.id)},
        drafts=told.drafts,
        noticed=(*gone, *(stance.kept for stance in stances if _is_noticed(stance, told))),
        withdrawn=withdrawn,
        refusals=(*told.refusals, *_refusals(over, withdrawn)),
    )


def look_from(store: Store, engagement: Engagement, policy: Policy) -> Look:
    """Read what a look at the ladders of an engagement needs."""
    rungs = store.rungs(engagement.name)
    asked = {one for rung in rungs.values() for one in rung.asked}
    entries = {entry.id: entry for entry in (store.outbox(engagement.name) if asked else ()) if entry.id in asked}
    return Look(compile_ladders(policy.packs), policy, rungs, entries)


def _is_noticed(stance: Stance, told: Told) -> bool:
    """Tell whether a rung changes without a step: a climb that begins, or one that ends before its first step.
    One whose client is told in this cycle that it is over is forgotten only after that."""
    in_drafts = stance.mark(OVER) in {mark for draft in told.drafts for mark in draft.marks}
    return stance.climb.rung != stance.climb.before and not stance.moves and not in_drafts


def _refusals(over: Sequence[Stance], withdrawn: tuple[str, ...]) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(stance.ticket.key, Verb.SEND_NOTICE, f"notice {entry.id} is withdrawn: it is over before it was sent")
        for stance in over
        for entry in stance.notices
        if entry.id in withdrawn
    )


def _of_gone_ladders(look: Look) -> tuple[KeptRung, ...]:
    names = {ladder.name for ladder in look.ladders}
    return tuple(KeptRung(ticket_id, name, None) for ticket_id, name in look.rungs if name not in names)


def stances_of(world: World, stand: Stand, look: Look, now: datetime) -> list[Stance]:
    """Look at every ticket that fails a rule of a ladder or stands on it; the others cost next to nothing."""
    writable = [one for one in stand.subjects if may_write(one.ticket, stand.engagement)]
    asked = [(one, ladder) for one in writable for ladder in look.ladders if look.concerns(one.verdict, ladder)]
    if not asked:
        return []
    look = replace(look, people=stand.people)
    scenes = (scene_of(world.store, stand.policy, stand.known[one.ticket.id], stand.near, now) for one, _ in asked)
    found = (look.stance(one.verdict, ladder, scene) for (one, ladder), scene in zip(asked, scenes, strict=True))
    return [stance for stance in found if stance is not None]


def _without(stance: Stance, withdrawn: tuple[str, ...]) -> Stance:
    return replace(stance, notices=tuple(entry for entry in stance.notices if entry.id not in withdrawn))


def keep_noticed(hands: Hands, engagement: str, escalations: Escalations) -> None:
    """Keep what was noticed, and keep back notices that are not true any more."""
    # A rung tells which notices to keep back: should the run end in between, it must still be there.
    for entry_id in escalations.withdrawn:
        hands.store.keep_outbox_state(entry_id, "withdrawn", hands.clock.now(), "it is over before it was sent")
    hands.store.keep_rungs(engagement, escalations.noticed)


def queue_drafts(
    hands: Hands, engagement: str, drafts: Sequence[Drafted], agreed: Sequence[Action]
) -> tuple[Action, ...]:
    """Put the notices that are agreed into the outbox, each with the rungs that wait for it."""
    ended: list[Action] = []
    for draft in drafts:
        if draft.action in agreed:
            is_new = hands.store.queue(draft.entry, engagement, draft.marks, draft.waiting)
            ended.append(draft.action.ended(ActionState.APPLIED if is_new else ActionState.ALREADY))
    return tuple(ended)


def take_steps(hands: Hands, escalations: Escalations, agreed: Sequence[Action]) -> tuple[Action, ...]:
    """Take the steps that are agreed; each is kept together with its receipt."""
    ended: list[Action] = []
    for action in agreed:
        kept = next(one.kept for one in escalations.of(action.ticket_id) if one.climb.ladder.name == action.ladder)
        hands.store.take_step(hands.run, action, kept, hands.clock.now())
        ended.append(action.ended(ActionState.APPLIED))
    return tuple(ended)
