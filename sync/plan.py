"""Plans: compares what should stand on a ticket with what does. Pure; nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.ladder import Course
from rules.model import Finding, Outcome, Standing, Ticket, Verdict
from rules.policy import Policy
from rules.values import fold
from sync.actions import Action, Refusal, Verb
from sync.comment import Block, StickyComment
from sync.comments.silence import silence_over, spoken_again
from sync.comments.sticky import needs_comment, sticky_comment
from sync.engagement import Engagement, Mode
from sync.escalation.ladders import Stance, labels_of_steps, labels_wanted, steps_taken
from sync.escalation.words import paragraph
from sync.field_texts import text_in
from sync.holds.holding import FLAGS, holding, noticed, waits
from sync.holds.words import hold_notes
from sync.pages.decisions import Decision, answer_in
from sync.refused import WILLING, Unwilling
from sync.remembered import Footprint

STANDING_LABELS = {
    Standing.BLOCKED: "blocked",
    Standing.ATTENTION: "attention",
    Standing.CONDITIONAL: "waived",
    Standing.CLEAR: None,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One judged ticket with what the bot has left on it. `notes` is what else people are told in its comment,
    `observed` what rules found that are only observed: nothing comes of it; `decision` is the client's newest one."""

    ticket: Ticket
    verdict: Verdict
    footprint: Footprint
    notes: tuple[Block, ...] = ()
    observed: tuple[Finding, ...] = ()
    unwilling: Unwilling = WILLING
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class TicketPlan:
    """What to do on one ticket. `footprint` is what is remembered of it before anything is done: a person's
    move out of a hold is noticed here. `refusals` say what is left to people who did otherwise."""

    actions: tuple[Action, ...] = ()
    footprint: Footprint | None = None
    refusals: tuple[Refusal, ...] = ()


def plan_ticket(subject: Subject, engagement: Engagement, policy: Policy, stances: Sequence[Stance] = ()) -> TicketPlan:
    """Plan labels, comment, hold and steps on ladders of one ticket, as far as the mode allows."""
    if not may_write(subject.ticket, engagement):
        return TicketPlan()
    ticket, verdict = subject.ticket, subject.verdict
    known = spoken_again(noticed(ticket, verdict, subject.footprint, policy.setting.bot), reasons(verdict))
    holds, not_held = subject.unwilling.sift(holding(ticket, verdict, known, engagement, policy))
    labels = (*_labels(subject, engagement), *_labels_of_steps(subject, engagement, policy, stances))
    told = replace(subject, notes=(*subject.notes, *hold_notes(ticket, known, holds, policy)))
    put = _comment(told, known, engagement, policy, holds, stances)
    silent = silence_over(known, put.because) if put is not None else ""
    comment = (put,) if put is not None and not silent else ()
    flags, moves = _split(holds)
    edits, not_written = subject.unwilling.sift((*_answer(subject, engagement), *labels, *flags, *comment))
    actions = (*steps_taken(stances, engagement), *edits, *moves)
    refusals = (*((Refusal(ticket.key, Verb.PUT_COMMENT, silent),) if silent else ()), *not_written, *not_held)
    return TicketPlan(actions, known if known != subject.footprint else None, refusals)


def may_write(ticket: Ticket, engagement: Engagement) -> bool:
    """Nothing is written in the modes off and observe, nor on tickets from before `enforce_since` (G10)."""
    if engagement.mode in {Mode.OFF, Mode.OBSERVE}:
        return False
    if engagement.enforce_since is None or ticket.created is None:
        return True
    return ticket.created.astimezone(engagement.client.zone).date() >= engagement.enforce_since


def _split(holds: tuple[Action, ...]) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """Part changes of the flag, which go in one request with the labels, from moves, which come last."""
    flags = tuple(action for action in holds if action.verb in FLAGS)
    return flags, tuple(action for action in holds if action.verb not in FLAGS)


def _answer(subject: Subject, engagement: Engagement) -> tuple[Action, ...]:
    """Plan to write a client's decision where its field does not say so; what was written once stays to people."""
    approval, decision = engagement.approval, subject.decision
    if approval is None or decision is None or not decision.waits:
        return ()
    word = decision.word(approval)
    if answer_in(subject.ticket, approval) == word:
        return ()
    held = text_in(subject.ticket, approval.field) or None
    return (replace(_on(subject, engagement, Verb.SET_FIELD, before=held, after=word), field=approval.field),)


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
    holds: tuple[Action, ...],
    stances: Sequence[Stance],
) -> Action | None:
    has_comment = known.comment_digest is not None
    has_news = needs_comment(subject.verdict) or bool(subject.notes) or any(one.must_be_told for one in stances)
    if not (has_comment or has_news):
        return None
    zone = policy.setting.calendar.zone
    ladders = tuple(paragraph(one, zone) for one in stances if one.climb.course is not Course.STEPS_DOWN)
    waiting = waits(subject.ticket, known, holds)
    told = (*ladders, *subject.notes)
    comment = sticky_comment(subject.verdict, policy, waits=waiting, told=told, pages=engagement.rule_pages)
    comment = replace(comment, is_news=has_news, visible_to=engagement.comment_visible_to)
    if comment.digest == known.comment_digest:
        return None
    return _put(subject, engagement, comment, known.comment_digest)


def _put(subject: Subject, engagement: Engagement, comment: StickyComment, before: str | None) -> Action:
    action = _on(
        subject, engagement, Verb.PUT_COMMENT, before=before, after=comment.digest, because=reasons(subject.verdict)
    )
    return replace(action, comment=comment)


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
