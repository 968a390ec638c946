"""Explains one ticket: every rule with what was found and wanted, from the last snapshot or a fresh look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.facts import digest_of
from rules.judge import judge
from rules.model import Finding, Outcome, Person, Ticket, Verdict, Waiver
from rules.pack import Pack
from rules.policy import Policy, with_bot
from rules.values import fold
from rules.waive import waivers_on
from sync.comment import MARKER
from sync.engagement import Engagement
from sync.ports import Missing, Refused, Store
from sync.reading import needs_of, policy_of
from sync.remembered import Footprint, Snapshot
from sync.render.documents import explain_document
from sync.render.terminal import Ink
from sync.scenes import entered_at, neighbourhood, scene_for
from sync.stand import World


@dataclass(frozen=True, slots=True)
class Explanation:
    """A ticket, its thorough verdict, each rule's fix, and when its facts were seen."""

    engagement: str
    ticket: Ticket
    verdict: Verdict
    policy: Policy
    seen_at: datetime

    def fix(self, finding: Finding) -> str:
        """Return what to do about a finding; empty where nothing is to be done."""
        rule = self.policy.rule(finding.rule)
        return rule.rule.fix if rule and finding.outcome not in {Outcome.PASS, Outcome.NOT_APPLICABLE} else ""

    def document(self) -> str:
        """Return the JSON of `explain KEY --json`."""
        stages = sorted(set(self.verdict.stages.values()))
        told = [(finding, self.fix(finding)) for finding in self.verdict.findings]
        return explain_document(
            self.ticket.key, self.engagement, " / ".join(stages) or None, self.verdict.standing, told
        )


def explain(
    store: Store, engagement: Engagement, packs: Mapping[str, Pack], waivers: Sequence[Waiver], key: str, now: datetime
) -> Explanation | None:
    """Explain a ticket from its last snapshot; None where the engagement has never seen it."""
    snapshots = tuple(store.snapshots(engagement.name))
    found = next((one for one in snapshots if fold(key) in {fold(one.ticket.key), fold(one.ticket.id)}), None)
    if found is None:
        return None
    policy = policy_of(engagement, packs)
    bot = _bot_on(found.ticket)
    policy = with_bot(policy, bot) if bot is not None else policy
    footprint = store.footprints(engagement.name).get(found.ticket.id, Footprint(found.ticket.id))
    entered = entered_at(found.ticket, store.versions(engagement.name, found.ticket.id))
    scene = scene_for(found, footprint, policy, neighbourhood(snapshots), now, entered)
    verdict = judge(policy, scene, waivers_on(found.ticket, waivers), thorough=True)
    return Explanation(engagement.name, found.ticket, verdict, policy, found.seen_at)


def explain_in(world: World, engagements: Sequence[Engagement], key: str, now: datetime) -> Explanation | None:
    """Explain a ticket in the first engagement that has seen it."""
    told = (explain(world.store, one, world.packs, world.waivers, key, now) for one in engagements)
    return next((one for one in told if one is not None), None)


def look_afresh(world: World, engagements: Sequence[Engagement], key: str, now: datetime) -> None:
    """Ask the trackers for one ticket and keep what they say as its newest snapshot. An engagement whose
    tracker does not know it is passed over; raises the port's other errors."""
    for engagement in engagements:
        needs = needs_of(policy_of(engagement, world.packs), engagement)
        known = {one.ticket.key: one for one in world.store.snapshots(engagement.name)}
        asked = known[key].ticket.id if key in known else key
        try:
            ticket = world.trackers[engagement.source].ticket(asked, needs)
        except (Missing, Refused):
            continue
        first_seen = known[ticket.key].first_seen if ticket.key in known else now
        world.store.keep_snapshots([Snapshot(engagement.name, ticket, digest_of(ticket), now, first_seen)])
        return


def _bot_on(ticket: Ticket) -> Person | None:
    """Return the bot's account where it has left its comment; no tracker needs to be asked for it."""
    return next((comment.author for comment in ticket.comments if MARKER in comment.text), None)


def explanation_lines(told: Explanation, ink: Ink, now: datetime) -> list[str]:
    """Return an explanation for a terminal: what is amiss first, then what passes, then what is not asked."""
    stage = " / ".join(sorted(set(told.verdict.stages.values()))) or f"no stage (status {told.ticket.status})"
    lines = [
        f"{ink.standing(told.verdict.standing)} {ink.style(told.ticket.key, 'bold')}  "
        + "".join(ink.paragraph(told.ticket.title)[:1]),
        f"            in {stage}, engagement {told.engagement}, facts unchanged for {age(now, told.seen_at)}",
        "",
    ]
    for finding in sorted(told.verdict.findings, key=lambda f: ORDER.index(f.outcome)):
        lines += _finding_lines(finding, told, ink)
    return lines


ORDER = [Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.PENDING, Outcome.PASS, Outcome.NOT_APPLICABLE]


def _finding_lines(finding: Finding, told: Explanation, ink: Ink) -> Iterable[str]:
    gate = f"  ({finding.gate.side.value} of {finding.gate.stage})" if finding.gate else ""
    yield f"{ink.outcome(finding.outcome)} {ink.style(finding.rule, 'bold')}{gate}  {finding.severity.value}"
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return
    indent = " " * 15
    for label, text in (("found", finding.found), ("wanted", finding.wanted), ("fix", told.fix(finding))):
        if text:
            yield from ink.paragraph(f"{label + ':':<8}{text}", indent, hanging=indent + " " * 8)
    if finding.waiver:
        yield from ink.paragraph(
            f"waived until {finding.waiver.until} by {finding.waiver.by}: {finding.waiver.because}", indent
        )


def age(now: datetime, then: datetime) -> str:
    """Say how long ago something was, in its largest unit."""
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds // size} {unit}{'' if seconds // size == 1 else 's'}"
    return f"{seconds} s"
