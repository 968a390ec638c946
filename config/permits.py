"""Whether the waivers of waivers.yaml may be given: rule, signer, length (RULINGS W4-W9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from config.library import Library, stage_names, unknown
from config.members import group_of
from config.mistakes import quoted
from config.schema import PackSection, RuleSection
from config.waivers import WaiverSection
from config.wiring import Wired
from rules.terms import Duration, duration_of
from rules.values import fold
from sync.engagement import ScopeKind


def look_over(
    waivers: Iterable[WaiverSection], library: Library, wired: tuple[Wired, ...] | None, now: datetime
) -> None:
    """Tell what is wrong with waivers. `wired` is None where stageward.yaml cannot be relied on."""
    for waiver in waivers:
        found = library.rule(waiver.rule)
        if found is not None:
            _look_over_one(waiver, *found, library)
            _look_over_time(waiver, found[1], _users(found[0], wired), now)
            if wired is not None:
                _look_over_signer(waiver, found[1], _users(found[0], wired))
                _look_over_tickets(waiver, _users(found[0], wired))
        elif not library.knows_rule(waiver.rule):
            waiver.page.blame(waiver.place_of("rule"), unknown(waiver.rule, "rule", library.rule_names or ()))


def _users(pack: PackSection, wired: tuple[Wired, ...] | None) -> list[Wired]:
    return [one for one in wired or () if pack in one.packs]


def _look_over_one(waiver: WaiverSection, pack: PackSection, rule: RuleSection, library: Library) -> None:
    if not rule.waivable_by and "waivable_by" not in rule.node:
        waiver.page.blame(waiver.place_of("rule"), f"rule {quoted(rule.name)} cannot be waived: it has no waivable_by")
    known = library.stages_seen_from(pack)
    if waiver.stage is not None and fold(waiver.stage) not in {fold(name) for name in known}:
        waiver.page.blame(waiver.place_of("stage"), unknown(waiver.stage, "stage", known or stage_names(pack)))


def _look_over_time(waiver: WaiverSection, rule: RuleSection, users: list[Wired], now: datetime) -> None:
    """A waiver over everywhere is told; one that is longer than the rule allows, even from today on, is refused."""
    days = [now.astimezone(one.engagement.client.timezone).date() for one in users if one.engagement.client]
    days = days or [now.date()]
    if waiver.until < min(days):
        waiver.page.blame(
            waiver.place_of("until"), f"this waiver is expired: it held until {waiver.until}", warning=True
        )
    longest = duration_of(rule.waiver_at_most or "")
    if longest is not None and waiver.until > max(days) + _at_most(longest):
        told = f"rule {quoted(rule.name)} can be waived for at most {rule.waiver_at_most}"
        waiver.page.blame(waiver.place_of("until"), told)


def _at_most(longest: Duration) -> timedelta:
    """Return no less than the calendar time meant; holidays are not known here, so working days count double and a week more."""
    factor = {"weeks": 7.0, "working days": 2.0}.get(longest.unit, 1.0)
    slack = 7 if longest.unit == "working days" else 0
    return timedelta(days=min(longest.amount * factor + slack, 36_500))


def _look_over_signer(waiver: WaiverSection, rule: RuleSection, users: list[Wired]) -> None:
    if not users or not rule.waivable_by:
        return
    allowed = {fold(role) for role in rule.waivable_by}
    people = {
        fold(person)
        for one in users
        for role, members in one.engagement.roles.items()
        if fold(role) in allowed
        for person in members
    }
    if fold(waiver.by) in people:
        return
    if any(group_of(person) is not None for person in people):
        told = f"whether {quoted(waiver.by)} may waive this rule is not known here: a role is held by a group of the tracker"
        waiver.page.blame(waiver.place_of("by"), told, warning=True)
        return
    told = f"{quoted(waiver.by)} may not waive this rule; it takes one of: {', '.join(rule.waivable_by)}"
    waiver.page.blame(waiver.place_of("by"), told)


def _look_over_tickets(waiver: WaiverSection, users: list[Wired]) -> None:
    """A Jira key tells its project; where every engagement is a Jira project, a strange key is told (W9)."""
    scopes = [one.engagement.scope.scope() for one in users]
    if not scopes or any(scope.kind is not ScopeKind.PROJECT for scope in scopes):
        return
    projects = {fold(scope.value) for scope in scopes}
    for index, ticket in enumerate(waiver.tickets):
        if fold(ticket.rpartition("-")[0]) not in projects:
            told = f"{quoted(ticket)} is no ticket of an engagement this rule is for"
            waiver.page.blame(waiver.place_of("tickets", index), told, warning=True)
