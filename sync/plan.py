"""Plans: compares what should stand on a ticket with what does. Pure; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.ladder import Course
from rules.model import Outcome, Severity, Standing, Ticket, Verdict
from rules.policy import Policy
from rules.values import fold
from sync.actions import Action, Verb
from sync.comment import StickyComment
from sync.engagement import Engagement, Mode
from sync.ladder_words import paragraph
from sync.ladders import Stance, labels_of_steps, labels_wanted, steps_taken
from sync.remembered import Footprint
from sync.scenes import is_held
from sync.sticky import needs_comment, sticky_comment

STANDING_LABELS = {
    Standing.BLOCKED: "blocked",
    Standing.ATTENTION: "attention",
    Standing.CONDITIONAL: "waived",
    Standing.CLEAR: None,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One judged ticket with what the bot has left on it."""

    ticket: Ticket
    verdict: Verdict
    footprint: Footprint


@dataclass(frozen=True, slots=True)
class TicketPlan:
    """What to do on one ticket. `footprint` is what is remembered of it before anything is done: a person's
    move out of a hold is noticed here."""

    actions: tuple[Action, ...] = ()
    footprint: Footprint | None = None


def plan_ticket(subject: Subject, engagement: Engagement, policy: Policy, stances: Sequence[Stance] = ()) -> TicketPlan:
    """Plan labels, comment, hold and steps on ladders of one ticket, as far as the mode allows."""
    if not may_write(subject.ticket, engagement):
        return TicketPlan()
    known = noticed(subject)
    moves = _holding(subject, known, engagement)
    labels = (*_labels(subject, engagement), *_labels_of_steps(subject, engagement, policy, stances))
    comment = _comment(subject, known, engagement, policy, moves, stances)
    actions = (*steps_taken(stances, engagement), *labels, *comment, *moves)
    return TicketPlan(actions, known if known != subject.footprint else None)


def may_write(ticket: Ticket, engagement: Engagement) -> bool:
    """Nothing is written in the modes off and observe, nor on tickets from before `enforce_since` (G10)."""
    if engagement.mode in {Mode.OFF, Mode.OBSERVE}:
        return False
    if engagement.enforce_since is None or ticket.created is None:
        return True
    return ticket.created.astimezone(engagement.client.zone).date() >= engagement.enforce_since


def blockers(verdict: Verdict) -> tuple[str, ...]:
    """Return the names of failing block rules, sorted: the set a hold stands for."""
    return tuple(sorted(f.rule for f in verdict.with_outcome(Outcome.FAIL) if f.severity is Severity.BLOCK))


def noticed(subject: Subject) -> Footprint:
    """Return the footprint after a look: a person's move ends a hold; another set of failures forgets it."""
    footprint = subject.footprint
    if footprint.held_in is not None and not is_held(subject.ticket, footprint):
        footprint = replace(footprint, held_in=None, held_from=None)
    undecided = subject.verdict.standing is Standing.UNKNOWN
    if (
        footprint.held_in is None
        and footprint.held_for
        and not undecided
        and footprint.held_for != blockers(subject.verdict)
    ):
        footprint = replace(footprint, held_for=())
    return footprint


def _labels(subject: Subject, engagement: Engagement) -> tuple[Action, ...]:
    """Plan labels under the prefix; an undecided standing leaves them as they are (G8)."""
    if subject.verdict.standing is Standing.UNKNOWN:
        return ()
    word = STANDING_LABELS[subject.verdict.standing]
    wanted = engagement.label_prefix + word if word else None
    ours = {fold(engagement.label_prefix + name) for name in STANDING_LABELS.values() if name}
    because = reasons(subject.verdict)
    there = {fold(label): label for label in subject.ticket.labels}
    removals = [label for folded, label in there.items() if folded in ours and folded != fold(wanted or "")]
    actions = [_on(subject, engagement, Verb.REMOVE_LABEL, before=label, because=because) for label in sorted(removals)]
    if wanted is not None and fold(wanted) not in there:
        actions.append(_on(subject, engagement, Verb.ADD_LABEL, after=wanted, because=because))
    return tuple(actions)


def _labels_of_steps(
    subject: Subject, engagement: Engagement, policy: Policy, stances: Sequence[Stance]
) -> tuple[Action, ...]:
    """Plan the labels of ladders: those of all steps taken stand, the others go."""
    wanted = {fold(label): label for label in labels_wanted(stances, engagement.label_prefix)}
    ours = labels_of_steps(policy.packs, engagement.label_prefix)
    there = {fold(label): label for label in subject.ticket.labels}
    removed = [label for folded, label in there.items() if folded in ours and folded not in wanted]
    added = [label for folded, label in wanted.items() if folded not in there]
    because = reasons(subject.verdict)
    return (
        *(_on(subject, engagement, Verb.REMOVE_LABEL, before=label, because=because) for label in sorted(removed)),
        *(_on(subject, engagement, Verb.ADD_LABEL, after=label, because=because) for label in added),
    )


def _comment(
    subject: Subject,
    known: Footprint,
    engagement: Engagement,
    policy: Policy,
    moves: tuple[Action, ...],
    stances: Sequence[Stance],
) -> tuple[Action, ...]:
    has_comment = known.comment_digest is not None
    if not (has_comment or needs_comment(subject.verdict) or any(stance.must_be_told for stance in stances)):
        return ()
    zone = policy.setting.calendar.zone
    ladders = tuple(paragraph(one, zone) for one in stances if one.climb.course is not Course.STEPS_DOWN)
    waits = _waits(subject.ticket, known, moves)
    comment = sticky_comment(subject.verdict, policy, waits=waits, ladders=ladders, pages=engagement.rule_pages)
    if comment.digest == known.comment_digest:
        return ()
    return (_put(subject, engagement, comment, known.comment_digest),)


def _put(subject: Subject, engagement: Engagement, comment: StickyComment, before: str | None) -> Action:
    action = _on(
        subject, engagement, Verb.PUT_COMMENT, before=before, after=comment.digest, because=reasons(subject.verdict)
    )
    return replace(action, comment=comment)


def _waits(ticket: Ticket, known: Footprint, moves: tuple[Action, ...]) -> tuple[str, str] | None:
    """Return where the ticket will wait and where it goes back to, once the plan is applied."""
    for action in moves:
        return (action.after or "", action.before or "") if action.verb is Verb.HOLD else None
    if is_held(ticket, known) and known.held_from is not None:
        return (ticket.status, known.held_from)
    return None


def _holding(subject: Subject, known: Footprint, engagement: Engagement) -> tuple[Action, ...]:
    """Plan hold or release by status. A person's move stands until the set of failing rules changes."""
    if engagement.mode is not Mode.ENFORCE or engagement.hold is None or engagement.hold.status is None:
        return ()
    ticket, blocking = subject.ticket, blockers(subject.verdict)
    if is_held(ticket, known):
        if blocking or subject.verdict.standing is Standing.UNKNOWN or known.held_from is None:
            return ()
        return (_on(subject, engagement, Verb.RELEASE, before=ticket.status, after=known.held_from),)
    if not blocking or known.held_for == blocking or fold(ticket.status) == fold(engagement.hold.status):
        return ()
    after = engagement.hold.status
    return (_on(subject, engagement, Verb.HOLD, before=ticket.status, after=after, because=blocking),)


def reasons(verdict: Verdict) -> tuple[str, ...]:
    """Return the names of what does not pass, in the order of the policy."""
    amiss = verdict.with_outcome(Outcome.FAIL, Outcome.WAIVED, Outcome.UNKNOWN)
    return tuple(finding.rule for finding in amiss)


def _on(
    subject: Subject,
    engagement: Engagement,
    verb: Verb,
    *,
    before: str | None = None,
    after: str | None = None,
    because: tuple[str, ...] = (),
) -> Action:
    ticket = subject.ticket
    return Action(engagement.name, ticket.key, ticket.id, verb, before, after, because)
