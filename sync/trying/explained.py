"""Explains one ticket: every rule with what was found and wanted, from the last snapshot or a fresh look."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from rules.clauses import Told
from rules.explain import Grounds, grounds_of
from rules.facts import digest_of
from rules.judge import judge
from rules.model import Finding, Outcome, Person, Ticket, Verdict
from rules.not_asked import why_not_asked
from rules.policy import Policy, with_bot
from rules.scene import Scene
from rules.values import fold
from rules.waive import waivers_on
from sync.comment import MARKER
from sync.engagement import Engagement, Mode
from sync.escalation.climbing import look_from
from sync.escalation.ladders import Stance, people_on
from sync.escalation.letters import RECEIVES, with_hindrances
from sync.escalation.words import explained, ladder_document
from sync.hands import Known
from sync.judging import scene_of
from sync.plan import may_write
from sync.ports import Missing, Refused
from sync.reading import needs_of, policy_of
from sync.remembered import Footprint, Snapshot
from sync.render.conditions import grounds_document, grounds_lines
from sync.render.documents import explain_document
from sync.render.terminal import Ink
from sync.rollout import reach_of
from sync.scenes import neighbourhood
from sync.stand import World
from sync.trying.rule_pages import addresses
from sync.waivers.hearing import standing_waivers


@dataclass(frozen=True, slots=True)
class Explanation:
    """A ticket, its thorough verdict, each rule's fix, and when its facts were seen.

    `grounds` are kept by rule, for what is asked of the ticket; `pages` are the addresses of rules by name, `modes`
    say, by folded name, which rules go less far than the engagement.
    """

    engagement: str
    ticket: Ticket
    verdict: Verdict
    policy: Policy
    seen_at: datetime
    stances: tuple[Stance, ...] = ()
    grounds: Mapping[str, Grounds] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, Mode] = field(default_factory=dict)
    in_full: bool = False

    def only(self, rule: str) -> "Explanation":
        """Return what is told of one rule alone; the standing stays that of the whole ticket."""
        findings = tuple(finding for finding in self.verdict.findings if fold(finding.rule) == fold(rule))
        return replace(self, verdict=replace(self.verdict, findings=findings), stances=(), in_full=True)

    def fix(self, finding: Finding) -> str:
        """Return what to do about a finding; empty where nothing is to be done."""
        rule = self.policy.rule(finding.rule)
        return rule.rule.fix if rule and finding.outcome not in {Outcome.PASS, Outcome.NOT_APPLICABLE} else ""

    def document(self) -> str:
        """Return the JSON of `explain KEY --json`."""
        stages = sorted(set(self.verdict.stages.values()))
        told = [
            (
                finding,
                self.fix(finding),
                {**grounds_document(self.grounds.get(finding.rule)), "mode": self.modes.get(fold(finding.rule))},
            )
            for finding in self.verdict.findings
        ]
        zone = self.policy.setting.calendar.zone
        return explain_document(
            self.ticket.key,
            self.engagement,
            " / ".join(stages) or None,
            self.verdict.standing,
            told,
            [ladder_document(stance, zone) for stance in self.stances],
        )


def explain(world: World, engagement: Engagement, key: str, now: datetime) -> Explanation | None:
    """Explain a ticket from its last snapshot; None where the engagement has never seen it."""
    store = world.store
    snapshots = tuple(store.snapshots(engagement.name))
    found = next((one for one in snapshots if fold(key) in {fold(one.ticket.key), fold(one.ticket.id)}), None)
    if found is None:
        return None
    policy = policy_of(engagement, world.packs)
    bot = bot_on(found.ticket)
    policy = with_bot(policy, bot) if bot is not None else policy
    footprint = store.footprints(engagement.name).get(found.ticket.id, Footprint(found.ticket.id))
    near = neighbourhood(snapshots, store.former_keys(engagement.name))
    scene = scene_of(store, policy, Known(found, footprint), near, now)
    known = standing_waivers(store, engagement, policy, world.waivers)
    waivers = waivers_on(found.ticket, known, near.former_keys.get(found.ticket.id, ()))
    whole = judge(policy, scene, waivers, thorough=True)
    is_first = store.cursor(engagement.name) is None
    reach = reach_of(engagement, policy, store.rules_seen(engagement.name), now, is_first=is_first)
    counted = reach.counted(whole)
    verdict = replace(_with_why_not(whole, policy, scene), standing=counted.standing)
    look = replace(look_from(store, engagement, policy), people=people_on(one.ticket for one in snapshots))
    stances = tuple(
        with_hindrances(stance, engagement, world.mail, world.store.mail.unwanted(engagement.name, RECEIVES))
        for ladder in look.ladders
        if may_write(found.ticket, engagement) and (stance := look.stance(counted, ladder, scene))
    )
    return Explanation(
        engagement=engagement.name,
        ticket=found.ticket,
        verdict=verdict,
        policy=policy,
        seen_at=found.seen_at,
        stances=stances,
        grounds=_grounds(verdict, policy, scene, now),
        pages=addresses(policy, engagement.rule_pages),
        modes=reach.modes,
    )


def _with_why_not(verdict: Verdict, policy: Policy, scene: Scene) -> Verdict:
    """Return the verdict with what keeps rules away that are not asked."""
    findings = tuple(
        replace(one, found=told.found, wanted=told.wanted) if (told := _why_not(one, policy, scene)) else one
        for one in verdict.findings
    )
    return replace(verdict, findings=findings)


def _why_not(finding: Finding, policy: Policy, scene: Scene) -> Told | None:
    rule = policy.rule(finding.rule)
    if rule is None or finding.outcome is not Outcome.NOT_APPLICABLE:
        return None
    if rule.at_home and scene.engagement is None:
        return Told("it is not the engagement's home ticket", "the engagement's home ticket")
    return why_not_asked(rule, policy, scene)


def _grounds(verdict: Verdict, policy: Policy, scene: Scene, now: datetime) -> Mapping[str, Grounds]:
    asked = [(one, policy.rule(one.rule)) for one in verdict.findings if one.outcome is not Outcome.NOT_APPLICABLE]
    return {rule.name: grounds_of(finding, rule, policy, scene, now) for finding, rule in asked if rule is not None}


def explain_in(world: World, engagements: Sequence[Engagement], key: str, now: datetime) -> Explanation | None:
    """Explain a ticket in the first engagement that has seen it."""
    told = (explain(world, one, key, now) for one in engagements)
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


def bot_on(ticket: Ticket) -> Person | None:
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
    zone = told.policy.setting.calendar.zone
    for stance in told.stances:
        lines += ["", *ink.paragraph(explained(stance, zone), hanging="  ")]
    return lines


ORDER = [Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED, Outcome.PENDING, Outcome.PASS, Outcome.NOT_APPLICABLE]
REACHES = {Mode.OBSERVE: ", observed only", Mode.ADVISE: ", warns at most"}
EXPLAINED = frozenset({Outcome.FAIL, Outcome.UNKNOWN})  # condition by condition


def _finding_lines(finding: Finding, told: Explanation, ink: Ink) -> Iterable[str]:
    gate = f"  ({finding.gate.side.value} of {finding.gate.stage})" if finding.gate else ""
    name = ink.link(finding.rule, told.pages.get(finding.rule), "bold")
    mode = told.modes.get(fold(finding.rule))
    reach = REACHES[mode] if mode else ""
    yield f"{ink.outcome(finding.outcome)} {name}{gate}  {finding.severity.value}{reach}"
    if finding.outcome is Outcome.NOT_APPLICABLE and not told.in_full:
        return
    indent = " " * 15
    for label, text in (("found", finding.found), ("wanted", finding.wanted), ("fix", told.fix(finding))):
        if text:
            yield from ink.paragraph(f"{label + ':':<8}{text}", indent, hanging=indent + " " * 8)
    if (told.in_full or finding.outcome in EXPLAINED) and (grounds := told.grounds.get(finding.rule)) is not None:
        yield from grounds_lines(grounds, ink, indent)
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
