"""Judges tickets from what is remembered of them and their neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.judge import judge
from rules.model import Verdict
from rules.policy import Policy
from rules.scene import Scene
from rules.waive import waivers_on
from sync.hands import Known
from sync.history import with_history
from sync.plan import Subject
from sync.remembered import Judged, Snapshot
from sync.rollout import Reach
from sync.scenes import Neighbourhood, entered_at, inputs_digest, scene_for
from sync.store import Store
from sync.waivers.heard import Hearing
from sync.waivers.notes import notes_of


def subjects_of(
    known: Mapping[str, Known], judged: Mapping[str, Judged], judging: "Judging", reach: Reach
) -> tuple[Subject, ...]:
    order = sorted(known.values(), key=lambda one: (len(one.snapshot.ticket.key), one.snapshot.ticket.key))
    return tuple(_subject(one, judged[one.snapshot.ticket.id].verdict, judging, reach) for one in order)


def _subject(one: Known, whole: Verdict, judging: "Judging", reach: Reach) -> Subject:
    said = reach.counted(whole)
    notes = notes_of(judging.hearing, said, judging.policy, judging.now)
    return Subject(one.snapshot.ticket, said, one.footprint, notes, observed=reach.observed(whole))


@dataclass(frozen=True, slots=True)
class Judging:
    """What tickets are judged from."""

    store: Store
    policy: Policy
    hearing: Hearing
    near: Neighbourhood
    now: datetime

    def judged(self, one: Known, before: Judged | None) -> Judged | None:
        """Judge one ticket; None where its verdict stands."""
        ticket, policy = one.snapshot.ticket, self.policy
        waivers = waivers_on(ticket, self.hearing.waivers, self.near.former_keys.get(ticket.id, ()))
        inputs = inputs_digest(one.snapshot, one.footprint, policy, self.near, waivers)
        if before is not None and before.inputs == inputs and ticket.id not in self.hearing.recheck:
            due = before.verdict.review_at
            if due is None or self.now < due:
                return None
        scene = scene_of(self.store, policy, one, self.near, self.now)
        return Judged(judge(policy, scene, waivers), inputs, self.now)


def judge_all(judging: Judging, known: Mapping[str, Known], before: Mapping[str, Judged]) -> tuple[Judged, ...]:
    """Judge tickets whose facts, neighbours, waivers or policy changed, or whose moment has come."""
    judged = (judging.judged(one, before.get(ticket_id)) for ticket_id, one in known.items())
    return tuple(one for one in judged if one is not None)


def scene_of(store: Store, policy: Policy, one: Known, near: Neighbourhood, now: datetime) -> Scene:
    """Return what rules and ladders look at on one ticket."""
    versions = _versions(store, policy, one)
    snapshot = with_history(one.snapshot, versions, policy.hindsight.changes)
    return scene_for(snapshot, one.footprint, policy, near, now, entered_at(one.snapshot.ticket, versions))


def _versions(store: Store, policy: Policy, one: Known) -> Sequence[Snapshot]:
    """Return the ticket's versions, the present one included, where rules look at a past its tracker does not tell."""
    ticket, asked = one.snapshot.ticket, policy.hindsight
    told_moves = bool(ticket.moves) or not asked.moves
    if told_moves and (ticket.changes is not None or not asked.changes):
        return ()
    return versions_with(store, one.snapshot)


def versions_with(store: Store, newest: Snapshot) -> Sequence[Snapshot]:
    """Return all versions of a ticket, the oldest first; the newest may not be in the store yet."""
    if newest.seen_at == newest.first_seen:
        return (newest,)
    kept = store.versions(newest.engagement, newest.ticket.id)
    return kept if kept and kept[-1].digest == newest.digest else (*kept, newest)
