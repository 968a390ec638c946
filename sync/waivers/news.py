"""Reminds the roles that may waive a rule before a waiver of it ends: one mail to an address in a cycle, told once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from rules.values import fold
from sync.actions import Action, Verb
from sync.engagement import Mode
from sync.escalation.news import Drafted
from sync.mailing.post import Draft, content_of, entry_for_team
from sync.notices import WAIVER_ENDING, key_of
from sync.plan import may_write
from sync.remembered import Reached
from sync.render.waiver_ending import Ending, render_endings
from sync.stand import Stand, World
from sync.waivers.notes import ending


def draft_reminders(world: World, stand: Stand, now: datetime) -> tuple[Drafted, ...]:
    """Draft the reminders nobody got yet; nothing is queued here. None where the bot only judges."""
    if stand.engagement.mode is Mode.OBSERVE or not world.team:
        return ()
    told = world.store.reached(stand.engagement.name)
    by_address: defaultdict[str, list[Ending]] = defaultdict(list)
    for one, address in _due(stand, world.team, now):
        if _mark(one, address) not in told:
            by_address[address].append(one)
    drafts = (_drafted(world, stand, address, endings, now) for address, endings in sorted(by_address.items()))
    return tuple(draft for draft in drafts if draft is not None)


def _due(stand: Stand, team: Mapping[str, str], now: datetime) -> Iterator[tuple[Ending, str]]:
    """Yield every waiver that ends soon with each address that is to hear of it."""
    addresses = {fold(role): address for role, address in team.items()}
    calendar = stand.policy.setting.calendar
    today = calendar.day(now)
    for subject in stand.subjects:
        if not may_write(subject.ticket, stand.engagement):
            continue
        for finding, _ in ending(subject.verdict, calendar, today):
            rule = stand.policy.rule(finding.rule)
            roles = rule.rule.waivable_by if rule is not None else ()
            hear = dict.fromkeys(addresses[fold(role)] for role in roles if fold(role) in addresses)
            for address in hear:
                if finding.waiver is not None:
                    yield Ending(subject.ticket.key, subject.ticket.id, finding.waiver), address


def _mark(one: Ending, address: str) -> Reached:
    return Reached(one.ticket_id, f"{fold(one.waiver.rule)}/{one.waiver.until}/{fold(address)}", WAIVER_ENDING)


def _drafted(world: World, stand: Stand, address: str, endings: list[Ending], now: datetime) -> Drafted | None:
    engagement = stand.engagement
    marks = tuple(_mark(one, address) for one in endings)
    letter = render_endings(
        engagement.name, endings, stand.policy.setting.calendar.day(now), stationery=world.stationery
    )
    draft = Draft(WAIVER_ENDING, "", key_of(engagement, WAIVER_ENDING, marks), letter)
    entry = entry_for_team(draft, address, engagement.name, world.mail, now)
    if entry is None:
        return None
    action = Action(
        engagement=engagement.name,
        ticket=", ".join(dict.fromkeys(one.ticket for one in endings)),
        ticket_id="",
        verb=Verb.SEND_NOTICE,
        after=entry.state,
        because=tuple(dict.fromkeys(one.waiver.rule for one in endings)),
        notice_id=entry.id,
        content=content_of(entry),
    )
    return Drafted(entry, marks, (), action)
