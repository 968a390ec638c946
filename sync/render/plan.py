"""A run on the terminal: what would be done or was done, ticket by ticket, and what reaches a client."""

from collections.abc import Mapping
from itertools import groupby

from rules.model import Finding, Outcome, Severity
from sync.account import EngagementAccount, RunAccount
from sync.actions import Action, ActionState, Refusal, Verb, digest_of
from sync.calls import Calls
from sync.clients.survey_letters import SURVEY
from sync.listing import Whereabouts
from sync.notices import DELIVERY, FOR_THE_TEAM, MILESTONE
from sync.plan import Subject
from sync.remembered import OutboxEntry
from sync.render.errors import excess_sentence
from sync.render.terminal import Ink
from sync.trying.rule_pages import NO_PAGES

DONE = frozenset({ActionState.APPLIED, ActionState.ALREADY})
SOME = 5  # tickets named in one line
REACH = frozenset({MILESTONE, DELIVERY, SURVEY})  # kinds that tell of tickets in a stage
MOVED = {
    Verb.HOLD: ("hold", "held"),
    Verb.RELEASE: ("release", "released"),
    Verb.RETURN: ("send back", "sent back"),
}
FLAGGED = {Verb.SET_FLAG: ("set the flag", "flagged"), Verb.CLEAR_FLAG: ("clear the flag", "flag cleared")}


def run_lines(account: RunAccount, ink: Ink) -> list[str]:
    """Return a run as lines: every engagement, then what it all comes to."""
    lines = [line for one in account.engagements for line in [*engagement_lines(one, account.mode, ink), ""]]
    to_team = [line for notice in account.notices for line in notice_lines(notice, ink)]
    lines += [*to_team, ""] if to_team else []
    return [*lines, *_summary(account, ink)]


DEPARTED = {
    Whereabouts.GONE: "was deleted, or the bot may not see it any more; it is left alone from now on",
    Whereabouts.ELSEWHERE: "does not belong to the engagement any more; it is left alone from now on",
}


def engagement_lines(one: EngagementAccount, mode: str, ink: Ink) -> list[str]:
    """Return one engagement: a heading, its tickets with what changes on them, its notices and troubles."""
    head = f"{one.name}  on {one.source}: {_count(one.seen, 'ticket')}, {one.changed} changed, {one.judged} judged"
    lines = [ink.style(head, "bold")]
    subjects = {subject.ticket.id: subject for subject in one.subjects}
    on_tickets = [action for action in (*one.beside, *one.actions) if action.verb is not Verb.SEND_NOTICE]
    for ticket_id, group in groupby(on_tickets, key=lambda action: action.ticket_id):
        lines += ticket_lines(tuple(group), subjects.get(ticket_id), ink, one.pages)
    lines += [f"  {ink.style(gone.key, 'bold')}  {DEPARTED[gone.whereabouts]}" for gone in one.departed]
    if not (one.actions or one.beside or one.troubles):
        lines.append("  Nothing to do." if mode == "plan" else "  Nothing to do, nothing written.")
    reached = {action.notice_id: action for action in one.actions if action.notice_id}
    lines += [line for notice in one.notices for line in notice_lines(notice, ink, reached.get(notice.id))]
    for rule, keys in one.observed().items():
        some = ", ".join(keys[:SOME]) + (f" and {len(keys) - SOME} more" if len(keys) > SOME else "")
        lines += ink.paragraph(f"observed only: {rule} would fail on {some}", "  ", "dim", hanging="    ")
    lines += [f"  {ink.style('limit', 'red')}  {excess_sentence(excess)}" for excess in one.excesses]
    for refusal in one.refusals:
        lines += ink.paragraph(f"{_not_done(refusal)}: {refusal.reason}", "  ", hanging="    ")
    for trouble in one.troubles:
        lines += ink.paragraph(f"{trouble.kind.lower()}: {trouble.message}", "  ", "yellow", hanging="    ")
    return lines


def _not_done(refusal: Refusal) -> str:
    if refusal.verb is Verb.SEND_NOTICE:
        return f"no mail on {refusal.ticket}" if refusal.ticket else "no mail"
    return f"not done on {refusal.ticket} ({refusal.verb.value})"


def ticket_lines(
    actions: tuple[Action, ...], subject: Subject | None, ink: Ink, pages: Mapping[str, str] = NO_PAGES
) -> list[str]:
    """Return one ticket: what it is, why, and each thing done to it."""
    lines = [_head(actions[0], subject, ink)]
    lines += [line for finding in _why(subject) for line in _reason_lines(finding, ink, pages)]
    for action in actions:
        lines += _action_lines(action, ink)
    return lines


def _head(action: Action, subject: Subject | None, ink: Ink) -> str:
    if subject is None:
        return f"  {ink.style(action.ticket, 'bold')}"
    title = ink.paragraph(subject.ticket.title)[:1]
    return f"  {ink.standing(subject.verdict.standing)} {ink.style(action.ticket, 'bold')}  {''.join(title)}"


def _why(subject: Subject | None) -> list[Finding]:
    """Return what was found amiss, blocks first."""
    if subject is None:
        return []
    amiss = subject.verdict.with_outcome(Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED)
    order = [Severity.BLOCK, Severity.WARN, Severity.INFO]
    return sorted(amiss, key=lambda finding: order.index(finding.severity))


def _reason_lines(finding: Finding, ink: Ink, pages: Mapping[str, str]) -> list[str]:
    """Say one finding; the rule's name at the end leads to its page."""
    name = f"({finding.rule})"
    lines = ink.paragraph(f"{_badge(finding)}: {finding.found} {name}", "      ", hanging="      ")
    return [*lines[:-1], lines[-1].removesuffix(name) + f"({ink.link(finding.rule, pages.get(finding.rule))})"]


def _badge(finding: Finding) -> str:
    verbs = {Severity.BLOCK: "blocks", Severity.WARN: "warns", Severity.INFO: "note"}
    return verbs[finding.severity] if finding.outcome is Outcome.FAIL else finding.outcome.value


def _action_lines(action: Action, ink: Ink) -> list[str]:
    sign = {ActionState.FAILED: "!", ActionState.UNKNOWN: "?"}.get(action.state, "+")
    colour = {"!": "red", "?": "yellow"}.get(sign, "green")
    lines = [f"      {ink.style(sign, colour)} {said(action)}"]
    if action.error:
        lines += ink.paragraph(action.error, "        ", colour)
    return lines


def said(action: Action) -> str:
    """Say an action in a few words."""
    match action.verb:
        case Verb.ADD_LABEL:
            return f"label {action.after} added" if action.state in DONE else f"add label {action.after}"
        case Verb.REMOVE_LABEL:
            return f"label {action.before} removed" if action.state in DONE else f"remove label {action.before}"
        case Verb.PUT_COMMENT:
            verb = ("written", "write") if action.before is None else ("edited in place", "edit")
            return f"comment {verb[0]}" if action.state in DONE else f"{verb[1]} comment"
        case verb if verb in MOVED:
            return f"{MOVED[verb][action.state in DONE]}: {action.before} → {action.after}"
        case verb if verb in FLAGGED:
            return FLAGGED[verb][action.state in DONE]
        case Verb.SET_FIELD:
            return (
                f"{action.field} set to {action.after}"
                if action.state in DONE
                else f"set {action.field} to {action.after}"
            )
        case Verb.ESCALATE if action.after is None:
            return f"{'stepped' if action.state in DONE else 'step'} down from {action.before} ({action.ladder})"
        case Verb.ESCALATE:
            return f"{'escalated' if action.state in DONE else 'escalate'}: {action.after} ({action.ladder})"
        case _:
            return f"{action.verb.value}: {action.before or ''} → {action.after or ''}"


def notice_lines(notice: OutboxEntry, ink: Ink, action: Action | None = None) -> list[str]:
    """Return a notice to a client; one that goes out is marked on a line of its own."""
    lines = [
        f"  {ink.style('mail', 'cyan')}  {ink.style(f'“{notice.subject}” to ' + ', '.join(notice.to))}: {notice.state}"
    ]
    if action is not None:
        about = "reached" if notice.kind in REACH and action.ticket else "because of"
        why = f"{about} {', '.join(action.because)}" if action.because else ""
        lines.append(f"        {notice.kind}: {' '.join(filter(None, (action.ticket, why)))}")
    if notice.state in {"ready", "gathered", "sending", "stuck"} and notice.kind not in FOR_THE_TEAM:
        lines.append(ink.style("        REACHES A CLIENT", "bold", "red"))
    if notice.state == "gathered":
        lines.append("        waits for the client's next digest")
    if notice.state == "held":
        lines.append(f"        waits for a person: mail preview {notice.id}, then mail release {notice.id}")
    if notice.error:
        lines += ink.paragraph(notice.error, "        ", "yellow")
    return lines


def run_sentence(account: RunAccount) -> str:
    """Say in one line what a run came to."""
    actions = [action for one in account.engagements for action in one.actions]
    if account.mode == "plan":
        return f"{_count(len(actions), 'action')} planned. Nothing was written."
    done = sum(action.state in DONE for action in actions)
    return f"{done} of {_count(len(actions), 'action')} done." if actions else "Nothing to do, nothing written."


def _summary(account: RunAccount, ink: Ink) -> list[str]:
    calls = ", ".join(f"{name} {_calls(calls)}" for name, calls in account.calls.items())
    lines = [run_sentence(account)]
    lines.append(ink.style(f"Calls: {calls}.", "dim"))
    if any(one.excesses for one in account.engagements):
        lines.append(
            f"Over a limit: nothing of it {'will be' if account.mode == 'plan' else 'was'} written. After a look at the plan,"
        )
        lines.append(f"let exactly this one through with: sync --approve {digest_of(account.waiting)}")
    elif account.digest and account.mode == "plan":
        lines.append(f"Digest {account.digest}")
    return [*lines, *head_lines(account, ink)]


def head_lines(account: RunAccount, ink: Ink) -> list[str]:
    """Show up to where the trail goes, for `audit verify --head`."""
    return [ink.style(f"Trail head {account.trail_head}", "dim")] if account.trail_head else []


def _calls(calls: Calls) -> str:
    waited = f", {calls.throttled_s:.1f} s waited" if calls.throttled_s else ""
    return f"{calls.reads} reads and {calls.writes} writes{waited}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
